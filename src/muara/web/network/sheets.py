"""The network as files: which formats come in and go out, and what their columns mean here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.formats.gexf import read_gexf, write_gexf
from muara.formats.graphml import read_graphml, write_graphml
from muara.formats.kumu import read_kumu, read_kumu_csv, write_kumu, write_kumu_csv
from muara.formats.network_file import LABELS, names_of, renamed
from muara.formats.sheet import ActorRow, Problem, Sheet, TieRow, Value
from muara.formats.ties_csv import read_matrix, read_ties, write_matrix, write_ties
from muara.web.cities.models import City
from muara.web.network.models import Actor, ActorEvent, Tie

ACTOR_COLUMNS = (
    "kind", "sector", "hub", "district", "village", "members", "offers", "needs", "description", "since", "joined",
    "last_meeting",
)  # fmt: skip
TIE_COLUMNS = ("layer", "weight", "since", "reported_by")
ASKED = "answered"  # what a matrix says of each actor


@dataclass(frozen=True)
class Format:
    """One way in and out. `read` gets the file and, where there is one, the list of actors."""

    label: str | Promise
    ending: str
    read: Callable[[bytes, bytes | None], Sheet]
    write: Callable[[Sheet], bytes]


def _zipped(**files: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"{name}.csv", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return whole.getvalue()


def _two(names: tuple[str, str], content: tuple[str, str]) -> bytes:
    return _zipped(**dict(zip(names, content, strict=True)))


def _kumu_tables(data: bytes, actors: bytes | None) -> Sheet:
    if actors is None:
        return Sheet(problems=(Problem("The table of elements is missing."),))
    return read_kumu_csv(actors, data, directed=True)


def _matrix(sheet: Sheet) -> bytes:
    """Write what each side told: a row says it of its columns, so a tie told by both stands in both halves.

    A kind of tie with a direction uses the two halves for that: it is written from its source to its target.
    """
    told = []
    for tie in sheet.ties:
        by, weight = str(tie.about.get("reported_by", "")), {"weight": tie.about.get("weight", 1.0)}
        if tie.about.get("layer") in Tie.DIRECTED:
            told.append(TieRow(tie.source, tie.target, weight))
            continue
        if by in {"a", "both"}:
            told.append(TieRow(tie.source, tie.target, weight))
        if by in {"b", "both"}:
            told.append(TieRow(tie.target, tie.source, weight))
    return write_matrix(Sheet(sheet.actors, tuple(told), True)).encode()


FORMATS: Mapping[str, Format] = {
    "csv": Format(
        _("CSV: a list of ties, and one of actors"),
        "zip",
        lambda data, actors: read_ties(data, actors, directed=True),
        lambda sheet: _two(("ikatan", "aktor"), write_ties(sheet)),
    ),
    "kumu": Format(
        _("Kumu: JSON"), "json", lambda data, actors: read_kumu(data), lambda sheet: write_kumu(sheet).encode()
    ),
    "kumu-csv": Format(
        _("Kumu: two CSV tables"),
        "zip",
        _kumu_tables,
        lambda sheet: _two(("elements", "connections"), write_kumu_csv(sheet)),
    ),
    "graphml": Format(
        "GraphML",
        "graphml",
        lambda data, actors: _by_label(read_graphml(data)),
        lambda sheet: write_graphml(sheet).encode(),
    ),
    "gexf": Format(
        "GEXF (Gephi)",
        "gexf",
        lambda data, actors: _by_label(read_gexf(data)),
        lambda sheet: write_gexf(sheet).encode(),
    ),
    "matrix": Format(
        _("Matrix, as PARTNER writes it"), "csv", lambda data, actors: _of_matrix(read_matrix(data)), _matrix
    ),
}


def _by_label(sheet: Sheet) -> Sheet:
    """Call actors by their label (see `names_of`), and say that label once."""
    sheet = renamed(sheet, names_of(sheet))
    return replace(
        sheet,
        actors=tuple(
            replace(
                row,
                about={k: v for k, v in row.about.items() if k not in LABELS or str(v).strip() != row.name},
            )
            for row in sheet.actors
        ),
    )


def _of_matrix(sheet: Sheet) -> Sheet:
    """Say of each entry of a matrix that its row told it."""
    ties = tuple(replace(tie, about={**tie.about, "reported_by": "source"}) for tie in sheet.ties)
    actors = tuple(replace(row, about={k: v for k, v in row.about.items() if k != ASKED}) for row in sheet.actors)
    problems = sheet.problems
    if not problems and not any(row.about.get(ASKED) for row in sheet.actors):
        problems = (Problem("There is no row that answers for a column."),)
    return replace(sheet, actors=actors, ties=ties, problems=problems)


def sheet_of_city(city: City, day: date, *, kinds: tuple[str, ...] = ()) -> Sheet:
    """Write down the network of a day: who is there and which ties stand, disputed ones left out.

    Contact people, notes and who speaks for whom stay in the house.
    """
    present = Actor.objects.in_city(city).present_on(day).select_related("district", "village").order_by("pk")
    actors = {actor.pk: actor for actor in present}
    joined: dict[int, date] = {}
    events = ActorEvent.objects.filter(actor__in=actors, kind=ActorEvent.Kind.JOINED).order_by("on_date", "pk")
    for actor_id, on in events.values_list("actor", "on_date"):
        joined.setdefault(actor_id, on)
    ties = Tie.objects.in_city(city).on(day).undisputed().order_by("pk")
    return Sheet(
        tuple(ActorRow(actor.name, _about(actor, joined.get(actor.pk))) for actor in actors.values()),
        tuple(
            TieRow(actors[tie.a_id].name, actors[tie.b_id].name, _about_tie(tie))
            for tie in ties
            if tie.a_id in actors and tie.b_id in actors and (not kinds or tie.kind in kinds)
        ),
        is_directed=True,
    )


def _about(actor: Actor, joined: date | None) -> dict[str, Value]:
    told: dict[str, Any] = {
        "kind": actor.kind,
        "sector": actor.sector,
        "hub": actor.hub,
        "district": actor.district.name if actor.district else "",
        "village": actor.village.name if actor.village else "",
        "members": actor.n_members,
        "offers": actor.offers,
        "needs": actor.needs,
        "description": actor.description,
        "since": actor.since_date,
        "joined": joined,
        "last_meeting": actor.last_meeting_date,
    }
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in told.items()
        if value is not None and value != ""
    }


def _about_tie(tie: Tie) -> dict[str, Value]:
    by = {(True, True): "both", (True, False): "a", (False, True): "b"}
    told = by.get((tie.reported_by_a, tie.reported_by_b), "none")
    return {"layer": tie.kind, "weight": tie.weight, "since": tie.since_date.isoformat(), "reported_by": told}
