"""The question that every later room asks before something is done in the name of the network."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance.models import Arrangement, ArrangementMember, Decision, Mandate, Matter, Seat, Terms
from muara.web.governance.terms_in_words import holder_name, rupiah
from muara.web.network.actions.checks import day_in
from muara.web.network.models import Actor
from muara.web.network.permissions import actors_spoken_for

Asked = User | Participant | Actor | AnonymousUser | None


@dataclass(frozen=True)
class Answer:
    """Whether somebody may decide something alone, by which mandate, and a sentence that says why or why not.

    Attributes
    ----------
    allowed : bool
        Within the mandate and, where it says so, after `advice_days` days of advice.
    mandate : Mandate or None
        The one it rests on; where it is refused, one that somebody else holds.
    why : str
        In the language of the reader; a refusal names the mandate that is missing and who holds it.
    holders : tuple of str
        Who may decide it, by name; the members among them if it is theirs.
    advice_days : int
        How long the members have to be asked for advice first.
    """

    allowed: bool
    mandate: Mandate | None
    why: str
    holders: tuple[str, ...] = ()
    advice_days: int = 0


def may_decide(
    who: Asked,
    matter: str,
    amount: int | None = None,
    *,
    city: City,
    at: datetime,
    arrangement: Arrangement | None = None,
    by_decision: Decision | None = None,
) -> Answer:
    """Say whether somebody may decide a matter of the network without asking the members for a decision.

    Spending without an amount asks for a mandate without a bound. What the members decided themselves is shown
    by `by_decision`: a decision that they passed on this matter, up to its amount. A mandate rests while its
    holder is not part of the network or has left the arrangement, and once its terms have run out.
    """
    matter = Matter(matter)
    if by_decision is not None:
        return _by_decision(by_decision, matter, amount, city)
    rows = _standing(city, matter, at, arrangement)
    if not rows:
        return Answer(False, None, _nobody(city, matter, arrangement))
    today = day_in(city, at)
    over = [row for row in rows if row.terms.until_date is not None and row.terms.until_date < today]
    held = [row for row in rows if row not in over or row.holder == Mandate.Holder.MEMBERS]
    resting = _resting(held, city, at)
    live = [row for row in held if row.pk not in resting]
    holders = tuple(dict.fromkeys(holder_name(row) for row in live))
    mine = [row for row in live if _holds(who, row, city, at)]
    fitting = [row for row in mine if _reaches(row, amount)]
    if fitting:
        best = min(fitting, key=lambda row: (row.advice_days, row.pk))
        return Answer(True, best, _allowed(best), holders, best.advice_days)
    return Answer(False, *_refused(matter, amount, mine, live, over, resting), holders)


def _standing(city: City, matter: Matter, at: datetime, arrangement: Arrangement | None) -> list[Mandate]:
    rows = Mandate.objects.filter(
        matter=matter,
        terms__state=Terms.State.IN_FORCE,
        terms__arrangement__city=city,
        terms__arrangement__state=Arrangement.State.STANDING,
    )
    if arrangement is not None:
        rows = rows.filter(terms__arrangement=arrangement)
    rows = rows.select_related("actor", "body__actor", "terms__arrangement").order_by("pk")
    return [row for row in rows if row.holds_at(at)]


def _resting(rows: Collection[Mandate], city: City, at: datetime) -> dict[int, str]:
    """Return which mandates rest because of their holder, and why."""
    found: dict[int, str] = {}
    actors = {row.actor_id: row for row in rows if row.actor_id is not None}
    if actors:
        here = set(Actor.objects.filter(pk__in=actors).present_on(day_in(city, at)).values_list("pk", flat=True))
        of = ArrangementMember.objects.filter(
            arrangement__in={row.terms.arrangement_id for row in rows}, actor__in=actors
        )
        known: dict[tuple[int, int], bool] = {}
        for arrangement, actor, left in of.values_list("arrangement", "actor", "left_at"):
            known[arrangement, actor] = known.get((arrangement, actor), False) or left is None or left > at
        for row in rows:
            if row.actor is None:
                continue
            if row.actor_id not in here:
                found[row.pk] = _("%(name)s is not part of the network at the moment.") % {"name": row.actor.name}
            elif not known.get((row.terms.arrangement_id, row.actor.pk), True):
                found[row.pk] = _("%(name)s has left the arrangement.") % {"name": row.actor.name}
    for row in rows:
        if row.body is not None and row.body.actor_id is None and not _seats(row, at).exists():
            found[row.pk] = _("Nobody sits in %(name)s.") % {"name": row.body.name}
    return found


def _seats(row: Mandate, at: datetime) -> QuerySet[Seat]:
    open_ended = Q(until_at=None) | Q(until_at__gt=at)
    return Seat.objects.filter(open_ended, body=row.body_id, since_at__lte=at)


def _holds(who: Asked, row: Mandate, city: City, at: datetime) -> bool:
    """Say whether somebody acts for the holder of a mandate. The members act by decisions alone."""
    if who is None or isinstance(who, AnonymousUser) or row.holder == Mandate.Holder.MEMBERS:
        return False
    if isinstance(who, Actor):
        return who.pk in {row.actor_id, row.body.actor_id if row.body is not None else None}
    user = who if isinstance(who, User) else who.user
    spoken = actors_spoken_for(user, city)
    if row.actor_id is not None:
        return row.actor_id in spoken
    if row.body is not None and row.body.actor_id in spoken:
        return True
    if isinstance(who, Participant):
        return _seats(row, at).filter(participant=who).exists()
    return who.is_active and _seats(row, at).filter(participant__user=who).exists()


def _reaches(row: Mandate, amount: int | None) -> bool:
    if row.matter != Matter.SPENDING or row.most_amount is None:
        return True
    return amount is not None and amount <= row.most_amount


def _by_decision(decision: Decision, matter: Matter, amount: int | None, city: City) -> Answer:
    holders = (str(_("the members")),)
    passed = decision.is_closed and (decision.result or {}).get("status") in {"passed", "chosen"}
    if decision.city_id != city.pk or not passed:
        return Answer(False, None, _("The members have not passed this."), holders)
    if decision.matter != matter:
        what = {"matter": matter.label, "title": decision.title}
        return Answer(False, None, _("“%(title)s” does not decide on “%(matter)s”.") % what, holders)
    if matter == Matter.SPENDING and (amount is None or decision.amount is None or amount > decision.amount):
        most = rupiah(decision.amount or 0)
        return Answer(False, None, _("The members passed up to %(amount)s.") % {"amount": most}, holders)
    return Answer(True, None, _("The members decided it: %(title)s") % {"title": decision.title}, holders)


def _nobody(city: City, matter: Matter, arrangement: Arrangement | None) -> str:
    standing = Arrangement.objects.in_city(city).standing()
    if arrangement is not None:
        standing = standing.filter(pk=arrangement.pk)
    if not standing.exists():
        return _(
            "No arrangement is in force here, so nobody holds the mandate “%(matter)s”. "
            "The members adopt one first."
        ) % {"matter": matter.label}
    return _(
        "Nobody holds the mandate “%(matter)s”: the arrangement in force does not give it. The members can add it."
    ) % {"matter": matter.label}


def _allowed(row: Mandate) -> str:
    known = {"holder": holder_name(row), "matter": row.get_matter_display(), "n": row.advice_days}
    if row.most_amount is not None:
        known["amount"] = rupiah(row.most_amount)
        if row.advice_days:
            return (
                ngettext(
                    "%(holder)s may decide this alone: “%(matter)s” up to %(amount)s, after %(n)s day of advice.",
                    "%(holder)s may decide this alone: “%(matter)s” up to %(amount)s, after %(n)s days of advice.",
                    row.advice_days,
                )
                % known
            )
        return _("%(holder)s may decide this alone: “%(matter)s” up to %(amount)s.") % known
    if row.advice_days:
        return (
            ngettext(
                "%(holder)s may decide this alone: “%(matter)s”, after %(n)s day of advice.",
                "%(holder)s may decide this alone: “%(matter)s”, after %(n)s days of advice.",
                row.advice_days,
            )
            % known
        )
    return _("%(holder)s may decide this alone: “%(matter)s”.") % known


def _refused(
    matter: Matter,
    amount: int | None,
    mine: list[Mandate],
    live: list[Mandate],
    over: list[Mandate],
    resting: dict[int, str],
) -> tuple[Mandate | None, str]:
    """Return a mandate that somebody else holds, and the sentence of a refusal."""
    known = {"matter": matter.label, "holders": _names(row for row in live if row not in mine)}
    others = [row for row in live if row not in mine and _reaches(row, amount)]
    said = []
    if mine:
        most = max(row.most_amount or 0 for row in mine)
        said.append(
            _("Your mandate “%(matter)s” ends at %(amount)s.") % {"matter": matter.label, "amount": rupiah(most)}
        )
        if others:
            known["holders"] = _names(others)
            said.append(_("Beyond that it is held by: %(holders)s.") % known)
    elif live:
        alone = [row for row in live if row.holder != Mandate.Holder.MEMBERS]
        if not alone:
            said.append(_("“%(matter)s” is decided by the members together: put it before them.") % known)
        else:
            said.append(_("You do not hold the mandate “%(matter)s”. It is held by: %(holders)s.") % known)
    else:
        said.append(_("Nobody holds the mandate “%(matter)s” at the moment.") % known)
    ended = {row.terms.pk: row.terms for row in over if row.holder != Mandate.Holder.MEMBERS}
    for terms in ended.values():
        if terms.until_date is not None:
            day = formats.date_format(terms.until_date, "j F Y")
            said.append(
                _("The terms of %(arrangement)s ran out on %(day)s; the members have to confirm them.")
                % {"arrangement": terms.arrangement.name, "day": day}
            )
    said += resting.values()
    first = next(iter(others or [row for row in live if row not in mine]), None)
    return first, " ".join(said)


def _names(rows: Iterable[Mandate]) -> str:
    return ", ".join(dict.fromkeys(holder_name(row) for row in rows))
