"""Who would be on the roll if a decision opened now, and who would not, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.engine.governance.decisions import Rules, read_rules
from muara.web.accounts.models import Participant
from muara.web.governance.models import ArrangementMember, Decision, Terms

FEW = 10  # below this a result tells what single people chose


@dataclass(frozen=True)
class RollLine:
    """Somebody who would vote: a person, or an organisation for which its delegate votes."""

    membership: ArrangementMember
    participant: Participant | None
    member: str
    weight: int


@dataclass(frozen=True)
class Roll:
    """The roll as it would be frozen, and members who would not be on it, each with the reason."""

    lines: tuple[RollLine, ...]
    left_out: tuple[tuple[str, str], ...]


def unit_of(decision: Decision) -> str:
    """Return whether people or organisations vote: as the terms in force say, else as those to be adopted."""
    terms = Terms.objects.in_force().filter(arrangement=decision.arrangement_id).first() or decision.adopts
    if terms is None:
        terms = Terms.objects.filter(arrangement=decision.arrangement_id).order_by("-pk").first()
    return terms.unit if terms is not None else Terms.Unit.PERSON


def roll_of(decision: Decision) -> Roll:
    """Return who would vote now: verified people, each once, or organisations, each once."""
    rules = read_rules(decision.rules)
    members = ArrangementMember.objects.current().filter(arrangement=decision.arrangement_id).order_by("pk")
    rows = list(members.select_related("actor", "participant__user", "delegate__user"))
    if unit_of(decision) == Terms.Unit.ORGANISATION:
        return _organisations(rows, rules)
    return _people(rows, rules)


def _people(rows: list[ArrangementMember], rules: Rules) -> Roll:
    lines: dict[int, RollLine] = {}
    left_out: list[tuple[str, str]] = []
    for row in sorted(rows, key=lambda row: (row.participant_id is None, row.pk)):
        person = row.participant if row.participant_id is not None else row.delegate
        if person is None:
            left_out.append((name_of(row), _("It has named nobody who votes for it.")))
        elif person.tier != Participant.Tier.VERIFIED:
            left_out.append((name_of(row), _("They are not verified yet.")))
        elif person.pk in lines:
            left_out.append((name_of(row), _("The same person stands on the roll already.")))
        else:
            weight = row.weight if rules.weighted and row.participant_id is not None else 1
            lines[person.pk] = RollLine(row, person, name_of(row), weight)
    return Roll(tuple(lines.values()), tuple(left_out))


def _organisations(rows: list[ArrangementMember], rules: Rules) -> Roll:
    lines: list[RollLine] = []
    left_out: list[tuple[str, str]] = []
    taken: set[int] = set()
    for row in rows:
        if row.actor is None:
            left_out.append((name_of(row), _("Here organisations vote, one vote each.")))
            continue
        person = row.delegate if row.delegate and row.delegate.tier == Participant.Tier.VERIFIED else None
        if person is not None and person.pk in taken:
            person = None
        if person is not None:
            taken.add(person.pk)
        lines.append(RollLine(row, person, name_of(row), row.weight if rules.weighted else 1))
    return Roll(tuple(lines), tuple(left_out))


def name_of(member: ArrangementMember) -> str:
    """Return the name that a member has on the roll."""
    if member.actor is not None:
        return member.actor.name[:140]
    user = member.participant.user if member.participant is not None else None
    return member.name or (user.name if user is not None else "") or _("member %(n)s") % {"n": member.pk}


def doubled_delegates(decision: Decision) -> list[tuple[str, list[str]]]:
    """Return people who are the delegate of more than one organisation: one of them would have no voice."""
    if unit_of(decision) != Terms.Unit.ORGANISATION:
        return []
    found: dict[int, list[ArrangementMember]] = {}
    rows = ArrangementMember.objects.current().filter(arrangement=decision.arrangement_id, actor__isnull=False)
    for row in rows.exclude(delegate=None).select_related("actor", "delegate__user"):
        found.setdefault(row.delegate_id or 0, []).append(row)
    return [
        (str(rows[0].delegate.user or _("somebody")) if rows[0].delegate else "", [name_of(row) for row in rows])
        for rows in found.values()
        if len(rows) > 1
    ]


def warnings_before_opening(decision: Decision) -> tuple[str, ...]:
    """Say what whoever opens a decision should know first. Nothing here keeps it from opening."""
    roll = roll_of(decision)
    drawn = list(decision.electors.values_list("is_present", flat=True))
    n = sum(drawn) if drawn else len(roll.lines)
    found = []
    if n < FEW:
        found.append(
            ngettext(
                "Only %(n)s is on the roll. With so few, a result may tell what single people chose.",
                "Only %(n)s are on the roll. With so few, a result may tell what single people chose.",
                n,
            )
            % {"n": n}
        )
    for name, why in roll.left_out:
        found.append(_("%(name)s is not on the roll. %(why)s") % {"name": name, "why": why})
    for name, of in doubled_delegates(decision):
        found.append(
            _("%(name)s is the delegate of %(of)s, and votes for one of them only.")
            % {"name": name, "of": ", ".join(of)}
        )
    rules = read_rules(decision.rules)
    if not drawn and any(line.measure == "attendance" for line in (*rules.quorum, *rules.passing)):
        found.append(_("The quorum counts who is present, and nobody was marked present yet."))
    return tuple(found)
