from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import FORUM, City
from muara.web.forum.actions.telling import longest
from muara.web.forum.models import Series
from muara.web.forum.permissions import can_run_sessions

ORDINARY = slugify(FORUM)  # an address; its name is the city's own
MOST_SERIES = 30


class CannotBeginSeries(Exception):
    """The series was refused; the message is fit to show to the person."""


@transaction.atomic
def begin_series(*, by: User, city: City, name: str, full_name: str = "", at: datetime) -> Series:
    """Begin a series of evenings beside the ordinary one; its evenings are numbered among themselves.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in `city`.
    CannotBeginSeries
        If it has no name, its name is taken or too long, or there are too many.
    """
    if not can_run_sessions(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update(no_key=True).get(pk=city.pk)
    ordinary_series(city, at)
    name, full_name, slug = name.strip(), full_name.strip(), slugify(name)[: longest(Series, "slug")]
    if not slug:
        raise CannotBeginSeries(_("Give the series a short name of letters, for example “Klinik koperasi”."))
    if len(name) > longest(Series, "name") or len(full_name) > longest(Series, "full_name"):
        raise CannotBeginSeries(_("Keep the name within 40 characters and what it stands for within 80."))
    if city.series.filter(slug=slug).exists():
        raise CannotBeginSeries(_("There is a series of this name already. Choose another one."))
    if city.series.count() >= MOST_SERIES:
        raise CannotBeginSeries(_("There are thirty series already. Plan the evening in one of them."))
    series = Series.objects.create(city=city, slug=slug, name=name, full_name=full_name, created_at=at)
    record("began_evening_series", series, by=by, city=city, at=at, name=name)
    return series


def ordinary_series(city: City, at: datetime) -> Series:
    """Return the series of evenings that belong to no other, by the name that the city has for it now.

    Evenings that were announced keep the name that they were announced by. Call it with the city's row locked.
    """
    words = {"name": city.forum, "full_name": city.forum_in_full}
    series, _is_new = Series.objects.update_or_create(
        city=city, slug=ORDINARY, defaults=words, create_defaults={**words, "created_at": at}
    )
    return series
