from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from muara.web.accounts.models import AuditLine, Notice, Participant
from muara.web.assets import actions
from muara.web.assets.blur import RADIUS_M, shown_point
from muara.web.assets.models import Fact, IdleAsset, Photo
from muara.web.assets.tests.conftest import AT, DAY, POINT
from muara.web.ui.pictures import read_picture, sample_picture

pytestmark = pytest.mark.django_db


def test_a_guest_reports_and_everybody_else_waits_for_the_secretariat(make_participant, city, novita):
    guest = make_participant()

    asset = actions.report_asset(by=guest, city=city, name="Pasar kosong", idle_since=2019, at=AT, **POINT)

    assert (asset.state, asset.is_public, asset.how_known) == ("REPORTED", False, "GUESS")
    fact = Fact.objects.get(field="idle_since")
    assert (fact.value, fact.source, fact.as_of, fact.confidence) == ("2019", "REPORT", DAY, 1)
    with pytest.raises(PermissionDenied):
        actions.publish_asset(by=None, asset=asset, at=AT)
    actions.publish_asset(by=novita, asset=asset, at=AT)
    assert Notice.objects.get().kind == "asset_published"
    assert AuditLine.objects.filter(verb="reported_asset", by_participant=guest).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"latitude": 7.0}, {"latitude": 91.0, "longitude": 1.0},
        {"latitude": float("nan"), "longitude": 1.0},
        {"idle_since": 2027}, {"idle_since": 1200}, {"name": "x" * 121}, {"name": "a\0b"},
        {"owner_level": "RAJA"},
    ],
)  # fmt: skip
def test_what_could_not_be_found_again_or_does_not_fit_is_refused(wrong, aldo, city):
    given = {"name": "Balai", **({} if "latitude" in wrong else POINT), **wrong}

    with pytest.raises(actions.CannotReportAsset):
        actions.report_asset(by=aldo, city=city, at=AT, **given)
    assert not IdleAsset.objects.exists()


def test_a_report_without_any_place_is_refused(aldo, city):
    with pytest.raises(actions.CannotReportAsset, match="desa"):
        actions.report_asset(by=aldo, city=city, name="Balai", at=AT)


def test_somebody_of_another_city_and_a_stranger_report_nothing(make_participant, other_city, city, stranger):
    for by in (make_participant(where=other_city), stranger):
        with pytest.raises(PermissionDenied):
            actions.report_asset(by=by, city=city, name="Balai", at=AT, **POINT)


def test_two_people_move_a_place_on_and_one_person_never_does(reported, aldo, novita, make_participant):
    actions.see_asset(by=novita, asset=reported, at=AT)  # she reported it herself
    reported.refresh_from_db()
    assert reported.state == "REPORTED"

    actions.see_asset(by=make_participant(), asset=reported, at=AT)  # a guest; Novita is the known one
    reported.refresh_from_db()
    assert reported.state == "SEEN"
    step = reported.steps.latest("pk")
    assert (step.from_state, step.to_state, step.evidence) == ("REPORTED", "SEEN", "TWO_WERE_THERE")


def test_two_phones_are_not_two_people(city, make_participant, novita):
    first, second = make_participant(), make_participant()
    asset = actions.report_asset(by=first, city=city, name="Balai", how_known="SEEN", at=AT, **POINT)
    actions.publish_asset(by=novita, asset=asset, at=AT)

    actions.see_asset(by=second, asset=asset, at=AT)
    asset.refresh_from_db()

    assert asset.state == "REPORTED"


def test_the_same_account_counts_once_and_a_doubt_begins_the_count_anew(
    reported, aldo, novita, city, make_participant
):
    as_participant = Participant.objects.create(city=city, user=novita, tier="VERIFIED", joined_at=AT)
    actions.see_asset(by=as_participant, asset=reported, at=AT)
    reported.refresh_from_db()
    assert reported.state == "REPORTED"

    actions.see_asset(by=make_participant(), asset=reported, is_idle=False, note="Ada lampu.", at=AT)
    actions.see_asset(by=aldo, asset=reported, at=AT)
    reported.refresh_from_db()
    assert reported.state == "REPORTED"
    with pytest.raises(actions.CannotSeeAsset):
        actions.see_asset(by=aldo, asset=reported, at=AT)


def test_a_hidden_place_says_why_and_can_come_back(reported, sekar):
    with pytest.raises(actions.CannotHideAsset):
        actions.hide_asset(by=sekar, asset=reported, reason=" ", at=AT)
    actions.hide_asset(by=sekar, asset=reported, reason="Rumah orang.", at=AT)
    reported.refresh_from_db()
    assert not reported.is_public

    actions.publish_asset(by=sekar, asset=reported, at=AT)
    reported.refresh_from_db()
    assert reported.is_public


def test_a_sensitive_place_is_somewhere_in_its_circle_and_always_at_the_same_spot(reported, sekar):
    actions.guard_asset(by=sekar, asset=reported, sensitive="LIVED_IN", at=AT)
    reported.refresh_from_db()

    shown = shown_point(reported)

    south = (shown.latitude - reported.latitude) * 111_320
    east = (shown.longitude - reported.longitude) * 111_320 * 0.9917
    assert 5 < (south**2 + east**2) ** 0.5 <= RADIUS_M == shown.radius_m
    assert shown == shown_point(reported)
    assert shown_point(reported, exactly=True).radius_m == 0


def test_a_photo_lies_on_the_disk_without_its_exif_and_goes_with_its_row(
    reported, sekar, photos_in, django_capture_on_commit_callbacks
):
    exif = Image.Exif()
    exif[0x010F] = "Merek Rahasia"
    file = io.BytesIO()
    Image.open(sample_picture(1)).save(file, "JPEG", exif=exif)
    file.seek(0)

    photo = actions.add_photo(by=sekar, asset=reported, picture=read_picture(file), text="Depan", at=AT)

    files = [path for path in photos_in.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(b"Rahasia" not in path.read_bytes() for path in files)
    assert all("Balai" not in path.name for path in files)
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_photo(by=sekar, photo=photo, at=AT)
    assert not [path for path in photos_in.rglob("*") if path.is_file()]


def test_a_photo_that_cannot_be_written_down_leaves_no_file(reported, sekar, photos_in, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(Photo, "save", fail)

    with pytest.raises(OSError, match="disk full"):
        actions.add_photo(by=sekar, asset=reported, picture=read_picture(sample_picture(1)), at=AT)
    assert not [path for path in photos_in.rglob("*") if path.is_file()]
