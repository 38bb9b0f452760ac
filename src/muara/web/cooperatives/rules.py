"""What the law asks of those who found a cooperative, each rule with its source and the time in which it holds.

A reference, no legal advice: the pages send people to the notary and the office of cooperatives. A rule that no
source was read for is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    key, topic : str
    value : int or None
        The number in it, where it is one.
    text : str
    law : str
        Where it stands.
    source, address : str
        Where that was read, and its address.
    read_date : date
        When it was last looked up.
    valid_from : date
    is_exact : bool
        Whether the day of `valid_from` was read, or only its year.
    superseded_by : str
        The rule that took its place; empty while it holds.
    """

    key: str
    topic: str
    value: int | None
    text: str | Promise
    law: str
    source: str
    address: str
    read_date: date
    valid_from: date
    is_exact: bool = False
    superseded_by: str = ""

    @property
    def is_in_force(self) -> bool:
        return not self.superseded_by


READ = date(2026, 11, 24)
RULES = (
    Rule(
        "founders_1992",
        "founders",
        20,
        _("A primary cooperative is founded by at least 20 people."),
        "UU 25/1992, pasal 6",
        "Kompas, 8 Oktober 2020",
        "https://money.kompas.com/read/2020/10/08/063300726/kini-bangun-koperasi-tak-perlu-20-orang-lagi",
        READ,
        date(1992, 10, 21),
        superseded_by="founders_2020",
    ),
    Rule(
        "founders_2020",
        "founders",
        9,
        _("A primary cooperative is founded by at least 9 people."),
        "UU 11/2020, kini UU 6/2023; PP 7/2021",
        "Kompas, 8 Oktober 2020; Smart Legal, 15 November 2021; SE Menkop 8/2022",
        "https://money.kompas.com/read/2020/10/08/063300726/kini-bangun-koperasi-tak-perlu-20-orang-lagi",
        READ,
        date(2020, 11, 2),
    ),
    Rule(
        "founders_secondary",
        "founding_cooperatives",
        3,
        _("A secondary cooperative is founded by at least 3 primary cooperatives."),
        "UU 11/2020, kini UU 6/2023; PP 7/2021",
        "Smart Legal, 15 November 2021; SE Menkop 8/2022",
        "",
        READ,
        date(2020, 11, 2),
    ),
    Rule(
        "member_groups",
        "member_groups",
        2,
        _(
            "A multi-stakeholder cooperative has at least 2 member groups; its statutes say how they "
            "are formed and what rights each has, and its name holds “Multi Pihak”."
        ),
        "Permenkop-UKM 8/2021",
        "Jogloabang; Siplawfirm",
        "",
        READ,
        date(2021, 10, 21),
        is_exact=True,
    ),
    Rule(
        "founding_record",
        "minutes",
        None,
        _("The founding meeting leaves minutes (an official record) that its chair signs."),
        "PP 7/2021",
        "RRI; Koperasi Boedoet 81",
        "",
        READ,
        date(2021, 2, 2),
    ),
    Rule(
        "statutes",
        "statutes",
        None,
        _(
            "The statutes hold at least: the founders, name and seat, type, purpose and business, "
            "membership, the members' meeting, management, capital, duration, how the surplus is "
            "divided, and sanctions."
        ),
        "Permen 01/2006, pasal 1",
        "123dok",
        "https://text-id.123dok.com/7qv6x0rly",
        READ,
        date(2006, 1, 9),
    ),
    Rule(
        "meeting_online",
        "meeting",
        None,
        _("Members may meet in one room or online, and the member book may be kept electronically."),
        "UU 11/2020, kini UU 6/2023; PP 7/2021",
        "Smart Legal, 15 November 2021; SE Menkop 8/2022",
        "",
        READ,
        date(2020, 11, 2),
    ),
    Rule(
        "surplus",
        "surplus",
        None,
        _(
            "The surplus is revenue less costs, depreciation and other obligations, tax among them. "
            "After the reserve, members get their part in proportion to the business they did with "
            "the cooperative, not by capital alone; education and other needs as the members' meeting"
            " decides."
        ),
        "UU 25/1992, pasal 45 dan penjelasan pasal 5",
        "irmawati90; wiwiwahda0804",
        "",
        READ,
        date(1992, 10, 21),
    ),
    Rule(
        "village_programme",
        "programme",
        None,
        _(
            "A Merah Putih cooperative is founded by a special village assembly; leaders of the "
            "village may not be on its management board."
        ),
        "Inpres 9/2025; Juklak Menkop 1/2025",
        "Juklak Menkop 1/2025",
        "",
        READ,
        date(2025, 3, 27),
    ),
)  # fmt: skip


def rule_on(topic: str, day: date) -> Rule:
    """Return the rule of a topic that held on a day.

    Raises
    ------
    LookupError
        If there was none yet.

    Examples
    --------
    >>> [rule_on("founders", date(year, 1, 1)).value for year in (2019, 2026)]
    [20, 9]
    """
    held = [rule for rule in RULES if rule.topic == topic and rule.valid_from <= day]
    if not held:
        raise LookupError(f"No rule about {topic} held on {day}.")
    return max(held, key=lambda rule: rule.valid_from)


def before(rule: Rule) -> Rule | None:
    """Return the rule whose place this one took."""
    return next((old for old in RULES if old.superseded_by == rule.key), None)


def in_order() -> Iterator[tuple[Rule, Rule | None]]:
    """Give every rule in force with the one before it."""
    for rule in RULES:
        if rule.is_in_force:
            yield rule, before(rule)
