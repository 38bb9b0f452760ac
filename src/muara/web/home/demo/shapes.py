"""The shapes of the demo data. All frozen: what is planted stays as it was planted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Sector = Literal[
    "COOPERATIVE",
    "CREATIVE",
    "MOVEMENT",
    "MEDIA",
    "ACADEMIC",
    "GOVERNMENT",
    "BUSINESS",
    "SHOP",
    "VILLAGE",
    "RESIDENT",
]
Truth = Literal["COMMON", "DIVISIVE", "BRIGADED", "ORDINARY"]
Reach = Literal["CROSS", "LOCAL", "DIVISIVE"]
Channel = Literal["PHONE", "PAPER", "ASSISTED", "MEETING"]
Tier = Literal["GUEST", "INVITED", "VERIFIED"]
Group = Literal["A", "B", "C"]
Status = Literal["ANNOUNCED", "OPEN", "CLOSED", "PUBLISHED"]
Value = Literal[-1, 0, 1]  # disagree, pass, agree
Size = Literal["empty", "one", "city", "stress"]


@dataclass(frozen=True, slots=True)
class Venue:
    key: str
    name: str
    kecamatan: str
    access: str


@dataclass(frozen=True, slots=True)
class Hub:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Evening:
    """A session without its date: what is fixed whatever the day on which the demo is built."""

    number: int
    theme: str
    question: str
    venue: str
    weekday: int  # Monday is 0
    time: tuple[int, int]  # local time, WIB
    speaker: str  # pemantik, by role
    moderator: str
    note_taker: str
    invited: tuple[Sector, ...]
    headcount: Mapping[Sector, int]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    number: int
    theme: str
    question: str
    starts_at: datetime
    ends_at: datetime
    venue: Venue
    speaker: str
    moderator: str
    note_taker: str
    invited: tuple[Sector, ...]
    headcount: Mapping[Sector, int]
    points: tuple[str, ...]
    status: Status
    source_url: str

    @property
    def people(self) -> int:
        return sum(self.headcount.values())


@dataclass(frozen=True, slots=True)
class Thread:
    key: str
    name: str
    reach: Reach
    note: str


@dataclass(frozen=True, slots=True)
class Cluster:
    key: str
    name: str
    thread: str | None


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern card: "Saya resah karena … / yang terdampak … / pernah dicoba …"."""

    key: str
    session: int
    sector: Sector
    cluster: str
    because: str
    affected: str
    tried: str
    thread: str | None = None
    language: Literal["id", "jv"] = "id"  # jv: Banyumasan, never corrected and never translated


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence to vote on. ``lean`` has one mark per group A, B, C (see ``statements``)."""

    key: str
    text: str
    concerns: tuple[str, ...]
    truth: Truth
    lean: str
    topic: str = "bersama"


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    title: str
    question: str
    session: int
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Odds:
    """The true chances that a voter of one group answers one statement so."""

    agree: float
    disagree: float
    skip: float  # the vote "pass"

    @property
    def agreement(self) -> float:
        """Agreement among those who take a side."""
        return self.agree / (self.agree + self.disagree)


@dataclass(frozen=True, slots=True)
class Voter:
    key: str
    group: Group | None  # None: one of the late accounts, which belong to no group
    late: bool
    tier: Tier
    invited_by: str | None
    channel: Channel
    arrives_at: datetime
    sector: Sector | None
    kecamatan: str | None
    hub: str | None


@dataclass(frozen=True, slots=True)
class Vote:
    voter: str
    statement: str
    value: Value
    is_important: bool
    channel: Channel
    cast_at: datetime
