"""How decisions stand: counts that may be seen, every condition ticked off, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.engine.governance.decisions import Objection as Raised
from muara.engine.governance.decisions import (
    Option,
    Outcome,
    Rules,
    Tick,
    Vote,
    decide,
    decide_so_far,
    read_rules,
    standing_objections,
)
from muara.web.accounts.models import Participant
from muara.web.cities.models import City
from muara.web.governance.models import Ballot, Decision, Elector, Objection
from muara.web.governance.queries.log import close_of
from muara.web.governance.queries.roll import FEW

LAST_MINUTES = timedelta(hours=1)  # a ballot that is changed then is told of in other words
OF_PEOPLE = frozenset({"turnout", "voters", "attendance"})


@dataclass(frozen=True)
class DecisionState:
    """What a page may say of a decision now.

    Attributes
    ----------
    decision : Decision
    rules : Rules
    takes_ballots : bool
    is_hidden : bool
        No numbers but the turnout are shown before the close.
    outcome : Outcome or None
        The count so far, or the result; None where it is hidden or nothing was opened yet.
    counts : tuple of (str, int), or None
        What each option has; None where it is hidden.
    ticks : tuple of Tick
        "For this to pass"; of a hidden count only what counts people.
    eligible, voted : int
    objections : tuple of Objection
    late_changes : int
        Ballots that took the place of an earlier one in the last hour.
    my_electors : tuple of Elector
        For whom the viewer may vote.
    my_ballots : tuple of Ballot
    """

    decision: Decision
    rules: Rules
    takes_ballots: bool
    is_hidden: bool
    outcome: Outcome | None
    counts: tuple[tuple[str, int], ...] | None
    ticks: tuple[Tick, ...]
    eligible: int
    voted: int
    objections: tuple[Objection, ...] = ()
    late_changes: int = 0
    my_electors: tuple[Elector, ...] = ()
    my_ballots: tuple[Ballot, ...] = ()


def decision_state(decision: Decision, at: datetime, viewer: Participant | None = None) -> DecisionState:
    """Say how a decision stands; what is hidden until the close is not in the answer."""
    rules = read_rules(decision.rules)
    is_hidden = decision.is_open and (decision.is_secret or decision.hides_results)
    outcome = outcome_so_far(decision)
    mine, ballots = _mine(decision, viewer)
    late = 0
    if decision.closes_at is not None and not decision.is_secret and decision.log_size:
        rows = decision.ballots.filter(cast_at__gte=decision.closes_at - LAST_MINUTES)
        late = sum(bool(earlier) for earlier in rows.values_list("earlier", flat=True))
    return DecisionState(
        decision=decision,
        rules=rules,
        takes_ballots=decision.takes_ballots(at),
        is_hidden=is_hidden,
        outcome=None if is_hidden else outcome,
        counts=None if is_hidden or outcome is None else outcome.votes,
        ticks=() if outcome is None else outcome.ticks if not is_hidden else _of_people(outcome.ticks),
        eligible=0 if outcome is None else outcome.turnout.eligible,
        voted=0 if outcome is None else outcome.turnout.voters,
        objections=tuple(decision.objections.select_related("amendment").order_by("number")),
        late_changes=late,
        my_electors=mine,
        my_ballots=ballots,
    )


def outcome_so_far(decision: Decision) -> Outcome | None:
    """Count what is in now, by the same count as at the close; of a secret decision only how many voted.

    None before the opening. While it is open a tie is a tie, whatever will break it at the close.
    """
    if not (decision.is_open or decision.is_closed):
        return None
    rules = read_rules(decision.rules)
    electors = list(decision.electors.values_list("tag", "weight"))
    weights = dict(electors)
    whole = {"eligible": len(weights), "eligible_weight": sum(weights.values())}
    if decision.is_secret:
        if decision.is_closed:
            votes = [
                Vote(rules.read_choice(choice)) for choice in decision.sealed.values_list("choice", flat=True)
            ]
            return decide(rules, votes, **whole, seed=_seed(decision))
        return _only_turnout(rules, decision.sealed.count(), **whole)
    ballots = dict(decision.ballots.values_list("elector__tag", "choice"))
    votes = [Vote(rules.read_choice(choice), weights[tag]) for tag, choice in ballots.items()]
    hands = decision.hand_counts.order_by("-seq").first()
    votes += [Vote(name, n, n) for name, n in (hands.counts if hands is not None else {}).items() if n]
    objections = 0
    if rules.kind == "consent":
        rows = decision.objections.values_list("number", "elector__tag", "state", "checks")
        raised = [Raised(number, tag, state, checks or None) for number, tag, state, checks in rows]
        against = rules.with_role("objection")
        objections = standing_objections(rules, raised, ballots)
        objections += sum(n for name, n in (hands.counts if hands is not None else {}).items() if name in against)
    if decision.is_open:
        return decide_so_far(rules, votes, **whole, objections=objections)
    return decide(rules, votes, **whole, objections=objections, seed=_seed(decision))


def _seed(decision: Decision) -> str:
    """Return what ties by lot are broken with at the close."""
    found = close_of(decision)
    return f"{found['prev']}\n{found['lot']}"


def _only_turnout(rules: Rules, voted: int, *, eligible: int, eligible_weight: int) -> Outcome:
    """Return an outcome that says how many voted and nothing else, by counting empty choices of a plain kind."""
    lines = [line for line in (*rules.quorum, *rules.passing) if line.measure in OF_PEOPLE]
    n_quorum = sum(line.measure in OF_PEOPLE for line in rules.quorum)
    plain = Rules(
        rules.decision, rules.title, "sense_check", (Option("ada"),),
        quorum=tuple(lines[:n_quorum]), passing=tuple(lines[n_quorum:]), members=rules.members,
    )  # fmt: skip
    found = decide(plain, [Vote("ada")] * voted, eligible=eligible, eligible_weight=eligible_weight)
    return replace(found, votes=(), chosen=())


def _of_people(ticks: tuple[Tick, ...]) -> tuple[Tick, ...]:
    return tuple(tick for tick in ticks if tick.condition.measure in OF_PEOPLE)


def _mine(decision: Decision, viewer: Participant | None) -> tuple[tuple[Elector, ...], tuple[Ballot, ...]]:
    if viewer is None:
        return (), ()
    electors = tuple(decision.electors.filter(_votes_as(viewer)).select_related("membership").order_by("pk"))
    ballots = Ballot.objects.filter(decision=decision, elector__in=[one.pk for one in electors])
    return electors, tuple(ballots) if electors and not decision.is_secret else ()


def _votes_as(participant: Participant) -> Q:
    return Q(participant=participant) | Q(membership__delegate=participant, membership__actor__isnull=False)


def ballots_awaited(participant: Participant, city: City, at: datetime) -> QuerySet[Decision]:
    """Return decisions that wait for a ballot of somebody.

    Of a secret one nobody knows whether they voted: it waits until they drew a slip.
    """
    if participant.tier != Participant.Tier.VERIFIED:
        return Decision.objects.none()
    waiting = Elector.objects.filter(_votes_as(participant), ballots=None, drew_code=False).values("decision")
    rows = Decision.objects.in_city(city).open().filter(Q(closes_at=None) | Q(closes_at__gt=at))
    return rows.filter(pk__in=waiting)


def open_ballots_of(participant: Participant | None, city: City, at: datetime) -> list[Decision]:
    """Return decisions that wait for a ballot of somebody, the next to close first."""
    if participant is None:
        return []
    awaited = ballots_awaited(participant, city, at)
    return list(awaited.select_related("arrangement").order_by("closes_at", "pk"))


def calendar(city: City, since: datetime, until: datetime) -> list[Decision]:
    """Return decisions that open, close, are due or are reviewed between two moments, by their next day."""
    first, last = since.date(), until.date()
    within = (
        Q(opens_at__range=(since, until))
        | Q(closes_at__range=(since, until))
        | Q(due_date__range=(first, last))
        | Q(review_date__range=(first, last), reviewed_at=None)
    )
    rows = Decision.objects.in_city(city).public().filter(within).exclude(state=Decision.State.CANCELLED)
    return list(rows.select_related("arrangement").order_by("opens_at", "pk"))


def undecided(decision: Decision) -> list[Elector]:
    """Return who is on the roll and gave no ballot; of a secret decision, who drew no slip."""
    rows = decision.electors.select_related("membership", "participant__user")
    if decision.is_secret:
        return list(rows.filter(drew_code=False).order_by("pk"))
    return list(rows.filter(ballots=None).order_by("pk"))


def awaits(decision: Decision, person: Participant) -> bool:
    """Say whether somebody gave no ballot yet for a line of the roll; of a secret decision, drew no slip."""
    mine = decision.electors.filter(_votes_as(person))
    return mine.filter(drew_code=False).exists() if decision.is_secret else mine.filter(ballots=None).exists()


def awaited(decision: Decision, at: datetime) -> int:
    """Return how many on the roll have no vote yet and were told that there is time: who closes now cuts them off.

    Nobody where no hour was set or it has come, where all have voted, or where hands were counted, which ends it.
    """
    if not decision.takes_ballots(at) or decision.closes_at is None or decision.hand_counts.exists():
        return 0
    voted = decision.sealed.count() if decision.is_secret else decision.ballots.count()
    return max(0, decision.electors.count() - voted)


def warnings_before_closing(decision: Decision, at: datetime) -> tuple[str, ...]:
    """Say what whoever closes a decision should know first: the close publishes its result."""
    found = []
    rules = read_rules(decision.rules)
    if left := awaited(decision, at):
        found.append(
            ngettext(
                "It takes ballots for a while yet, and %(n)s has not voted.",
                "It takes ballots for a while yet, and %(n)s have not voted.",
                left,
            )
            % {"n": left}
        )
    if decision.is_secret:
        choices = [rules.read_choice(choice) for choice in decision.sealed.values_list("choice", flat=True)]
        if choices and len(set(choices)) == 1:
            found.append(_("Everybody chose the same. The result will tell what each of them chose."))
        if 0 < len(choices) < FEW:
            found.append(_("Fewer than ten gave a ballot. The result may tell what single people chose."))
    return tuple(found)
