"""Topics, statements, votes, concerns."""

from __future__ import annotations

from typing import Any

from tests.authorization.forum import this_session
from tests.authorization.route import Route, everybody, staff


def topic(world: Any) -> dict[str, Any]:
    if not world.topic.statements.exists():
        world.make_statement("Gedung kosong boleh dipakai warga.")
    return {"slug": world.topic.slug}


def statement_of(world: Any) -> Any:
    topic(world)
    return world.topic.statements.order_by("number").first()


def number_of_statement(world: Any) -> dict[str, Any]:
    return {"slug": world.topic.slug, "number": statement_of(world).number}


def concern(world: Any) -> dict[str, Any]:
    known = world.city.concerns.first() or world.make_concern(
        "Gedung depan pasar kosong.", decided_at=world.topic.created_at
    )
    return {"pk": known.pk}


def one_vote(world: Any) -> dict[str, Any]:
    return {"statement": world.topic.statements.get().pk, "value": 1, "key": "kunci-contoh"}


CONCERNS = [
    Route("concerns:topics", get=everybody(200)),
    Route("concerns:plan", get=staff(200), post=staff(422)),
    Route("concerns:manage", get=staff(200), kwargs=topic),
    Route("concerns:edit", get=staff(200), post=staff(422), kwargs=topic),
    Route("concerns:step", post=staff(303), kwargs=topic, data=lambda world: {"step": "close"}),
    Route("concerns:seed", get=staff(200), post=staff(303), kwargs=topic, data=lambda world: {"lines": "Satu."}),
    # Saying and writing: everybody; without the stamp of the page the form comes back, filled in.
    Route("concerns:write", get=everybody(200), post=everybody(422), kwargs=topic),
    Route("concerns:raise", get=everybody(200), post=everybody(422)),
    Route("concerns:raise", get=everybody(200), post=everybody(422), kwargs=this_session),
    Route(
        "concerns:record",
        get=staff(200),
        post=staff(303),
        data=lambda world: {"because": "Sepi.", "channel": "PAPER"},
    ),
    Route("concerns:concerns", get=everybody(200)),
    Route("concerns:mine", get=everybody(200)),
    Route("concerns:concern", get=everybody(200), kwargs=concern),
    Route("concerns:statement", get=everybody(200), post=staff(422), kwargs=number_of_statement),
    # Moderation: facilitators; its record is for everybody.
    Route("concerns:moderation", get=staff(200)),
    Route("concerns:log", get=everybody(200)),
    Route("concerns:word", get=staff(200), post=staff(422)),
    Route("concerns:decide_concern", get=staff(200), post=staff(422), kwargs=concern),
    Route(
        "concerns:decide_statement",
        get=staff(200),
        post=staff(422),
        kwargs=lambda world: {"pk": statement_of(world).pk},
    ),
    # Voting: everybody, admitted as a guest by their first vote; the batch asks for its own token.
    Route("concerns:vote", get=everybody(200), post=everybody(303), kwargs=topic, data=one_vote),
    Route("concerns:undo", post=everybody(409), kwargs=topic, data=lambda world: {"key": "tidak-pernah-ada"}),
    Route("concerns:my_votes", get=everybody(200), post=everybody(422), kwargs=topic),
    Route("concerns:where", get=everybody(200), kwargs=topic),
    Route("concerns:batch", get=everybody(200), post=everybody(403), kwargs=topic),
    # Paper: cards for everybody, sheets for facilitators.
    Route("concerns:cards", get=everybody(200)),
    Route("concerns:sheet", get=staff(200), kwargs=topic),
    Route("concerns:entry", get=staff(200), post=staff(422), kwargs=topic),
    # From the pages of an evening.
    Route("concerns:session_topic", get=everybody(302), kwargs=this_session),
    Route("concerns:session_pulse", get=everybody(200), kwargs=this_session),
]
