"""Idle places: everybody reads and reports; who keeps the register looks; the secretariat takes the steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.authorization.network import actor
from tests.authorization.route import Route, everybody, secretariat, staff


def place(world: Any) -> dict[str, Any]:
    """Write a place down whose owner is confirmed."""
    from muara.web.assets import actions

    if not world.city.idle_assets.exists():
        at = world.session.opened_at
        made = actions.report_asset(
            by=world.sekar, city=world.city, name="Balai lama", latitude=-7.42, longitude=109.23, how_known="SEEN",
            at=at,
        )  # fmt: skip
        actions.see_asset(by=world.novita, asset=made, at=at)
        actions.take_step(by=world.sekar, asset=made, evidence="Surat 12.", owner_level="KABUPATEN", at=at)
    return {"slug": world.city.idle_assets.get().slug}


def report(world: Any) -> dict[str, Any]:
    """Let the guest report a place that nobody has looked at; only they and the staff find it."""
    from muara.web.assets import actions

    if not world.city.idle_assets.filter(name="Rumah dinas").exists():
        actions.report_asset(
            by=world.guest, city=world.city, name="Rumah dinas", latitude=-7.4, longitude=109.2,
            at=world.session.opened_at,
        )  # fmt: skip
    return {"slug": world.city.idle_assets.get(name="Rumah dinas").slug}


def photo(world: Any) -> dict[str, Any]:
    from muara.web.assets import actions
    from muara.web.ui.pictures import read_picture, sample_picture

    made = world.city.idle_assets.get(**place(world))
    if not made.photos.exists():
        picture = read_picture(sample_picture(1))
        actions.add_photo(by=world.sekar, asset=made, picture=picture, at=world.session.opened_at)
    return {"name": made.photos.get().name}


def photo_row(world: Any) -> dict[str, Any]:
    photo(world)
    return place(world) | {"pk": world.city.idle_assets.get().photos.get().pk}


def proposal(world: Any) -> dict[str, Any]:
    from muara.web.assets import actions

    made = world.city.idle_assets.get(**place(world))
    if not made.proposals.exists():
        who = world.city.actors.get(**actor(world))
        actions.propose_reuse(
            by=world.sekar, asset=made, actor=who, use="Dapur bersama", at=world.session.opened_at
        )
    return place(world) | {"number": 1}


def place_and_actor(world: Any) -> dict[str, Any]:
    actor(world)
    return place(world)


def pact(world: Any) -> dict[str, Any]:
    from muara.web.assets import actions

    made = world.city.idle_assets.get(**place(world))
    if not made.pacts.exists():
        actions.draft_pact(
            by=world.sekar, asset=made, actor=world.city.actors.get(**actor(world)), at=world.session.opened_at,
            owner_party="Dinas", purpose="Merawat balai.", intensity="CONTINUOUS", duties_actor="Menyapu",
            duties_owner="Membayar listrik", costs="Masing-masing.", liability="Dinas.", monitoring="Tiap bulan.",
            ending="Tiga bulan sebelumnya.", starts_date=date(2027, 1, 1), ends_date=date(2028, 1, 1),
        )  # fmt: skip
    return place(world) | {"number": 1}


def field(world: Any) -> dict[str, Any]:
    return place(world) | {"field": "zoning"}


ASSETS = [
    Route("assets:assets", get=everybody(200)),
    Route("assets:map", get=everybody(200)),
    Route("assets:rules", get=everybody(200)),
    Route("assets:report", get=everybody(200), post=everybody(422)),
    Route("assets:download", get=everybody(200), kwargs=lambda world: {"format": "geojson"}, is_object=False),
    # A report that nobody has looked at: its reporter, and who keeps the register.
    Route(
        "assets:asset",
        get=everybody(404) | dict.fromkeys(("guest", "facilitator", "secretariat"), 200),
        kwargs=report,
    ),
    Route("assets:photo", get=everybody(200), kwargs=photo),
    Route("assets:compare", get=everybody(200), kwargs=place),
    Route("assets:proposal", get=everybody(200), kwargs=proposal),
    Route("assets:pact", get=everybody(200), kwargs=pact),
    # Whoever was there says so; a guest becomes one by saying it. Sekar and Novita have said so for that day.
    Route(
        "assets:sighting",
        get=everybody(200),
        post=everybody(303),
        kwargs=place,
        data=lambda world: {"is_idle": "ya"},
    ),
    # Facilitators and the secretariat keep the register.
    Route("assets:reports", get=staff(200)),
    Route("assets:publish", post=staff(303), kwargs=report),
    Route("assets:hide", get=staff(200), post=staff(422), kwargs=place),
    Route("assets:guard", get=staff(200), post=staff(303), kwargs=place),
    Route("assets:new_photo", get=staff(200), post=staff(422), kwargs=place),
    Route("assets:drop_photo", post=staff(303), kwargs=photo_row),
    Route("assets:fact", get=staff(200), post=staff(422), kwargs=field),
    Route("assets:condition", get=staff(200), post=staff(422), kwargs=place),
    # Proposals and pacts: who speaks for an actor, or keeps the register.
    Route("assets:propose", get=staff(200), post=staff(422), kwargs=place_and_actor),
    Route("assets:edit_proposal", get=staff(200), post=staff(422), kwargs=proposal),
    Route("assets:figures", get=staff(200), post=staff(422), kwargs=proposal),
    Route("assets:withdraw", post=staff(303), kwargs=proposal),
    Route("assets:new_pact", get=staff(200), post=staff(422), kwargs=place_and_actor),
    Route("assets:edit_pact", get=staff(200), post=staff(422), kwargs=pact),
    # The secretariat talks to owners, and takes files over.
    Route("assets:step", get=secretariat(200), post=secretariat(422), kwargs=place),
    Route("assets:back", get=secretariat(200), post=secretariat(422), kwargs=place),
    Route("assets:sign", get=secretariat(200), post=secretariat(422), kwargs=pact),
    Route("assets:import", get=secretariat(200), post=secretariat(422)),
]
