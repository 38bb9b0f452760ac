from __future__ import annotations

import pytest

from conftest import NIGHT
from muara.web.accounts.actions import describe_city
from muara.web.forum.actions import plan_session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_chosen", [False, True])
def test_the_next_evening_has_the_new_name_and_those_announced_keep_theirs(city, sekar, is_chosen):
    given = {"by": sekar, "city": city, "question": "?", "venue": "Balai", "starts_at": NIGHT, "at": NIGHT}
    before = plan_session(theme="Pasar", **given)
    describe_city(by=sekar, city=city, at=NIGHT, movement="Warga", forum_name="Jagongan")

    after = plan_session(theme="Warung", series=before.series if is_chosen else None, **given)

    before.refresh_from_db()
    assert (before.label, after.label) == ("BATS 1", "Jagongan 2")
    assert after.series == before.series
