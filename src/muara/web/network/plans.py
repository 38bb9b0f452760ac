"""What an import would do, before anything is done: new rows, known rows, and every complaint with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muara.formats.sheet import ActorRow, Sheet, TieRow, Value, as_number
from muara.web.accounts.models import Sector
from muara.web.cities.models import City, District, Village
from muara.web.network.models import Actor, ActorEvent, Tie
from muara.web.network.sheets import ACTOR_COLUMNS, TIE_COLUMNS
from muara.web.network.wording import in_our_words
from muara.web.ui.text import UnreadableText, clean_text

MOST_ACTORS, MOST_TIES, MOST_SHOWN = 2_000, 20_000, 100
SIDES = {
    "both": "ab", "keduanya": "ab", "a": "a", "source": "a", "asal": "a", "b": "b", "target": "b", "tujuan": "b",
    "none": "", "": "",
}  # fmt: skip
MORE_KINDS = {
    "informasi": "INFORMATION", "rujukan": "REFERRAL", "kerja bersama": "JOINT_WORK", "kolaborasi": "JOINT_WORK",
    "collaboration": "JOINT_WORK", "uang": "MONEY", "kontrak": "MONEY", "contract": "MONEY", "funding": "MONEY",
}  # fmt: skip
MORE_ACTOR_KINDS = {
    "coop": "COOPERATIVE", "co-op": "COOPERATIVE", "komunitas": "CREATIVE", "community": "CREATIVE",
    "university": "ACADEMIC", "kampus": "ACADEMIC", "pemerintah": "GOVERNMENT", "agency": "GOVERNMENT",
    "bank": "FINANCE", "credit union": "FINANCE", "usaha": "BUSINESS", "business": "BUSINESS",
}  # fmt: skip


@dataclass(frozen=True)
class Complaint:
    text: str
    line: int | None = None


@dataclass
class Plan:
    """Rows to be written (unsaved), names of those that stay as they are, and what is wrong."""

    actors: list[tuple[Actor, date]] = field(default_factory=list)
    known_actors: list[str] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    n_known_ties: int = 0
    ignored_columns: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    is_in_list_of_actors: bool = False

    @property
    def is_good(self) -> bool:
        return not self.complaints and bool(self.actors or self.ties or self.known_actors)

    def complain(self, text: str, line: int | None) -> None:
        if self.is_in_list_of_actors:
            text = _("List of actors: %(complaint)s") % {"complaint": text}
        if len(self.complaints) < MOST_SHOWN:
            self.complaints.append(Complaint(text, line))


def names_of(choices: Iterable[tuple[Any, Any]], more: Mapping[str, str]) -> dict[str, str]:
    """Return by which words a choice is known: its own name, its label in the reader's language, and others."""
    known = dict(more)
    for value, label in choices:
        known |= {str(value).casefold().replace("_", " "): value, str(label).casefold(): value}
    return known


def plan_import(
    city: City,
    sheet: Sheet,
    *,
    tie_kind: str,
    actor_kind: str,
    today: date,
    at: Any,
    has_two_files: bool = False,
) -> Plan:
    """Compare a sheet with the network of a city. Reads only.

    An actor is known by its name, whatever the case; a known actor and a standing tie stay as they are.
    """
    plan = Plan()
    for problem in sheet.problems:
        plan.complain(in_our_words(problem.text), problem.line)
    if len(sheet.actors) > MOST_ACTORS or len(sheet.ties) > MOST_TIES:
        plan.complain(
            _("This file holds more than %(actors)s actors or %(ties)s ties. Take it in parts.")
            % {"actors": MOST_ACTORS, "ties": MOST_TIES},
            None,
        )
    if plan.complaints:
        return plan
    reader = _Reader(city, plan, tie_kind, actor_kind, today, at)
    plan.is_in_list_of_actors = has_two_files
    for row in sheet.actors:
        reader.actor(row)
    plan.is_in_list_of_actors = False
    for tie in sheet.ties:
        for end in (tie.source, tie.target):
            reader.end(end, tie.line)
    for tie in sheet.ties:
        reader.tie(tie)
    seen = {name for row in sheet.actors for name in row.about} | {
        name for tie in sheet.ties for name in tie.about
    }
    plan.ignored_columns = sorted(seen - set(ACTOR_COLUMNS) - set(TIE_COLUMNS) - {"evidence"})
    if not plan.complaints and not plan.is_good:
        plan.complain(_("There is no actor in this file."), None)
    return plan


class _Reader:
    def __init__(self, city: City, plan: Plan, tie_kind: str, actor_kind: str, today: date, at: Any) -> None:
        self.city, self.plan, self.today, self.at = city, plan, today, at
        self.tie_kind, self.actor_kind = tie_kind, actor_kind
        self.kinds = names_of(Tie.Kind.choices, MORE_KINDS)
        self.actor_kinds = names_of(Actor.Kind.choices, MORE_ACTOR_KINDS)
        self.sectors = names_of(Sector.choices, {})
        self.districts = {one.name.casefold(): one for one in city.districts}
        self.villages: dict[str, list[Village]] = {}
        for village in Village.objects.filter(district__in=self.districts.values()).select_related("district"):
            self.villages.setdefault(village.name.casefold(), []).append(village)
        here = {actor.name.casefold(): actor for actor in Actor.objects.in_city(city).with_state_on(today)}
        self.known: dict[str, Actor] = here
        self.new: dict[str, Actor] = {}
        self.places: dict[str, int] = {}
        self.standing = set(Tie.objects.in_city(city).current().values_list("a", "b", "kind"))
        self.drawn: dict[tuple[str, str, str], Tie] = {}

    def actor(self, row: ActorRow) -> None:
        name = self._text(row.name, row.line)
        if name is None:
            return
        key = name.casefold()
        if key in self.new:
            self.plan.complain(_("%(actor)s is given twice.") % {"actor": name}, row.line)
        elif (known := self.known.get(key)) is not None:
            self._keep(known, row.line)
        else:
            self._add(name, row)

    def end(self, given: str, line: int | None) -> None:
        """Take an end of a tie that no list of actors named."""
        name = self._text(given, line)
        if name is None or name.casefold() in self.new:
            return
        if (known := self.known.get(name.casefold())) is not None:
            self._keep(known, line)
        else:
            self._add(name, ActorRow(name, {}, line))

    def _keep(self, known: Actor, line: int | None) -> None:
        if known.name in self.plan.known_actors:
            return
        self.plan.known_actors.append(known.name)
        if known.last_event not in ActorEvent.PRESENT:  # type: ignore[attr-defined]
            self.plan.complain(
                _("%(actor)s has left the network. Record its return first, or take it out of the file.")
                % {"actor": known.name},
                line,
            )

    def _add(self, name: str, row: ActorRow) -> None:
        told, line = row.about, row.line
        kind = self._choice(told, "kind", self.actor_kinds, line) or self.actor_kind
        district = self._district(told, line)
        members = self._number(told, "members", line)
        joined = self._day(told, "joined", line) or self.today
        actor = Actor(
            city=self.city,
            name=name,
            kind=kind,
            sector=self._choice(told, "sector", self.sectors, line) or (kind if kind in Sector.values else ""),
            hub=self._text(told.get("hub", ""), line) or "",
            district=district,
            village=self._village(told, district, line),
            n_members=None if members is None else int(members),
            offers=self._text(told.get("offers", ""), line, keeps_lines=True) or "",
            needs=self._text(told.get("needs", ""), line, keeps_lines=True) or "",
            description=self._text(told.get("description", ""), line, keeps_lines=True) or "",
            since_date=self._day(told, "since", line),
            last_meeting_date=self._day(told, "last_meeting", line),
            created_at=self.at,
            reviewed_at=self.at,
        )
        if actor.village is not None and actor.district is None:
            actor.district = actor.village.district
        if actor.last_meeting_date is not None and kind != Actor.Kind.COOPERATIVE:
            self.plan.complain(
                _("Only a cooperative holds an annual members' meeting. Leave that day empty."), line
            )
        self._check(actor, {"city", "slug", "district", "village"}, line)
        self.places[name.casefold()] = len(self.new)
        self.new[name.casefold()] = actor
        self.plan.actors.append((actor, joined))

    def tie(self, row: TieRow) -> None:
        told, line = row.about, row.line
        ends = [self._actor_called(name) for name in (row.source, row.target)]
        if ends[0] is None or ends[1] is None:
            return  # complained about above
        a, b = ends[0], ends[1]
        kind = self._choice(told, "layer", self.kinds, line, default="tie") or self.tie_kind
        said = SIDES.get(str(told.get("reported_by", "")).strip().casefold())
        if said is None:
            self.plan.complain(
                _("“%(value)s” in %(column)s is not known. Write source, target, both or none.")
                % {"value": str(told["reported_by"])[:40], "column": "reported_by"},
                line,
            )
            return
        if "reported_by" not in told and self._number(told, "evidence", line) == 1:
            said = "ab"
        if a is b:
            self.plan.complain(_("A tie joins two different actors of this city."), line)
            return
        if kind not in Tie.DIRECTED and self._order(a) > self._order(b):
            a, b, said = b, a, said.translate({97: "b", 98: "a"})
        if a.pk and b.pk and (a.pk, b.pk, kind) in self.standing:
            self.plan.n_known_ties += 1
            return
        weight = self._number(told, "weight", line)
        tie = Tie(
            city=self.city,
            a=a,
            b=b,
            kind=kind,
            weight=1.0 if weight is None else weight,
            since_date=self._day(told, "since", line) or self.today,
            reported_by_a_at=self.at if "a" in said else None,
            reported_by_b_at=self.at if "b" in said else None,
            created_at=self.at,
        )
        if tie.weight <= 0:
            self.plan.complain(_("A tie weighs more than 0."), line)
        self._check(tie, {"city", "a", "b"}, line)
        key = (a.name.casefold(), b.name.casefold(), kind)
        if (twin := self.drawn.get(key)) is None:
            self.drawn[key] = tie
            self.plan.ties.append(tie)
        elif said and not self._has_said(twin, said):
            twin.reported_by_a_at = twin.reported_by_a_at or tie.reported_by_a_at
            twin.reported_by_b_at = twin.reported_by_b_at or tie.reported_by_b_at
            twin.weight, twin.since_date = max(twin.weight, tie.weight), min(twin.since_date, tie.since_date)
        else:
            self.plan.complain(
                _("The tie between %(a)s and %(b)s is given twice.") % {"a": a.name, "b": b.name}, line
            )

    def _has_said(self, tie: Tie, said: str) -> bool:
        told = ("a" if tie.reported_by_a else "") + ("b" if tie.reported_by_b else "")
        return any(side in told for side in said)

    def _order(self, actor: Actor) -> tuple[int, int]:
        """Rows that exist come first, in their order; new ones follow in theirs, as they will be numbered."""
        if actor.pk:
            return (0, actor.pk)
        return (1, self.places[actor.name.casefold()])

    def _actor_called(self, name: str) -> Actor | None:
        try:
            key = clean_text(name).casefold()
        except UnreadableText:
            return None
        return self.new.get(key) or self.known.get(key)

    def _text(self, value: Value, line: int | None, *, keeps_lines: bool = False) -> str | None:
        try:
            text = clean_text(str(value), keeps_lines=keeps_lines)
        except UnreadableText as error:
            self.plan.complain(str(error), line)
            return None
        return text

    def _choice(
        self, told: Mapping[str, Value], column: str, known: Mapping[str, str], line: int | None, default: str = ""
    ) -> str:
        given = str(told.get(column, "")).strip().casefold().replace("_", " ")
        if given in {"", default}:
            return ""
        if given not in known:
            self.plan.complain(
                _("“%(value)s” in %(column)s is not known here.") % {"value": given[:40], "column": column}, line
            )
            return ""
        return known[given]

    def _number(self, told: Mapping[str, Value], column: str, line: int | None) -> float | None:
        value = told.get(column, "")
        if value == "":
            return None
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else as_number(str(value))
        if number is None or number < 0 or (column == "members" and (number != int(number) or number > 2**31 - 1)):
            self.plan.complain(
                _("“%(value)s” in %(column)s is no number that fits.")
                % {"value": str(value)[:40], "column": column},
                line,
            )
            return None
        return float(number)

    def _day(self, told: Mapping[str, Value], column: str, line: int | None) -> date | None:
        value = str(told.get(column, "")).strip()
        if not value:
            return None
        try:
            day = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) else None
        except ValueError:
            day = None
        if day is None:
            self.plan.complain(
                _("“%(value)s” in %(column)s is no day. Write it as 2026-11-24.")
                % {"value": value[:40], "column": column},
                line,
            )
        elif day > self.today:
            self.plan.complain(_("This day has not come yet. Write down what has happened."), line)
        return day

    def _district(self, told: Mapping[str, Value], line: int | None) -> District | None:
        name = str(told.get("district", "")).strip()
        found = self.districts.get(name.casefold())
        if name and found is None:
            self.plan.complain(_("There is no kecamatan “%(name)s” in this city.") % {"name": name[:40]}, line)
        return found

    def _village(self, told: Mapping[str, Value], district: District | None, line: int | None) -> Village | None:
        name = str(told.get("village", "")).strip()
        if not name:
            return None
        found = [
            one
            for one in self.villages.get(name.casefold(), [])
            if district is None or one.district_id == district.pk
        ]
        if len(found) != 1:
            self.plan.complain(
                _("There is no village “%(name)s” there, or more than one.") % {"name": name[:40]}, line
            )
            return None
        return found[0]

    def _check(self, row: Actor | Tie, unchecked: set[str], line: int | None) -> None:
        for field_ in row._meta.fields:
            longest, value = getattr(field_, "max_length", None), getattr(row, field_.attname)
            if isinstance(value, str) and longest is not None and len(value) > longest:
                self.plan.complain(
                    _("This text is longer than %(n)s characters. Please shorten it.") % {"n": longest}, line
                )
                return
        try:
            row.clean_fields(exclude=unchecked)
        except ValidationError as error:
            self.plan.complain(" ".join(error.messages), line)
