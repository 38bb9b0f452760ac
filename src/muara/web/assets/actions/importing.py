"""Places come in from a file: all of it or nothing, each field as a fact whose source is the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.formats.places import PlaceRow
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.assets.actions.knowing import CannotStateFact, state_fact
from muara.web.assets.actions.reporting import CannotReportAsset, report_asset
from muara.web.assets.files import FIELDS
from muara.web.assets.models import Fact, IdleAsset
from muara.web.assets.permissions import can_import_assets
from muara.web.cities.models import City, Village
from muara.web.network.actions.checks import cleaned, day_in

MOST_ROWS, MOST_SHOWN = 2_000, 100


@dataclass(frozen=True)
class Complaint:
    text: str
    line: int | None = None


class CannotImportAssets(Exception):
    """Nothing was written; `complaints` says what does not fit, with the line."""

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = complaints[:MOST_SHOWN]
        super().__init__(" ".join(one.text for one in self.complaints[:3]))


@dataclass(frozen=True)
class Imported:
    """Names of places that are new, and how many were known already and stay as they are."""

    new: list[str]
    n_known: int


@transaction.atomic
def import_assets(
    *, by: User, city: City, rows: list[PlaceRow], source: str, at: datetime, only_look: bool = False
) -> Imported:
    """Take places over from a file; a name that is known already stays as it is. `only_look` writes nothing.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotImportAssets
        If a row does not fit; then nothing of the file is written.
    """
    if not can_import_assets(by, city):
        raise PermissionDenied
    if len(rows) > MOST_ROWS:
        text = _("This file holds more than %(n)s places. Take it in parts.") % {"n": MOST_ROWS}
        raise CannotImportAssets([Complaint(text)])
    if not rows:
        raise CannotImportAssets([Complaint(_("There is no place in this file."))])
    source = cleaned(source, CannotReportAsset)[:200] or _("file")
    city = City.objects.select_for_update().get(pk=city.pk)
    known = {name.casefold() for name in IdleAsset.objects.in_city(city).values_list("name", flat=True)}
    complaints: list[Complaint] = []
    new: list[str] = []
    n_known = 0
    with transaction.atomic():
        for row in rows:
            name = row.about.get("name", "")
            if name.casefold() in known:
                n_known += 1
                continue
            try:
                with transaction.atomic():
                    made = _take(by, city, row, source, at)
            except (CannotReportAsset, CannotStateFact) as refusal:
                complaints.append(Complaint(str(refusal), row.line))
            else:
                known.add(made.name.casefold())
                new.append(made.name)
        if complaints or only_look:
            transaction.set_rollback(True)
    if complaints:
        raise CannotImportAssets(complaints)
    if not only_look:
        record("imported_assets", city, by=by, city=city, at=at, n=len(new), source=source)
    return Imported(new, n_known)


def _take(by: User, city: City, row: PlaceRow, source: str, at: datetime) -> IdleAsset:
    about = row.about
    village = None
    if code := about.get("village", ""):
        village = Village.objects.filter(code=code).select_related("district").first()
        if village is None:
            raise CannotReportAsset(_("%(code)s is no code of a village.") % {"code": code[:40]})
    asset = report_asset(
        by=by, city=city, name=about.get("name", ""), village=village, latitude=_number(about, "latitude"),
        longitude=_number(about, "longitude"), how_known=IdleAsset.How.DOCUMENT, at=at,
        place="",
    )  # fmt: skip
    as_of = _day(about, day_in(city, at))
    for field in ("place", *FIELDS):
        if value := about.get(field, ""):
            state_fact(
                by=by, asset=asset, field=field, value=value, source=about.get("source", "") or source,
                as_of=as_of, confidence=Fact.Confidence.MEDIUM, at=at,
            )  # fmt: skip
    return asset


def _number(about: Mapping[str, str], name: str) -> float | None:
    text = about.get(name, "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise CannotReportAsset(_("%(value)s is no number.") % {"value": text[:40]}) from None


def _day(about: Mapping[str, str], today: date) -> date:
    text = about.get("as_of", "")
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotReportAsset(_("%(value)s is no day such as 2026-11-24.") % {"value": text[:40]}) from None
