"""The attacks of a room of 240 people and 40 statements, with fixed seeds."""

import numpy as np
import pytest

from muara.engine.opinion import VoteTable, form_groups
from muara.engine.opinion.detectors import LIMITS, branches_of, find_branches, find_copies, look
from muara.engine.opinion.synthetic import conversation

PEOPLE, STATEMENTS, FIRST_PUPPET = 240, 40, 1_000


def room(seed):
    return conversation(PEOPLE, STATEMENTS, seed=seed, votes_per_person=(15, 40))


def with_puppets(votes, n, rng, noise=0.0):
    """Add puppets that fill in one ballot, each on some of the statements."""
    ballot = rng.choice([-1, 0, 1], STATEMENTS, p=[0.4, 0.1, 0.5])
    ballots = np.tile(ballot, (n, 1))
    varied = rng.random(ballots.shape) < noise
    ballots = np.where(varied, rng.choice([-1, 0, 1], ballots.shape), ballots)
    for row in ballots:
        row[rng.permutation(STATEMENTS)[rng.integers(15, STATEMENTS + 1) :]] = -2
    who, what = np.nonzero(ballots > -2)
    return VoteTable.from_votes(
        np.concatenate([votes.rows, FIRST_PUPPET + who]),
        np.concatenate([votes.columns, what]),
        np.concatenate([votes.values, ballots[who, what]]),
    )


def invitations(drawn, rng):
    """Twenty people brought in all others; seven times of ten somebody of their own group."""
    order = rng.permutation(PEOPLE).tolist()
    inviters = order[:20]
    invited_by = {}
    for person in order[20:]:
        alike = [one for one in inviters if drawn.groups[one] == drawn.groups[person]]
        invited_by[person] = int(rng.choice(alike if alike and rng.random() < 0.7 else inviters))
    return invited_by, inviters


@pytest.mark.parametrize("puppets", [12, 24, 48])
def test_exact_copies_are_found_and_honest_people_are_not(puppets):
    found, honest = 0, 0
    for seed in range(50, 58):
        sets, compared = find_copies(with_puppets(room(seed).votes, puppets, np.random.default_rng(seed)))
        flagged = [who for members in sets for who in members]
        found += sum(who >= FIRST_PUPPET for who in flagged)
        honest += sum(who < FIRST_PUPPET for who in flagged)
        assert compared == PEOPLE + puppets

    assert found >= 0.99 * 8 * puppets
    assert honest <= 0.01 * 8 * PEOPLE


def test_the_copies_of_two_ballots_are_two_sets():
    votes = with_puppets(room(1).votes, 12, np.random.default_rng(1))
    second = with_puppets(room(1).votes, 9, np.random.default_rng(2))
    puppets = second.rows >= PEOPLE
    both = VoteTable.from_votes(
        [*(str(votes.participants[row]) for row in votes.rows), *(f"x{row}" for row in second.rows[puppets])],
        np.concatenate([votes.columns, second.columns[puppets]]),
        np.concatenate([votes.values, second.values[puppets]]),
    )

    sets, _ = find_copies(both)

    assert [len(members) for members in sets] == [12, 9]


def test_a_rare_answer_in_common_proves_more_than_a_common_one():
    rng = np.random.default_rng(3)
    ballots = np.where(rng.random((100, 12)) < 0.9, 1, -1)
    ballots[:2] = -1  # two who dissent everywhere; many agree everywhere
    people, statements = np.divmod(np.arange(1200), 12)

    sets, _ = find_copies(VoteTable.from_votes(people, statements, ballots.ravel()))

    assert sets == ((0, 1),)


def test_who_answered_too_little_is_not_compared():
    votes = VoteTable.from_votes([1] * 7 + [2] * 7, [*range(7)] * 2, [1] * 14)

    assert find_copies(votes) == ((), 0)


def test_more_people_than_can_be_compared_are_drawn(monkeypatch):
    monkeypatch.setattr("muara.engine.opinion.detectors.MAX_PEOPLE", 100)

    assert find_copies(room(1).votes)[1] == 100


def branch_trial(seed, spread):
    rng = np.random.default_rng(seed)
    drawn = room(seed)
    invited_by, inviters = invitations(drawn, rng)
    votes = with_puppets(drawn.votes, 24, rng, noise=0.15)
    hosts = ["attacker"] if spread == 1 else inviters[:spread]
    invited_by |= {FIRST_PUPPET + puppet: hosts[puppet % spread] for puppet in range(24)}
    groups = form_groups(votes, seed=1, readings=5).groups
    found = {branch.root for branch in find_branches(votes, branches_of(invited_by), groups)}
    return len(found & set(hosts)), len(found - set(hosts)), len(branches_of(invited_by)) - spread


def test_noisy_puppets_of_one_branch_are_found():
    trials = [branch_trial(seed, 1) for seed in range(200, 208)]

    assert sum(hit for hit, _, _ in trials) >= 7
    assert sum(wrong for _, wrong, _ in trials) <= 0.02 * sum(honest for _, _, honest in trials)


def test_noisy_puppets_spread_over_branches_are_not_found_and_the_report_says_so():
    trials = [branch_trial(seed, 8) for seed in range(200, 208)]

    assert sum(hit for hit, _, _ in trials) <= 8  # of 64: if this ever fails for the better, tell it in LIMITS
    assert "NOT found" in LIMITS
    assert look(room(1).votes).limits == LIMITS


def test_a_branch_pulls_by_hand():
    rng = np.random.default_rng(1)
    ballots = np.where(rng.random((60, 30)) < 0.5, 1, -1)
    ballots[:6] = 1
    people, statements = np.divmod(np.arange(1800), 30)
    votes = VoteTable.from_votes(people, statements, ballots.ravel())

    (branch,) = find_branches(votes, {"root": range(6), "few": range(10, 14), "most": range(6, 50)})

    agree = (ballots == 1).mean(axis=0)
    assert branch.root == "root"
    assert branch.people == tuple(range(6))
    assert branch.pull == pytest.approx(np.abs(agree - (ballots[6:] == 1).mean(axis=0)).max())


def test_a_branch_is_compared_with_people_who_think_alike():
    # one camp brought in six of its own: nothing is wrong with that
    rng = np.random.default_rng(2)
    camp = np.arange(120) < 60
    ballots = np.where(rng.random((120, 20)) < 0.8, 1, -1) * np.where(camp, 1, -1)[:, None]
    people, statements = np.divmod(np.arange(2400), 20)
    votes = VoteTable.from_votes(people, statements, ballots.ravel())
    branches = {"a": range(12), "b": range(60, 72)}

    assert find_branches(votes, branches, np.where(camp, 0, 1)) == ()
    assert find_branches(votes, branches)


def test_branches_reach_down_and_end_in_a_circle():
    assert branches_of({2: 1, 3: 2, 1: None}) == {1: (2, 3), 2: (3,)}
    assert branches_of({1: 2, 2: 1}) == {1: (2,), 2: (1,)}


def test_both_detectors_together():
    rng = np.random.default_rng(5)
    votes = with_puppets(room(5).votes, 12, rng)

    found = look(votes, {FIRST_PUPPET + one: "attacker" for one in range(12)})

    assert {len(members) for members in found.copies} == {12}
    assert [branch.root for branch in found.branches] == ["attacker"]
    assert found.people_compared == PEOPLE + 12
