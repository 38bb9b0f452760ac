"""From the means to the name: places, products, what is done about it, cooperatives, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from muara.web.assets.models import IdleAsset
from muara.web.brand.models import Activity, Campaign, Claim
from muara.web.cities.models import City
from muara.web.cooperatives.models import Cooperative, Founding
from muara.web.initiatives.models import Initiative, Outcome
from muara.web.products.models import Need, Product, Space
from muara.web.search.documents import Document


def assets(city: City, at: datetime) -> Iterator[Document]:
    """Yield the public places; of a sensitive one nothing that says where exactly it is."""
    rows = IdleAsset.objects.in_city(city).published().select_related("district", "village")
    for one in rows:
        path = reverse("assets:asset", args=[city.slug, one.slug])
        where = [area.name for area in (one.village, one.district) if area]
        said = ["" if one.is_sensitive else one.place, *where, one.keeper]
        yield Document.of(one.pk, path, one.reported_at, one.name, *said)


def products(city: City, at: datetime) -> Iterator[Document]:
    for one in Product.objects.in_city(city).offered().select_related("actor"):
        path = reverse("products:product", args=[city.slug, one.slug])
        yield Document.of(one.pk, path, one.created_at, one.name, one.description, one.actor.name)


def spaces(city: City, at: datetime) -> Iterator[Document]:
    for one in Space.objects.in_city(city).lent().select_related("actor", "district", "village"):
        path = reverse("products:space", args=[city.slug, one.slug])
        where = [area.name for area in (one.village, one.district) if area]
        said = [one.description, one.rules, one.access, *where, one.actor.name]
        yield Document.of(one.pk, path, one.created_at, one.name, *said)


def needs(city: City, at: datetime) -> Iterator[Document]:
    for one in Need.objects.in_city(city).standing().select_related("actor"):
        path = reverse("products:need", args=[city.slug, one.pk])
        yield Document.of(one.pk, path, one.told_at, one.what, one.details, one.actor.name)


def initiatives(city: City, at: datetime) -> Iterator[Document]:
    """Yield what is done, with its measure, what was found by it, and the lesson at its end."""
    standing = Outcome.objects.standing().order_by("pk")
    rows = Initiative.objects.in_city(city).select_related("owner")
    for one in rows.prefetch_related(Prefetch("outcomes", standing, "found")):
        path = reverse("initiatives:initiative", args=[city.slug, one.slug])
        found = [outcome.evidence for outcome in getattr(one, "found", ())]
        said = [one.purpose, one.measure, *found, one.lesson, one.owner.name]
        yield Document.of(one.pk, path, one.created_at, one.title, *said)


def cooperatives(city: City, at: datetime) -> Iterator[Document]:
    for one in Cooperative.objects.in_city(city).select_related("district"):
        path = reverse("cooperatives:cooperative", args=[city.slug, one.slug])
        district = one.district.name if one.district else ""
        yield Document.of(one.pk, path, one.created_at, one.name, one.what, district)


def foundings(city: City, at: datetime) -> Iterator[Document]:
    """Yield what a facilitator showed to everybody; the names of people stay out."""
    for one in Founding.objects.in_city(city).listed().select_related("district"):
        path = reverse("cooperatives:founding", args=[city.slug, one.slug])
        said = [one.purpose, one.business, one.groups, one.seat, one.lesson]
        yield Document.of(one.pk, path, one.created_at, one.name, *said)


def claims(city: City, at: datetime) -> Iterator[Document]:
    today = timezone.localdate(at, ZoneInfo(city.time_zone))
    for one in Claim.objects.in_city(city).standing(today):
        path = reverse("brand:claim", args=[city.slug, one.number])
        yield Document.of(one.number, path, one.made_at, one.text)


def campaigns(city: City, at: datetime) -> Iterator[Document]:
    zone = ZoneInfo(city.time_zone)
    done = Activity.objects.order_by("pk")
    for one in Campaign.objects.in_city(city).prefetch_related(Prefetch("activities", done)):
        path = reverse("brand:campaign", args=[city.slug, one.slug])
        began = datetime.combine(one.started_date, time(12), zone)
        yield Document.of(one.pk, path, began, one.name, one.promise, *(do.title for do in one.activities.all()))
