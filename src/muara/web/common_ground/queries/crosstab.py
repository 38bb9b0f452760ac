"""The threads and divides of a reading by what people said of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.web.accounts.models import Sector
from muara.web.common_ground.declared import OTHERS
from muara.web.common_ground.models import Reading
from muara.web.concerns.models import Statement
from muara.web.ui.templatetags.muara import Bar

NAMES = {"sector": gettext_lazy("Sector"), "district": gettext_lazy("Kecamatan"), "hub": gettext_lazy("Hub")}
MOST_STATEMENTS = 8


@dataclass(frozen=True)
class Row:
    text: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Kind:
    """One way in which people describe themselves, with the agreement of its groups."""

    name: str
    said: int | None
    groups: Sequence[tuple[str, int]]
    rows: Sequence[Row]
    older: Sequence[tuple[str, int]]


def crosstab(reading: Reading, statements: Mapping[int, Statement]) -> list[Kind]:
    """Return agreement by sector, kecamatan and hub; groups below five people are not in it."""
    result = reading.result
    numbers = [*result["threads"][:MOST_STATEMENTS], *result["divides"][: MOST_STATEMENTS // 2]]
    kinds = []
    for kind, name in NAMES.items():
        stored = reading.declared.get(kind) or {"groups": [], "said": None}
        groups = sorted(stored["groups"], key=lambda group: (group["label"] == OTHERS, -group["n"]))
        if not groups:
            continue
        rows = []
        for number in numbers:
            statement = statements.get(number)
            if statement is None or statement.status != Statement.Status.ACCEPTED:
                continue
            bars = []
            for group in groups:
                cell = group["cells"].get(str(number))
                label = label_of(kind, group["label"])
                bars.append(Bar(label, "", *cell) if cell else Bar(label, is_withheld=True))
            rows.append(Row(statement.text, bars))
        kinds.append(
            Kind(
                str(name),
                stored["said"],
                [(label_of(kind, group["label"]), group["n"]) for group in groups],
                rows,
                [
                    (label_of(kind, group["label"]), group["as_of"])
                    for group in groups
                    if group["as_of"] != reading.number
                ],
            )
        )
    return kinds


def label_of(kind: str, label: str) -> str:
    if label == OTHERS:
        return _("others")
    if kind == "sector" and label in Sector.values:
        return str(Sector(label).label)
    return label.title() if kind == "hub" else label
