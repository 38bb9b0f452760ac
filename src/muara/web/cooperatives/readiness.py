"""What a founding still lacks before the law lets it found, by the rules of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muara.web.cooperatives.models import Cooperative, Founder, Founding, Kind
from muara.web.cooperatives.rules import Rule, before, rule_on

NAME = "multi pihak"  # see the rule `member_groups`


@dataclass(frozen=True)
class Readiness:
    """How far a list of founders has come.

    Attributes
    ----------
    n_founders : int
    rule, earlier : Rule, and Rule or None
        How many have to found, and what was asked for before that rule.
    groups : list of (str, int)
        Member groups with how many founders each has.
    group_rule : Rule or None
        Only where the kind asks for member groups.
    lacks_name : bool
        Whether that rule wants “Multi Pihak” in the name and it is not there.
    """

    n_founders: int
    rule: Rule
    earlier: Rule | None
    groups: list[tuple[str, int]]
    group_rule: Rule | None
    lacks_name: bool

    @property
    def needed(self) -> int:
        return self.rule.value or 0

    @property
    def n_missing(self) -> int:
        return max(0, self.needed - self.n_founders)

    @property
    def n_groups(self) -> int:
        """Count the groups that somebody stands for."""
        return sum(n > 0 for _name, n in self.groups)

    @property
    def n_groups_missing(self) -> int:
        return max(0, (self.group_rule.value or 0) - self.n_groups) if self.group_rule else 0

    @property
    def is_ready(self) -> bool:
        return not self.n_missing and not self.n_groups_missing and not self.lacks_name


def readiness(founding: Founding, founders: Sequence[Founder], day: date) -> Readiness:
    """Count the founders of a list against the rules of a day."""
    is_of_people = founding.level == Cooperative.Level.PRIMARY
    rule = rule_on("founders" if is_of_people else "founding_cooperatives", day)
    group_rule = rule_on("member_groups", day) if founding.kind == Kind.MULTI_PARTY else None
    counted = [(name, sum(one.group == name for one in founders)) for name in founding.member_groups]
    lacks_name = group_rule is not None and NAME not in founding.name.casefold().replace("-", " ")
    return Readiness(len(founders), rule, before(rule), counted, group_rule, lacks_name)
