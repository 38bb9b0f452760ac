"""Under which forms public property may be used by others: rules as data, each with its source and its date.

Only what a named public source states stands here, and nobody here is a lawyer: pages show it as a reference to be
checked with the agency (*dinas*) or a notary. Where no sourced rule is known the pages say so and whom to ask.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.assets.models import IdleAsset
from muara.web.network.models import Actor

Owner = IdleAsset.Owner
READ = "2026-11-24"


@dataclass(frozen=True)
class Rule:
    """One rule as a source states it.

    Attributes
    ----------
    valid_from : str
        Year of the rule.
    source : str
        The rule and where it was read.
    read_on : str
        Day on which the source was read.
    superseded_by : str
        What has changed it since, as far as known; empty: nothing known.
    """

    key: str
    text: Promise
    valid_from: str
    source: str
    link: str = ""
    read_on: str = READ
    superseded_by: str = ""


_LATER = "Permendagri 7/2024"
RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "RENT_TERM",
            _("Rent runs for at most five years and can be extended; longer only for infrastructure or where the "
              "kind of business needs it."),
            "2014", "PP 27/2014 pasal 29, pasal.id",
        ),
        Rule(
            "RENT_CONTRACT",
            _("The rent contract has to state the parties, what is rented and its area, the rent, the term, who "
              "pays for running and upkeep, and the rights and duties of both."),
            "2014", "PP 27/2014 pasal 29 ayat 7, pasal.id",
        ),
        Rule(
            "RENT_PRICE",
            _("The rent is a base tariff times an adjustment factor, and goes to the regional treasury."),
            "2016", "Permendagri 19/2016", superseded_by=_LATER,
        ),
        Rule(
            "LOAN",
            _("A loan for use (pinjam pakai) is between governments only, for at most five years with one "
              "extension."),
            "2016", "Permendagri 19/2016, yusranlapananda.wordpress.com, 19 Februari 2017",
            superseded_by=_LATER,
        ),
        Rule(
            "PARTNERSHIP",
            _("The partner of a utilisation partnership (kerja sama pemanfaatan) is chosen by tender, pays a "
              "fixed contribution every year and a share of the profit, and may not pledge the property."),
            "2016", "Permendagri 19/2016", superseded_by=_LATER,
        ),
        Rule(
            "NO_PLEDGE",
            _("Regional property may be neither pledged nor seized."),
            "2016", "Permendagri 19/2016", superseded_by=_LATER,
        ),
        Rule(
            "BUILD",
            _("Under build-operate-transfer and build-transfer-operate (BGS/BSG), the land with what was built on "
              "it goes back to the region."),
            "2016", "Permendagri 19/2016", superseded_by=_LATER,
        ),
        Rule(
            "CENTRAL_FACTOR",
            _("For property of the central state, a rent factor of 75 or 50 percent is only for secondary and "
              "primary cooperatives of civil servants, army or police. It is 25 percent for a single micro or "
              "small business, 30 to 50 percent for what is no business, and 2.5 percent for social use."),
            "2020", "PMK 115/2020, finance.detik.com d-5178797",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """A form of use, and whether a cooperative can take it."""

    key: str
    name: Promise
    verdict: Promise
    rules: tuple[str, ...]
    is_open: bool

    @property
    def sources(self) -> list[Rule]:
        return [RULES[key] for key in self.rules]


RENT = Route(
    "RENT",
    _("Rent (sewa)"),
    _("Open to a cooperative. It is the main way."),
    ("RENT_TERM", "RENT_CONTRACT", "RENT_PRICE"),
    True,
)
RENT_OF_CENTRAL = Route(
    "RENT",
    _("Rent (sewa)"),
    _("Open to a cooperative. The discount that is often spoken of is not for most of them."),
    ("RENT_TERM", "RENT_CONTRACT", "CENTRAL_FACTOR"),
    True,
)
PARTNERSHIP = Route(
    "UTILIZATION_PARTNERSHIP",
    _("Utilisation partnership (kerja sama pemanfaatan)"),
    _("Open to a larger cooperative or several together: it takes a tender, and money every year."),
    ("PARTNERSHIP", "NO_PLEDGE"),
    True,
)
BUILD = Route(
    "BUILD",
    _("Build-operate-transfer (BGS/BSG)"),
    _("Open, but rarely fitting: whoever builds gives back the land and what they built."),
    ("BUILD", "NO_PLEDGE"),
    True,
)
LOAN = Route(
    "LOAN_FOR_USE",
    _("Loan for use (pinjam pakai)"),
    _("Not open to a cooperative."),
    ("LOAN",),
    False,
)
OWN_RULE = Route(
    "OWN_RULE",
    _("By the owner's own rule"),
    _("No rule with a source is kept here for this owner. Ask first, in writing."),
    (),
    True,
)

REGIONAL = (RENT, PARTNERSHIP, BUILD, LOAN)
ROUTES: dict[str, tuple[Route, ...]] = {
    Owner.REGENCY: REGIONAL,
    Owner.PROVINCE: REGIONAL,
    Owner.CENTRAL: (RENT_OF_CENTRAL,),
    Owner.VILLAGE: (OWN_RULE,),
    Owner.STATE_COMPANY: (OWN_RULE,),
    Owner.UNKNOWN: (),
}
ASK: dict[str, Promise] = {
    Owner.VILLAGE: _(
        "Ask the village government. Rules for village property are not those for regional property."
    ),
    Owner.REGENCY: _(
        "Ask the agency that has it and the regional secretary (Sekda), who manages regional property."
    ),
    Owner.PROVINCE: _(
        "Ask the agency that has it and the provincial secretary (Sekda), who manages its property."
    ),
    Owner.CENTRAL: _("Ask the office that has it and the state property office (KPKNL)."),
    Owner.STATE_COMPANY: _("Ask the company. What it owns is not regional property, and it decides by itself."),
    Owner.UNKNOWN: _("Nobody knows yet who owns it. Ask at the village office and at the land office."),
}
ROUTE_NAMES: dict[str, Promise] = {route.key: route.name for route in (RENT, PARTNERSHIP, BUILD, LOAN, OWN_RULE)}
GOVERNMENTS = frozenset({Actor.Kind.GOVERNMENT, Actor.Kind.VILLAGE})


def routes_for(owner_level: str) -> tuple[Route, ...]:
    """Return the forms of use that are known for an owner, with those that are not open."""
    return ROUTES[owner_level]


def is_open(route: str, owner_level: str, actor: Actor) -> bool:
    """Say whether an actor can take a route; a loan for use only between governments."""
    known = {one.key: one for one in ROUTES[owner_level]}
    if route not in known:
        return False
    return known[route].is_open or (route == LOAN.key and actor.kind in GOVERNMENTS)
