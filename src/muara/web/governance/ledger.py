"""The log of a decision in the database: events written under the lock of its row, heads signed by the city."""

from __future__ import annotations

from hashlib import sha256

from django.utils.crypto import salted_hmac

from muara.engine.governance.decisions import events
from muara.engine.ledger import TILE, Data, Frontier, Receipt, completed_tile, leaf_hash
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.governance.models import Decision, Event, Tile

CLOCK = "clock"  # stands in the log where nobody closed, but the hour that was set


def locked(decision: Decision) -> Decision:
    """Return a decision under the lock that every event of its log is written under."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related("city", "arrangement")
    return rows.get(pk=decision.pk)


def frontier(decision: Decision) -> Frontier:
    return Frontier(decision.log_size, tuple(bytes.fromhex(peak) for peak in decision.log_peaks))


def write_event(decision: Decision, body: events.Body) -> Event:
    """Append an event. Call it inside the transaction in which the decision was locked."""
    before = frontier(decision)
    entry, log = events.append(before, decision.rules["decision"], body)
    leaf = leaf_hash(entry)
    event = Event.objects.create(decision=decision, seq=decision.log_size, data=entry.decode(), leaf=leaf.hex())
    if (root := completed_tile(before, leaf)) is not None:
        Tile.objects.create(decision=decision, number=before.size // TILE, root=root.hex())
    decision.log_size, decision.log_peaks = log.size, [peak.hex() for peak in log.peaks]
    decision.save(update_fields=["log_size", "log_peaks"])
    return event


def receipt_of(decision: Decision, event: Event) -> str:
    return Receipt(decision.rules["decision"], event.seq, event.leaf).text


def staff_tag(user: User | None, decision: Decision) -> str:
    """Return how somebody who runs a decision is called in its log: a word that says nothing elsewhere."""
    if user is None:
        return CLOCK
    return salted_hmac("muara.governance.staff", f"{decision.pk}:{user.pk}", algorithm="sha256").hexdigest()[:24]


def signing_seed(city: City) -> bytes:
    """Return the secret that heads of a city are signed with. Whoever has the SECRET_KEY can sign them too."""
    return salted_hmac("muara.governance.heads", str(city.pk), algorithm="sha256").digest()


def code_hash(code: str) -> str:
    """Return what is kept of a one-time code: people type it with spaces, dashes and small letters."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return sha256(plain.translate(str.maketrans("018", "OIB")).encode()).hexdigest()


def as_data(choice: object) -> Data:
    """Return a choice as JSON and the log keep it."""
    return list(choice) if isinstance(choice, list | tuple) else choice  # type: ignore[return-value]
