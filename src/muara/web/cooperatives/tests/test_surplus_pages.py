from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from muara.web.accounts.logs import WithoutSecrets
from muara.web.cooperatives.forms.surplus import LinesForm, RupiahField, ShareField
from muara.web.cooperatives.models import SurplusYear
from muara.web.cooperatives.tests.conftest import AT

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/koperasi/daftar/koperasi-a"
FORM = {
    "year": "2025", "ends": "2025-12-31", "surplus": "Rp2.500.000", "by_trade": "60", "share_RESERVE": "40",
    "share_MEMBERS": "40", "share_EDUCATION": "12,5", "share_SOCIAL": "7,5",
}  # fmt: skip
LIST = (
    "No;Transaksi;Simpanan\n1;5.000.000;1.000.000\n2\t15000000\t1000000\n7;4000000;500000;keluar\n"
    "9;77;0;bukan anggota"
)


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_whole_way_from_a_preview_to_a_decision(koperasi, bayu, as_user, caplog):
    reader, visitor = as_user(bayu), Client()
    wrong = reader.post(f"{HERE}/shu/baru/", {**FORM, "share_MANAGEMENT": "5"})
    assert wrong.status_code == 409
    assert "105" in text_of(wrong)
    assert 'value="12,5"' in text_of(wrong)
    assert reader.post(f"{HERE}/shu/baru/", FORM).status_code == 303
    assert reader.post(f"{HERE}/shu/2025-1/anggota/", {"lines": "1;dua;3"}).status_code == 422
    assert reader.post(f"{HERE}/shu/2025-1/anggota/", {"lines": LIST}).status_code == 303

    page = text_of(reader.get(f"{HERE}/shu/2025-1/"))
    assert "Rp1.000.000 dari Rp2.500.000 untuk anggota." in page
    assert "<b>650.000</b>" in page
    assert visitor.get(f"{HERE}/shu/2025-1/").status_code == 404  # a preview is for its own people
    assert "2025" not in text_of(visitor.get(f"{HERE}/"))
    year = SurplusYear.objects.get()
    key = year.key_of(2)
    assert key in text_of(reader.get(f"{HERE}/shu/2025-1/lembar/"))
    own = text_of(visitor.get(f"/purwokerto/koperasi/lembar/{key}/"))
    assert "Rp650.000" in own
    assert "350.000" not in own  # nobody else's
    for broken in (key[:-1] + "x", key.replace("-2-", "-1-"), "x", f"9{'9' * 30}-1-x", f"{year.pk}-2-"):
        assert visitor.get(f"/purwokerto/koperasi/lembar/{broken}/").status_code == 404
    for record in caplog.records:
        WithoutSecrets().filter(record)
        assert key[:-1] not in record.getMessage()

    assert "Belum ada rapat" in text_of(reader.get(f"{HERE}/shu/2025-1/putuskan/"))
    koperasi.meetings.create(
        held_date=date(2026, 3, 1), for_year=2025, minutes="01/RAT/2026", source="Notulen", recorded_at=AT
    )
    meeting = koperasi.meetings.get().pk
    assert reader.post(f"{HERE}/shu/2025-1/putuskan/", {"meeting": meeting}).status_code == 303
    assert reader.post(f"{HERE}/shu/2025-1/ubah/", FORM).status_code == 409
    assert reader.post(f"{HERE}/shu/2025-1/bagi-ulang/", {"why": "Salah hitung."}).status_code == 303
    public = text_of(visitor.get(f"{HERE}/shu/2025-1/"))
    assert "Rp1.000.000 dari Rp2.500.000" in public
    assert "01/RAT/2026" in public
    assert "sama sampai rupiah terakhir" in public
    assert "kurang dari lima" in public
    for secret in ("650.000", "15.000.000"):
        assert secret not in public
    assert visitor.get(f"{HERE}/shu/2025-2/").status_code == 404


@pytest.mark.parametrize(("who", "status"), [(None, 403), ("novita", 403), ("sekar", 200), ("bayu", 200)])
def test_the_list_and_the_links_are_for_the_keepers_of_the_books(who, status, request, koperasi, bayu, as_user):
    as_user(bayu).post(f"{HERE}/shu/baru/", FORM)
    reader = as_user(request.getfixturevalue(who)) if who else Client()

    for page in ("anggota", "lembar", "ubah", "putuskan", "bagi-ulang"):
        assert reader.get(f"{HERE}/shu/2025-1/{page}/").status_code == status


def test_a_long_list_is_paged_and_asks_few_questions(koperasi, bayu, as_user, django_assert_max_num_queries):
    reader = as_user(bayu)
    reader.post(f"{HERE}/shu/baru/", FORM)
    reader.post(f"{HERE}/shu/2025-1/anggota/", {"lines": "\n".join(f"{n};{n}000;100" for n in range(1, 301))})

    with django_assert_max_num_queries(14):
        page = text_of(reader.get(f"{HERE}/shu/2025-1/"))
    assert "300 baris" in page
    assert page.count('<th scope="row">') < 120
    with django_assert_max_num_queries(10):
        assert "hal=2" in text_of(reader.get(f"{HERE}/shu/2025-1/lembar/"))
    again = text_of(reader.get(f"{HERE}/shu/2025-1/anggota/"))
    assert "300; 300000; 100" in again


def test_movements_of_deposits_are_typed_in_where_days_count(koperasi, bayu, as_user):
    reader = as_user(bayu)
    reader.post(f"{HERE}/shu/baru/", {**FORM, "weighs_time": "on"})
    told = {"lines": "1;5;0\n2;5;0", "movements": "Nomor;Hari;Rupiah\n1;01/01/2025;1.000\n2;2025-12-31;−5"}
    assert reader.post(f"{HERE}/shu/2025-1/anggota/", told).status_code == 409  # more than was there
    for wrong in (
        "1;kemarin;5",
        "1;2025-01-01",
        "x;2025-01-01;5",
        "1;2025-01-01;1,5",
        "1;;5",
        f"1;2025-01-01;{'9' * 16}",
    ):
        assert (
            reader.post(
                f"{HERE}/shu/2025-1/anggota/", {**told, "movements": f"1;2025-01-01;9\n{wrong}"}
            ).status_code
            == 422
        )
    told["movements"] = told["movements"].replace("−5", "5")
    assert reader.post(f"{HERE}/shu/2025-1/anggota/", told).status_code == 303
    year = SurplusYear.objects.get()
    assert list(year.lines.order_by("number").values_list("deposits", flat=True)) == [365_000, 5]


@pytest.mark.parametrize(("text", "amount"), [
    ("12.500.000", 12_500_000), ("Rp 1.000", 1000), ("-5", -5), ("−2.000", -2000), ("1.2", None), ("1,5", None),
    ("٣", None), ("9" * 40, None), ("", None),
])  # fmt: skip
def test_rupiah_are_read_as_people_write_them(text, amount):
    field = RupiahField(required=False)
    if amount is None and text:
        with pytest.raises(Exception, match="rupiah"):
            field.clean(text)
    else:
        assert field.clean(text) == amount


@pytest.mark.parametrize("text", ["1e2", "NaN", "-1", "1.2345", "٣", "12.5.1"])
def test_a_share_is_a_plain_number(text):
    with pytest.raises(Exception, match="12,5"):
        ShareField().clean(text)


@pytest.mark.parametrize("text", ["1;2", "1;2;3;4;5", "1;2;x", "1;2;3;raja", f"1;{'9' * 19};3", "\x00"])
def test_a_line_that_is_not_understood_is_named(text):
    form = LinesForm({"lines": f"1;1;1\n{text}"})
    assert not form.is_valid()
