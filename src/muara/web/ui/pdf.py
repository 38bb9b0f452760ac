"""Papers as PDF, where the extra `typst` is installed. What people typed travels as data and is never markup."""

from __future__ import annotations

import json
from importlib.util import find_spec

from muara.web.ui.paper import Paper

# Reads nothing but its one input: no file, no package, no evaluated text.
TEMPLATE = """
#let paper = json(bytes(sys.inputs.paper))
#set document(title: paper.title)
#set page(paper: "a4", margin: (x: 20mm, top: 18mm, bottom: 20mm), numbering: "1")
#set text(lang: paper.language, size: 11pt)
#set par(leading: 0.7em, spacing: 1.1em)
#let gap = box(width: 1fr, repeat[.])
#let filled(value) = if value == "" { gap } else { text(value) }
#align(center, text(15pt, weight: "bold", paper.title))
#v(6mm)
#for block in paper.blocks {
  if block.kind == "heading" {
    v(2mm)
    text(12pt, weight: "bold", block.text)
    parbreak()
  } else if block.kind == "text" {
    if block.text == "" { for _ in range(3) { par(gap) } } else {
      for line in block.text.split("\\n") { par(text(line)) }
    }
  } else if block.kind == "note" {
    par(text(9pt, block.text))
  } else if block.kind == "gaps" {
    let pairs = block.rows.map(row => (text(row.at(0)), filled(row.at(1))))
    grid(columns: (40mm, 1fr), row-gutter: 3mm, ..pairs.flatten())
  } else if block.kind == "points" {
    enum(..block.rows.map(row => text(row.at(0))))
  } else if block.kind == "bullets" {
    list(..block.rows.map(row => text(row.at(0))))
  } else if block.kind == "grid" {
    table(
      columns: block.columns.map(column => column.at(1) * 1fr),
      stroke: 0.5pt, inset: 6pt, align: left + horizon,
      table.header(..block.columns.map(column => text(9pt, weight: "bold", column.at(0)))),
      ..block.rows.flatten().map(value => if value == "" { box(height: 6mm) } else { text(value) }),
    )
  } else if block.kind == "signs" {
    v(8mm)
    grid(
      columns: (1fr,) * block.rows.len(), gutter: 10mm,
      ..block.rows.map(row => align(center)[#text(row.at(0)) #v(18mm) #filled(row.at(1))]),
    )
    v(4mm)
  }
}
"""


def has_typst() -> bool:
    return find_spec("typst") is not None


def as_pdf(paper: Paper, *, language: str = "id") -> bytes:
    """Draw a paper on A4.

    Raises
    ------
    ImportError
        If the extra `typst` is not installed; ask `has_typst` first.
    """
    import typst

    told = json.dumps({**paper.as_data(), "language": language})
    drawn = typst.compile(TEMPLATE.encode(), sys_inputs={"paper": told})
    return bytes(drawn)
