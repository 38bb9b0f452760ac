"""What the reference pages say is what the program does."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from tools import api_reference

from muara.cli import build_parser

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
READS = re.compile(r'env\.\w+\(\s*"(MUARA_\w+)"')
OF_DEVELOPERS = {"MUARA_DATA", "MUARA_TEST_POSTGRES_URL"}
OF_THE_ENGINE = {"MUARA_CORES", "MUARA_FAST"}


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every command, by its whole name."""

    def below(parser: argparse.ArgumentParser, name: str) -> dict[str, argparse.ArgumentParser]:
        groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not groups:
            return {name: parser}
        return {
            k: v for group in groups for n, p in group.choices.items() for k, v in below(p, f"{name} {n}").items()
        }

    return below(build_parser(), "muara")


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", (REFERENCE / "command-line.md").read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_setting_is_documented_and_no_other():
    read = set(READS.findall((ROOT / "src/muara/web/config/settings.py").read_text()))
    table = set(re.findall(r"^\| `(MUARA_\w+)` \|", (REFERENCE / "configuration.md").read_text(), re.MULTILINE))

    assert len(read) >= 20
    assert table == read | OF_DEVELOPERS | OF_THE_ENGINE


def test_no_variable_is_read_past_the_readers_that_refuse_nonsense():
    internal = {"MUARA_PARENT_FD"}
    settings = set(READS.findall((ROOT / "src/muara/web/config/settings.py").read_text()))
    direct = re.compile(r'(?:environ|getenv)\S*?["\'(\[]+(MUARA_\w+)')
    found = {
        name
        for path in (ROOT / "src").rglob("*.py")
        if "tests" not in path.parts
        for name in direct.findall(path.read_text())
    }

    assert found <= settings | internal | OF_THE_ENGINE


def test_every_command_is_documented_and_no_other():
    assert set(sections()) == set(parsers())


@pytest.mark.parametrize("name", sorted(parsers()))
def test_every_option_of_a_command_is_documented_and_no_other(name: str):
    actions = [action for action in parsers()[name]._actions if action.dest != "help"]
    options = {option for action in actions for option in action.option_strings}
    places = {str(action.metavar or action.dest).upper() for action in actions if not action.option_strings}
    text = sections()[name]

    assert set(re.findall(r"^\| `(--[\w-]+)` \|", text, re.MULTILINE)) == options
    assert all(re.search(rf"`{name}[^`]*\b{place}\b", text) for place in places), places


@pytest.mark.parametrize("name", sorted(parsers()))
def test_every_choice_of_an_option_is_documented(name: str):
    choices = {str(choice) for action in parsers()[name]._actions for choice in action.choices or ()}

    assert {choice for choice in choices if f"`{choice}`" not in sections()[name]} <= {"opendata", "api"}


@pytest.mark.parametrize("name", sorted(parsers()))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([*name.split()[1:], "--help"])

    assert ended.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 3


def test_the_reference_of_the_read_api_is_what_its_document_says():
    assert api_reference.PAGE.read_text() == api_reference.written(), "run: python tools/api_reference.py"


def test_every_link_between_the_pages_leads_somewhere():
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if not target.startswith(("http://", "https://", "mailto:")) and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")

    assert broken == []
