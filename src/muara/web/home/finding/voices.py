"""From the spring to the decision: what was asked, said, found in common, and how it is decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern, Statement, Topic
from muara.web.forum.models import Minutes, MinutesVersion, Session, SessionRole
from muara.web.governance.models import Arrangement, Decision, Mandate, Terms
from muara.web.network.models import Actor, Process
from muara.web.search.documents import Document
from muara.web.ui.markdown import passages


def sessions(city: City, at: datetime) -> Iterator[Document]:
    rows = Session.objects.in_city(city).visible().select_related("district")
    for one in rows.prefetch_related(Prefetch("roles", SessionRole.objects.order_by("pk"))):
        path = reverse("forum:session", args=[city.slug, one.number])
        district = one.district.name if one.district else ""
        roles = "\n".join(role.shown for role in one.roles.all())
        yield Document.of(
            one.number, path, one.starts_at, str(one), one.question, one.gist, one.venue, district, roles
        )


def minutes(city: City, at: datetime) -> Iterator[Document]:
    """Yield the published minutes as they read now; drafts are for those who run evenings."""
    newest = MinutesVersion.objects.filter(minutes=OuterRef("pk")).order_by("-number").values("text")[:1]
    rows = Minutes.objects.filter(session__city=city).exclude(published_at=None).select_related("session")
    for one in rows.annotate(newest=Subquery(newest)):
        path = reverse("forum:minutes", args=[city.slug, one.session.number])
        yield Document.of(one.pk, path, one.session.starts_at, str(one.session), *_lines(one.newest))


@lru_cache(maxsize=500)
def _lines(text: str) -> tuple[str, ...]:
    """Return the lines of Markdown without its signs; remembered, since each minute asks for the same again."""
    return tuple(line for passage in passages(text) for line in passage.lines)


def topics(city: City, at: datetime) -> Iterator[Document]:
    for one in Topic.objects.in_city(city).visible():
        path = reverse("concerns:vote", args=[city.slug, one.slug])
        yield Document.of(one.pk, path, one.created_at, one.title, one.question)


def concerns(city: City, at: datetime) -> Iterator[Document]:
    for one in Concern.objects.in_city(city).shown():
        path = reverse("concerns:concern", args=[city.slug, one.pk])
        yield Document.of(one.pk, path, one.raised_at, one.because, one.affected, one.tried, one.role)


def statements(city: City, at: datetime) -> Iterator[Document]:
    rows = Statement.objects.filter(topic__in=Topic.objects.in_city(city).visible()).votable()
    for one in rows.select_related("topic"):
        path = reverse("concerns:statement", args=[city.slug, one.topic.slug, one.number])
        yield Document.of(one.pk, path, one.created_at, one.text, one.topic.title, one.role)


def threads(city: City, at: datetime) -> Iterator[Document]:
    rows = CommonThread.objects.in_city(city).published().select_related("statement")
    for one in rows:
        path = reverse("common_ground:thread", args=[city.slug, one.number])
        yield Document.of(one.number, path, one.named_at, one.name, one.why, one.statement.text)


def actors(city: City, at: datetime) -> Iterator[Document]:
    """Yield who is in the network or was: whoever joins later is not yet told of."""
    today = timezone.localdate(at, ZoneInfo(city.time_zone))
    rows = Actor.objects.in_city(city).with_state_on(today).exclude(Q(last_event=None))
    for one in rows.select_related("district", "village"):
        path = reverse("network:actor", args=[city.slug, one.slug])
        where = [area.name for area in (one.village, one.district) if area]
        said = [one.description, one.offers, one.needs, one.hub, *where]
        yield Document.of(one.pk, path, one.created_at, one.name, *said)


def processes(city: City, at: datetime) -> Iterator[Document]:
    for one in Process.objects.in_city(city):
        path = reverse("network:process", args=[city.slug, one.slug])
        yield Document.of(one.pk, path, one.created_at, one.name, one.what)


def arrangements(city: City, at: datetime) -> Iterator[Document]:
    """Yield how networks decide, with what holds now and whom the mandates name."""
    named = Mandate.objects.select_related("actor", "body").order_by("pk")
    in_force = Terms.objects.in_force().prefetch_related(Prefetch("mandates", named))
    rows = Arrangement.objects.in_city(city).prefetch_related(Prefetch("terms", in_force, "now"))
    for one in rows:
        path = reverse("governance:arrangement", args=[city.slug, one.slug])
        said = [one.purpose]
        for terms in getattr(one, "now", ()):
            said += [terms.what_for, terms.monitoring, terms.leaving, terms.recalling]
            said += [str(mandate.actor or mandate.body or "") for mandate in terms.mandates.all()]
        yield Document.of(one.pk, path, one.created_at, one.name, *said)


def decisions(city: City, at: datetime) -> Iterator[Document]:
    rows = Decision.objects.in_city(city).public().select_related("arrangement", "owner_actor")
    for one in rows.defer("result", "rules", "log_peaks"):
        path = reverse("governance:decision", args=[city.slug, one.slug])
        owner = one.owner_actor.name if one.owner_actor else ""
        said = [one.details, one.outcome, owner, one.review_note, one.arrangement.name]
        yield Document.of(one.pk, path, one.opened_at or one.created_at, one.title, *said)
