from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.cooperatives.models import Cooperative, Founder, Founding, Kind
from muara.web.cooperatives.permissions import (
    can_found,
    can_keep_founding,
    can_keep_register,
    can_list_founding,
    can_see_founding,
)
from muara.web.cooperatives.readiness import readiness
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug, not_later

FIELDS = (
    "name", "kind", "level", "purpose", "business", "groups", "seat", "district", "share_deposit",
    "compulsory_deposit", "initiative", "meets_at", "place", "chair", "note_taker",
)  # fmt: skip
TEXTS = {
    "name": False, "purpose": True, "business": True, "groups": True, "seat": False, "place": False,
    "chair": False, "note_taker": False,
}  # fmt: skip
MOST_FOUNDERS = 500
MOST_FOUNDINGS = 5  # that one person keeps at a time


class CannotBeginFounding(Exception):
    """Nothing was begun; the message says why."""


class CannotChangeFounding(Exception):
    """It stays as it was; the message says why."""


class CannotList(Exception):
    """It is not shown to everybody; the message says why."""


class CannotJoin(Exception):
    """They are not on the list; the message says why."""


class CannotLeave(Exception):
    """They stay on the list; the message says why."""


class CannotAddFounder(Exception):
    """Nobody was written down; the message says why."""


class CannotDropFounder(Exception):
    """Nobody was taken off the list; the message says why."""


class CannotFound(Exception):
    """It is not recorded as founded; the message says why."""


class CannotGiveUp(Exception):
    """It goes on; the message says why."""


@transaction.atomic
def begin_founding(
    *, by: User, city: City, name: str, kind: str, purpose: str, at: datetime, **given: Any
) -> Founding:
    """Begin to look for people who found a cooperative together.

    Others see it once a facilitator has shown it to everybody; a facilitator's own is shown at once.

    Raises
    ------
    PermissionDenied
        If `by` is not signed in.
    CannotBeginFounding
        If what is said of it does not fit, or they keep too many already.
    """
    if not can_found(by):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    open_ones = Founding.objects.in_city(city).filter(initiator=by, state=Founding.State.GATHERING)
    if not can_facilitate(by, city) and open_ones.count() >= MOST_FOUNDINGS:
        raise CannotBeginFounding(
            _("You keep %(n)s lists of founders already. Close one of them first.") % {"n": MOST_FOUNDINGS}
        )
    founding = Founding(city=city, initiator=by, created_at=at)
    _write(founding, {**given, "name": name, "kind": kind, "purpose": purpose}, CannotBeginFounding)
    founding.slug = free_slug(Founding.objects.in_city(city), founding.name, "rintisan")
    founding.listed_at = at if can_facilitate(by, city) else None
    founding.save()
    record("began_founding", founding, by=by, city=city, at=at, kind=founding.kind)
    return founding


@transaction.atomic
def change_founding(*, by: User, founding: Founding, at: datetime, **given: Any) -> Founding:
    """Change what the cooperative is to be, or when and where its founders meet.

    Raises
    ------
    PermissionDenied
        If `by` neither began it nor facilitates.
    CannotChangeFounding
        If it is over, or the new words do not fit.
    """
    if not can_keep_founding(by, founding):
        raise PermissionDenied
    founding = _going_on(founding, CannotChangeFounding)
    before = {name: getattr(founding, name) for name in FIELDS}
    _write(founding, given, CannotChangeFounding)
    founding.save()
    changed = sorted(name for name in FIELDS if before[name] != getattr(founding, name))
    if founding.meets_at is not None and {"meets_at", "place"} & set(changed):
        _tell(founding, "founding_meets", _users_on(founding), at)
    record("changed_founding", founding, by=by, city=founding.city, at=at, changed=changed)
    return founding


@transaction.atomic
def list_founding(*, by: User, founding: Founding, at: datetime) -> Founding:
    """Show a founding to everybody.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate.
    CannotList
        If it is over or shown already.
    """
    if not can_list_founding(by, founding):
        raise PermissionDenied
    founding = _going_on(founding, CannotList)
    if founding.listed_at is not None:
        raise CannotList(_("Everybody can see it already."))
    founding.listed_at = at
    founding.save(update_fields=["listed_at"])
    _tell(founding, "founding_listed", [founding.initiator_id], at)
    record("listed_founding", founding, by=by, city=founding.city, at=at)
    return founding


@transaction.atomic
def join_founding(*, by: User, founding: Founding, name: str, at: datetime, group: str = "") -> Founder:
    """Put oneself on the list of founders, under the name that the papers will carry.

    Raises
    ------
    PermissionDenied
        If `by` is not signed in or may not see it.
    CannotJoin
        If it is over, they are on the list, or the name or group does not fit.
    """
    if not can_found(by) or not can_see_founding(by, founding):
        raise PermissionDenied
    founding = _going_on(founding, CannotJoin)
    if founding.founders.filter(user=by).exists():
        raise CannotJoin(_("You are on the list of founders already."))
    founder = _founder(founding, name, group, at, CannotJoin)
    founder.user = by
    founder.save()
    record("joined_founding", founding, by=by, city=founding.city, at=at)
    return founder


@transaction.atomic
def leave_founding(*, by: User, founding: Founding, at: datetime) -> None:
    """Take oneself off the list of founders; the name is deleted.

    Raises
    ------
    CannotLeave
        If it is over, or they are not on the list.
    """
    founding = _going_on(founding, CannotLeave)
    gone, _each = founding.founders.filter(user=by).delete()
    if not gone:
        raise CannotLeave(_("You are not on this list."))
    record("left_founding", founding, by=by, city=founding.city, at=at)


@transaction.atomic
def add_founder(*, by: User, founding: Founding, name: str, at: datetime, group: str = "") -> Founder:
    """Write somebody down who said at a meeting that they are ready.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the list.
    CannotAddFounder
        If it is over, the name stands there already, or name or group does not fit.
    """
    if not can_keep_founding(by, founding):
        raise PermissionDenied
    founding = _going_on(founding, CannotAddFounder)
    founder = _founder(founding, name, group, at, CannotAddFounder)
    if founding.founders.filter(name__iexact=founder.name).exists():
        raise CannotAddFounder(
            _("%(name)s is on the list already. If that is somebody else, add what tells the two apart.")
            % {"name": founder.name}
        )
    founder.save()
    record("added_founder", founding, by=by, city=founding.city, at=at)
    return founder


@transaction.atomic
def drop_founder(*, by: User, founder: Founder, at: datetime) -> None:
    """Take somebody off the list; the name is deleted.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the list.
    CannotDropFounder
        If the founding is over.
    """
    if not can_keep_founding(by, founder.founding):
        raise PermissionDenied
    founding = _going_on(founder.founding, CannotDropFounder)
    founder.delete()
    record("dropped_founder", founding, by=by, city=founding.city, at=at)


@transaction.atomic
def found(*, by: User, founding: Founding, registered: date, source: str, at: datetime) -> Cooperative:
    """Record that the cooperative is registered, and write it down in the register. No meeting is held by that.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotFound
        If it is over, founders or member groups are missing, or a cooperative of that name exists.
    """
    if not can_keep_register(by, founding.city):
        raise PermissionDenied
    founding = _going_on(founding, CannotFound)
    city = City.objects.select_for_update().get(pk=founding.city_id)
    today = day_in(city, at)
    not_later(registered, today, CannotFound)
    ready = readiness(founding, list(founding.founders.all()), registered)
    if not ready.is_ready:
        raise CannotFound(
            _("The list does not hold what the law asks for yet. Look at what is missing on its page.")
        )
    if Cooperative.objects.in_city(city).filter(name__iexact=founding.name).exists():
        raise CannotFound(_("%(name)s is in the register already.") % {"name": founding.name})
    cooperative = Cooperative(
        city=city,
        slug=free_slug(Cooperative.objects.in_city(city), founding.name, "koperasi"),
        name=founding.name,
        kind=founding.kind,
        level=founding.level,
        origin=Cooperative.Origin.BOTTOM_UP,
        district=founding.district,
        what=founding.purpose,
        registered_date=registered,
        n_members=ready.n_founders,
        source=cleaned(source, CannotFound),
        source_date=today,
        created_at=at,
        changed_at=at,
    )
    if not cooperative.source:
        raise CannotFound(_("Write where the registration stands, for example the number of the decree."))
    check_fields(cooperative, CannotFound, ["name", "source"])
    cooperative.save()
    founding.state, founding.cooperative, founding.ended_at = Founding.State.FOUNDED, cooperative, at
    founding.save(update_fields=["state", "cooperative", "ended_at"])
    _tell(founding, "founding_founded", _users_on(founding), at)
    record("founded_cooperative", founding, by=by, city=city, at=at, cooperative=cooperative.pk)
    return cooperative


@transaction.atomic
def give_up(*, by: User, founding: Founding, lesson: str, at: datetime) -> Founding:
    """End a founding that came to nothing, with what was learned; the names are deleted.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the list.
    CannotGiveUp
        If it is over already, or no lesson is written.
    """
    if not can_keep_founding(by, founding):
        raise PermissionDenied
    founding = _going_on(founding, CannotGiveUp)
    founding.lesson = cleaned(lesson, CannotGiveUp)
    if not founding.lesson:
        raise CannotGiveUp(_("Write in a sentence what was learned; giving up is a result too."))
    check_fields(founding, CannotGiveUp, ["lesson"])
    founding.state, founding.ended_at = Founding.State.GIVEN_UP, at
    founding.save(update_fields=["state", "lesson", "ended_at"])
    _tell(founding, "founding_given_up", _users_on(founding), at)
    founding.founders.all().delete()
    record("gave_up_founding", founding, by=by, city=founding.city, at=at)
    return founding


def _users_on(founding: Founding) -> list[int | None]:
    return list(founding.founders.exclude(user=None).values_list("user", flat=True))


def _tell(founding: Founding, kind: str, users: Iterable[int | None], at: datetime) -> None:
    """Tell those who take part in the city; who was written down on paper has no phone here."""
    link = reverse("cooperatives:founding", args=[founding.city.slug, founding.slug])
    rows = Participant.objects.in_city(founding.city).themselves()
    for participant in rows.filter(user__in=[one for one in users if one is not None]).order_by("pk"):
        tell(participant, kind, city=founding.city, at=at, link=link, name=founding.name)


def _going_on(founding: Founding, error: type[Exception]) -> Founding:
    locked = Founding.objects.select_for_update(of=("self",)).select_related("city", "district")
    founding = locked.get(pk=founding.pk)
    if not founding.is_gathering:
        raise error(_("This founding is over."))
    return founding


def _founder(founding: Founding, name: str, group: str, at: datetime, error: type[Exception]) -> Founder:
    founder = Founder(founding=founding, added_at=at, name=cleaned(name, error), group=cleaned(group, error))
    if not founder.name:
        raise error(_("Write the name as it will stand in the papers."))
    if sum(character.isdigit() for character in founder.name) >= 6:
        raise error(_("Write a name only. Identity numbers are written on the printed list, never here."))
    if founder.group and founder.group not in founding.member_groups:
        raise error(_("There is no such member group. Choose one of those that are written down."))
    check_fields(founder, error, ["name", "group"])
    if founding.founders.count() >= MOST_FOUNDERS:
        raise error(_("A list holds at most %(n)s founders.") % {"n": MOST_FOUNDERS})
    return founder


def _write(founding: Founding, given: Mapping[str, Any], error: type[Exception]) -> None:
    if unknown := given.keys() - set(FIELDS):
        raise TypeError(f"A founding has no {sorted(unknown)}.")
    for name, value in given.items():
        if name in TEXTS:
            value = cleaned(value, error, keeps_lines=TEXTS[name])
        setattr(founding, name, value)
    if not founding.name or not founding.purpose:
        raise error(_("Write the name that the cooperative is to have, and what it is for."))
    if founding.kind == Kind.UNKNOWN:
        raise error(_("Choose what kind of cooperative it is to be. The seven questions help."))
    check_fields(founding, error, set(given) - {"district", "initiative", "meets_at"})
    if founding.district is not None and founding.district.regency_code != founding.city.regency_code:
        raise error(_("This kecamatan does not belong to the city."))
    if founding.initiative is not None and founding.initiative.city_id != founding.city_id:
        raise error(_("Choose an initiative of this city."))
    groups = founding.member_groups
    if len({group.lower() for group in groups}) < len(groups):
        raise error(_("A member group is written down twice."))
    if any(len(group) > 80 for group in groups):
        raise error(_("The name of a member group has at most 80 characters."))
    if founding.pk is not None:
        lost = set(founding.founders.exclude(group="").values_list("group", flat=True)) - set(groups)
        if lost:
            raise error(
                _("Founders belong to the group “%(group)s”; it has to stay.") % {"group": sorted(lost)[0]}
            )
