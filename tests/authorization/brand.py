"""The name of the city: campaigns with counts and readings, what the city says, the roadmap, other cities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.authorization.route import Route, everybody, secretariat, staff


def campaign(world: Any) -> dict[str, Any]:
    """Prepare a campaign with a series, a part, an activity and a reading."""
    from datetime import timedelta

    from muara.web.brand import actions
    from muara.web.brand.models import Campaign

    if not Campaign.objects.in_city(world.city).exists():
        at, by = world.session.opened_at, world.novita
        day = at.date()
        one = actions.start_campaign(
            by=by, city=world.city, name="Pekan", promise="Ramai.", started=day - timedelta(days=60),
            aims=["roles"], at=at,
        )  # fmt: skip
        own = {"campaign": one, "by": by, "at": at, "source": "Catatan."}
        kept = actions.begin_series(name="Kunjungan", unit="VIEWS", origin="HAND", step=7, **own)
        actions.begin_series(name="Sesi", unit="PEOPLE", origin="EVENINGS", step=7, **own)
        actions.add_counts(by=by, series=kept, counts=[(day - timedelta(days=70), 5)], at=at)
        actions.involve(who="Dinas", level="GOVERNMENT", parts=["PAID"], **own)
        actions.add_activity(title="Baliho", on=day, **own)
        actions.take_reading(by=by, campaign=one, at=at)
    return {"slug": "pekan"}


def of_the_campaign(rows: str, **wanted: str) -> Callable[[Any], dict[str, Any]]:
    def kwargs(world: Any) -> dict[str, Any]:
        found = campaign(world)
        return found | {"pk": getattr(world.city.campaigns.get(), rows).filter(**wanted).earliest("pk").pk}

    return kwargs


def city_claim(world: Any) -> dict[str, Any]:
    """Say a sentence about the city that rests on an evening."""
    from muara.web.brand import actions

    if not world.city.claims.exists():
        evening, at = world.session, world.session.opened_at
        evening.status = "PUBLISHED"
        evening.save()
        given = {"text": "Kota ini belajar.", "evidence": [f"session:{evening.number}"], "days": 90}
        actions.make_claim(by=world.sekar, city=world.city, at=at, **given)
    return {"number": 1}


def roadmap_target(world: Any) -> dict[str, Any]:
    from muara.web.brand import actions

    actions.take_published_targets(by=world.novita, city=world.city, at=world.session.opened_at)
    return {"pk": world.city.roadmap.earliest("pk").pk}


BRAND = [
    Route("brand:campaigns", get=everybody(200)),
    Route("brand:campaign", get=everybody(200), kwargs=campaign),
    Route("brand:reading", get=everybody(200), kwargs=of_the_campaign("readings")),
    Route("brand:reading_file", get=everybody(200), kwargs=of_the_campaign("readings")),
    Route("brand:series", get=everybody(200), kwargs=of_the_campaign("series")),
    Route("brand:series_file", get=everybody(200), kwargs=of_the_campaign("series")),
    Route("brand:rules", get=everybody(200)),
    Route("brand:claims", get=everybody(200)),
    Route("brand:claim", get=everybody(200), kwargs=city_claim),
    Route("brand:roadmap", get=everybody(200)),
    Route("brand:references", get=everybody(200)),
    # Facilitators and the secretariat write down and count.
    Route("brand:new_campaign", get=staff(200), post=staff(422)),
    Route("brand:edit_campaign", get=staff(200), post=staff(422), kwargs=campaign),
    Route("brand:take_reading", post=staff(303), kwargs=campaign),
    Route("brand:involved", get=staff(200), post=staff(422), kwargs=campaign),
    Route("brand:drop_involvement", post=staff(303), kwargs=of_the_campaign("involvements")),
    Route("brand:activities", get=staff(200), post=staff(422), kwargs=campaign),
    Route("brand:rate", post=staff(422), kwargs=campaign),
    Route("brand:new_series", get=staff(200), post=staff(422), kwargs=campaign),
    Route("brand:count", post=staff(422), kwargs=of_the_campaign("series")),
    Route("brand:import_counts", post=staff(422), kwargs=of_the_campaign("series")),
    Route("brand:fetch_counts", post=staff(303), kwargs=of_the_campaign("series", origin="EVENINGS")),
    Route("brand:take_targets", post=staff(303)),
    Route("brand:new_target", get=staff(200), post=staff(422)),
    Route("brand:figure", get=staff(200), post=staff(422), kwargs=roadmap_target),
    Route("brand:take_references", post=staff(303)),
    Route("brand:new_reference", get=staff(200), post=staff(422)),
    # Only the secretariat speaks for the city, and sets the rules of the words.
    Route("brand:new_claim", get=secretariat(200), post=secretariat(422)),
    Route("brand:renew_claim", post=secretariat(422), kwargs=city_claim),
    Route("brand:withdraw_claim", post=secretariat(422), kwargs=city_claim),
    Route("brand:set_rules", get=secretariat(200), post=secretariat(422)),
]
