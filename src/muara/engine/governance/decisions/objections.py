"""Objections in a consent round: things with a reason, four checks and a state, not a colour of vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from muara.engine.errors import BadChoice
from muara.engine.governance.decisions.rules import Rules

STATES = ("open", "integrated", "withdrawn", "stands")
CHECKS = ("explicit", "impersonal", "evidenced", "not_safe_to_fail")


@dataclass(frozen=True)
class Objection:
    """One objection, as it stands now.

    Attributes
    ----------
    number : int
    voter : str
        Tag of the one who objects.
    state : str
        ``open``, ``integrated`` (by an amendment), ``withdrawn`` (by the one who raised it) or ``stands``.
    checks : mapping of str to bool or None
        The four checks of `CHECKS`; None where not looked at yet.
    amendment : str
        Hash of the amended text that integrates it, or nothing.
    """

    number: int
    voter: str
    state: str = "open"
    checks: Mapping[str, bool | None] | None = None
    amendment: str = ""

    def moved(
        self, state: str, *, by: str, checks: Mapping[str, bool | None] | None = None, amendment: str = ""
    ) -> Objection:
        """Return the objection in another state.

        Raises
        ------
        BadChoice
            If somebody else would withdraw it, or it would be integrated without an amendment.

        Examples
        --------
        >>> Objection(1, "aldo").moved("withdrawn", by="novita")
        Traceback (most recent call last):
        muara.engine.errors.BadChoice: Only the one who raised an objection can withdraw it.
        """
        if state not in STATES:
            raise BadChoice(f"An objection is one of {', '.join(STATES)}.")
        if state == "withdrawn" and by != self.voter:
            raise BadChoice("Only the one who raised an objection can withdraw it.")
        if state == "integrated" and not amendment:
            raise BadChoice("An objection is integrated by an amendment.")
        return replace(self, state=state, checks=checks or self.checks, amendment=amendment)

    def does_stand(self, *, checks_bind: bool) -> bool:
        """Whether it keeps the proposal from passing."""
        if self.state not in ("open", "stands"):
            return False
        return not (checks_bind and any(found is False for found in (self.checks or {}).values()))


def standing_objections(rules: Rules, objections: Iterable[Objection], choices: Mapping[str, object]) -> int:
    """Count what keeps a proposal from passing.

    Parameters
    ----------
    rules : Rules
    objections : iterable of Objection
    choices : mapping of str to str
        What each voter chose last. Who chose an option with the role ``objection`` and never gave a reason
        counts as one objection: nobody is passed over for lack of words.

    Examples
    --------
    >>> from muara.engine.governance.decisions.rules import Option
    >>> options = Option("setuju", role="for"), Option("keberatan", role="objection")
    >>> rules = Rules("d1", "Iuran", "consent", options)
    >>> withdrawn = Objection(1, "aldo").moved("withdrawn", by="aldo")
    >>> standing_objections(rules, [withdrawn], {"aldo": "keberatan", "sari": "keberatan", "budi": "setuju"})
    1
    """
    raised = list(objections)
    with_reason, against = {one.voter for one in raised}, rules.with_role("objection")
    silent = sum(choice in against and voter not in with_reason for voter, choice in choices.items())
    return silent + sum(one.does_stand(checks_bind=rules.checks_bind) for one in raised)
