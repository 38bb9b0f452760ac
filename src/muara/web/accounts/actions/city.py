"""What the secretariat says of its city: the words it goes by, and figures with their source."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer
from muara.web.cities.models import City, CityFigure, District
from muara.web.ui.text import UnreadableText, clean_text

WORDS = ("movement", "tagline", "forum_name", "forum_meaning")


class CannotDescribeCity(Exception):
    """The words were refused; the message says what to do."""


class CannotRecordFigure(Exception):
    """The figure was refused; the message says what to do."""


class CannotWithdrawFigure(Exception):
    """The figure stays; the message says why."""


def _cleaned(text: str, refusal: type[Exception]) -> str:
    try:
        return clean_text(text)
    except UnreadableText as error:
        raise refusal(str(error)) from error


def _check(row: models.Model, names: tuple[str, ...], refusal: type[Exception]) -> None:
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(names))
    except ValidationError as error:
        raise refusal(" ".join(error.messages)) from error


@transaction.atomic
def describe_city(
    *,
    by: User,
    city: City,
    movement: str = "",
    tagline: str = "",
    forum_name: str = "",
    forum_meaning: str = "",
    at: datetime,
) -> City:
    """Choose the words of a city; an empty one falls back on what every city begins with.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotDescribeCity
        If a word is too long or unreadable, or the evenings get a meaning without a name.
    """
    if not can_administer(by, city):
        raise PermissionDenied
    row = City.objects.select_for_update().get(pk=city.pk)
    given = dict(zip(WORDS, (movement, tagline, forum_name, forum_meaning), strict=True))
    given = {name: _cleaned(text, CannotDescribeCity) for name, text in given.items()}
    if given["forum_meaning"] and not given["forum_name"]:
        raise CannotDescribeCity(_("Write also what the evenings are called, or leave out what it stands for."))
    before = {name: getattr(row, name) for name in WORDS if getattr(row, name) != given[name]}
    for name, text in given.items():
        setattr(row, name, text)
        setattr(city, name, text)
    _check(row, WORDS, CannotDescribeCity)
    row.save(update_fields=WORDS)
    record("described_city", row, by=by, city=row, at=at, before=before)
    return row


@transaction.atomic
def record_figure(
    *,
    by: User,
    city: City,
    kind: str,
    value: Decimal,
    year: int,
    source: str,
    link: str = "",
    place: str = "",
    district: District | None = None,
    at: datetime,
) -> CityFigure:
    """Write down how many people live in the city or a kecamatan, or how large it is; the older figure ends.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotRecordFigure
        If there is no source, the year has not come, people are no whole number, or the kecamatan is not here.
    """
    if not can_administer(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    if district is not None and not city.districts.filter(pk=district.pk).exists():
        raise CannotRecordFigure(_("Choose a kecamatan of this city, or leave it empty."))
    source = _cleaned(source, CannotRecordFigure)
    if not source:
        raise CannotRecordFigure(_("A figure without a source is not shown. Write where it stands."))
    if not value.is_finite():
        raise CannotRecordFigure(_("Write a number."))
    if year > at.year:
        raise CannotRecordFigure(_("This year has not come yet. Write the year the figure speaks of."))
    if kind == CityFigure.Kind.POPULATION and value != int(value):
        raise CannotRecordFigure(_("People are counted in whole numbers."))
    figure = CityFigure(
        city=city,
        kind=kind,
        district=district,
        place="" if district is not None else _cleaned(place, CannotRecordFigure),
        value=value,
        year=year,
        source=source,
        link=link,
        recorded_at=at,
    )
    _check(figure, ("kind", "place", "value", "year", "source", "link"), CannotRecordFigure)
    CityFigure.objects.standing(city).filter(kind=kind, district=district).update(ended_at=at)
    figure.save()
    record("city_figure_recorded", figure, by=by, city=city, at=at, kind=kind, value=value, year=year)
    return figure


@transaction.atomic
def withdraw_figure(*, by: User, figure: CityFigure, at: datetime) -> CityFigure:
    """Take a figure off the pages; it stays in the record with the day on which it went.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotWithdrawFigure
        If it is off the pages already.
    """
    if not can_administer(by, figure.city):
        raise PermissionDenied
    row = CityFigure.objects.select_for_update(of=("self",)).select_related("city").get(pk=figure.pk)
    if row.ended_at is not None:
        raise CannotWithdrawFigure(_("Another figure has taken its place, or it was taken off already."))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record("city_figure_withdrawn", row, by=by, city=row.city, at=at, kind=row.kind, year=row.year)
    return row
