"""Sessions."""

from __future__ import annotations

from typing import Any

from tests.authorization.route import Route, everybody, staff


def this_session(world: Any) -> dict[str, Any]:
    return {"number": world.session.number}


def written(world: Any) -> Any:
    """Begin the minutes of the session, once, and let them come out."""
    from django.utils import timezone

    from muara.web.forum.actions import draft_minutes, publish_minutes
    from muara.web.forum.minutes_text import Parts, write
    from muara.web.forum.models import Minutes, Session

    if (found := Minutes.objects.filter(session=world.session).first()) is not None:
        return found
    Session.objects.filter(pk=world.session.pk).update(status=Session.Status.CLOSED)
    world.session.refresh_from_db()
    now = timezone.now()
    draft = draft_minutes(by=world.novita, session=world.session, text=write(Parts()), why="Draf", at=now)
    return publish_minutes(by=world.novita, minutes=draft.minutes, at=now)


def with_minutes(world: Any) -> dict[str, Any]:
    return this_session(world) | {"number": written(world).session.number}


def a_correction(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.forum.actions import suggest_correction

    minutes = written(world)
    first = minutes.suggestions.first()
    asked = first or suggest_correction(by=world.novita, minutes=minutes, right="lain", at=timezone.now())
    return with_minutes(world) | {"suggestion": asked.number}


def a_note(world: Any) -> dict[str, Any]:
    from muara.web.forum.actions import note

    first = world.session.contributions.first()
    made = first or note(
        by=world.novita, session=world.session, kind="THREAD", text="Satu", at=world.session.opened_at
    )
    return this_session(world) | {"pk": made.pk}


def a_follow_up(world: Any) -> dict[str, Any]:
    from datetime import timedelta

    from muara.web.forum.actions import plan_follow_up

    day = world.session.starts_at.date() + timedelta(days=9)
    made = world.session.follow_ups.first() or plan_follow_up(
        by=world.novita, session=world.session, what="Mendata", who="kami", due_date=day,
        at=world.session.opened_at,
    )  # fmt: skip
    return {"pk": made.pk}


POINT = {"kind": "THREAD", "text": "Ruangnya sudah ada"}
ENDED = {"status": "DONE", "word": "22 gedung"}
PROMISE = {"what": "Mendata", "who": "kami", "due_date": "2026-12-18"}


def announced(world: Any) -> dict[str, Any]:
    """Return an evening that takes registrations."""
    return {"number": world.coming.number}


def with_a_place(world: Any) -> dict[str, Any]:
    return announced(world) | {"pk": world.registration.pk}


def with_its_link(world: Any) -> dict[str, Any]:
    return announced(world) | {"token": world.registration and "rahasia-peserta"}


FORUM = [
    Route("forum:sessions", get=everybody(200)),
    Route("forum:city_calendar", get=everybody(200)),
    Route("forum:city_atom", get=everybody(200)),
    Route("forum:series", get=staff(200), post=staff(302), data=lambda world: {"name": "Klinik koperasi"}),
    Route("forum:session_calendar", get=everybody(200), kwargs=this_session),
    Route("forum:poster", get=everybody(200), kwargs=this_session),
    Route("forum:register", get=everybody(200), post=everybody(422), kwargs=announced),
    Route("forum:my_registration", get=everybody(302), post=everybody(302), kwargs=announced),
    Route("forum:registration", get=everybody(200), post=everybody(302), kwargs=with_its_link),
    Route("forum:expected", get=staff(200), kwargs=announced),
    Route("forum:expected_csv", get=staff(200), kwargs=announced),
    Route("forum:take_off", post=staff(302), kwargs=with_a_place),
    Route("forum:sign_in_sheet", get=staff(200), kwargs=announced),
    Route(
        "forum:agenda",
        get=staff(200),
        post=staff(302),
        kwargs=this_session,
        data=lambda world: {"agenda": "19.30 Pembukaan"},
    ),
    Route("forum:duplicate", post=staff(302), kwargs=this_session),
    Route(
        "forum:call_off",
        get=staff(200),
        post=staff(302),
        kwargs=announced,
        data=lambda world: {"reason": "Hujan."},
    ),
    Route(
        "forum:short_link",
        get=everybody(302),
        kwargs=lambda world: {"code": world.session.short_code},
        is_object=False,
    ),
    Route("forum:new_session", get=staff(200), post=staff(422)),
    Route("forum:session", get=everybody(200), kwargs=this_session),
    Route("forum:edit_session", get=staff(200), post=staff(422), kwargs=this_session),
    Route("forum:roles", get=staff(200), post=staff(422), kwargs=this_session),
    Route("forum:facilitate", get=staff(200), kwargs=this_session),
    Route("forum:step", post=staff(302), kwargs=this_session, data=lambda world: {"step": "close"}),
    Route("forum:renew_code", post=staff(302), kwargs=this_session),
    Route("forum:count", post=staff(302), kwargs=this_session, data=lambda world: {"add": "SHOP"}),
    Route("forum:projector", get=staff(200), kwargs=this_session),
    Route("forum:joined", get=everybody(200), kwargs=this_session),
    Route("forum:type_code", get=everybody(200), post=everybody(422)),
    Route(
        "forum:hall",
        get=everybody(200),
        post=everybody(302),
        kwargs=lambda world: {"code": world.session.hall_code},
        is_object=False,
    ),
    Route("forum:notes", get=staff(200), post=staff(302), kwargs=this_session, data=lambda world: POINT),
    Route("forum:plan_follow_up", post=staff(302), kwargs=this_session, data=lambda world: PROMISE),
    Route("forum:strike_note", post=staff(302), kwargs=a_note),
    Route("forum:minutes", get=everybody(200), kwargs=with_minutes),
    Route("forum:minutes_pdf", get=everybody(200), kwargs=with_minutes),
    Route("forum:minutes_versions", get=everybody(200), kwargs=with_minutes),
    Route("forum:minutes_version", get=everybody(200), kwargs=lambda world: with_minutes(world) | {"version": 1}),
    Route("forum:edit_minutes", get=staff(200), post=staff(422), kwargs=with_minutes),
    Route("forum:publish_minutes", post=staff(409), kwargs=with_minutes),
    Route(
        "forum:suggest_correction",
        get=staff(200),
        post=staff(302),
        kwargs=with_minutes,
        data=lambda world: {"right": "Yang benar"},
    ),
    Route(
        "forum:answer_correction",
        get=staff(200),
        post=staff(302),
        kwargs=a_correction,
        data=lambda world: {"answer": "Tidak dibahas", "decline": "1"},
    ),
    Route("forum:follow_ups", get=everybody(200)),
    Route("forum:learning", get=everybody(200)),
    Route("forum:follow_up", get=everybody(200), post=staff(302), kwargs=a_follow_up, data=lambda world: ENDED),
    Route("forum:take_follow_up", post=everybody(403), kwargs=a_follow_up),
]
