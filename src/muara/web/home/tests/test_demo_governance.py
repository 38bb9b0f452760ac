"""What is planted in how the sample network decides is found by whoever reads or counts it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from muara.engine.governance.decisions.recount import recount
from muara.formats.decision_bundle import SCRIPT, verify_bundle_command, write_bundle
from muara.web.accounts.models import Participant, User
from muara.web.governance.actions.ballots import cast_ballot
from muara.web.governance.models import Arrangement, Decision, Mandate, Seat
from muara.web.governance.queries.log import bundle
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.governance import DELEGATE, LEAD
from muara.web.home.demo.plan import plan

STATES = {
    "begini-kita-memutuskan-bersama": ("majority", "passed"),
    "mandat-memimpin-kulakan-untuk-koperasi-konsumen-kampus": ("consent", "passed"),
    "buku-kas-jejaring-terbuka-untuk-umum": ("consent", "rejected"),
    "rapat-anggota-laporan-tahun-ini": ("majority", "no_quorum"),
    "pengawas-jejaring-20262028": ("elect", "chosen"),
    "dana-bersama-tiga-puluh-juta": ("budget", "chosen"),
    "tema-malam-bats-berikutnya": ("choose_one", "OPEN"),
    "hari-rapat-jejaring": ("score", "SCHEDULED"),
}


@pytest.mark.django_db
def test_the_network_decides_as_was_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    made = plan("empty", reference=date(2026, 11, 24))
    filler = _Filler(made, *_people_who_run_it(made))
    filler.network()
    filler.governance()

    decisions = {one.slug: one for one in Decision.objects.select_related("city", "arrangement")}
    told = {
        slug: (one.rules["kind"], one.result["status"] if one.result else one.state)
        for slug, one in decisions.items()
    }
    assert told == STATES
    together, led = Arrangement.objects.standing().order_by("pk")
    assert together.members.current().count() == 46
    held = Mandate.objects.filter(terms__arrangement=led, terms__state="IN_FORCE", holder="ACTOR")
    assert set(held.values_list("actor__name", flat=True)) == {LEAD}
    standing = decisions["buku-kas-jejaring-terbuka-untuk-umum"]
    assert sorted(standing.objections.values_list("state", flat=True)) == ["stands", "withdrawn"]
    assert standing.result["objections"] == 1
    for one in decisions.values():
        if one.is_closed:
            assert recount(bundle(one)).to_data() == one.result

    elected = decisions["pengawas-jejaring-20262028"]
    assert elected.is_secret
    assert list(Seat.objects.order_by("pk").values_list("by_decision", flat=True)) == [elected.pk] * 3
    assert list(elected.kept_heads.values_list("size", "is_consistent")) == [(36, True)]
    write_bundle(bundle(elected), tmp_path / "pengawas.tar")
    assert verify_bundle_command(tmp_path / "pengawas.tar") == 0
    alone = [sys.executable, "-I", "-S", str(SCRIPT), str(tmp_path / "pengawas.tar")]
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 0

    visitor = Participant.objects.get(user=User.objects.get(email=DELEGATE))
    ballot = decisions["tema-malam-bats-berikutnya"]
    assert ballot.opened_at is not None
    assert not ballot.ballots.filter(elector__participant=visitor).exists()
    assert cast_ballot(by=visitor, decision=ballot, choice="air", key="tamu-kota-1", at=ballot.opened_at).is_new
