from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.accounts.logs import WithoutSecrets
from muara.web.network import actions, reminders
from muara.web.network.models import Actor, ActorMembership, Tie
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/jejaring"


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_list_is_searched_by_name_offer_and_need_and_filtered(client, make_actor, city):
    make_actor("Koperasi A", offers="Gudang dingin")
    make_actor("Sanggar B", "CREATIVE", needs="Panggung")
    gone = make_actor("Radio C", "MEDIA")
    gone.events.create(kind="LEFT", on_date=timezone.localdate(), reason="Tutup.", recorded_at=timezone.now())

    def found(question: str) -> set[str]:
        page = text_of(client.get(f"{HERE}/?{question}"))
        return {name for name in ("Koperasi A", "Sanggar B", "Radio C") if f"<b>{name}</b>" in page}

    assert found("") == {"Koperasi A", "Sanggar B"}
    assert found("q=gudang") == {"Koperasi A"}
    assert found("q=PANGGUNG") == {"Sanggar B"}
    assert found("jenis=CREATIVE") == {"Sanggar B"}
    assert found("keadaan=pergi") == {"Radio C"}
    assert found("q=tidak+ada") == set()
    assert found("kecamatan=bukan&jenis=bukan") == {"Koperasi A", "Sanggar B"}


def test_the_list_and_the_pages_ask_few_questions(
    client, make_actor, make_tie, make_process, django_assert_max_num_queries, as_user, novita
):
    hub = make_actor("Hub")
    others = [make_actor(f"Aktor {n:02d}", joined=hub.events.get().on_date) for n in range(30)]
    for other in others:
        make_tie(hub, other)
    make_process("BATS", {f"peran {n}": others[:5] for n in range(6)})
    as_user(novita)

    for address in ("/", "/aktor/hub/", "/proses/", "/proses/bats/"):
        with django_assert_max_num_queries(14):
            assert client.get(f"{HERE}{address}").status_code == 200


@pytest.mark.parametrize(
    ("who", "sees"), [(None, False), ("stranger", False), ("novita", False), ("tini", False),
                      ("sekar", True), ("bayu", True)],
)  # fmt: skip
def test_contact_people_are_seen_by_the_secretariat_and_its_own_people_only(
    who, sees, request, client, koperasi, as_user
):
    koperasi.contacts.create(name="Sari Rahasia", phone="0812999", added_at=koperasi.created_at)
    if who:
        as_user(request.getfixturevalue(who))

    page = text_of(client.get(f"{HERE}/aktor/koperasi-a/"))

    assert ("Sari Rahasia" in page, "0812999" in page) == (sees, sees)
    assert client.get(f"{HERE}/aktor/koperasi-a/kontak/").status_code == (200 if sees else 403)


def test_notes_of_a_tie_are_for_its_two_ends_and_who_keeps_the_network(
    client, koperasi, sanggar, make_tie, as_user, tini, stranger, make_actor, make_speaker
):
    tie = make_tie(koperasi, sanggar, notes="Harga khusus.")
    third = make_speaker("ketiga", make_actor("Ketiga"))

    for user, sees in ((None, False), (stranger, False), (third, False), (tini, True)):
        reader = Client() if user is None else as_user(user)
        assert ("Harga khusus." in text_of(reader.get(f"{HERE}/ikatan/{tie.pk}/"))) is sees


def test_somebody_takes_an_actor_over_through_the_pages(koperasi, stranger, novita, sekar):
    readers = {}
    for user in (stranger, novita, sekar):
        readers[user] = Client()
        readers[user].force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    sent = readers[stranger].post(f"{HERE}/aktor/koperasi-a/wakili/", {"note": "Bendahara."})
    assert sent.status_code == 303
    again = readers[stranger].post(f"{HERE}/aktor/koperasi-a/wakili/", {"note": "Bendahara lagi."})
    assert again.status_code == 409
    assert "Bendahara lagi." in text_of(again)
    claim = ActorMembership.objects.get()
    for user in (novita, sekar):
        assert "Bendahara." in text_of(readers[user].get(f"{HERE}/permintaan/"))
        assert readers[stranger].get(f"{HERE}/aktor/koperasi-a/ubah/").status_code == 403
        assert readers[user].post(f"{HERE}/permintaan/{claim.pk}/", {"step": "ya"}).status_code == 303

    assert readers[stranger].get(f"{HERE}/aktor/koperasi-a/ubah/").status_code == 200
    assert readers[novita].post(f"{HERE}/permintaan/{claim.pk}/", {"step": "ya"}).status_code == 409
    ended = readers[stranger].post(f"{HERE}/aktor/koperasi-a/wakil/", {"membership": claim.pk})
    assert ended.status_code == 303
    assert readers[stranger].get(f"{HERE}/aktor/koperasi-a/ubah/").status_code == 403


def test_a_tie_is_told_disputed_and_ended_through_the_pages(koperasi, sanggar, bayu, tini, as_user):
    reader = as_user(bayu)
    form = {"other": sanggar.pk, "kind": "MONEY", "direction": "IN", "notes": "Sewa panggung."}

    assert reader.post(f"{HERE}/aktor/koperasi-a/ikatan/", form).status_code == 303
    assert reader.post(f"{HERE}/aktor/koperasi-a/ikatan/", form).status_code == 409

    tie = Tie.objects.get()
    assert (tie.a, tie.b, tie.evidence) == (sanggar, koperasi, Tie.Evidence.ONE_SIDE)
    reader = as_user(tini)
    assert "menunggu jawaban Anda" in text_of(reader.get(f"{HERE}/aktor/sanggar-b/"))
    address = f"{HERE}/ikatan/{tie.pk}/"
    assert reader.post(address, {"step": "confirm", "side": "B"}).status_code == 403
    assert reader.post(address, {"step": "dispute", "side": "A", "reason": ""}).status_code == 409
    assert reader.post(address, {"step": "dispute", "side": "A", "reason": "Batal."}).status_code == 303
    assert "Batal." in text_of(Client().get(address))
    assert reader.post(address, {"step": "confirm", "side": "A"}).status_code == 303
    assert reader.post(address, {"step": "end", "reason": "Selesai."}).status_code == 303
    tie.refresh_from_db()
    assert tie.until_date == timezone.localdate()


def test_an_actor_leaves_and_comes_back_through_the_pages(koperasi, bayu, as_user):
    reader, address = as_user(bayu), f"{HERE}/aktor/koperasi-a/pergi/"

    assert reader.post(address, {"reason": ""}).status_code == 409
    assert reader.post(address, {"reason": "Pindah."}).status_code == 303
    assert not Actor.objects.present_on(timezone.localdate()).exists()
    assert "Pindah." in text_of(Client().get(f"{HERE}/aktor/koperasi-a/"))
    assert reader.post(address, {"reason": ""}).status_code == 303
    assert Actor.objects.present_on(timezone.localdate()).exists()


def test_a_process_with_roles_is_kept_through_the_pages(koperasi, novita, as_user):
    reader = as_user(novita)

    assert reader.post(f"{HERE}/proses/baru/", {"name": "BATS", "weight": "2"}).status_code == 303
    assert reader.post(f"{HERE}/proses/bats/peran/", {"name": "Pencatat", "needed": "1"}).status_code == 303
    role = koperasi.city.processes.get().roles.get()
    assert "kurang 1" in text_of(Client().get(f"{HERE}/proses/bats/"))
    given = reader.post(f"{HERE}/proses/bats/peran/{role.pk}/", {"step": "assign", "actor": koperasi.pk})
    assert given.status_code == 303
    assert "tanpa cadangan" in text_of(reader.get(f"{HERE}/proses/bats/"))
    for page in ("proses/", "proses/bats/"):  # on whom a process hangs is not for everybody
        assert "cadangan" not in text_of(Client().get(f"{HERE}/{page}"))
    assert (
        reader.post(f"{HERE}/proses/bats/peran/{role.pk}/", {"step": "needed", "needed": "2"}).status_code == 303
    )
    holding = role.holdings.get()
    assert reader.post(f"{HERE}/proses/bats/lepas/{holding.pk}/").status_code == 303
    assert reader.post(f"{HERE}/proses/bats/peran/{role.pk}/", {"step": "drop"}).status_code == 303
    assert reader.post(f"{HERE}/proses/bats/akhiri/", {"reason": "Cukup."}).status_code == 303
    assert "Cukup." in text_of(Client().get(f"{HERE}/proses/bats/"))


def test_opening_a_review_link_confirms_nothing_and_pressing_the_button_does(client, koperasi, caplog):
    Actor.objects.update(reviewed_at=timezone.now() - timedelta(days=200))
    koperasi.refresh_from_db()
    token = actions.remind(by=None, actor=koperasi, at=timezone.now())
    address = f"{HERE}/tinjau/{token}/"

    assert "Koperasi A" in text_of(client.get(address))
    koperasi.refresh_from_db()
    assert timezone.now() - koperasi.reviewed_at > timedelta(days=199)

    assert client.post(address).status_code == 200
    koperasi.refresh_from_db()
    assert timezone.now() - koperasi.reviewed_at < timedelta(days=1)
    assert client.get(address).status_code == client.post(address).status_code == 410
    assert caplog.records
    for record in caplog.records:
        WithoutSecrets().filter(record)
        assert token not in record.getMessage()


def test_the_clock_writes_to_who_can_confirm_an_old_entry_once(koperasi, sanggar, bayu, mailoutbox, client):
    koperasi.contacts.create(name="Sari", email="sari@contoh.id", added_at=koperasi.created_at)
    Actor.objects.update(reviewed_at=timezone.now() - timedelta(days=200))

    for _ in range(2):
        enqueue_once(reminders.remind_the_stale, key="ingatkan")
        run_waiting()

    assert sorted(mail.to[0] for mail in mailoutbox) == ["bayu@contoh.id", "sari@contoh.id"]
    link = next(line for line in mailoutbox[0].body.splitlines() if "/tinjau/" in line)
    assert client.post(link[link.index("/purwokerto") :]).status_code == 200
    koperasi.refresh_from_db()
    assert timezone.now() - koperasi.reviewed_at < timedelta(days=1)


def test_what_a_form_refuses_stays_typed(novita, koperasi, as_user):
    answer = as_user(novita).post(f"{HERE}/aktor/baru/", {"name": "KOPERASI A", "kind": "HUB", "offers": "Truk"})

    assert answer.status_code == 409
    assert "Truk" in text_of(answer)
    assert "sudah tercatat" in text_of(answer)
