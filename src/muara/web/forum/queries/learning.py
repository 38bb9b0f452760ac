"""What the evenings of a city teach, from who came, who spoke and what was kept. Five queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from muara.engine.brand import Evenness
from muara.engine.learning import Share, in_time, new_sector, returning, speaker_balance
from muara.web.accounts.models import Sector
from muara.web.cities.models import City
from muara.web.forum.models import Attendance, Contribution, FollowUp, HeadCount, Session


@dataclass(frozen=True)
class Learning:
    """Four readings of the evenings that are over; none is a score, and each has its n."""

    n_evenings: int
    returning: Share
    new_sector: Share
    balance: Evenness
    in_time: Share


def learning_of(city: City, today: date) -> Learning:
    """Return what the evenings teach, as of a day."""
    over = Session.objects.in_city(city).filter(status__in=[Session.Status.CLOSED, Session.Status.PUBLISHED])
    order = list(over.order_by("starts_at", "number").values_list("pk", flat=True))
    people, scanned = defaultdict[int, set[int]](set), defaultdict[int, set[str]](set)
    came = Attendance.objects.filter(session__in=over).values_list(
        "session_id", "participant_id", "participant__sector"
    )
    for session, person, sector in came:
        people[session].add(person)
        if sector:
            scanned[session].add(sector)
    counted = defaultdict[int, set[str]](set)
    for session, sector in HeadCount.objects.filter(session__in=over, n__gt=0).values_list("session_id", "sector"):
        counted[session].add(sector)
    said = Contribution.objects.filter(session__in=over, kind__in=Contribution.SPOKEN).exclude(sector="")
    spoken = Counter(said.values_list("sector", flat=True))
    due = FollowUp.objects.in_city(city).visible().filter(due_date__lt=today)
    promises = list(due)
    return Learning(
        n_evenings=len(order),
        returning=returning([people[session] for session in order if people[session]]),
        new_sector=new_sector([here for session in order if (here := counted[session] or scanned[session])]),
        balance=speaker_balance({sector: spoken[sector] for sector in Sector.values}),
        in_time=in_time(sum(one.is_done_in_time for one in promises), len(promises)),
    )
