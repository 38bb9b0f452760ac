"""People, roles, invitations."""

from __future__ import annotations

from typing import Any

from conftest import NIGHT
from tests.authorization.route import Route, everybody, secretariat, signed_in, staff


def letter(world: Any) -> dict[str, Any]:
    """Return the token of the link that stops Aldo's reminders."""
    from muara.web.accounts.mail import stop_link

    return {"token": stop_link(world.aldo, world.city).rstrip("/").rsplit("/", 1)[1]}


def words(world: Any) -> dict[str, Any]:
    return {"movement": "Kota kita", "tagline": "Warga bertemu.", "forum_name": "", "forum_meaning": ""}


def figure_given(world: Any) -> dict[str, Any]:
    return {"kind": "POPULATION", "value": "1.868.446", "year": "2025", "source": "Kepmendagri"}


def figure(world: Any) -> dict[str, Any]:
    from muara.web.cities.models import CityFigure

    told = {"kind": "AREA", "value": 1391, "year": 2025, "source": "Kepmendagri", "recorded_at": NIGHT}
    found, _is_new = CityFigure.objects.get_or_create(city=world.city, kind="AREA", ended_at=None, defaults=told)
    return {"pk": found.pk}


ACCOUNTS = [
    Route("accounts:me", get=everybody(200)),
    Route("accounts:read", post=everybody(302)),
    Route("accounts:name", post=signed_in(302, others=403)),
    # Nobody here has spoken yet, so nobody is asked who they are.
    Route("accounts:describe", get=everybody(200), post=everybody(409)),
    Route("accounts:download", get=everybody(200)),
    Route(
        "accounts:erase",
        get=everybody(200) | {"anonymous": 302},
        post=everybody(422) | {"anonymous": 302},
    ),
    # Only verified participants invite; these people have roles, and none of them was verified.
    Route("accounts:invitations", get=everybody(403), post=everybody(403)),
    Route(
        "accounts:invitation",
        get=everybody(200),
        post=everybody(302),
        kwargs=lambda world: {"token": world.invitation_token},
    ),
    # These people have roles and take part in nothing: there is nothing to remind them of.
    Route("accounts:reminders", post=everybody(403)),
    # Whoever has the link of a letter stops reminders, signed in or not.
    Route(
        "accounts:stop_reminders",
        get=everybody(200),
        post=everybody(200),
        kwargs=letter,
    ),
    Route("accounts:codes", get=staff(200)),
    Route("accounts:code", post=staff(200), kwargs=lambda world: {"pk": world.delivered_code.pk}),
    Route("accounts:people", get=secretariat(200), post=secretariat(422)),
    Route(
        "accounts:withdraw",
        post=secretariat(302),
        kwargs=lambda world: {"pk": world.novita.memberships.get().pk},
    ),
    Route("accounts:roll", get=secretariat(200), post=secretariat(422)),
    Route("accounts:assisted", get=staff(200), post=staff(422)),
    Route("accounts:words", get=secretariat(200), post=secretariat(302), data=words),
    Route("accounts:figures", get=secretariat(200), post=secretariat(302), data=figure_given),
    Route("accounts:withdraw_figure", post=secretariat(302), kwargs=figure),
    Route("accounts:audit", get=secretariat(200)),
    Route("accounts:audit_file", post=secretariat(200)),
]
