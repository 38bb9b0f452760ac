"""How long a question takes in ten thousand entries, and how long the index takes to be made and looked after.

    python -m bench.search              SQLite, then a PostgreSQL that is started for it
    python -m bench.search --here       the database of MUARA_DATABASE_URL alone (it is filled with entries)

Ours finds any form of a word, ranks, counts by kind and marks; the peer is the plain `LIKE '%word%'` of a list,
which finds the word as it is typed and ranks nothing.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

N_ENTRIES, N_WORDS, N_QUESTIONS = 10_000, 4_000, 200
ROOT = Path(__file__).parent.parent


def vocabulary(rng: random.Random) -> list[str]:
    """Return words as people use them: some often, most seldom, some with prefix and suffix."""
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    plain = [word for word in StemmerFactory().get_words() if word.isalpha() and len(word) > 3]
    forms = ("{}", "{}", "di{}", "{}an", "me{}kan", "ke{}an")
    return [rng.choice(forms).format(word) for word in rng.sample(plain, N_WORDS)]


def run_here() -> None:
    """Measure on the database that the settings name."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from django.utils import timezone

    from muara.web.cities.models import City
    from muara.web.search.actions import refresh
    from muara.web.search.documents import Document
    from muara.web.search.models import Entry, Kind
    from muara.web.search.queries import find
    from muara.web.search.words import question_of

    call_command("migrate", verbosity=0)
    rng, now = random.Random(7), timezone.now()
    words = vocabulary(rng)
    weights = [1 / (place + 10) for place in range(len(words))]

    def said(n: int) -> str:
        return " ".join(rng.choices(words, weights, k=n))

    city = City.objects.create(slug=f"ukur-{uuid4().hex[:8]}", name="Ukur", created_at=now)
    documents = [Document.of(n, f"/ukur/{n}/", now, said(8), said(40)) for n in range(N_ENTRIES)]

    def timed(do: Callable[[], object]) -> float:
        began = time.perf_counter()
        do()
        return time.perf_counter() - began

    def pass_over() -> None:
        refresh(city=city, kind=Kind.CONCERN, documents=documents)

    made, again = timed(pass_over), timed(pass_over)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_entry")
    asked = [" ".join(rng.choices(words, weights, k=rng.choice((1, 2)))) for _ in range(N_QUESTIONS)]

    def plainly(typed: str) -> None:
        rows = Entry.objects.in_city(city)
        for word in typed.split():
            rows = rows.filter(text__icontains=word)
        rows.count(), list(rows.order_by("-at", "pk")[:20])

    ours = sorted(1000 * timed(lambda typed=typed: find(city, question_of(typed))) for typed in asked)
    peer = sorted(1000 * timed(lambda typed=typed: plainly(typed)) for typed in asked)
    print(f"\n{connection.vendor}: {N_ENTRIES:,} entries of 48 words, {N_QUESTIONS} questions of one or two words")
    print(
        f"  index made in {made:.1f} s ({1000 * made / N_ENTRIES:.2f} ms an entry), looked over in {again:.2f} s"
    )
    for name, took in (("ours", ours), ("LIKE, no stems, no order", peer)):
        print(f"  {name:26} p50 {took[len(took) // 2]:7.1f} ms   p95 {took[int(0.95 * len(took))]:7.1f} ms")
    print(f"  ours is {peer[len(peer) // 2] / ours[len(ours) // 2]:.1f}× as fast at the median")
    connections.close_all()


def main(arguments: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muara.web.config.settings")
    if "--here" in arguments:
        run_here()
        return 0
    here = [sys.executable, "-m", "bench.search", "--here"]
    with tempfile.TemporaryDirectory(prefix="muara-bench-") as home:
        env = {**os.environ, "MUARA_HOME": home}
        env.pop("MUARA_DATABASE_URL", None)
        on_sqlite = subprocess.run(here, env=env, cwd=ROOT, check=False).returncode
        on_postgres = subprocess.run(
            [sys.executable, "tools/on_postgres.py", *here], env=env, cwd=ROOT, check=False
        ).returncode
    return on_sqlite or on_postgres


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
