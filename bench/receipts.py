"""The pages on which a stranger looks a receipt up, over the log of a large decision.

    python -m bench.receipts 100000     as JSON, over a fresh SQLite database that is thrown away

`bench.ledger` runs it. Processor seconds of a whole answer, from the request to the last byte, best of some.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run_here(n: int) -> dict[str, float]:
    """Write a log of n events, and ask for the pages that show it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from muara.engine.governance.decisions.events import append, balloted
    from muara.engine.ledger import TILE, Frontier, MerkleTree, completed_tile, leaf_hash
    from muara.web.cities.models import City
    from muara.web.governance.models import Arrangement, Decision, Event, Tile
    from muara.web.governance.queries import log as room
    from muara.web.governance.queries.templates import rules_from_template

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    now = timezone.now()
    city = City.objects.create(slug="ukur", name="Ukur", created_at=now)
    made = Arrangement.objects.create(
        city=city, slug="anggota", name="Anggota", state="STANDING", version=1, created_at=now
    )
    rules = {**rules_from_template("majority", title="SHU").to_data(), "decision": "shu"}
    decision = Decision.objects.create(
        city=city, arrangement=made, slug="shu", title="SHU", rules=rules, state="OPEN", opened_at=now,
        closes_at=now + timedelta(days=1), created_at=now,
    )  # fmt: skip
    log, rows, tiles = Frontier(), [], []
    for at in range(n):
        seal = sha256(str(at).encode()).hexdigest()
        entry, after = append(log, "shu", balloted(seal, "setuju", seal=seal))
        leaf = leaf_hash(entry)
        rows.append(Event(decision=decision, seq=at, data=entry.decode(), leaf=leaf.hex()))
        if (root := completed_tile(log, leaf)) is not None:
            tiles.append(Tile(decision=decision, number=at // TILE, root=root.hex()))
        log = after
    Event.objects.bulk_create(rows, batch_size=2000)
    Tile.objects.bulk_create(tiles)
    decision.log_size, decision.log_peaks = log.size, [peak.hex() for peak in log.peaks]
    decision.save()
    place, client = n // 3, Client()
    receipt = f"shu/{place}/{rows[place].leaf}"

    def best(do: Callable[[], object], times: int = 5) -> float:
        found = []
        for _ in range(times):
            began = time.process_time()
            do()
            found.append(time.process_time() - began)
        return min(found)

    def page(path: str, **asked: str) -> None:
        answer = client.get(f"/ukur/keputusan/{path}", asked)
        assert answer.status_code == 200, (path, answer.status_code)
        assert receipt in answer.content.decode() or "tanda" not in asked

    def by_all_events() -> None:
        tree = MerkleTree(room._hashed(decision, 0, n).values())
        assert tree.root() == log.root
        tree.inclusion(place)

    assert room.check_receipt_text(receipt, city).is_found
    return {
        "receipt": best(lambda: page("periksa/", tanda=receipt)),
        "proof": best(lambda: room.check_receipt_text(receipt, city)),
        "all": best(by_all_events, 2),
        "log": best(lambda: page("shu/catatan/")),
    }


def measured(n: int) -> dict[str, float]:
    """Return the figures of a process of its own, with a database of its own."""
    with tempfile.TemporaryDirectory(prefix="muara-bench-") as home:
        env = {**os.environ, "MUARA_HOME": home, "DJANGO_SETTINGS_MODULE": "muara.web.config.settings"}
        env.pop("MUARA_DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-m", "bench.receipts", "--here", str(n)],
            env=env, cwd=ROOT, text=True, capture_output=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    if sys.argv[1] == "--here":
        print(json.dumps(run_here(int(sys.argv[2]))))
    else:
        print(json.dumps(measured(int(sys.argv[1])), indent=1))
