"""Message catalogues without a system gettext: collect, compile and check them, one catalogue per room.

python tools/catalogue.py update    collect the messages of every room into its locale/id catalogue
python tools/catalogue.py compile   write the compiled form beside each catalogue that is newer
python tools/catalogue.py check     fail on a missing, empty, fuzzy, stale, unsafe or clashing message
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "muara" / "web"
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
ANONYMOUS = re.compile(r"%(?!\(|%)[-#0 +]*\d*(?:\.\d+)?[sdf]")
DATED = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To): [^"]*\\n"\n'
)


@dataclass(frozen=True)
class Found:
    """One message as the code uses it."""

    text: str
    plural: str | None
    context: str | None
    where: str
    line: int

    @property
    def key(self) -> tuple[str, str | None]:
        return self.text, self.context

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text


def in_python(path: Path) -> Iterator[Found]:
    where, tree = path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    called = {one.asname: one.name for node in imports for one in node.names if one.asname}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        name = called.get(name, name)
        texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        if name in SINGULAR and texts and isinstance(texts[0], str):
            yield Found(texts[0], None, None, where, node.lineno)
        elif name in PLURAL and isinstance(texts[0], str) and isinstance(texts[1], str):
            yield Found(texts[0], texts[1], None, where, node.lineno)
        elif name in CONTEXT and isinstance(texts[0], str) and isinstance(texts[1], str):
            yield Found(texts[1], None, texts[0], where, node.lineno)


def one_line(text: str) -> str:
    return " ".join(part.strip() for part in text.strip().splitlines())


def in_template(path: Path) -> Iterator[Found]:
    from django.template import Engine, Origin
    from django.template.base import Node, Template
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    where = path.relative_to(ROOT).as_posix()
    source = path.read_text(encoding="utf-8")
    template = Template(source, origin=Origin(str(path)), engine=Engine.get_default())
    seen: set[int] = set()

    def walk(nodes: Iterable[object]) -> Iterator[Found]:
        for node in nodes:
            if not isinstance(node, Node) or id(node) in seen:
                continue
            seen.add(id(node))
            line = node.token.lineno if node.token else 0
            if isinstance(node, TranslateNode):
                variable = node.filter_expression.var
                text = getattr(variable, "literal", variable)
                if isinstance(text, str):
                    context = node.message_context
                    asked = str(text).replace("%", "%%")  # so the tag looks it up
                    yield Found(asked, None, str(context.var) if context else None, where, line)
            elif isinstance(node, BlockTranslateNode):
                text = node.render_token_list(node.singular)[0]
                plural = node.render_token_list(node.plural)[0] if node.plural else None
                if node.trimmed:
                    text, plural = one_line(text), one_line(plural) if plural else None
                yield Found(text, plural, None, where, line)
            for attribute in node.child_nodelists:
                if (children := getattr(node, attribute, None)) is not None:
                    yield from walk(children)
            for _condition, children in getattr(node, "conditions_nodelists", []):
                yield from walk(children)

    yield from walk(template.nodelist)


def messages_of(room: Path) -> dict[tuple[str, str | None], list[Found]]:
    found: dict[tuple[str, str | None], list[Found]] = {}
    for path in sorted(room.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            for message in in_python(path):
                found.setdefault(message.key, []).append(message)
    for path in sorted(room.rglob("templates/**/*.*")):
        if path.is_file():
            for message in in_template(path):
                found.setdefault(message.key, []).append(message)
    return found


def rooms() -> list[Path]:
    return sorted(path for path in WEB.iterdir() if (path / "apps.py").exists() and path.name != "config")


def catalogue_path(room: Path, language: str = "id") -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="id", project="Muara", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="id", abort_invalid=True)


def strings_of(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, tuple | list) else (string,)


def is_translated(message: Message) -> bool:
    return all(strings_of(message))


def update() -> int:
    for room in rooms():
        path, found = catalogue_path(room), messages_of(room)
        if not found:
            continue
        old, new = read(path), Catalog(locale="id", project="Muara", charset="utf-8")
        for (_text, context), uses in sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "")):
            first = next((use for use in uses if use.plural), uses[0])
            before = old.get(first.text, first.context)
            known = strings_of(before) if before else ("",)
            # Indonesian says one and many alike, but the catalogue has a place for each.
            string = known if first.plural and len(known) > 1 else known * 2 if first.plural else known[0]
            places = [(where, 0) for where in sorted({use.where for use in uses})]
            flags = {"python-format"} if "%(" in first.text else set()
            new.add(first.id, string, locations=places, flags=flags, context=context)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, new, width=110, sort_output=True, include_lineno=False)
        text = DATED.sub("", path.read_text(encoding="utf-8"))
        path.write_text(re.sub(r"\A(?:#.*\n)+", "", text), encoding="utf-8")
        missing = [message for message in read(path) if message.id and not is_translated(message)]
        print(f"{room.name}: {len(found)} messages, {len(missing)} to translate")
    return 0


def compile_all() -> int:
    for source in sorted(WEB.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        partial = target.with_suffix(f".{os.getpid()}.part")
        with partial.open("wb") as file:
            write_mo(file, read(source))
        partial.replace(target)
    return 0


def faults_of(use: Found, message: Message | None, room: Path) -> Iterator[str]:
    if ANONYMOUS.search(use.text):
        yield f"an anonymous placeholder; write %(name)s: {use.text!r}"
    if message is None:
        yield f"not in the catalogue of {room.name}: {use.text!r}"
    elif not is_translated(message):
        yield f"without Indonesian: {use.text!r}"
    elif message.fuzzy:
        yield f"marked fuzzy: {use.text!r}"
    else:
        names = set(re.findall(r"%\((\w+)\)", use.text + (use.plural or "")))
        for string in strings_of(message):
            if not set(re.findall(r"%\((\w+)\)", string)) <= names:
                yield f"the translation names something unknown: {string!r}"


def clashes() -> Iterator[str]:
    """Find what rooms translate differently: they share one catalogue, and the first room would speak for all."""
    said: dict[tuple[str, str | None], dict[str, str]] = {}
    for room in rooms():
        for message in read(catalogue_path(room)):
            if message.id and is_translated(message):
                text = message.id[0] if isinstance(message.id, tuple | list) else message.id
                said.setdefault((text, message.context), {}).setdefault(" | ".join(strings_of(message)), room.name)
    for (text, _context), ways in said.items():
        if len(ways) > 1:
            told = ", ".join(f"{way!r} in {room}" for way, room in ways.items())
            yield f"said differently by two rooms: {text!r}: {told}"


def check() -> int:
    wrong: list[str] = [*clashes()]
    for room in rooms():
        catalogue, found = read(catalogue_path(room)), messages_of(room)
        for uses in found.values():
            message = catalogue.get(uses[0].text, uses[0].context)
            wrong += [f"{uses[0].where}:{uses[0].line}: {fault}" for fault in faults_of(uses[0], message, room)]
        for message in catalogue:
            text = message.id[0] if isinstance(message.id, tuple | list) else message.id
            if text and (text, message.context) not in found:
                wrong.append(f"{room.name}: no longer used: {text!r}")
    print("\n".join(wrong) or "Every message of every room has its Indonesian.")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    command = {"update": update, "compile": compile_all, "check": check}.get(arguments[0] if arguments else "")
    if command is None:
        print(__doc__)
        return 2
    if command is not compile_all:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muara.web.config.settings")
        sys.path.insert(0, str(ROOT / "src"))
        import django

        django.setup()
    return command()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
