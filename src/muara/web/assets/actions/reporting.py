"""A place is reported, seen by others, published or taken out of sight; photos come and go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, User
from muara.web.assets.models import Fact, IdleAsset, Photo, Sighting, Step
from muara.web.assets.permissions import can_keep_assets
from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug, not_later
from muara.web.ui.pictures import Picture, forget_picture, keep_picture

Somebody = Participant | User
State, How = IdleAsset.State, IdleAsset.How
RESERVED_SLUGS = frozenset({"lapor", "peta", "berkas", "impor", "foto", "aturan", "laporan", "usulan"})
MOST_PHOTOS, MOST_WAITING = 12, 20
# What a reporter may say at once; each becomes a fact whose source is the report.
SAID = ("place", "idle_since", "use_status", "owner_level", "hazards")
# What the program itself writes as a source or as evidence; pages say it in the reader's language.
REPORT, TWO_WERE_THERE = "REPORT", "TWO_WERE_THERE"
TRUST = {
    How.SEEN: Fact.Confidence.MEDIUM,
    How.NEIGHBORS: Fact.Confidence.LOW,
    How.OWNER: Fact.Confidence.MEDIUM,
    How.DOCUMENT: Fact.Confidence.MEDIUM,
    How.GUESS: Fact.Confidence.LOW,
}


class CannotReportAsset(Exception):
    """The report was not taken; the message says why."""


class CannotSeeAsset(Exception):
    """The sighting was not taken; the message says why."""


class CannotPublishAsset(Exception):
    """The report stays as it is; the message says why."""


class CannotHideAsset(Exception):
    """The place stays in sight; the message says why."""


class CannotKeepPhoto(Exception):
    """The photo was not kept; the message says why."""


@transaction.atomic
def report_asset(
    *,
    by: Somebody,
    city: City,
    name: str,
    at: datetime,
    how_known: str = How.GUESS,
    photo: Picture | None = None,
    **given: Any,
) -> IdleAsset:
    """Take the report of an idle place. It is public at once if who keeps the register writes it down.

    `given` holds any of place, district, village, latitude, longitude, sensitive, idle_since, use_status,
    owner_level, hazards and reporter_role. A point or a village is needed, so that others can find the place.

    Raises
    ------
    PermissionDenied
        If a user writes it down who does not keep the register, or a participant of another city.
    CannotReportAsset
        If the place could not be found again, or what is said does not fit.
    """
    staff = by if isinstance(by, User) else None
    if staff is not None and not can_keep_assets(staff, city):
        raise PermissionDenied
    if isinstance(by, Participant) and by.city_id != city.pk:
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    reporter = by if isinstance(by, Participant) else None
    if reporter is not None and IdleAsset.objects.filter(reported_by=reporter).waiting().count() >= MOST_WAITING:
        raise CannotReportAsset(
            _("%(n)s of your reports wait to be looked at. Send the next one when they have been.")
            % {"n": MOST_WAITING}
        )
    asset = IdleAsset(city=city, reported_by=reporter, recorded_by=staff, reported_at=at, how_known=how_known)
    fill_asset(asset, {**given, "name": name}, day_in(city, at), CannotReportAsset)
    asset.slug = free_slug(IdleAsset.objects.in_city(city), asset.name, "aset", RESERVED_SLUGS)
    if staff is not None:
        asset.published_at = at
    asset.save()
    _facts_of_report(asset, staff, day_in(city, at), at)
    Step.objects.create(
        asset=asset, to_state=State.REPORTED, evidence=asset.how_known, on_date=day_in(city, at),
        by=staff, at=at,
    )  # fmt: skip
    record("reported_asset", asset, by=by, city=city, at=at, how=how_known)
    if photo is not None:
        add_photo(by=by, asset=asset, picture=photo, at=at)
    return asset


def fill_asset(asset: IdleAsset, given: Mapping[str, Any], today: date, error: type[Exception]) -> None:
    """Write what is said into an unsaved row, or refuse it."""
    known = {"name", "district", "village", "latitude", "longitude", "sensitive", "reporter_role", *SAID}
    if unknown := given.keys() - known:
        raise TypeError(f"The report of a place has no {sorted(unknown)}.")
    for name, value in given.items():
        setattr(asset, name, cleaned(value, error) if isinstance(value, str) else value)
    if not asset.name:
        raise error(_("Write what it is, for example: former village office."))
    if (asset.latitude is None) != (asset.longitude is None):
        raise error(_("A point needs both numbers, latitude and longitude."))
    if asset.latitude is None and asset.village is None and asset.district is None:
        raise error(_("Give a point, a village or a sub-district, so that others can find the place."))
    if asset.village is not None:
        if asset.district is not None and asset.village.district_id != asset.district.pk:
            raise error(_("This village does not lie in this sub-district."))
        asset.district = asset.village.district
    if asset.district is not None and asset.district.regency_code != asset.city.regency_code:
        raise error(_("This sub-district does not belong to this city."))
    if asset.idle_since is not None and asset.idle_since > today.year:
        raise error(_("This year has not come yet. Write since when it stands unused."))
    check_fields(asset, error, [*known - {"district", "village"}, "how_known"])


def _facts_of_report(asset: IdleAsset, staff: User | None, today: date, at: datetime) -> None:
    told = {name: getattr(asset, name) for name in SAID}
    blank = {"place": "", "idle_since": None, "use_status": "UNKNOWN", "owner_level": "UNKNOWN", "hazards": ""}
    Fact.objects.bulk_create(
        Fact(
            asset=asset, field=name, value=str(value), source=REPORT, as_of=today,
            confidence=TRUST[How(asset.how_known)], by=staff, at=at,
        )
        for name, value in told.items()
        if value != blank[name]
    )  # fmt: skip


@transaction.atomic
def see_asset(
    *, by: Somebody, asset: IdleAsset, at: datetime, is_idle: bool = True, note: str = "", on: date | None = None
) -> Sighting:
    """Record that somebody was there. The second person moves the place on to “seen by two”.

    At least one of the two is known (verified here, or of the secretariat): two phones are not two people.

    Raises
    ------
    PermissionDenied
        If a user says it who does not keep the register, or the place is not public to them.
    CannotSeeAsset
        If they said so already, or the day lies ahead.
    """
    asset = locked(asset)
    if isinstance(by, User):
        if not can_keep_assets(by, asset.city):
            raise PermissionDenied
    elif by.city_id != asset.city_id or not asset.is_public:
        raise PermissionDenied
    today = day_in(asset.city, at)
    on = on or today
    not_later(on, today, CannotSeeAsset)
    me = _person(by if isinstance(by, Participant) else None, by if isinstance(by, User) else None)
    mine = [seen for seen in _sightings(asset) if _person(seen.participant, seen.by) == me]
    if any(seen.seen_date == on for seen in mine):
        raise CannotSeeAsset(_("You have said so for this day already."))
    seen = Sighting(asset=asset, is_idle=is_idle, note=cleaned(note, CannotSeeAsset), seen_date=on, at=at)
    seen.participant = by if isinstance(by, Participant) else None
    seen.by = by if isinstance(by, User) else None
    check_fields(seen, CannotSeeAsset, ["note"])
    seen.save()
    record("sighted_asset", asset, by=by, city=asset.city, at=at, idle=is_idle)
    if asset.state == State.REPORTED and is_seen_by_two(asset):
        write_step(asset, State.SEEN, TWO_WERE_THERE, on, by=None, at=at)
    return seen


def is_seen_by_two(asset: IdleAsset) -> bool:
    """Say whether two people, one of them known here, saw it unused and nobody has said otherwise since."""
    people, is_known = set(), False
    if asset.how_known == How.SEEN:
        people.add(_person(asset.reported_by, asset.recorded_by))
        is_known = _is_known(asset.reported_by, asset.recorded_by)
    for seen in _sightings(asset):
        if not seen.is_idle:  # who saw it before counts no more
            people, is_known = set(), False
            continue
        people.add(_person(seen.participant, seen.by))
        is_known = is_known or _is_known(seen.participant, seen.by)
    return len(people - {None}) >= 2 and is_known


def _sightings(asset: IdleAsset) -> list[Sighting]:
    return list(asset.sightings.select_related("participant", "by").order_by("seen_date", "pk"))


def _person(participant: Participant | None, user: User | None) -> tuple[str, int] | None:
    """Return who it is: the same account counts once, as a participant and as staff."""
    if user is not None:
        return ("user", user.pk)
    if participant is None:
        return None
    return ("user", participant.user_id) if participant.user_id else ("participant", participant.pk)


def _is_known(participant: Participant | None, user: User | None) -> bool:
    return user is not None or (participant is not None and participant.tier == Participant.Tier.VERIFIED)


@transaction.atomic
def publish_asset(*, by: User, asset: IdleAsset, at: datetime) -> IdleAsset:
    """Show a report to everybody, or show a hidden place again.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotPublishAsset
        If it is public already.
    """
    if not can_keep_assets(by, asset.city):
        raise PermissionDenied
    asset = locked(asset)
    if asset.is_public:
        raise CannotPublishAsset(_("This place is public already."))
    asset.published_at, asset.hidden_at, asset.hidden_why = asset.published_at or at, None, ""
    asset.save(update_fields=["published_at", "hidden_at", "hidden_why"])
    record("published_asset", asset, by=by, city=asset.city, at=at)
    tell(asset.reported_by, "asset_published", city=asset.city, at=at, link=page_of(asset), name=asset.name)
    return asset


@transaction.atomic
def hide_asset(*, by: User, asset: IdleAsset, reason: str, at: datetime) -> IdleAsset:
    """Take a place out of sight and say why: somebody's home, made up, reported twice.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotHideAsset
        If no reason is given, or it is hidden already.
    """
    if not can_keep_assets(by, asset.city):
        raise PermissionDenied
    asset = locked(asset)
    reason = cleaned(reason, CannotHideAsset)
    if asset.hidden_at is not None:
        raise CannotHideAsset(_("This place is out of sight already."))
    if not reason:
        raise CannotHideAsset(_("Write why it is not shown; whoever reported it is told."))
    asset.hidden_at, asset.hidden_why = at, reason
    check_fields(asset, CannotHideAsset, ["hidden_why"])
    asset.save(update_fields=["hidden_at", "hidden_why"])
    record("hid_asset", asset, by=by, city=asset.city, at=at, reason=reason)
    tell(asset.reported_by, "asset_hidden", city=asset.city, at=at, name=asset.name, reason=reason)
    return asset


@transaction.atomic
def add_photo(*, by: Somebody, asset: IdleAsset, picture: Picture, at: datetime, text: str = "") -> Photo:
    """Keep a photo of a place: by who keeps the register, or by who reported it until it is public.

    Raises
    ------
    PermissionDenied
        If `by` is neither.
    CannotKeepPhoto
        If there are enough photos already.
    """
    asset = locked(asset)
    if isinstance(by, User):
        if not can_keep_assets(by, asset.city):
            raise PermissionDenied
    elif by.pk != asset.reported_by_id or asset.is_public:
        raise PermissionDenied
    if asset.photos.count() >= MOST_PHOTOS:
        raise CannotKeepPhoto(_("There are %(n)s photos already. Delete one first.") % {"n": MOST_PHOTOS})
    photo = Photo(asset=asset, width=picture.width, height=picture.height, at=at)
    photo.text = cleaned(text, CannotKeepPhoto)
    photo.participant = by if isinstance(by, Participant) else None
    photo.by = by if isinstance(by, User) else None
    check_fields(photo, CannotKeepPhoto, ["text"])
    photo.name = keep_picture(picture)
    try:
        photo.save()
        record("added_asset_photo", asset, by=by, city=asset.city, at=at)
    except Exception:
        forget_picture(photo.name)
        raise
    return photo


@transaction.atomic
def drop_photo(*, by: User, photo: Photo, at: datetime) -> None:
    """Delete a photo, with its files.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    """
    asset = photo.asset
    if not can_keep_assets(by, asset.city):
        raise PermissionDenied
    name = photo.name
    photo.delete()
    record("dropped_asset_photo", asset, by=by, city=asset.city, at=at)
    transaction.on_commit(lambda: forget_picture(name))


def locked(asset: IdleAsset) -> IdleAsset:
    rows = IdleAsset.objects.select_for_update(of=("self",)).select_related("city", "reported_by", "recorded_by")
    return rows.get(pk=asset.pk)


def page_of(asset: IdleAsset) -> str:
    return reverse("assets:asset", args=[asset.city.slug, asset.slug])


def write_step(
    asset: IdleAsset, to: str, evidence: str, on: date, *, by: User | None, at: datetime, **more: Any
) -> Step:
    """Move a locked place, with its evidence, and tell who reported it."""
    step = Step(
        asset=asset, from_state=asset.state, to_state=to, evidence=evidence, on_date=on, by=by, at=at, **more
    )
    step.save()
    asset.state = to
    asset.save(update_fields=["state"])
    record("moved_asset", asset, by=by, city=asset.city, at=at, step=f"{step.from_state} → {to}", on=on)
    kind = f"asset_{to.lower()}"
    tell(asset.reported_by, kind, city=asset.city, at=at, link=page_of(asset), name=asset.name)
    return step
