from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from conftest import NIGHT
from muara.web.accounts.audit import tell
from muara.web.accounts.models import Membership, User
from muara.web.assets.models import IdleAsset
from muara.web.brand.models import Claim
from muara.web.cities.models import District, Village
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Vote
from muara.web.governance.models import Arrangement, Decision, Elector
from muara.web.governance.queries.decisions import open_ballots_of
from muara.web.home.todo import open_for, places_to_see
from muara.web.home.todo_words import KINDS
from muara.web.home.voice import voice_of
from muara.web.initiatives.models import Initiative, VillageGate
from muara.web.initiatives.queries.pages import open_tasks
from muara.web.network.models import SurveyRound
from muara.web.network.queries.directory import open_claims
from muara.web.products.models import Adoption, Booking, Product, Space
from muara.web.products.queries.directory import waiting_bookings

pytestmark = pytest.mark.django_db
NOW = NIGHT + timedelta(hours=1)
DAY = date(2026, 11, 20)
CLOSED = {"state": "CLOSED", "opened_at": NIGHT, "closed_at": NIGHT, "result": {}}


@pytest.fixture
def ours(make_actor):
    return make_actor("Koperasi A", reviewed_at=NOW)


@pytest.fixture
def theirs(make_actor):
    return make_actor("Sanggar B", "CREATIVE", reviewed_at=NOW)


@pytest.fixture
def bayu(ours) -> User:
    user = User.objects.create_user("bayu@contoh.id", "kata-sandi-panjang", name="Bayu")
    ours.memberships.create(user=user, status="ACTIVE", note="Pengurus.", asked_at=NIGHT, since_at=NIGHT)
    return user


@pytest.fixture
def make_decision(city):
    rules = Arrangement.objects.create(city=city, slug="jejaring", name="Jejaring", created_at=NIGHT)

    def make(slug: str, **fields) -> Decision:
        fields = {"title": slug.title(), "rules": {}, "created_at": NIGHT, **fields}
        return Decision.objects.create(city=city, arrangement=rules, slug=slug, **fields)

    return make


@pytest.fixture
def initiative(city, topic, make_statement, novita, ours) -> Initiative:
    reading = Reading.objects.create(city=city, topic=topic, number=1, taken_at=NIGHT)
    thread = CommonThread.objects.create(
        city=city, topic=topic, reading=reading, statement=make_statement("s"), number=1, name="b", why="y",
        named_by=novita, named_at=NIGHT,
    )  # fmt: skip
    return Initiative.objects.create(
        city=city, slug="pasar", title="Pasar", purpose="p", owner=ours, thread=thread, created_at=NIGHT,
        phase_since_at=NIGHT,
    )  # fmt: skip


def kinds(city, user) -> list[str]:
    return sorted(one.kind for one in open_for(city, user, NOW, DAY))


def test_ties_uses_and_bookings_wait_for_who_speaks_for_the_organisation(
    city, ours, theirs, bayu, novita, make_tie, stranger
):
    tie = make_tie(ours, theirs, told="B" if ours.pk < theirs.pk else "A")
    make_tie(ours, theirs, kind="INFORMATION", told="AB")
    made = {"city": city, "actor": theirs, "created_at": NIGHT}
    product = Product.objects.create(
        slug="aplikasi", name="Aplikasi", kind="TECHNOLOGY", reviewed_at=NIGHT, **made
    )
    Adoption.objects.create(product=product, actor=ours, since_date=DAY, told_at=NIGHT)
    hall = Space.objects.create(
        city=city, actor=ours, slug="aula", name="Aula", opens=time(8), closes=time(20), created_at=NIGHT
    )
    starts = NOW + timedelta(days=2)
    Booking.objects.create(
        space=hall, purpose="Rapat", starts_at=starts, ends_at=starts + timedelta(hours=1), state="ASKED",
        asked_at=NIGHT,
    )  # fmt: skip

    found = open_for(city, bayu, NOW, DAY)

    assert [one.kind for one in found] == ["BOOKING", "TIE", "USE"]  # what has a day stands first
    assert found[0].due == date(2026, 11, 22)
    assert found[1].link == f"/purwokerto/jejaring/ikatan/{tie.pk}/"
    assert found[1].says == "Nyatakan apakah ikatan ini benar: dengan Sanggar B"
    assert len(waiting_bookings(city, bayu, NOW)) == 1
    assert kinds(city, stranger) == []
    assert kinds(city, None) == []


def test_what_waits_in_initiatives_is_what_their_room_says(city, initiative, bayu, ours, theirs, make_decision):
    initiative.stop_rules.create(text="Sepi tiga bulan", written_at=NIGHT, due_date=DAY)
    initiative.measure, initiative.measure_target, initiative.measure_due_date = "Pembeli", 10, DAY
    initiative.measure_written_at = initiative.started_at = NIGHT
    initiative.decision = make_decision("mandat")
    initiative.save()
    place = District.objects.create(code="33.02.01", name="Lumbir", regency_code="33.02")
    village = Village.objects.create(code="33.02.01.2001", name="Cirahab", kind="VILLAGE", district=place)
    gate = VillageGate.objects.create(initiative=initiative, village=village, technology="Sensor", opened_at=NIGHT)
    for item, value, actor in ((4, "UNKNOWN", theirs), (7, "NO", ours), (1, "YES", None)):
        gate.answers.create(item=item, value=value, evidence="e", actor=actor, at=NIGHT, due_date=DAY)

    found = {one.kind: one for one in open_for(city, bayu, NOW, DAY)}
    theirs_too = User.objects.create_user("tini@contoh.id", "kata-sandi-panjang")
    theirs.memberships.create(user=theirs_too, status="ACTIVE", note="n", asked_at=NIGHT, since_at=NIGHT)

    room = [task.kind for task in open_tasks(city, NOW, only_of=[ours.pk]) if task.is_due]
    assert sorted(found) == sorted(room) == ["MEASURE", "QUESTION", "STOP_RULE"]
    assert found["QUESTION"].link == f"/purwokerto/prakarsa/pasar/desa/{gate.pk}/"
    assert found["QUESTION"].says.startswith("Jawab 2 pertanyaan")
    (only,) = open_for(city, theirs_too, NOW, DAY)  # named to answer one, and owner of nothing
    assert (only.kind, only.says[:18]) == ("QUESTION", "Jawab 1 pertanyaan")


def test_a_measured_or_closed_initiative_asks_nothing(city, initiative, bayu):
    initiative.stop_rules.create(text="Sepi", written_at=NIGHT, due_date=DAY)
    initiative.closed_at, initiative.result, initiative.lesson = NIGHT, "STOPPED", "Pelajaran"
    initiative.save()

    assert kinds(city, bayu) == []


def test_a_promise_a_survey_and_an_old_entry_wait_for_the_organisation(city, ours, bayu, make_decision):
    make_decision("sewa", owner_actor=ours, due_date=DAY - timedelta(days=1), outcome="Sewa.", **CLOSED)
    asked = SurveyRound.objects.create(
        city=city, number=1, title="Percaya", state="OPEN", closes_at=NOW + timedelta(days=3), created_at=NIGHT
    )
    asked.respondents.create(actor=ours)
    ours.reviewed_at = NOW - timedelta(days=181)
    ours.save()

    found = open_for(city, bayu, NOW, DAY)

    assert [(one.kind, one.is_late) for one in found] == [
        ("CARRY_OUT", True), ("SURVEY", False), ("STALE", False),
    ]  # fmt: skip


@pytest.fixture
def busy_city(city, topic, make_statement, make_concern, theirs, make_decision, aldo, stranger):
    for number in range(3):
        make_concern(f"k{number}")
    make_statement("Tunggu", "PENDING")
    IdleAsset.objects.create(city=city, slug="kios", name="Kios", reported_at=NIGHT)
    theirs.memberships.create(user=stranger, status="ASKED", note="Saya pengurus.", asked_at=NIGHT)
    running = make_decision("putaran", state="OPEN", opened_at=NIGHT, closes_at=NIGHT)
    elector = Elector.objects.create(decision=running, tag="t", member="m", participant=aldo)
    running.objections.create(elector=elector, number=1, reason="Rugi.", raised_at=NIGHT)
    make_decision("terhitung", **CLOSED)
    make_decision("lama", outcome="Sudah.", review_date=DAY, **CLOSED)
    Claim.objects.create(city=city, number=1, text="Kota", made_at=NIGHT, expires_date=DAY + timedelta(days=30))
    Claim.objects.create(city=city, number=2, text="Lama", made_at=NIGHT, expires_date=DAY + timedelta(days=31))
    return running


OF_FACILITATORS = ["CLOSE", "CONCERNS", "OBJECTION", "OUTCOME", "REPORTS", "REVIEW", "SPEAKERS", "STATEMENTS"]


def test_facilitators_see_the_queues_and_the_secretariat_also_claims_about_to_run_out(
    city, busy_city, novita, sekar, stranger
):
    assert kinds(city, novita) == OF_FACILITATORS
    assert kinds(city, sekar) == sorted([*OF_FACILITATORS, "CLAIM"])  # the one of thirty days, not of 31
    assert len(open_claims(city, novita)) == 1
    says = [one.says for one in open_for(city, novita, NOW, DAY)]
    assert "Baca 3 keresahan baru" in says
    assert kinds(city, stranger) == []


def test_who_made_the_roll_is_not_asked_to_close(city, busy_city, novita):
    busy_city.roll_by = novita
    busy_city.save()

    assert "CLOSE" not in kinds(city, novita)


def test_nothing_of_another_city_waits_here(other_city, busy_city, make_member, novita):
    far = make_member("jauh", "SECRETARIAT", other_city)

    assert kinds(other_city, far) == []
    assert kinds(other_city, novita) == []


def test_every_kind_has_a_page_and_is_tried_above():
    tried = {*OF_FACILITATORS, "CLAIM", "TIE", "USE", "BOOKING", "STOP_RULE", "MEASURE", "QUESTION", "CARRY_OUT",
             "SURVEY", "STALE"}  # fmt: skip
    assert set(KINDS) == tried


def test_only_topics_on_which_somebody_may_vote_wait_for_them(city, topic, make_statement, aldo, make_participant):
    seen, _open = make_statement("Satu"), make_statement("Dua")
    topic.who_may_vote = "VERIFIED"
    topic.save()
    Vote.objects.create(participant=aldo, statement=seen, value=1, cast_at=NIGHT)

    assert [one.n_statements for one in voice_of(aldo, city, NOW).topics] == [1]
    assert voice_of(make_participant("GUEST"), city, NOW).topics == ()
    assert voice_of(None, city, NOW).topics == ()


def test_ballots_the_next_to_close_first_and_messages_wait_for_a_verified_person(
    city, aldo, make_participant, make_decision
):
    for slug, days in (("kemudian", None), ("besok", 1), ("lewat", -1)):
        closes = NOW + timedelta(days=days) if days else None
        waits = make_decision(slug, state="OPEN", opened_at=NIGHT, closes_at=closes)
        Elector.objects.create(decision=waits, tag="t", member="m", participant=aldo)
    for _ in range(2):
        tell(aldo, "invitation_used", city=city, at=NIGHT)

    voice = voice_of(aldo, city, NOW)

    assert {one.slug for one in voice.ballots} == {one.slug for one in open_ballots_of(aldo, city, NOW)}
    assert [one.slug for one in voice.ballots] == ["besok", "kemudian"]
    assert (voice.n_unread, voice.n) == (2, 3)
    assert voice_of(make_participant(), city, NOW).n == 0


def test_a_place_waits_for_a_second_person_and_for_neighbours_first(city, aldo, make_participant):
    near = District.objects.create(code="33.02.01", name="Lumbir", regency_code="33.02")
    shown = {"city": city, "reported_at": NIGHT, "published_at": NIGHT}
    own = IdleAsset.objects.create(slug="a", name="Milik", reported_by=aldo, **shown)
    IdleAsset.objects.create(slug="b", name="Jauh", **shown)
    IdleAsset.objects.create(slug="c", name="Dekat", district=near, **shown)
    seen = IdleAsset.objects.create(slug="d", name="Dilihat", **shown)
    seen.sightings.create(participant=aldo, seen_date=DAY, at=NIGHT)
    IdleAsset.objects.create(slug="e", name="Tersembunyi", hidden_at=NIGHT, hidden_why="x", **shown)
    aldo.district = near

    assert [one.name for one in places_to_see(aldo, city)] == ["Dekat", "Jauh"]
    assert own.name in [one.name for one in places_to_see(make_participant(), city)]


def test_the_page_says_how_much_waits_and_asks_few_questions(
    as_user, city, busy_city, sekar, ours, bayu, make_actor, make_tie, django_assert_max_num_queries
):
    for number in range(30):
        make_tie(ours, make_actor(f"Lembaga {number:02}"), told="B")
    Membership.objects.create(city=city, user=bayu, role="FACILITATOR", since_at=NIGHT)
    client = as_user(bayu)

    with django_assert_max_num_queries(12):
        page = client.get("/purwokerto/saya/tugas/").content.decode()

    assert "Tiga puluh" in page
    assert page.count("Nyatakan apakah ikatan ini benar") == 30
    assert "tenggatnya 20 November 2026, sudah lewat" in page


def test_whoever_is_new_reads_what_anybody_may_do(client, city, session, make_statement):
    make_statement("Satu")

    page = client.get("/purwokerto/saya/tugas/").content.decode()

    assert "Yang bisa dikerjakan siapa saja sekarang." in page
    assert "Beri suara pada 1 pernyataan" in page
    assert session.question in page


def test_somebody_for_whom_nothing_waits_is_told_so(as_user, city, stranger):
    assert "Tidak ada yang menunggu Anda." in as_user(stranger).get("/purwokerto/saya/tugas/").content.decode()
