"""The demo city: what is said in it, and the truth that is planted in its votes."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.cluster.vq import kmeans2

from muara.web.home.demo import plan as demo
from muara.web.home.demo.concerns import CLUSTERS, CONCERNS, THREADS
from muara.web.home.demo.sessions import EVENINGS, VENUES, planned, sectors_present
from muara.web.home.demo.shapes import Odds
from muara.web.home.demo.statements import BRIGADED, PRIMORDIAL, STATEMENTS
from muara.web.home.demo.texts import GROUPS, HUBS, KECAMATAN, SECTORS, TOPIC_QUESTION, TOPIC_SESSION

DOCUMENT = Path(__file__).parents[5] / "docs/explanation/demo-city.md"
REFERENCES = (date(2026, 11, 24), date(2027, 2, 28), date(2028, 2, 29), date(2027, 8, 1))


@pytest.fixture(scope="module")
def city() -> demo.Plan:
    return demo.plan()


@pytest.fixture(scope="module")
def stress() -> demo.Plan:
    return demo.plan("stress")


def all_texts() -> list[str]:
    texts = [TOPIC_QUESTION, *GROUPS.values(), *(s.text for s in STATEMENTS)]
    for concern in CONCERNS:
        texts += [concern.because, concern.affected, concern.tried]
    for evening in EVENINGS:
        texts += [evening.theme, evening.question, *evening.points]
        texts += [evening.speaker, evening.moderator, evening.note_taker]
    return texts + [text for one in (*THREADS, *CLUSTERS, *VENUES, *HUBS) for text in (one.key, one.name)]


class TestEvenings:
    def test_the_first_is_the_seed_evening_and_24_follow(self):
        assert [one.number for one in EVENINGS] == list(range(1, 26))
        first = planned(demo.REFERENCE)[0]
        assert f"{first.starts_at:%Y-%m-%d %H:%M %z}" == "2018-02-09 19:30 +0700"
        assert first.venue.name == "Kafe Libero"
        assert first.question == "Bagaimana kota ini menjadi kota koperasi?"
        assert [one.source_url != "" for one in planned(demo.REFERENCE)] == [True] + [False] * 24

    @pytest.mark.parametrize("reference", REFERENCES)
    def test_24_follow_month_by_month_and_the_last_is_soon(self, reference):
        sessions = planned(reference)
        assert all(one.starts_at < other.starts_at for one, other in pairwise(sessions))
        later = sessions[1:]
        assert all(
            timedelta(days=18) <= b.starts_at - a.starts_at <= timedelta(days=45) for a, b in pairwise(later)
        )
        assert 690 <= (later[-1].starts_at - later[0].starts_at).days <= 720
        assert 3 <= (sessions[-1].starts_at.date() - reference).days <= 9
        assert sessions[-2].ends_at.date() < reference
        for session, evening in zip(later, EVENINGS[1:], strict=True):
            assert session.starts_at.weekday() == evening.weekday

    def test_the_last_is_announced_and_the_one_before_is_closed(self):
        assert [one.status for one in planned(demo.REFERENCE)][-3:] == ["PUBLISHED", "CLOSED", "ANNOUNCED"]

    def test_six_venues_in_four_kecamatan_are_all_used(self):
        assert len(VENUES) == 6
        assert len({one.kecamatan for one in VENUES}) == 4
        assert {one.kecamatan for one in VENUES} <= set(KECAMATAN)
        assert {one.venue for one in EVENINGS} == {one.key for one in VENUES}

    def test_people_are_counted_by_sector(self):
        held = EVENINGS[:-1]
        counts = [sum(one.headcount.values()) for one in held]
        assert (min(counts), max(counts)) == (8, 38)
        assert 440 <= sum(counts) <= 470
        assert sum(len(one.headcount) == 1 for one in held) == 3
        assert not EVENINGS[-1].headcount
        for one in EVENINGS:
            assert set(one.headcount) | set(one.invited) <= set(SECTORS)

    def test_words_fit_the_fields_of_the_forum(self):
        for one in EVENINGS:
            assert len(one.theme) <= 120
            assert len(one.question) <= 200
            assert max(map(len, (one.speaker, one.moderator, one.note_taker))) <= 80

    def test_every_evening_that_was_held_left_something(self):
        assert all(3 <= len(one.points) <= 5 for one in EVENINGS[:-1])


class TestConcerns:
    def test_sixty_in_eighteen_clusters_and_six_threads(self):
        assert len(CONCERNS) == len({one.key for one in CONCERNS}) == 60
        assert len(CLUSTERS) == 18
        assert {one.cluster for one in CONCERNS} == {one.key for one in CLUSTERS}
        assert {one.thread for one in CLUSTERS} - {None} == {one.key for one in THREADS}
        assert Counter(one.reach for one in THREADS) == {"CROSS": 2, "LOCAL": 3, "DIVISIVE": 1}

    def test_each_was_said_by_somebody_in_the_room(self):
        for one in CONCERNS:
            assert one.sector in sectors_present(one.session), one.key

    def test_the_seed_evening_has_seven(self):
        assert [one.key for one in CONCERNS if one.session == 1] == [f"k0{n}" for n in range(1, 8)]

    def test_each_has_its_own_words(self):
        for part in ("because", "affected", "tried"):
            words = [getattr(one, part) for one in CONCERNS]
            assert all(words)
            assert len(set(words)) == 60
        assert sum(one.language == "jv" for one in CONCERNS) == 5
        assert max(len(one.because) for one in CONCERNS) <= 400
        assert max(len(text) for one in CONCERNS for text in (one.affected, one.tried)) <= 200


class TestStatements:
    def test_eighty_of_four_kinds(self):
        assert len({one.key for one in STATEMENTS}) == len({one.text.casefold() for one in STATEMENTS}) == 80
        assert Counter(one.truth for one in STATEMENTS) == {
            "COMMON": 7,
            "DIVISIVE": 9,
            "BRIGADED": 1,
            "ORDINARY": 63,
        }

    def test_each_fits_and_stands_alone(self):
        for one in STATEMENTS:
            assert len(one.text) <= 160
            assert re.fullmatch(r"[A-Z][^.?!]+\.", one.text), one.text

    def test_each_came_from_concerns_that_exist_and_none_is_forgotten(self):
        known = {one.key for one in CONCERNS}
        assert all(one.concerns and set(one.concerns) <= known for one in STATEMENTS)
        assert {key for one in STATEMENTS for key in one.concerns} == known

    def test_common_ground_grows_from_the_threads_that_cross_the_groups(self):
        crossing = {one.key for one in THREADS if one.reach == "CROSS"}
        thread = {one.key: one.thread for one in CONCERNS}
        grown = {thread[key] for one in STATEMENTS if one.truth == "COMMON" for key in one.concerns}
        assert grown == crossing

    def test_the_primordial_one_divides_and_comes_from_its_thread(self):
        one = next(one for one in STATEMENTS if one.key == PRIMORDIAL)
        assert one.truth == "DIVISIVE"
        assert {c.thread for c in CONCERNS if c.key in one.concerns} == {"asal-usul"}


class TestTruth:
    odds = demo.truth(STATEMENTS)

    def of(self, truth: str) -> list[dict[str, Odds]]:
        return [dict(self.odds[one.key]) for one in STATEMENTS if one.truth == truth]

    def test_chances_are_chances(self):
        for groups in self.odds.values():
            assert list(groups) == list(GROUPS)
            for one in groups.values():
                assert one.agree + one.disagree + one.skip == pytest.approx(1)
                assert min(one.agree, one.disagree, one.skip) > 0

    def test_common_ones_are_agreed_in_every_group_even_when_passes_count(self):
        for groups in self.of("COMMON"):
            assert min(one.agree for one in groups.values()) >= 0.75

    def test_divisive_ones_differ_between_groups(self):
        for groups in self.of("DIVISIVE"):
            shares = [one.agree for one in groups.values()]
            assert max(shares) - min(shares) >= 0.7
        assert len({one.lean for one in STATEMENTS if one.truth == "DIVISIVE"}) >= 6

    def test_ordinary_ones_are_neither(self):
        for groups in self.of("ORDINARY"):
            shares = [one.agreement for one in groups.values()]
            assert min(shares) <= 0.55
            assert max(shares) - min(shares) <= 0.55

    def test_nobody_is_really_for_the_brigaded_one(self):
        assert max(one.agreement for one in self.of("BRIGADED")[0].values()) <= 0.55

    def test_every_pair_of_groups_is_told_apart_by_many_statements(self):
        for at, other in ((0, 1), (0, 2), (1, 2)):
            assert sum(one.lean[at] != one.lean[other] for one in STATEMENTS) >= 40

    def test_the_document_tells_it(self):
        document = DOCUMENT.read_text()
        for one in STATEMENTS:
            if one.truth != "ORDINARY":
                assert f"| {one.key} | {one.text} |" in document
        assert all(description in document for description in GROUPS.values())
        assert str(demo.SEED) in document


class TestCity:
    def test_220_people_in_three_groups_and_fifteen_late_accounts_among_them(self, city):
        assert Counter(one.group for one in city.voters) == {"A": 92, "B": 68, "C": 45, None: 15}
        assert all(one.late == (one.group is None) for one in city.voters)
        assert len({one.key for one in city.voters}) == 220

    def test_about_seven_thousand_votes_each_once(self, city):
        assert 6_900 <= len(city.votes) <= 7_150
        assert len({(one.voter, one.statement) for one in city.votes}) == len(city.votes)
        assert {one.value for one in city.votes} == {-1, 0, 1}
        assert 0.05 <= np.mean([one.is_important for one in city.votes]) <= 0.25
        assert not any(one.is_important and one.value == 0 for one in city.votes)

    def test_channels(self, city):
        assert Counter(one.channel for one in city.voters) == {
            "PHONE": 171,
            "PAPER": 31,
            "ASSISTED": 11,
            "MEETING": 7,
        }
        channel = {one.key: one.channel for one in city.voters}
        assert all(one.channel == channel[one.voter] for one in city.votes)

    def test_tiers_and_the_invite_tree(self, city):
        place = {one.key: number for number, one in enumerate(city.voters)}
        tier = {one.key: one.tier for one in city.voters}
        assert min(Counter(tier.values()).values()) >= 40
        for one in city.voters:
            assert (one.invited_by is not None) == (one.tier == "INVITED")
            if one.invited_by is not None:
                assert place[one.invited_by] < place[one.key]
                assert tier[one.invited_by] != "GUEST"

    def test_what_people_say_of_themselves_tells_little_of_their_group(self, city):
        for said in ("sector", "kecamatan", "hub"):
            told = [one for one in city.voters if one.group and getattr(one, said)]
            assert len(told) >= 80
            index = demo.adjusted_rand([getattr(one, said) for one in told], [one.group for one in told])
            assert index <= 0.1

    def test_time_runs_forward(self, city):
        topic = city.topics[0]
        assert topic.session == TOPIC_SESSION
        arrival = {one.key: one.arrives_at for one in city.voters}
        for one in city.votes:
            assert topic.opens_at <= arrival[one.voter] < one.cast_at < topic.closes_at
            assert city.written_at[one.statement] <= one.cast_at
            assert one.cast_at.date() < city.reference
        assert set(city.written_at) == {one.key for one in (*city.concerns, *city.statements)}
        for rows in (city.voters, city.votes, city.statements, city.concerns):
            moments = [
                getattr(one, "cast_at", None) or getattr(one, "arrives_at", None) or city.written_at[one.key]
                for one in rows
            ]
            assert moments == sorted(moments)

    def test_the_brigade_comes_in_one_night_and_alike(self, city):
        late = {one.key for one in city.voters if one.late}
        nights = [one.arrives_at for one in city.voters if one.late]
        assert max(nights) - min(nights) < timedelta(hours=2)
        pushed = [one for one in city.votes if one.statement == BRIGADED]
        assert sum(one.value == 1 for one in pushed if one.voter in late) == 15
        honest = [one.value for one in pushed if one.voter not in late and one.value]
        assert len(honest) >= 30
        assert np.mean(np.array(honest) == 1) < 0.6

    def test_every_group_answered_every_planted_statement(self, city):
        group = {one.key: one.group for one in city.voters}
        seen = Counter((one.statement, group[one.voter]) for one in city.votes)
        for one in STATEMENTS:
            if one.truth in {"COMMON", "DIVISIVE"}:
                assert min(seen[one.key, letter] for letter in GROUPS) >= 15

    def test_same_seed_same_plan_and_another_seed_another(self, city):
        assert demo.plan() == city
        assert demo.plan(seed=1).votes != city.votes
        assert demo.plan(seed=1).odds == city.odds

    def test_another_day_moves_the_times_and_not_one_answer(self, city):
        def answers(made: demo.Plan) -> Counter:
            group = {one.key: one.group for one in made.voters}
            by_voter: dict[str, list] = {}
            for one in made.votes:
                by_voter.setdefault(one.voter, []).append((one.statement, one.value, one.is_important))
            return Counter((group[key], tuple(sorted(given))) for key, given in by_voter.items())

        for reference in REFERENCES[1:]:
            assert answers(demo.plan(reference=reference)) == answers(city)

    def test_the_oracle_finds_the_groups(self, city):
        planted, found = demo.planted_labels(city), demo.oracle_labels(city)
        assert found.keys() == planted.keys()
        assert demo.adjusted_rand(list(planted.values()), [found[key] for key in planted]) >= 0.95

    def test_the_oracle_is_good_whatever_the_seed(self):
        for seed in range(5):
            made = demo.plan(seed=seed)
            planted, found = demo.planted_labels(made), demo.oracle_labels(made)
            assert demo.adjusted_rand(list(planted.values()), [found[key] for key in planted]) >= 0.9

    def test_a_plain_reader_finds_them_too(self, city):
        """Two principal components and k-means, without any truth, come within .95 of the oracle."""
        points = _two_components(city)
        people = [at for at, one in enumerate(city.voters) if one.group]
        runs = []
        for seed in range(5):
            centres, labels = kmeans2(points, 3, minit="++", rng=np.random.default_rng(seed))
            runs.append((float(((points - centres[labels]) ** 2).sum()), labels))
        labels = min(runs, key=lambda run: run[0])[1]
        planted = [city.voters[at].group for at in people]
        found, oracle = [int(labels[at]) for at in people], demo.oracle_labels(city)
        best = demo.adjusted_rand(planted, [oracle[city.voters[at].key] for at in people])
        assert demo.adjusted_rand(planted, found) >= 0.95 * best

    def test_the_planted_common_statements_lead_by_their_worst_group(self, city):
        group = {one.key: one.group for one in city.voters}
        counts = Counter((one.statement, group[one.voter], one.value) for one in city.votes)

        def worst(key: str) -> float:
            shares = []
            for letter in GROUPS:
                agree, no = counts[key, letter, 1], counts[key, letter, -1]
                shares.append((agree + 1) / (agree + no + 2))
            return min(shares)

        leading = sorted(STATEMENTS, key=lambda one: worst(one.key), reverse=True)[:7]
        assert {one.truth for one in leading} == {"COMMON"}


class TestOtherSizes:
    def test_empty(self):
        made = demo.plan("empty")
        assert (*made.sessions, *made.concerns, *made.topics, *made.statements, *made.voters) == ()

    def test_one_is_two_people_and_one_session(self):
        made = demo.plan("one")
        assert (len(made.sessions), made.sessions[0].people, len(made.voters)) == (1, 2, 2)
        assert 3 <= len(made.statements) <= 6
        known = {one.key for one in made.concerns}
        assert all(one.concerns and set(one.concerns) <= known for one in made.statements)
        assert {one.voter for one in made.votes} == {one.key for one in made.voters}

    def test_stress_is_ten_times_the_city_and_asks_more_questions(self, stress):
        assert len(stress.voters) == len({one.key for one in stress.voters}) == 2_200
        assert 67_000 <= len(stress.votes) <= 73_000
        assert len(stress.topics) == 5
        assert {one.topic for one in stress.statements} == {one.key for one in stress.topics}
        assert len({one.text for one in stress.statements}) == len(stress.statements) == 396
        assert max(len(one.text) for one in stress.statements) <= 160
        assert sum(one.late for one in stress.voters) == 150

    def test_stress_keeps_the_truth_of_the_city(self, stress, city):
        assert all(stress.odds[key] == odds for key, odds in city.odds.items())
        planted, found = demo.planted_labels(stress), demo.oracle_labels(stress)
        assert demo.adjusted_rand(list(planted.values()), [found[key] for key in planted]) >= 0.95


class TestWords:
    def test_no_exclamation_no_bare_abbreviation(self):
        for text in all_texts():
            assert "!" not in text
            assert not re.search(r"\b(KSP|OPD|SKPD|BMD|UMKM|RAT)\b", text), text

    def test_groups_are_never_about_descent_or_faith(self):
        words = re.compile(r"suku|etnis|agama|masjid|gereja|keturunan|islam|kristen|jawa\b|sunda|tionghoa", re.I)
        assert not [text for text in all_texts() if words.search(text)]


def _two_components(made: demo.Plan) -> np.ndarray:
    row = {one.key: at for at, one in enumerate(made.voters)}
    column = {one.key: at for at, one in enumerate(made.statements)}
    table = np.full((len(row), len(column)), np.nan)
    for one in made.votes:
        table[row[one.voter], column[one.statement]] = one.value
    centred = np.nan_to_num(table - np.nanmean(table, axis=0))
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    answered = (~np.isnan(table)).sum(axis=1, keepdims=True)
    return centred @ axes.T * np.sqrt(table.shape[1] / answered)
