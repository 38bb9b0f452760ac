from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from muara.formats.attention_csv import read_counts, write_counts
from muara.web.brand import actions
from muara.web.brand.complaints import in_words
from muara.web.brand.tests.conftest import AT, TODAY

pytestmark = pytest.mark.django_db


def test_counts_come_in_whole_or_not_at_all(make_campaign, make_series, novita, stranger):
    series = make_series(make_campaign(), [10] * 28, step=7)
    first = series.points.order_by("on_date")[0].on_date
    given = {"by": novita, "series": series, "at": AT}

    with pytest.raises(PermissionDenied):
        actions.add_counts(by=stranger, series=series, counts=[(first - timedelta(days=7), 1)], at=AT)
    for wrong in (
        [],
        [(first - timedelta(days=3), 1)],
        [(first - timedelta(days=7), -1)],
        [(TODAY, 4)],
        [(first - timedelta(days=7), 3), (first, 11)],
    ):
        with pytest.raises(actions.CannotCount):
            actions.add_counts(counts=wrong, **given)
    assert list(series.points.values_list("n", flat=True)) == [10] * 28
    done = actions.add_counts(counts=[(first - timedelta(days=7), 3), (first, 11)], may_restate=True, **given)
    assert (done.n_new, done.n_same, done.n_restated) == (1, 0, 1)


def test_evenings_are_counted_week_by_week_without_following_anybody(
    make_campaign, novita, session, make_concern, city
):
    session.head_counts.create(sector="SHOP", n=12)
    session.head_counts.create(sector="RESIDENT", n=7)
    make_concern("Pasar sepi.")
    campaign, later = make_campaign(started=60), datetime(2026, 11, 28, 5, 0, tzinfo=UTC)
    given = {"by": novita, "campaign": campaign, "step": 1, "source": "Hitungan pemandu.", "at": AT}
    for origin, unit in (("EVENINGS", "PEOPLE"), ("CONCERNS", "VOICES")):
        series = actions.begin_series(name=origin, origin=origin, unit=unit, **given)
        with pytest.raises(actions.CannotCount):
            actions.add_counts(by=novita, series=series, counts=[(TODAY - timedelta(days=1), 1)], at=AT)
        done = actions.fetch_own_counts(by=novita, series=series, at=later)
        assert done.n_new == 60 + 365 + 7
        assert actions.fetch_own_counts(by=novita, series=series, at=later).n_same == done.n_new
    there, said = campaign.series.order_by("pk")
    assert dict(there.points.filter(n__gt=0).values_list("on_date", "n")) == {session.starts_at.date(): 19}
    assert sum(said.points.values_list("n", flat=True)) == 1


def test_a_series_says_where_it_comes_from(make_campaign, novita):
    given = {"by": novita, "campaign": make_campaign(), "unit": "VIEWS", "step": 1, "at": AT, "origin": "HAND"}

    for wrong in ({"source": ""}, {"source": "A", "step": 30}, {"source": "A", "source_url": "javascript:1"}):
        with pytest.raises(actions.CannotKeepSeries):
            actions.begin_series(name="Kunjungan", **{**given, **wrong})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names two columns"),
        ("tanggal,jumlah\n", "no count"),
        ("tanggal,jumlah\n2026-13-01,4\n", "no day"),
        ("tanggal,jumlah\n2026-01-01,-4\n", "no whole number"),
        ("tanggal,jumlah\n2026-01-01,1e9\n", "no whole number"),
        ("tanggal,jumlah\n2026-01-01,4\n2026-01-01,5\n", "given twice"),
        ("tanggal,jumlah\n2026-01-01,4\n2026-01-31,5\n", "multiple of 7"),
        ("tanggal,jumlah\n2026-01-01\n", "missing"),
        (b"tanggal,jumlah\n2026-01-01,4\xff\n", "not UTF-8"),
        ("tanggal,jumlah\n2026-01-01,\x004\n", "NUL"),
        ('tanggal,jumlah\n"2026-01-01,4\n', "cannot be read"),
        ("tanggal,jumlah\n" + "a" * 200_000 + ",4\n", "cannot be read"),
    ],
)
def test_a_hostile_or_monthly_file_is_refused_with_its_line(text, said):
    found = read_counts(text, step=7)

    assert said in str(found.problems[0])
    with translation.override("id"):
        told = in_words(found.problems[0])
    assert told != str(found.problems[0])
    assert not {"line", "is", "the"} & set(told.casefold().split())


def test_counts_go_out_as_they_came_in_and_never_as_a_formula():
    points = ((TODAY, 3), (TODAY + timedelta(days=1), 0))

    written = write_counts(points, "=HYPERLINK(1)")

    assert read_counts(written, step=1).points == points
    assert ",=" not in written
