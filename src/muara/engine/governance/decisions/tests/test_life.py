"""The life of a decision against a dictionary: the last vote counts, nobody counts twice, closed is closed."""

from hashlib import sha256

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from muara.engine.governance.decisions import Condition, Option, Rules
from muara.engine.governance.decisions.events import append, balloted, closed, opened
from muara.engine.governance.decisions.recount import Bundle, Wrong, count_bundle, parts_of
from muara.engine.ledger import Frontier, Head, Voter, canonical, leaf_hash, make_roll, verify_inclusion
from muara.engine.ledger.merkle import MerkleTree

TAGS = [sha256(f"{n}".encode()).hexdigest() for n in range(6)]
OPTIONS = (Option("setuju", role="for"), Option("tidak", role="against"))
RULES = Rules("d1", "SHU", "majority", OPTIONS, passing=(Condition("share", ">", (1, 2), "setuju", "votes"),))


class Life(RuleBasedStateMachine):
    """What members, a facilitator and a closer may do, in any order."""

    @initialize()
    def open(self):
        self.roll, self.log, self.entries = make_roll(Voter(tag) for tag in TAGS), Frontier(), []
        self.model, self.heads, self.receipts, self.is_closed = {}, [], [], False
        self.add(opened(RULES, self.roll, roll_by="aldo", at="19:00"))

    def add(self, body):
        entry, self.log = append(self.log, "d1", body)
        self.entries.append(entry)

    def bundle(self):
        return Bundle(*parts_of(RULES, self.roll), tuple(self.entries), canonical([]), b"null")

    @rule(tag=st.sampled_from(TAGS), choice=st.sampled_from(["setuju", "tidak"]), by_phone=st.booleans())
    def vote(self, tag, choice, by_phone):
        how = {"channel": "phone", "recorder": "novita"} if by_phone else {}
        body = balloted(tag, choice, seal=TAGS[0], **how)
        if self.is_closed:
            entry, _ = append(self.log, "d1", body)
            late = Bundle(*parts_of(RULES, self.roll), (*self.entries, entry), canonical([]), b"null")
            with pytest.raises(Wrong) as found:
                count_bundle(late)
            assert (found.value.fault, found.value.event) == ("closed", len(self.entries))
            return
        self.add(body)
        self.model[tag] = choice
        self.receipts.append((len(self.entries) - 1, leaf_hash(self.entries[-1])))

    @rule()
    def witness(self):
        self.heads.append(Head("d1", self.log.size, self.log.root.hex()))

    @precondition(lambda self: not self.is_closed)
    @rule()
    def close(self):
        self.add(closed(closed_by="sekar", at="21:00", ballots=len(self.model)))
        self.is_closed = True

    @invariant()
    def the_count_is_that_of_the_model(self):
        if not self.is_closed:
            with pytest.raises(Wrong, match="not closed"):
                count_bundle(self.bundle())
            return
        found, yes = count_bundle(self.bundle(), seen=self.heads), list(self.model.values()).count("setuju")
        assert found.votes == (("setuju", yes), ("tidak", len(self.model) - yes))
        assert found.turnout.voters == len(self.model) <= len(TAGS)
        expected = "no_votes" if not self.model else "passed" if 2 * yes > len(self.model) else "rejected"
        assert found.status == expected

    @invariant()
    def every_receipt_still_holds(self):
        tree = MerkleTree(map(leaf_hash, self.entries))
        for at, leaf in self.receipts:
            assert verify_inclusion(leaf, at, len(tree), tree.inclusion(at), self.log.root)


Life.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
