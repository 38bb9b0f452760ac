from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.accounts.models import AuditLine
from muara.web.cooperatives import actions
from muara.web.cooperatives.models import AnnualMeeting, Cooperative, PublishedCount
from muara.web.cooperatives.queries.reading import substance
from muara.web.cooperatives.queries.register import Filter, register_of
from muara.web.cooperatives.sheets import RegisterRow, read_register
from muara.web.cooperatives.tests.conftest import AT

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def test_a_cooperative_is_written_down_with_its_source(city, novita, actor, verbs):
    made = actions.write_down_cooperative(
        by=novita, city=city, name=" Koperasi\u200b A ", kind="CONSUMER", actor=actor, source="Dinas koperasi",
        source_date=date(2026, 5, 1), at=AT,
    )  # fmt: skip

    assert (made.name, made.slug, made.kind, made.actor) == ("Koperasi A", "koperasi-a", "CONSUMER", actor)
    assert verbs() == ["wrote_down_cooperative"]


@pytest.mark.parametrize("who", ["bayu", "stranger"])
def test_only_who_keeps_the_register_writes_in_it(who, request, city, verbs):
    with pytest.raises(PermissionDenied):
        actions.write_down_cooperative(by=request.getfixturevalue(who), city=city, name="Baru", at=AT)
    assert not Cooperative.objects.exists()
    assert verbs() == []


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"name": "KOPERASI A"},
        {"name": "Baru\x00"},
        {"name": "x" * 121},
        {"kind": "BUKAN"},
        {"what": "x" * 1001},
        {"registered_date": date(2026, 11, 21)},
        {"n_members": -1},
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing_behind(given, city, novita, koperasi, verbs):
    with pytest.raises(actions.CannotWriteDown):
        actions.write_down_cooperative(by=novita, city=city, at=AT, **{"name": "Baru", **given})

    assert Cooperative.objects.get() == koperasi
    assert verbs() == []


def test_an_entry_belongs_to_one_cooperative_of_this_city_only(city, other_city, novita, koperasi, make_actor):
    for wrong in (
        koperasi.actor,
        make_actor("Sanggar B", "CREATIVE"),
        make_actor("Koperasi Lain", where=other_city),
    ):
        with pytest.raises(actions.CannotWriteDown):
            actions.write_down_cooperative(by=novita, city=city, name="Baru", actor=wrong, at=AT)


def test_its_own_people_change_it_but_do_not_choose_whose_entry_it_is(koperasi, bayu, stranger, make_actor, verbs):
    actions.change_cooperative(by=bayu, cooperative=koperasi, what="Beras", at=AT)

    koperasi.refresh_from_db()
    assert koperasi.what == "Beras"
    with pytest.raises(PermissionDenied):
        actions.change_cooperative(by=bayu, cooperative=koperasi, actor=make_actor("Koperasi C"), at=AT)
    with pytest.raises(PermissionDenied):
        actions.change_cooperative(by=stranger, cooperative=koperasi, what="x", at=AT)
    assert verbs() == ["changed_cooperative"]


def test_a_meeting_is_the_sign_of_life_and_the_network_learns_of_it(koperasi, bayu, actor, verbs):
    actions.record_meeting(
        by=bayu, cooperative=koperasi, held=date(2026, 3, 1), for_year=2025, source="Notulen", n_present=40,
        n_members=60, at=AT,
    )  # fmt: skip
    actions.record_meeting(
        by=bayu, cooperative=koperasi, held=date(2025, 3, 1), for_year=2024, source="Notulen", n_members=50, at=AT
    )

    koperasi.refresh_from_db()
    actor.refresh_from_db()
    assert koperasi.last_meeting_date == actor.last_meeting_date == date(2026, 3, 1)
    assert koperasi.n_members == 60
    assert verbs() == ["changed_actor", "recorded_annual_meeting", "recorded_annual_meeting"]


@pytest.mark.parametrize(
    "given",
    [
        {"held": date(2026, 11, 21)},
        {"source": ""},
        {"for_year": 2027},
        {"for_year": 2019},
        {"n_present": 9, "n_members": 8},
        {"held": date(2024, 4, 4)},
        {"minutes": "x" * 201},
    ],
)
def test_a_meeting_that_does_not_fit_is_refused(given, koperasi, novita, verbs):
    koperasi.meetings.create(held_date=date(2024, 4, 4), for_year=2023, source="Dinas", recorded_at=AT)
    told = {"held": date(2025, 4, 4), "for_year": 2024, "source": "Dinas", **given}

    with pytest.raises(actions.CannotRecordMeeting):
        actions.record_meeting(by=novita, cooperative=koperasi, at=AT, **told)
    assert AnnualMeeting.objects.count() == 1
    assert verbs() == []


def test_a_stranger_records_no_meeting(koperasi, stranger):
    with pytest.raises(PermissionDenied):
        actions.record_meeting(
            by=stranger, cooperative=koperasi, held=date(2026, 3, 1), for_year=2025, source="x", at=AT
        )


def test_the_meeting_and_its_audit_line_live_or_die_together(koperasi, novita, monkeypatch):
    def fail(**kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(AuditLine.objects, "create", fail)

    with pytest.raises(OSError, match="disk full"):
        actions.record_meeting(
            by=novita, cooperative=koperasi, held=date(2026, 3, 1), for_year=2025, source="x", at=AT
        )
    assert not AnnualMeeting.objects.exists()


def test_the_register_counts_by_the_last_meeting_whoever_knows_it(city, make_cooperative, make_actor):
    make_cooperative("Hidup", met=date(2026, 3, 1), registered_date=date(1990, 1, 1))
    make_cooperative("Lama", met=date(2025, 1, 1))
    make_cooperative("Mati", met=date(2023, 11, 19))
    make_cooperative("Tepat", met=date(2023, 11, 21))
    make_cooperative("Tanpa", registered_date=date(2026, 1, 1))
    known = make_actor("Jejaring", last_meeting_date=date(2026, 5, 1))
    make_cooperative("Jejaring", met=date(2020, 5, 1), actor=known)

    register = register_of(city, TODAY)

    assert [line.cooperative.name for line in register.lines] == [
        "Jejaring", "Hidup", "Lama", "Tepat", "Mati", "Tanpa",
    ]  # fmt: skip
    assert [(band.key, band.n) for band in register.bands] == [
        ("hidup", 2),
        ("lama", 2),
        ("mati", 1),
        ("tanpa", 1),
    ]
    assert (register.n_all, register.n_alive, register.n_gone) == (6, 2, 1)
    assert [line.cooperative.name for line in register_of(city, TODAY, Filter(band="mati")).lines] == ["Mati"]
    read = substance(city, TODAY)
    assert (read.n_alive, read.meetings_by_year[-1]) == (2, (2026, 1))


def test_a_meeting_recorded_wrongly_is_taken_back_and_with_it_the_sign_of_life(koperasi, bayu, stranger, verbs):
    for year in (2024, 2026):
        actions.record_meeting(
            by=bayu, cooperative=koperasi, held=date(year, 3, 1), for_year=year - 1, source="Notulen", at=AT
        )
    wrong = koperasi.meetings.get(held_date=date(2026, 3, 1))
    with pytest.raises(PermissionDenied):
        actions.withdraw_meeting(by=stranger, meeting=wrong, at=AT)

    actions.withdraw_meeting(by=bayu, meeting=wrong, at=AT)

    koperasi.refresh_from_db()
    koperasi.actor.refresh_from_db()
    assert koperasi.last_meeting_date == koperasi.actor.last_meeting_date == date(2024, 3, 1)
    assert verbs()[-2:] == ["changed_actor", "withdrew_annual_meeting"]
    actions.withdraw_meeting(by=bayu, meeting=koperasi.meetings.get(), at=AT)
    koperasi.refresh_from_db()
    assert koperasi.last_meeting_date is None


def test_a_count_typed_in_wrongly_is_taken_back(city, novita, stranger, verbs):
    count = city.published_counts.create(
        area="Kota", as_of_date=TODAY, n_registered=9, n_active=1, source="Dinas", added_at=AT
    )
    with pytest.raises(PermissionDenied):
        actions.withdraw_published_count(by=stranger, count=count, at=AT)
    actions.withdraw_published_count(by=novita, count=count, at=AT)
    assert not PublishedCount.objects.exists()
    assert verbs() == ["withdrew_published_count"]


def test_a_published_count_has_a_source(city, novita, stranger, verbs):
    told = {
        "area": "Kabupaten Banyumas", "as_of": date(2025, 5, 22), "n_registered": 639, "n_active": 378,
        "source": "Tribun", "at": AT,
    }  # fmt: skip
    count = actions.add_published_count(by=novita, city=city, **told)

    assert count.n_inactive == 261
    for wrong in ({}, {"source": " "}, {"n_active": 640}, {"as_of": date(2026, 11, 21)}, {"area": ""}):
        with pytest.raises(actions.CannotAddCount):
            actions.add_published_count(by=novita, city=city, **{**told, **wrong})
    with pytest.raises(PermissionDenied):
        actions.add_published_count(by=stranger, city=city, **told)
    assert PublishedCount.objects.count() == 1
    assert verbs() == ["added_published_count"]


LIST = (
    "Nama Koperasi;Jenis;Kecamatan;Terdaftar;RAT terakhir;Anggota;Ketua\n"
    "Koperasi A;konsumen;;31/12/1999;2026-02-01;1.200;Pak X\n"
    "Koperasi B;Koperasi Simpan Pinjam;;2001-01-01;;;\n"
)


def test_a_list_is_read_with_the_words_of_an_office(city):
    sheet = read_register(LIST.encode(), city, TODAY)

    assert sheet.complaints == ()
    assert sheet.ignored_columns == ("Ketua",)
    assert sheet.rows == (
        RegisterRow("Koperasi A", "CONSUMER", "UNKNOWN", "", date(1999, 12, 31), date(2026, 2, 1), 1200),
        RegisterRow("Koperasi B", "SAVINGS_AND_LOAN", "UNKNOWN", "", date(2001, 1, 1)),
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"\xff\xfe\x00", None),
        (b"jenis\nkonsumen\n", 1),
        (b"nama\n", None),
        (b"nama,jenis\nA,entah\n", 2),
        (b"nama,rat\nA,2027-01-01\n", 2),
        (b"nama,rat\nA,31-12-2025x\n", 2),
        (b"nama,rat\nA,0001-01-01\n", 2),
        (b"nama,anggota\nA,banyak\n", 2),
        (b"nama,kecamatan\nA,Entah\n", 2),
        (b"nama\nA\na\n", 3),
        ("nama,anggota\nA,¹²\n".encode(), 2),
        (b"nama,jenis\n" + b"x" * 121 + b",\n", 2),
    ],
)
def test_a_broken_list_is_refused_with_its_line(content, line, city):
    sheet = read_register(content, city, TODAY)

    assert sheet.complaints
    assert line is None or sheet.complaints[0].line == line


def test_a_list_brings_new_cooperatives_and_later_meetings_only(city, sekar, novita, koperasi, make_actor, verbs):
    make_actor("Koperasi C")
    rows = [
        RegisterRow("KOPERASI A", "SERVICE", last_meeting=date(2026, 2, 1)),
        RegisterRow("Koperasi B", "CONSUMER", last_meeting=date(2025, 2, 1), members=30),
        RegisterRow("Koperasi C"),
    ]
    done = actions.import_cooperatives(by=sekar, city=city, rows=rows, source="Dinas, Mei 2026", at=AT)
    again = actions.import_cooperatives(by=sekar, city=city, rows=rows, source="Dinas, Mei 2026", at=AT)

    assert (done.n_new, done.n_meetings) == (2, 2)
    assert (again.n_new, again.n_meetings) == (0, 0)
    koperasi.refresh_from_db()
    assert (koperasi.kind, koperasi.last_meeting_date) == ("UNKNOWN", date(2026, 2, 1))
    assert koperasi.actor.last_meeting_date == date(2026, 2, 1)
    assert Cooperative.objects.get(name="Koperasi B").source == "Dinas, Mei 2026"
    assert Cooperative.objects.get(name="Koperasi C").actor.name == "Koperasi C"
    assert verbs() == ["changed_actor", *["imported_cooperatives"] * 2]
    older = RegisterRow("Koperasi A", last_meeting=date(2024, 1, 1))
    later = RegisterRow("Koperasi B", last_meeting=date(2026, 3, 1))
    more = actions.import_cooperatives(by=sekar, city=city, rows=[older, later], source="Dinas, Juni 2026", at=AT)
    assert (more.n_new, more.n_meetings) == (0, 1)
    assert Cooperative.objects.get(name="Koperasi B").last_meeting_date == date(2026, 3, 1)
    for wrong in ({"source": " "}, {"rows": []}):
        with pytest.raises(actions.CannotImportCooperatives):
            actions.import_cooperatives(by=sekar, city=city, **{"rows": rows, "source": "x", "at": AT, **wrong})
    with pytest.raises(PermissionDenied):
        actions.import_cooperatives(by=novita, city=city, rows=rows, source="x", at=AT)
