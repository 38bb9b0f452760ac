import pytest

from muara.engine.brand import Because, Persistence, Rules, TooEarly, Verdict, judge
from muara.engine.errors import BadSeries

FADED, STAYED = Persistence(1.0, 0.8, 1.2), Persistence(1.5, 1.2, 1.8)
UNKNOWN = Persistence(None, why_not=TooEarly.TOO_SHORT)
FLAT, GREW = {"assets": (3.0, 3.0), "meetings": (5.0, 5.0)}, {"assets": (3.0, 6.0), "meetings": (5.0, 5.0)}


@pytest.mark.parametrize(
    ("kept", "substance", "verdict", "because"),
    [
        (STAYED, FLAT, Verdict.LOUD_AND_STAYED, Because.PERSISTS),
        (STAYED, {}, Verdict.LOUD_AND_STAYED, Because.PERSISTS),
        (FADED, FLAT, Verdict.LOUD_THEN_GONE, Because.FADED_AND_FLAT),
        (FADED, GREW, Verdict.QUIET_BUT_GROWING, Because.GREW),
        (None, GREW, Verdict.QUIET_BUT_GROWING, Because.GREW),
        (None, FLAT, Verdict.CANNOT_BE_JUDGED, Because.NOTHING_MOVED),
        (UNKNOWN, GREW, Verdict.CANNOT_BE_JUDGED, Because.ATTENTION_UNKNOWN),
        (FADED, {"assets": (1.0, 9.0)}, Verdict.CANNOT_BE_JUDGED, Because.SUBSTANCE_UNKNOWN),
        (None, {}, Verdict.CANNOT_BE_JUDGED, Because.SUBSTANCE_UNKNOWN),
    ],
)
def test_each_word_has_its_condition(kept, substance, verdict, because):
    found = judge(kept, substance)

    assert (found.verdict, found.because) == (verdict, because)


def test_what_grew_and_what_fell_is_told():
    found = judge(None, {"a": (3.0, 4.0), "b": (40.0, 43.0), "c": (9.0, 5.0), "d": (0.0, 0.5)})

    assert (found.grew, found.fell) == (("a",), ("c",))
    assert found.because is Because.NOTHING_MOVED


def test_a_city_may_set_its_own_rules():
    assert judge(STAYED, FLAT, Rules(stayed_above=1.3)).verdict is Verdict.LOUD_THEN_GONE
    assert judge(None, {"a": (40.0, 43.0)}, Rules(grew_by=0.05, series_needed=1)).grew == ("a",)


@pytest.mark.parametrize("rule", [{"stayed_above": 0.9}, {"grew_by": -0.1}, {"series_needed": 0}])
def test_rules_that_are_none_are_refused(rule):
    with pytest.raises(BadSeries):
        Rules(**rule)
