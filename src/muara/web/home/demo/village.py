"""A second topic of the sample city: what eight statements about new tools say to 28 people of two villages.

What is planted, and what a reading has to find: one way of thinking only, so no groups; two statements are common
ground, two are refused by nearly all, four leave people split. The first is what the third strand hangs on.

>>> [one.key for one in SAID if one.agree >= 0.85]
['d1', 'd2']
>>> [sum(answers_of(one)[value] for value in (1, 0, -1)) for one in SAID] == [VOTERS] * len(SAID)
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from muara.web.accounts.actions import open_assisted, verify_by_roll
from muara.web.accounts.models import Channel, User
from muara.web.cities.models import City
from muara.web.common_ground.actions import name_thread, publish_thread
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.actions import cast_batch, close_topic, open_topic, plan_topic, word_statement
from muara.web.concerns.actions.votes import CannotVote, Given
from muara.web.concerns.models import Concern, Topic
from muara.web.forum.models import Session

SESSION = 9  # the evening in the village
VOTERS = 28
SEED = 90
TITLE = "Alat baru di desa"
QUESTION = "Apa yang harus siap di desa sebelum alat baru datang?"
THREAD = "desa-dulu"
NAME = "Alat baru datang setelah desanya siap"
WHY = (
    "Ditanyakan pada dua puluh delapan warga dua desa, di atas kertas. Pertanyaan yang serupa, ditanyakan ke "
    "seluruh kota, masih membelah satu kelompok; di desa jawabannya satu."
)


@dataclass(frozen=True)
class Said:
    """One statement with the share of the villagers who agree; one in fourteen passes."""

    key: str
    text: str
    concerns: tuple[str, ...]
    agree: float


SAID = (
    Said(
        "d1", "Alat baru masuk desa setelah warganya bermusyawarah dan boleh berkata tidak.", ("k04", "k30"), 0.93
    ),
    Said("d2", "Buku dan papan tulis tetap dihitung, walaupun sudah ada aplikasi.", ("k29",), 0.89),
    Said("d3", "Satu orang cukup untuk memegang mesin bantuan.", ("k30",), 0.11),
    Said("d4", "Peneliti boleh membawa data desa tanpa membacakannya kembali.", ("k31",), 0.07),
    Said("d5", "Kader yang mengisi aplikasi sebaiknya diberi pulsa dari dana desa.", ("k29",), 0.54),
    Said("d6", "Orang muda lebih cocok memegang alat baru daripada perangkat desa.", ("k29", "k30"), 0.5),
    Said("d7", "Alat yang sama sebaiknya dipakai di semua desa.", ("k04",), 0.43),
    Said("d8", "Lebih baik menunggu contoh dari desa lain dulu.", ("k04",), 0.46),
)  # fmt: skip

Answer = Literal[-1, 0, 1]


def answers_of(said: Said) -> dict[Answer, int]:
    """Return how many agree, pass and disagree; nothing of it is drawn."""
    agree = round(said.agree * VOTERS)
    passed = min(VOTERS // 14, VOTERS - agree)
    return {1: agree, 0: passed, -1: VOTERS - agree - passed}


def ask_the_villages(
    *, city: City, by: User, secretariat: User, session: Session, concerns: Mapping[str, Concern], at: datetime
) -> Topic:
    """Ask the villagers on paper, after their evening, and close the topic a month later."""
    topic = plan_topic(by=by, city=city, title=TITLE, question=QUESTION, session=session, at=at)
    topic = open_topic(by=by, topic=topic, at=at)
    rng = np.random.default_rng(SEED)
    sheets: list[list[Given]] = [[] for _ in range(VOTERS)]
    voted = at + timedelta(days=3)
    for said in SAID:
        statement = word_statement(
            by=by, topic=topic, concerns=[concerns[key] for key in said.concerns], text=said.text,
            role="perangkat desa", at=at,
        )  # fmt: skip
        answers = [value for value, n in answers_of(said).items() for _ in range(n)]
        for place, value in zip(rng.permutation(VOTERS).tolist(), answers, strict=True):
            key = f"lembar-desa-{place:02d}-{said.key}"
            sheets[place].append(Given(statement_id=statement.pk, value=value, key=key, at=voted))
    for place, sheet in enumerate(sheets, start=1):
        person = open_assisted(by=by, city=city, label=f"lembar desa {place}", at=voted)
        verify_by_roll(by=secretariat, participant=person, at=voted)
        person.refresh_from_db()
        given = cast_batch(by=person, topic=topic, votes=sheet, channel=Channel.PAPER, recorded_by=by)
        if refused := [answer for answer in given if isinstance(answer, CannotVote)]:
            raise refused[0]
    return close_topic(by=by, topic=topic, at=at + timedelta(days=30))


def name_the_third(*, by: User, topic: Topic, at: datetime) -> CommonThread | None:
    """Name what the villagers share, if the reading found it; the engine decides that, not this page."""
    reading = Reading.objects.of(topic).everybody().public().newest_first().first()
    statement = topic.statements.get(text=SAID[0].text)
    if reading is None or statement.number not in reading.result["threads"]:
        return None
    thread = name_thread(by=by, reading=reading, statement=statement, name=NAME, why=WHY, at=at)
    return publish_thread(by=by, thread=thread, at=at)
