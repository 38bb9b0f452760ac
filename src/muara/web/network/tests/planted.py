"""A network with planted facts: one broker to the creative side, a tie that spares it on paper, thin roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from muara.web.network.models import Actor


@dataclass(frozen=True)
class PlantedNetwork:
    actors: dict[str, Actor]
    broker: Actor
    creative: list[Actor]
    redundant: Actor


@pytest.fixture
def planted_network(
    city: Any, make_actor: Callable[..., Actor], make_tie: Callable[..., Any], make_process: Callable[..., Any]
) -> PlantedNetwork:
    """Forty actors; only "Simpul media warga" joins seven creative communities to the rest.

    "Radio kampus" looks as central (it is tied to as many), but a second tie stands beside each of its own:
    nothing is lost when it leaves.
    """
    kinds = (
        ("Koperasi", "COOPERATIVE", 12),
        ("Gerakan", "MOVEMENT", 5),
        ("Kampus", "ACADEMIC", 4),
        ("Dinas", "GOVERNMENT", 5),
        ("Paguyuban usaha", "BUSINESS", 3),
        ("Credit union", "FINANCE", 2),
    )
    rest = [
        make_actor(f"{name} {chr(65 + i)}", kind, hub="Hub barat" if i % 2 else "Hub timur", n_members=10 + i)
        for name, kind, n in kinds
        for i in range(n)
    ]
    creative = [make_actor(f"Sanggar {chr(65 + i)}", "CREATIVE", hub="Hub seni") for i in range(7)]
    broker = make_actor("Simpul media warga", "MEDIA", offers="Siaran warga")
    radio = make_actor("Radio kampus", "MEDIA", joined=date(2026, 8, 1))
    for i, actor in enumerate(rest[1:], start=1):
        make_tie(actor, rest[i // 2], "JOINT_WORK" if i % 3 else "INFORMATION", told="AB" if i % 5 else "A")
        make_tie(actor, rest[(7 * i + 3) % i if i > 1 else 0], "MONEY") if i > 3 else None
        make_tie(actor, rest[(i + 1) % len(rest)], "REFERRAL")
    for i, actor in enumerate(creative):
        make_tie(actor, creative[(i + 1) % 7], "JOINT_WORK")
    for actor in creative[:3]:
        make_tie(actor, broker, "INFORMATION", told="AB" if actor != creative[0] else "A")
    for actor in (rest[0], rest[4], rest[17]):
        make_tie(actor, broker, "INFORMATION")
        make_tie(actor, radio, "INFORMATION", since=date(2026, 8, 1))
    make_process("Undangan sesi ke komunitas kreatif", {"pengundang": [broker]}, weight=2.0)
    make_process("BATS", {"pencatat": [rest[0]], "pemandu": [rest[0], rest[1]]})
    make_process("Siaran hasil rapat", {"penyiar": [broker, radio]})
    everybody = {actor.name: actor for actor in [*rest, *creative, broker, radio]}
    return PlantedNetwork(everybody, broker, creative, radio)
