import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.health import health
from muara.engine.network.keyplayers import distances
from muara.engine.network.leaving import stops
from muara.engine.network.loss import loss_of
from muara.engine.network.mending import holders_that_mend, ties_that_mend
from muara.engine.network.processes import Processes, Role
from muara.engine.network.rewiring import rewired
from muara.engine.network.setdraws import draw_losses
from muara.engine.network.tests.small import networks, random_network
from muara.engine.network.uncertainty import draw_ties, uncertain_loss
from muara.engine.network.ways import longer_ways
from muara.engine.network.whatif import what_if

pytestmark = pytest.mark.usefixtures("path")

BRIDGE = Network.from_ties(
    ["a", "b", "a", "c", "x", "e", "f", "e"], ["b", "c", "c", "x", "e", "f", "g", "g"],
    evidence=[1, 1, 1, 1, 0.5, 1, 1, 1],
)  # fmt: skip
WORK = Processes.from_roles(
    [
        Role("BATS", "host", ("x", "a")), Role("BATS", "notes", ("x",)),
        Role("cycle", "driver", ("x", "g")), Role("press", "editor", ("g",)),
    ],
    actors=BRIDGE.actors, weights={"BATS": 2},
)  # fmt: skip


def test_the_answer_for_a_broker_by_hand():
    answer = what_if(BRIDGE, ["x"], work=WORK, offers={"cold store": ["x"], "truck": ["x", "b"], "ink": ["a"]})

    assert (answer.leaving, answer.n_actors, answer.n_ties, answer.n_unsure) == (("x",), 7, 8, 1)
    assert answer.loss.cut_off == ("e", "f", "g")
    assert (answer.n_cut_off.value, answer.n_cut_off.low, answer.n_cut_off.high) == (3, 0, 3)
    assert 0.45 < answer.cuts_somebody_off < 0.55
    assert set(answer.chance_cut_off) == {"e", "f", "g"}
    assert [(one.name, one.state) for one in answer.processes] == [("BATS", "stops"), ("cycle", "one_step")]
    assert answer.stopped == ("BATS",)
    assert [(role.name, role.before, role.after) for role in answer.processes[0].roles] == [
        ("host", 2, 1), ("notes", 1, 0),
    ]  # fmt: skip
    assert answer.processes[1].leans_on == ("g",)
    assert (answer.nobody_else, answer.one_left) == ({"cold store": ()}, {"truck": ("b",)})
    assert list(answer.share_lost) == ["c", "e"]
    assert [one.next for one in answer.followers] == [("c", "e")] * 3 + [()] * 2
    assert [(tie.one, tie.other, tie.still_cut_off) for tie in answer.new_ties] == [("c", "e", 0)]
    assert [(one.role, one.actor, one.still_stopped) for one in answer.new_holders] == [("notes", "a", 0)]


def test_the_same_seed_gives_the_same_answer():
    assert what_if(BRIDGE, ["x"]) == what_if(BRIDGE, ["x"])
    assert what_if(BRIDGE, ["x"]).chance_cut_off != what_if(BRIDGE, ["x"], seed=2).chance_cut_off


def test_nobody_and_everybody_may_leave():
    assert what_if(BRIDGE, []).loss.cut_off == ()
    everybody = what_if(BRIDGE, BRIDGE.actors, work=WORK)
    assert everybody.stopped == ("BATS", "cycle", "press")
    assert (everybody.new_ties, everybody.new_holders) == ((), ())
    nothing = what_if(Network.from_ties([], []), [])
    assert (nothing.n_cut_off.high, nothing.share_lost) == (0, {})
    with pytest.raises(BadNetwork, match="no actor 'z'"):
        what_if(BRIDGE, ["z"])


def test_draws_of_a_set_equal_the_loss_in_each_drawn_network():
    rng = np.random.default_rng(4)
    for _ in range(500):
        net = random_network(rng, 10, weighted=True)
        unsure = Network.from_ties(
            net.sources, net.targets, actors=range(net.n_actors), evidence=rng.choice([0.3, 0.7, 1.0], net.n_ties),
            members={i: int(m) for i, m in enumerate(net.members)},
        )  # fmt: skip
        gone = rng.random(net.n_actors) < 0.3
        seed = int(rng.integers(1 << 30))

        found = draw_losses(unsure, gone, rng=np.random.default_rng(seed), draws=3)

        leaving, times = np.flatnonzero(gone).tolist(), np.zeros(net.n_actors, dtype=int)
        for draw, drawn in enumerate(draw_ties(unsure, rng=np.random.default_rng(seed), draws=3)):
            lost = loss_of(drawn, leaving)
            assert (found.cut_off[draw], found.pairs[draw]) == (len(lost.cut_off), lost.pairs_lost)
            times[list(lost.cut_off)] += 1
        assert found.times.tolist() == times.tolist()


@given(networks(), st.data())
def test_the_introductions_leave_nobody_cut_off_and_no_fewer_would_do(net, data):
    gone = data.draw(st.sets(st.integers(0, net.n_actors - 1), min_size=1))
    loss = loss_of(net, gone)

    ties = ties_that_mend(net, loss)

    mended = Network.from_ties(
        [*net.sources, *(tie.one for tie in ties)], [*net.targets, *(tie.other for tie in ties)],
        actors=range(net.n_actors), twice="max",
    )  # fmt: skip
    assert loss_of(mended, gone).cut_off == ()
    for fewer in range(len(ties)):
        some = Network.from_ties(
            [*net.sources, *(tie.one for tie in ties[:fewer])],
            [*net.targets, *(tie.other for tie in ties[:fewer])], actors=range(net.n_actors), twice="max",
        )  # fmt: skip
        assert loss_of(some, gone).cut_off != ()
        assert fewer == 0 or ties[fewer - 1].still_cut_off == len(loss_of(some, gone).cut_off)


def test_with_the_second_holders_nothing_stops_any_more():
    rng = np.random.default_rng(8)
    for _ in range(200):
        n = int(rng.integers(3, 8))
        roles = [
            Role(p, f"r{r}", tuple(np.flatnonzero(rng.random(n) < 0.4).tolist()), int(rng.integers(1, 3)))
            for p in range(3) for r in range(2)
        ]  # fmt: skip
        work = Processes.from_roles(roles, actors=range(n))
        leaving = (int(rng.integers(n)),)

        new = holders_that_mend(work, None, leaving)

        more = {(one.process, one.role): [] for one in new}
        for one in new:
            more[one.process, one.role].append(one.actor)
        mended = Processes.from_roles(
            [role._replace(holders=(*role.holders, *more.get(role[:2], []))) for role in work.roles],
            actors=range(n),
        )
        assert not set(stops(mended, leaving).stopped) & {one.process for one in new}
        assert not {one.actor for one in new} & set(leaving)
        short = sum(r.needed - len(set(r.holders) - set(leaving)) for r in stops(work, leaving).short)
        left_out = set(stops(work, leaving).stopped) - {one.process for one in new}
        assert len(new) == short or left_out
        assert not new or new[-1].still_stopped == len(left_out)


def test_longer_ways_equal_the_distances_before_and_after():
    rng = np.random.default_rng(2)
    for _ in range(500):
        net = random_network(rng, 12)
        gone = rng.random(net.n_actors) < 0.2
        found = longer_ways(net, gone)

        stays = np.flatnonzero(~gone)
        before = distances(net)[np.ix_(stays, stays)]
        after = distances(net.without(np.flatnonzero(gone).tolist()))
        both = np.triu(np.isfinite(after), 1)
        assert found.pairs == (after[both] > before[both]).sum()
        assert found.steps == (after[both] - before[both]).sum()


def test_health_lists_everybody_and_reads_the_whole():
    found = health(BRIDGE, work=WORK, labels={"a": 1, "b": 1, "c": 1, "e": 2, "f": 2, "g": 2}, nulls=20)

    assert (found.n_actors, found.n_ties, found.n_unsure) == (7, 8, 1)
    assert found.articulation == ("c", "e", "x")
    assert [one.name for one in found.actors][:3] == ["x", "g", "c"], "by weight stopped, then by pairs lost"
    assert (found.actors[0].stops, found.actors[0].weight_stopped) == (("BATS",), 2)
    assert (found.actors[0].cut_off, found.actors[0].largest_piece) == (("e", "f", "g"), 3)
    assert (found.actors[0].pairs_lost.value, found.actors[0].pairs_lost.low) == (9, 0)
    assert found.one_step == {"BATS": ("x",), "press": ("g",)}
    assert found.readings["critical"].value == pytest.approx(3 / 7)
    assert found.readings["density"].value == pytest.approx(8 / 21)
    assert (found.readings["density"].low, found.readings["density"].high) == pytest.approx((7 / 21, 8 / 21))
    assert np.isnan(found.readings["density"].by_chance)
    assert found.readings["critical"].chance_high <= 1
    assert found.readings["modularity"].value > found.readings["modularity"].by_chance
    assert found.readings["density"].before is None
    assert found.mixing.external == 0


def test_health_is_read_against_the_past_and_is_the_same_again():
    before = BRIDGE.without(["x"])

    found, again = (health(BRIDGE, before=before, nulls=5, draws=50) for _ in range(2))

    assert found.readings["critical"].before == 0
    assert repr(found) == repr(again)
    for small in (Network.from_ties([], []), Network.from_ties([], [], actors=["adi"])):
        assert health(small, nulls=2, draws=2).articulation == ()
    with pytest.raises(BadNetwork, match="say nothing"):
        health(BRIDGE, nulls=0)


def test_rewiring_keeps_every_number_of_ties_and_changes_who():
    rng = np.random.default_rng(6)
    changed = 0
    for _ in range(300):
        net = random_network(rng, 14, weighted=True)
        new = rewired(net, rng=rng)
        assert new.adjacency.degrees.tolist() == net.adjacency.degrees.tolist()
        assert new.members.tolist() == net.members.tolist()
        changed += new.sha256 != net.sha256
    assert changed > 100


def test_drawn_networks_agree_with_uncertain_loss():
    found = uncertain_loss(BRIDGE, rng=np.random.default_rng(1), draws=2000)
    drawn = draw_ties(BRIDGE, rng=np.random.default_rng(2), draws=2000)

    share = np.mean([len(loss_of(net, ["x"]).cut_off) > 0 for net in drawn])
    assert share == pytest.approx(found.is_critical[BRIDGE.index["x"]], abs=0.03)
