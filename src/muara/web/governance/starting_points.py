"""Three ways to begin: what an arrangement of each form says before anybody has changed a word of it.

The forms are those of Provan and Kenis 2008. Amounts and days are declared here; every one of them is edited in
the draft before it is put to the members. Changing how we decide, electing and recalling stay theirs in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.governance.models import Matter, Terms

# Only the members decide on these, whatever else an arrangement says: nobody may take the way back from them.
OF_THE_MEMBERS = (Matter.ARRANGEMENT, Matter.ELECTION)


@dataclass(frozen=True)
class StartMandate:
    """Who may decide a matter before anybody adapted it."""

    matter: Matter
    holder: str = "members"  # "members", "lead", or the key of a body
    most_amount: int | None = None
    advice_days: int = 0
    template: str = ""


@dataclass(frozen=True)
class StartBody:
    """A body that comes with the form; the organisation named as lead administers the one that says so."""

    key: str
    name: str | Promise
    n_seats: int
    term_months: int | None = None
    is_of_the_lead: bool = False


@dataclass(frozen=True)
class StartingPoint:
    """Everything that the draft of an arrangement is filled with."""

    form: Terms.Form
    what_it_is: str | Promise
    needs_lead: bool
    what_for: str | Promise
    monitoring: str | Promise
    leaving: str | Promise
    recalling: str | Promise
    mandates: tuple[StartMandate, ...]
    bodies: tuple[StartBody, ...] = ()


_LEAVING = _(
    "Every member may leave at any time by telling the secretariat. Promises that were made are finished first."
)
_BY_MEMBERS = (
    StartMandate(Matter.SPENDING, template="spend"),
    StartMandate(Matter.ADMISSION, template="admit"),
    StartMandate(Matter.ARRANGEMENT, template="adopt_arrangement"),
    StartMandate(Matter.ELECTION, template="board_election"),
    StartMandate(Matter.OTHER, template="consent_round"),
)

STARTING_POINTS: Mapping[str, StartingPoint] = {
    Terms.Form.PARTICIPANT_GOVERNED: StartingPoint(
        form=Terms.Form.PARTICIPANT_GOVERNED,
        what_it_is=_("The members decide together. Nobody stands above them; who facilitates changes each time."),
        needs_lead=False,
        what_for=_(
            "We decide together what concerns all of us. Whoever facilitates hands over after each meeting."
        ),
        monitoring=_("At every meeting whoever carried something out says what became of it."),
        leaving=_LEAVING,
        recalling=_("There is no mandate to take back: nobody decides alone."),
        mandates=(
            StartMandate(Matter.INITIATIVE, template="consent_round"),
            StartMandate(Matter.REPRESENTING, template="consent_round"),
            *_BY_MEMBERS,
        ),
    ),
    Terms.Form.LEAD_ORGANIZATION: StartingPoint(
        form=Terms.Form.LEAD_ORGANIZATION,
        what_it_is=_("One member decides daily matters after asking the others for advice. They can recall it."),
        needs_lead=True,
        what_for=_("The lead organization decides daily matters after asking everybody concerned for advice."),
        monitoring=_(
            "Each quarter the lead organization reports what it decided, what it spent and what it heard."
        ),
        leaving=_LEAVING,
        recalling=_("One tenth of the members may ask for a decision that takes a mandate back. It ends at once."),
        mandates=(
            StartMandate(Matter.INITIATIVE, "lead", advice_days=7),
            StartMandate(Matter.SPENDING, "lead", most_amount=5_000_000, advice_days=7),
            StartMandate(Matter.REPRESENTING, "lead"),
            *_BY_MEMBERS,
        ),
    ),
    Terms.Form.ADMINISTRATIVE: StartingPoint(
        form=Terms.Form.ADMINISTRATIVE,
        what_it_is=_(
            "A body that does nothing but administer, an elected board above it, and members who read its reports."
        ),
        needs_lead=False,
        what_for=_("The administration serves the network and carries out no services of its own."),
        monitoring=_("Each quarter the administration reports in writing; the members accept the report or ask."),
        leaving=_LEAVING,
        recalling=_(
            "One tenth of the members may ask for a decision that recalls a seat or takes a mandate back."
        ),
        mandates=(
            StartMandate(Matter.INITIATIVE, "board", advice_days=7),
            StartMandate(Matter.SPENDING, "administration", most_amount=2_500_000),
            StartMandate(Matter.SPENDING, "board", most_amount=25_000_000, advice_days=7),
            StartMandate(Matter.REPRESENTING, "board"),
            StartMandate(Matter.ADMISSION, "board", advice_days=14),
            *_BY_MEMBERS,
        ),
        bodies=(
            StartBody("board", _("Board of the network"), 5, 24),
            StartBody("administration", _("Administration of the network"), 3, is_of_the_lead=True),
        ),
    ),
}
