import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadProcesses
from muara.engine.network.graph import Network
from muara.engine.network.leaving import coverage_gaps, stops, weight_stopped_by_each
from muara.engine.network.loss import components
from muara.engine.network.processes import Processes, Role
from muara.engine.network.stopping import cut_to_stop, fewest_to_stop, worst_leavings
from muara.engine.network.survival import role_cover, survival_bound, survive
from muara.engine.network.tests.small import random_network

PEOPLE = ("adi", "budi", "sari", "tini")


def work_of(rng, n=8, processes=5, most=3):
    roles = [
        Role(
            p,
            f"r{r}",
            tuple(rng.choice(n, rng.integers(1, most + 1), replace=False).tolist()),
            int(rng.integers(1, 3)),
        )
        for p in range(processes)
        for r in range(int(rng.integers(1, 4)))
    ]
    return Processes.from_roles(
        roles, actors=range(n), weights={p: float(rng.integers(1, 9)) for p in range(processes)}
    )


def brute_runs(work, gone):
    return {
        p
        for p in work.processes
        if all(len(set(role.holders) - gone) >= role.needed for role in work.roles if role.process == p)
    }


@pytest.fixture
def bats():
    return Processes.from_roles(
        [
            Role("BATS", "host", ("adi", "budi", "sari"), 2),
            Role("BATS", "notes", ("sari",)),
            Role("order cycle", "driver", ("budi", "tini")),
            Role("press", "editor", ()),
        ],
        actors=PEOPLE,
        weights={"BATS": 3},
    )


def test_a_process_stops_with_its_last_note_taker(bats):
    found = stops(bats, ["sari"])

    assert found.stopped == ("BATS",)
    assert found.already == ("press",)
    assert found.weight == 3
    assert [role.name for role in found.short] == ["notes"]
    assert found.one_step == {}


def test_one_step_from_stopping_names_only_those_who_would_stop_it(bats):
    assert stops(bats).one_step == {"BATS": ("sari",)}
    assert stops(bats, ["adi"]).one_step == {"BATS": ("budi", "sari")}
    assert stops(bats, ["tini"]).one_step == {"BATS": ("sari",), "order cycle": ("budi",)}
    assert weight_stopped_by_each(bats).tolist() == [0, 0, 3, 0]


def test_stopping_equals_counting_anew_on_random_cases():
    rng = np.random.default_rng(1)
    for _ in range(500):
        work = work_of(rng)
        gone = set(np.flatnonzero(rng.random(8) < 0.3).tolist())
        before, after = brute_runs(work, set()), brute_runs(work, gone)
        found = stops(work, gone)
        assert set(found.stopped) == before - after
        assert set(found.already) == set(work.processes) - before
        expected = {
            p: {a for a in range(8) if a not in gone and p not in brute_runs(work, gone | {a})} for p in after
        }
        assert {p: set(who) for p, who in found.one_step.items()} == {p: who for p, who in expected.items() if who}
        alone = [sum(float(work.weights[p]) for p in before - brute_runs(work, {a})) for a in range(8)]
        assert weight_stopped_by_each(work).tolist() == alone


def test_coverage_gaps_list_the_barest_first():
    offers = {"truck": ["adi", "budi"], "cold store": ["adi"], "oven": ["sari", "tini"], "hall": []}

    assert coverage_gaps(offers) == {"hall": (), "cold store": ("adi",)}
    assert list(coverage_gaps(offers, ["adi"])) == ["cold store", "hall", "truck"]
    assert coverage_gaps({}) == {}


def test_a_role_that_needs_two_of_three_is_covered_by_hand():
    work = Processes.from_roles([Role("p", "r", ("adi", "budi", "sari"), 2)])

    assert role_cover(work, [0.1, 0.2, 0.3])[0] == pytest.approx(
        0.9 * 0.8 * 0.7 + 0.1 * 0.8 * 0.7 + 0.9 * 0.2 * 0.7 + 0.9 * 0.8 * 0.3
    )
    assert role_cover(work, 0.0).tolist() == [1]
    assert role_cover(work, 1.0).tolist() == [0]


def test_the_bound_is_never_above_the_exact_chance():
    rng = np.random.default_rng(2)
    for turn in range(500):
        work = work_of(rng, n=5, processes=3)
        q = rng.random(5)
        exact, covered = np.zeros(3), np.zeros(len(work.roles))
        for number in range(32):
            gone = {a for a in range(5) if number >> a & 1}
            chance = float(np.prod([q[a] if a in gone else 1 - q[a] for a in range(5)]))
            for p in brute_runs(work, gone):
                exact[p] += chance
            covered += chance * np.array([len(set(role.holders) - gone) >= role.needed for role in work.roles])
        assert role_cover(work, q) == pytest.approx(covered)
        assert (survival_bound(work, q) <= exact + 1e-12).all()
        if turn < 60:
            drawn = survive(work, q, rng=rng, draws=2000)
            assert (np.abs(drawn.lives - exact) <= 5 * np.sqrt(exact * (1 - exact) / 2000) + 1e-9).all()


def test_at_the_size_of_a_city_the_bound_is_never_above_the_draws_by_more_than_three_errors():
    rng = np.random.default_rng(3)
    roles = [
        Role(p, f"r{r}", tuple(rng.choice(200, rng.integers(1, 4), replace=False).tolist()))
        for p in range(100)
        for r in range(int(rng.integers(3, 7)))
    ]
    work = Processes.from_roles(roles, actors=range(200))

    drawn = survive(work, 0.1, rng=rng, draws=4000)

    assert drawn.weight_bound <= drawn.weight + 3 * drawn.weight_error
    assert (drawn.bound <= drawn.lives + 4 * drawn.error + 1e-3).all()
    assert drawn.low <= drawn.weight <= drawn.high


def test_the_same_seed_draws_the_same():
    work = work_of(np.random.default_rng(4))

    one, two = (survive(work, 0.2, rng=np.random.default_rng(5)) for _ in range(2))

    assert one.lives.tolist() == two.lives.tolist()


@given(st.integers(0, 10_000))
def test_the_closed_form_is_the_fewest_of_all_sets(seed):
    work = work_of(np.random.default_rng(seed), n=6, processes=2)
    fewest = [
        min(
            bin(number).count("1")
            for number in range(64)
            if p not in brute_runs(work, {a for a in range(6) if number >> a & 1})
        )
        for p in work.processes
    ]

    assert fewest_to_stop(work).tolist() == fewest


def test_the_worst_leavings_equal_trying_all_sets():
    rng = np.random.default_rng(6)
    for _ in range(125):  # times four budgets
        work = work_of(rng, n=6, processes=6)
        before = brute_runs(work, set())
        for budget in (0, 1, 2, 3):
            best = max(
                sum(
                    float(work.weights[p])
                    for p in before - brute_runs(work, {a for a in range(6) if number >> a & 1})
                )
                for number in range(64)
                if bin(number).count("1") <= budget
            )
            found = worst_leavings(work, budget)
            assert found.weight == best == pytest.approx(found.bound)
            assert found.gap == 0
            assert len(found.actors) <= budget
            assert found.greedy_weight <= best


def test_a_city_of_two_hundred_is_solved_and_greedy_comes_within_two_percent():
    rng = np.random.default_rng(7)
    roles = [
        Role(p, f"r{r}", tuple(rng.choice(200, rng.integers(1, 5), replace=False).tolist()))
        for p in range(100)
        for r in range(int(rng.integers(3, 7)))
    ]
    work = Processes.from_roles(
        roles, actors=range(200), weights={p: float(rng.integers(1, 4)) for p in range(100)}
    )

    found = worst_leavings(work, 5)

    assert found.gap == 0
    assert found.greedy_weight >= 0.98 * found.weight


def test_a_cut_parts_the_roles_and_none_is_cheaper():
    rng = np.random.default_rng(8)
    for _ in range(500):
        net = random_network(rng, 6)
        n = net.n_actors
        if n < 3:
            continue
        roles = [
            Role("p", name, tuple(rng.choice(n, rng.integers(1, 3), replace=False).tolist())) for name in "rst"
        ]
        work = Processes.from_roles(roles, actors=net.actors)
        cost = {a: int(rng.integers(1, 4)) for a in net.actors}

        def parted(gone, net=net, roles=roles, n=n):
            stays = np.array([a not in gone for a in range(n)])
            label = components(net, stays)
            sets = [{int(label[h]) for h in role.holders if stays[h]} for role in roles]
            return any(not a & b for i, a in enumerate(sets) for b in sets[:i])

        best = min(
            sum(cost[a] for a in gone)
            for number in range(2**n)
            if parted(gone := {a for a in range(n) if number >> a & 1})
        )
        found = cut_to_stop(work, net, "p", cost=cost)
        assert parted(set(found))
        assert sum(cost[a] for a in found) == best


@pytest.mark.parametrize(
    ("roles", "more", "complaint"),
    [
        ([Role("p", "r", ("adi",)), Role("p", "r", ("adi",))], {}, "given twice"),
        ([Role("p", "r", ("adi",), 0)], {}, "needs 0"),
        ([Role("p", "r", ("zus",))], {"actors": PEOPLE}, "no actor 'zus'"),
        ([Role("p", "r", ("adi",))], {"weights": {"q": 1}}, "no process 'q'"),
        ([Role("p", "r", ("adi",))], {"weights": {"p": 0}}, "above 0"),
    ],
)
def test_nonsense_is_refused_with_a_reason(roles, more, complaint):
    with pytest.raises(BadProcesses, match=complaint):
        Processes.from_roles(roles, **more)


def test_questions_that_make_no_sense_are_refused(bats):
    net = Network.from_ties([], [], actors=PEOPLE)
    for wrong, complaint in [
        (lambda: stops(bats, ["zus"]), "no actor 'zus'"),
        (lambda: survive(bats, 1.5, rng=np.random.default_rng(0)), "at most 1"),
        (lambda: survive(bats, 0.1, rng=np.random.default_rng(0), draws=1), "at least 2"),
        (lambda: worst_leavings(bats, -1), "no number of actors"),
        (lambda: cut_to_stop(bats, net, "BATS"), "fewest_to_stop"),
        (lambda: cut_to_stop(bats, net, "zus"), "no process 'zus'"),
        (lambda: cut_to_stop(bats, net, "order cycle", cost={"adi": 0}), "at least 1"),
        (lambda: cut_to_stop(bats, net.without(["adi"]), "order cycle"), "different actors"),
    ]:
        with pytest.raises(BadProcesses, match=complaint):
            wrong()


def test_without_processes_nothing_stops():
    work = Processes.from_roles([], actors=PEOPLE)

    assert stops(work, ["adi"]).stopped == ()
    assert weight_stopped_by_each(work).tolist() == [0, 0, 0, 0]
    assert fewest_to_stop(work).tolist() == []
    assert worst_leavings(work, 2).weight == 0
    assert survive(work, 0.5, rng=np.random.default_rng(0)).weight == 0
