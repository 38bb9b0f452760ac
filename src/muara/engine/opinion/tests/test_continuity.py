import numpy as np
import pytest

from muara.engine.opinion import analyse
from muara.engine.opinion.continuity import Last, follow, names_kept, turned
from muara.engine.opinion.synthetic import conversation

DRAWN = conversation(250, 80, seed=4, n_groups=3)


@pytest.fixture(scope="module")
def found():
    return analyse(DRAWN.votes, readings=5)


def labels(kept):
    return [one.label for one in kept]


def test_a_name_goes_with_the_members():
    last = dict.fromkeys(range(10), "A") | dict.fromkeys(range(10, 16), "B")
    groups = np.array([1] * 9 + [0] * 7)

    kept = names_kept(last, range(16), groups, 2)

    assert [(one.label, one.was, one.stayed, one.known) for one in kept] == [("B", "B", 6, 7), ("A", "A", 9, 9)]


def test_the_smaller_part_of_a_split_gets_a_name_that_was_not_used():
    last = dict.fromkeys(range(10), "A") | dict.fromkeys(range(10, 16), "C")
    groups = np.array([0] * 6 + [2] * 4 + [1] * 6)

    kept = names_kept(last, range(16), groups, 3)

    assert labels(kept) == ["A", "C", "B"]
    assert kept[2].was is None
    assert (kept[2].stayed, kept[2].known) == (0, 4)


def test_a_group_of_which_half_come_from_elsewhere_is_new():
    last = {0: "A", 1: "A", 2: "B", 3: "B"}

    assert labels(names_kept(last, range(4), np.array([0, 0, 0, 0]), 1)) == ["C"]
    assert labels(names_kept({**last, 4: "B"}, range(5), np.array([0, 0, 0, 0, 0]), 1)) == ["B"]


def test_where_all_five_names_were_used_a_new_group_takes_the_first_that_is_free():
    last = {who: "ABCDE"[who % 5] for who in range(50)}
    groups = np.array([0 if who % 5 == 3 else 1 if who % 5 in (0, 1) else -1 for who in range(50)])

    assert labels(names_kept(last, range(50), groups, 2)) == ["D", "A"]


def test_newcomers_and_people_between_decide_nothing():
    kept = names_kept({1: "B"}, [1, 2, 3, 4], np.array([0, 0, -1, 1]), 2)

    assert [(one.label, one.was) for one in kept] == [("B", "B"), ("A", None)]


def test_a_new_reading_of_more_votes_keeps_the_names(found):
    rng = np.random.default_rng(1)
    early = analyse(DRAWN.votes.select(rng.random(DRAWN.votes.n_votes) < 0.8), readings=5)
    shuffled = [["C", "A", "B"][group] for group in early.groups]
    last = Last(dict(zip(early.votes.participants, shuffled, strict=True)), {})

    after = follow(found, last)

    same = [after.labels[group] == last.labels[who] for who, group in enumerate(after.groups)]
    assert after.labels == ("A", "B", "C")
    assert np.mean(same) > 0.85
    assert all(kept.was == kept.label for kept in after.continuity)


def test_only_names_and_order_change(found):
    last = Last({who: "CAB"[group] for who, group in enumerate(found.groups)}, {})
    before, after = found.to_dict(), follow(found, last).to_dict()

    name = dict(zip("ABC", "CAB", strict=True))
    assert [group["label"] for group in after["groups"]] == ["A", "B", "C"]
    for old, new in zip(before["statements"], after["statements"], strict=True):
        assert new["worst_group"] == name[old["worst_group"]]
        assert {cell["label"]: cell["agree"] for cell in new["groups"]} == {
            name[cell["label"]]: cell["agree"] for cell in old["groups"]
        }
        assert (new["status"], new["fragility"]) == (old["status"], old["fragility"])
    sizes = {name[group["label"]]: group["size"] for group in before["groups"]}
    spoken = {name[group["label"]]: group["representative"] for group in before["groups"]}
    for group in after["groups"]:
        assert group["size"] == sizes[group["label"]]
        assert group["representative"] == spoken[group["label"]]
    assert after["confidence"] == before["confidence"]
    assert before["continuity"] is None
    assert {entry["label"] for entry in after["continuity"]} == {"A", "B", "C"}


def test_people_between_stay_between(found):
    rows = found.votes.rows
    quiet = analyse(DRAWN.votes.select((rows > 0) | (np.arange(len(rows)) < 3)), readings=3)
    assert quiet.groups[0] == -1

    assert follow(quiet, Last({1: "A"}, {})).groups[0] == -1


def test_the_map_is_turned_towards_the_last_one(found):
    angle = 2.1
    turn = np.array([[np.cos(angle), np.sin(angle)], [np.sin(angle), -np.cos(angle)]])  # with a mirror
    old = found.positions @ turn + np.random.default_rng(1).normal(0, 0.02, found.positions.shape)
    some = {who: old[who] for who in range(0, 200, 2)}

    after = follow(found, Last({}, some))

    assert after.positions == pytest.approx(old, abs=0.1)
    far = np.linalg.norm(found.positions[3] - found.positions[70])
    assert np.linalg.norm(after.positions[3] - after.positions[70]) == pytest.approx(far)


def test_two_people_are_too_few_to_turn_a_map(found):
    assert follow(found, Last({}, {0: (9.0, 1.0), 1: (0.0, 3.0)})).positions is found.positions


def test_a_turn_is_a_turn():
    rng = np.random.default_rng(2)
    turn = turned(rng.normal(size=(20, 2)), rng.normal(size=(20, 2)))

    assert turn @ turn.T == pytest.approx(np.eye(2))


def test_without_groups_only_the_map_follows():
    small = analyse(conversation(20, 30, seed=1, votes_per_person=(10, 20)).votes)
    old = {who: small.positions[who] * [1, -1] for who in range(20)}

    after = follow(small, Last({0: "A"}, old))

    assert after.continuity is None
    assert after.positions == pytest.approx(small.positions * [1, -1])


def test_weighted_agreement_follows_its_group():
    pairs = [1], [1]
    found = analyse(DRAWN.votes, readings=3, exposure=pairs)
    last = Last({who: "CAB"[group] for who, group in enumerate(found.groups)}, {})

    after = follow(found, last)

    assert after.weighted.share[2] == pytest.approx(found.weighted.share[0])
    assert after.weighted.n[0] == pytest.approx(found.weighted.n[1])
    assert after.weighted.worst_share == pytest.approx(found.weighted.worst_share)


def test_the_estimated_agreement_goes_with_its_group(found):
    labels_now = {
        who: "CAB"[group] for who, group in zip(found.votes.participants, found.groups, strict=True) if group >= 0
    }

    after = follow(found, Last(labels_now, {}))

    assert after.labels == ("A", "B", "C")
    assert after.estimate.tolist() == found.estimate[[1, 2, 0]].tolist()
    assert after.membership.tolist() == found.membership[:, [1, 2, 0]].tolist()
    assert after.agreement.counts.agree.tolist() == found.agreement.counts.agree[[1, 2, 0]].tolist()
    assert after.agreement.counts.disagree.tolist() == found.agreement.counts.disagree[[1, 2, 0]].tolist()
    assert after.agreement.counts.passed.tolist() == found.agreement.counts.passed[[1, 2, 0]].tolist()
    assert after.representative == tuple(found.representative[group] for group in (1, 2, 0))
