"""One line of the table, and the roles it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROLES = ("anonymous", "guest", "member", "facilitator", "secretariat", "neighbor", "operator")
LOGIN = "login"  # a redirect to the sign-in page
Outcome = int | str
Table = dict[str, Outcome]


def everybody(outcome: Outcome) -> Table:
    return dict.fromkeys(ROLES, outcome)


def staff(outcome: Outcome, others: Outcome = 403) -> Table:
    """Facilitators and the secretariat of this city."""
    return everybody(others) | {"facilitator": outcome, "secretariat": outcome}


def secretariat(outcome: Outcome, others: Outcome = 403) -> Table:
    return everybody(others) | {"secretariat": outcome}


def operator(outcome: Outcome, others: Outcome = LOGIN) -> Table:
    return everybody(others) | {"operator": outcome}


def signed_in(outcome: Outcome, others: Outcome = LOGIN) -> Table:
    return everybody(outcome) | {"anonymous": others, "guest": others}


@dataclass(frozen=True)
class Route:
    """One named address."""

    name: str
    get: Table | None = None
    post: Table | None = None
    kwargs: Callable[[Any], dict[str, Any]] | None = None
    data: Callable[[Any], dict[str, Any]] | None = None
    is_object: bool = True

    @property
    def is_of_an_object(self) -> bool:
        return self.kwargs is not None and self.is_object

    def outcomes(self, method: str) -> Table:
        return {"GET": self.get, "POST": self.post}[method] or everybody(405)
