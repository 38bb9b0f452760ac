"""What if they leave: the answer of the engine with names, and the sentences that say it first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.engine.network import (
    Network,
    WhatIf,
    components,
    loss_of,
    loss_of_each,
    stops,
    weight_stopped_by_each,
    what_if,
)
from muara.web.cities.models import City
from muara.web.network.models import Actor, Tie
from muara.web.network.picture import MOST_MARKS, Legend, Picture, legend
from muara.web.network.queries.map import picture_of, places_of
from muara.web.network.queries.state import ActorFacts, State, network_at

NAMED = 3
LISTED = 12


@dataclass(frozen=True)
class RoleRow:
    name: str
    before: int
    after: int
    needed: int


@dataclass(frozen=True)
class ProcessRow:
    slug: str
    name: str
    state: str
    roles: Sequence[RoleRow]
    leans_on: str


@dataclass(frozen=True)
class Repair:
    """One thing to do, as a sentence, and what it changes."""

    what: str
    effect: str


@dataclass(frozen=True)
class FollowRow:
    percent: int
    next: Sequence[str]
    more: int
    total: int


@dataclass(frozen=True)
class CutOff:
    """The actors of one piece that is left on its own."""

    names: Sequence[str]


@dataclass(frozen=True)
class Parted:
    """One kind of actor, and the kinds to which it has no way left."""

    kind: str
    others: str


@dataclass(frozen=True)
class Resting:
    """What holds only by ties that are not confirmed yet: who would be cut off too, and which ties they are."""

    names: str
    ties: Sequence[tuple[int, str]]  # number of the tie, and its two ends
    more: int


@dataclass(frozen=True)
class Gap:
    thing: str
    left: str


@dataclass(frozen=True)
class OtherRow:
    actor: ActorFacts
    n_cut_off: int
    n_if_unsure: int  # cut off if only the confirmed ties hold
    stopped: Sequence[str]
    has_roles: bool


@dataclass(frozen=True)
class Leaving:
    """The page of some actors' leaving."""

    state: State
    leaving: Sequence[ActorFacts]
    answer: WhatIf
    title: str
    lead: str
    picture: Picture | None
    picture_title: str
    picture_text: str
    legend: Sequence[Legend]
    processes: Sequence[ProcessRow]
    pieces: Sequence[CutOff]
    parted: Sequence[Parted]
    resting: Resting | None
    longer: Sequence[str]
    gaps: Sequence[Gap]
    followers: Sequence[FollowRow]
    repairs: Sequence[Repair]
    holders: Sequence[Repair]
    doubt: str


@dataclass(frozen=True)
class Start:
    """The page before somebody is chosen."""

    state: State
    title: str
    lead: str
    rows: Sequence[OtherRow]

    @property
    def by_name(self) -> list[OtherRow]:
        return sorted(self.rows, key=lambda row: row.actor.name.casefold())


def leaving_of(city: City, day: date, slugs: Iterable[str], *, draws: int = 1000) -> Leaving | None:
    """Return what is lost if the actors of these addresses leave together; None if none of them is there."""
    state = network_at(city, day)
    wanted = set(slugs)
    leaving = [pk for pk, actor in sorted(state.actors.items()) if actor.slug in wanted]
    if not leaving:
        return None
    answer = what_if(state.network, leaving, work=state.work, offers=offers_of(state), draws=draws)
    names, work = state.names, {pk: one.name for pk, one in state.processes.items()}
    who = [state.actors[pk] for pk in leaving]
    cut_off = {int(pk) for pk in answer.loss.cut_off}
    picture = None
    if state.network.n_actors <= MOST_MARKS:
        mends = {int(pk) for tie in answer.new_ties for pk in (tie.one, tie.other)}
        places = places_of(city, state.network)
        picture = picture_of(state, places, gone=set(leaving), cut_off=cut_off, named=mends)
    kinds = dict(Actor.Kind.choices)
    repairs, holders = _repairs(answer, names, work)
    resting = _resting(state, answer)
    return Leaving(
        state=state,
        leaving=who,
        answer=answer,
        title=_title([one.name for one in who]),
        lead=_lead(answer, names, work, _kinds_cut_off(state, answer), resting),
        picture=picture,
        picture_title=_("The network without %(names)s") % {"names": listed([one.name for one in who])},
        picture_text=_picture_text(answer),
        legend=legend((actor.kind, str(kinds[actor.kind])) for actor in state.actors.values()),
        processes=[
            ProcessRow(
                state.processes[int(one.name)].slug,
                work[int(one.name)],
                one.state,
                [RoleRow(role.name, role.before, role.after, role.needed) for role in one.roles],
                listed([names[int(pk)] for pk in one.leans_on]),
            )
            for one in answer.processes
        ],
        pieces=_cut_off_pieces(answer, names),
        parted=_parted(state, answer),
        resting=resting,
        longer=[
            _("%(one)s and %(other)s: %(before)s → %(after)s steps")
            % {"one": names[int(a)], "other": names[int(b)], "before": before, "after": after}
            for a, b, before, after in (answer.ways.longest[:5] if answer.ways else ())
        ],
        gaps=[Gap(str(thing), "") for thing in answer.nobody_else]
        + [Gap(str(thing), listed([names[int(pk)] for pk in left])) for thing, left in answer.one_left.items()],
        followers=[
            FollowRow(
                round(100 * one.phi),
                [names[int(pk)] for pk in one.next[:NAMED]],
                max(len(one.next) - NAMED, 0),
                len(one.gone),
            )
            for one in answer.followers
        ],
        repairs=repairs,
        holders=holders,
        doubt=_doubt(answer),
    )


def start_of(city: City, day: date) -> Start:
    """Return every actor with what its leaving alone would cost: those first whose leaving costs most."""
    state = network_at(city, day)
    names = {pk: one.name for pk, one in state.processes.items()}
    lost, weight = loss_of_each(state.network), weight_stopped_by_each(state.work)
    sure = loss_of_each(_confirmed(state.network))
    holds: list[bool] = state.work.holds.any(axis=0).tolist()  # type: ignore[assignment]
    rows = []
    for i, pk in enumerate(state.network.actors):
        stopped = [names[int(one)] for one in stops(state.work, [pk]).stopped] if weight[i] else []
        n, more = int(lost.n_cut_off[i]), int(sure.n_cut_off[i])
        rows.append((-len(stopped) - n, min(0, n - more), i, OtherRow(
            state.actors[int(pk)], n, more, stopped, holds[i])))  # fmt: skip
    rows.sort(key=lambda row: row[:3])
    others = [row[3] for row in rows]
    critical = int(lost.is_critical.sum())
    single = len(stops(state.work).one_step)
    title = (
        ngettext("One leaving cuts others off.", "Any of %(n)s leavings cuts others off.", critical)
        % {"n": critical}
        if critical
        else _("No single leaving cuts anybody off.")
    )
    lead = (
        ngettext(
            "%(n)s process hangs on a single actor: it stops if that one leaves.",
            "%(n)s processes hang on a single actor: each stops if that one leaves.",
            single,
        )
        % {"n": single}
        if single
        else _("No process hangs on a single actor.")
        if state.processes
        else _("No processes are entered yet, so it cannot be said what would stop.")
    )
    return Start(state, title if others else _("Nobody is on the map yet."), lead, others)


def offers_of(state: State) -> dict[int | str, list[int]]:
    """Return who offers what and who is there for which sub-district, by the words people use."""
    found: dict[int | str, list[int]] = {}
    for pk, offers in Actor.objects.filter(pk__in=state.actors).values_list("pk", "offers"):
        for line in {" ".join(line.split()) for line in offers.splitlines() if line.strip()}:
            found.setdefault(line[:1].upper() + line[1:], []).append(pk)
    for pk, actor in state.actors.items():
        if actor.district:
            found.setdefault(_("an actor in %(district)s") % {"district": actor.district}, []).append(pk)
    return found


def listed(names: Sequence[str], most: int = LISTED) -> str:
    """Join names as people do: A, B and C; or the first ones and how many more."""
    if len(names) > most:
        rest = len(names) - most
        more = ngettext("%(n)s other", "%(n)s others", rest) % {"n": rest}
        names = [*names[:most], more]
    return str(get_text_list(list(names), _("and"))) if names else ""


def _title(names: Sequence[str]) -> str:
    said = listed(names, NAMED - 1 if len(names) > NAMED else NAMED)
    if len(names) == 1:
        return _("What if %(name)s leaves?") % {"name": said}
    return _("What if %(names)s leave together?") % {"names": said}


def _confirmed(network: Network) -> Network:
    return network.keep(network.evidence == 1)


def _resting(state: State, answer: WhatIf) -> Resting | None:
    """Say who would be cut off too if only the ties held that both sides confirmed, and which ties keep them."""
    network, names = state.network, state.names
    more = set(loss_of(_confirmed(network), answer.leaving).cut_off) - set(answer.loss.cut_off)
    if not more:
        return None
    told = Tie.objects.filter(a__in=state.actors, b__in=state.actors).on(state.day).undisputed()
    ties = sorted(
        (
            (tie.pk, f"{names[tie.a_id]} – {names[tie.b_id]}")
            for tie in told.order_by("pk")
            if (tie.a_id in more) != (tie.b_id in more)
            and not {tie.a_id, tie.b_id} & set(answer.leaving)
            and not tie.is_confirmed
        ),
        key=lambda one: one[1].casefold(),
    )
    return Resting(listed([names[int(pk)] for pk in sorted(more)]), ties[:NAMED], max(len(ties) - NAMED, 0))


def _kinds_cut_off(state: State, answer: WhatIf) -> str:
    """Say of which kind those cut off are, if that says something."""
    left = {int(pk) for pk in answer.leaving}
    whole = Counter(actor.kind for pk, actor in state.actors.items() if pk not in left)
    cut = Counter(state.actors[int(pk)].kind for pk in answer.loss.cut_off)
    labels = {kind: str(label).lower() for kind, label in Actor.Kind.choices}
    if len(cut) == 1:
        return _("all of one kind: %(kind)s") % {"kind": labels[next(iter(cut))]}
    all_of = [labels[kind] for kind, n in sorted(cut.items()) if n == whole[kind] > 1]
    return _("among them everyone of kind: %(kinds)s") % {"kinds": listed(all_of)} if all_of else ""


def _parted(state: State, answer: WhatIf) -> list[Parted]:
    """Name the pairs of kinds that had a way to each other and have none left, told from those cut off."""
    network, left = state.network, set(answer.leaving)
    kind = [state.actors[int(pk)].kind for pk in network.actors]
    before: dict[int, set[str]] = {}
    for i, number in enumerate(components(network).tolist()):
        if network.actors[i] not in left:
            before.setdefault(number, set()).add(kind[i])
    after = [{state.actors[int(pk)].kind for pk in piece} for piece in answer.loss.pieces]
    lost = _met(before.values()) - _met(after)
    cut = Counter(state.actors[int(pk)].kind for pk in answer.loss.cut_off)
    labels = dict(Actor.Kind.choices)
    others: dict[str, list[str]] = {}
    for one, other in sorted(lost):
        if (cut[other], other) > (cut[one], one):
            one, other = other, one
        others.setdefault(one, []).append(str(labels[other]))
    return [Parted(str(labels[one]), listed(sorted(told))) for one, told in sorted(others.items())]


def _met(pieces: Iterable[set[str]]) -> set[tuple[str, str]]:
    return {pair for kinds in pieces for pair in combinations(sorted(kinds), 2)}


def _lead(
    answer: WhatIf, names: Mapping[int, str], work: Mapping[int, str], kinds: str, resting: Resting | None
) -> str:
    rest, n = answer.n_actors - len(answer.leaving), len(answer.loss.cut_off)
    if n == 0:
        first = _("Nobody is cut off")
    elif n <= NAMED:
        first = ngettext("%(names)s is cut off", "%(names)s are cut off", n) % {
            "names": listed([names[int(pk)] for pk in answer.loss.cut_off])
        }
    else:
        first = _("%(n)s of %(rest)s other actors are cut off") % {"n": n, "rest": rest}
        first = f"{first}, {kinds}" if kinds else first
    stopped = [work[int(one)] for one in answer.stopped]
    if not stopped:
        second = _("no process stops") if answer.processes or work else _("no processes are entered yet")
    elif len(stopped) <= NAMED - 1:
        second = ngettext("%(names)s stops", "%(names)s stop", len(stopped)) % {"names": listed(stopped)}
    else:
        second = _("%(n)s processes stop") % {"n": len(stopped)}
    said = _("%(first)s, and %(second)s.") % {"first": first, "second": second}
    if resting is not None:
        n = len(resting.ties) + resting.more
        said += " " + ngettext(
            "That rests on %(n)s tie that is not confirmed yet.", "That rests on %(n)s ties not confirmed yet.", n
        ) % {"n": n}
    ties, holders = len(answer.new_ties), len(answer.new_holders)
    new_ties = ngettext("one new tie", "%(n)s new ties", ties) % {"n": ties}
    new_holders = ngettext("one second holder", "%(n)s second holders", holders) % {"n": holders}
    if ties and holders:
        both = _("%(ties)s and %(holders)s would prevent it.") % {"ties": new_ties, "holders": new_holders}
        return f"{said} {both[:1].upper()}{both[1:]}"
    if ties or holders:
        one = _("%(what)s would prevent it.") % {"what": new_ties if ties else new_holders}
        return f"{said} {one[:1].upper()}{one[1:]}"
    return said


def _picture_text(answer: WhatIf) -> str:
    n = len(answer.loss.cut_off)
    stays = answer.n_actors - len(answer.leaving) - n
    if n == 0:
        return _("Every actor that was joined to others still is.")
    return ngettext(
        "%(n)s actor is parted from the other %(stays)s, because its only way to them is gone.",
        "%(n)s actors are parted from the other %(stays)s, because their only way to them is gone.",
        n,
    ) % {"n": n, "stays": stays}


def _cut_off_pieces(answer: WhatIf, names: Mapping[int, str]) -> list[CutOff]:
    cut = set(answer.loss.cut_off)
    return [
        CutOff(sorted((names[int(pk)] for pk in piece), key=str.casefold))
        for piece in answer.loss.pieces
        if cut.issuperset(piece)
    ]


def _repairs(
    answer: WhatIf, names: Mapping[int, str], work: Mapping[int, str]
) -> tuple[list[Repair], list[Repair]]:
    ties, before = [], len(answer.loss.cut_off)
    for tie in answer.new_ties:
        ties.append(
            Repair(
                _("%(one)s with %(other)s: let them invite each other twice.")
                % {"one": names[int(tie.one)], "other": names[int(tie.other)]},
                _("Cut off: %(before)s → %(after)s actors.") % {"before": before, "after": tie.still_cut_off},
            )
        )
        before = tie.still_cut_off
    holders, before = [], len(answer.stopped)
    for new in answer.new_holders:
        holders.append(
            Repair(
                _("A further %(role)s at %(actor)s keeps %(process)s alive.")
                % {"role": new.role, "actor": names[int(new.actor)], "process": work[int(new.process)]},
                _("Stopped: %(before)s → %(after)s processes.") % {"before": before, "after": new.still_stopped},
            )
        )
        before = new.still_stopped
    return ties, holders


def _doubt(answer: WhatIf) -> str:
    if not answer.n_unsure:
        return _("Ties are reported, not observed. Here both sides confirmed every one.")
    draws = answer.n_cut_off.draws
    return (
        ngettext(
            "Ties are reported, not observed: %(unsure)s of %(ties)s is not yet confirmed by both (broken line).",
            "Ties are reported, not observed: %(unsure)s of %(ties)s are not yet confirmed by both (broken line).",
            answer.n_unsure,
        )
        % {"unsure": answer.n_unsure, "ties": answer.n_ties}
        + " "
        + _(
            "In %(draws)s draws of the ties that may exist, somebody is cut off in %(share)s%%, "
            "and it is %(low)s to %(high)s actors."
        )
        % {
            "draws": number_format(draws, force_grouping=True),
            "share": round(100 * answer.cuts_somebody_off),
            "low": answer.n_cut_off.low,
            "high": answer.n_cut_off.high,
        }
    )
