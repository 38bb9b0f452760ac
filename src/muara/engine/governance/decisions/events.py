"""The events of a decision's log: what each holds, in the words of docs/reference/decision-bundle.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from muara.engine.governance.decisions.objections import CHECKS
from muara.engine.governance.decisions.rules import Choice, Rules
from muara.engine.ledger.encoding import Data, canonical
from muara.engine.ledger.merkle import Frontier, leaf_hash
from muara.engine.ledger.roll import Voter, commitment, digest, roll_digest

CHANNELS = ("online", "paper", "phone", "meeting")
Body = dict[str, Data]


def opened(rules: Rules, roll: Sequence[Voter], *, roll_by: str, at: str, codes: Sequence[str] = ()) -> Body:
    """Return the first event: what is decided, by whom, from when.

    Parameters
    ----------
    rules : Rules
    roll : sequence of Voter
        As of `make_roll`; frozen from here on.
    roll_by : str
        Tag of whoever made the roll, and may therefore not close the decision.
    at : str
        The time, as a text.
    codes : sequence of str
        For *rahasia*: SHA-256 of each one-time code, sorted, one for each voter.
    """
    return {
        "kind": "open",
        "rules": sha256(canonical(rules.to_data())).hexdigest(),
        "roll": roll_digest(roll),
        "codes": digest(list(codes)) if rules.mode == "rahasia" else None,
        "roll_by": roll_by,
        "at": at,
    }


def balloted(voter: str, choice: Choice, *, seal: str, channel: str = "online", recorder: str = "") -> Body:
    """Return an open ballot; a later one of the same voter takes its place.

    Parameters
    ----------
    voter : str
        Tag on the roll.
    choice : Choice
    seal : str
        `commitment` to voter and choice under a fresh salt, so that the leaf hash alone tells nobody the choice.
    channel, recorder : str
        How it came in, and for all but ``online`` the tag of who wrote it down.
    """
    chosen: Data = choice if isinstance(choice, str) else list(choice)
    return {
        "kind": "ballot",
        "voter": voter,
        "choice": chosen,
        "commitment": seal,
        "channel": channel,
        "recorder": recorder,
    }


def sealed(seal: str) -> Body:
    """Return a secret ballot: nothing but the commitment to code and choice, as of `seal_choice`."""
    return {"kind": "sealed", "commitment": seal}


def seal_choice(salt: bytes, *, decision: str, code: str, choice: Choice) -> str:
    """Commit to a secret choice under the hash of a one-time code."""
    chosen: Data = choice if isinstance(choice, str) else list(choice)
    return commitment(salt, {"decision": decision, "code": code, "choice": chosen})


def hands(counts: Mapping[str, int], rules: Rules, *, recorder: str, witness: str) -> Body:
    """Return hands counted in a meeting: of those who gave no ballot of their own. No ballots after it."""
    return {
        "kind": "hands",
        "counts": [[option.id, counts.get(option.id, 0)] for option in rules.options],
        "recorder": recorder,
        "witness": witness,
    }


def objected(number: int, voter: str, *, reason: str) -> Body:
    """Return an objection, numbered from 1; `reason` is the commitment to its text."""
    return {"kind": "objection", "number": number, "voter": voter, "reason": reason}


def moved(
    number: int, state: str, *, by: str, checks: Mapping[str, bool | None] | None = None, amendment: str = ""
) -> Body:
    """Return what became of an objection."""
    found: Body = {name: (checks or {}).get(name) for name in CHECKS}
    return {"kind": "moved", "number": number, "state": state, "by": by, "checks": found, "amendment": amendment}


def closed(
    *,
    closed_by: str,
    at: str,
    ballots: int,
    openings: Sequence[Data] | None = None,
    drew: Sequence[str] | None = None,
    lot: str = "",
) -> Body:
    """Return the last event: nothing is taken after it.

    Parameters
    ----------
    closed_by : str
        Not who made the roll.
    at : str
    ballots : int
        People whose vote counts.
    openings : sequence, optional
        For *rahasia*: what opens the commitments, as of `opening`, sorted.
    drew : sequence of str, optional
        For *rahasia*, where the rules of the house publish it: tags of who drew a code, sorted.
    lot : str
        What was drawn in the meeting, dice for example, for ties that are broken by lot.
    """
    return {
        "kind": "close",
        "closed_by": closed_by,
        "at": at,
        "ballots": ballots,
        "openings": None if openings is None else digest(list(openings)),
        "drew": None if drew is None else digest(list(drew)),
        "lot": lot,
    }


def opening(salt: bytes, *, decision: str, code: str, choice: Choice) -> Body:
    """Return what opens one secret ballot after the close."""
    chosen: Data = choice if isinstance(choice, str) else list(choice)
    seal = seal_choice(salt, decision=decision, code=code, choice=choice)
    return {"commitment": seal, "salt": salt.hex(), "code": code, "choice": chosen}


def append(log: Frontier, decision: str, body: Body) -> tuple[bytes, Frontier]:
    """Write an event at the end of a log.

    Parameters
    ----------
    log : Frontier
        The log so far; keep what is returned, under the lock under which this is called.
    decision : str
    body : dict
        As of the functions above.

    Returns
    -------
    entry : bytes
        The event in its only text: what is stored, hashed and exported.
    log : Frontier
        The log with it.

    Examples
    --------
    >>> entry, log = append(Frontier(), "d1", sealed("ab" * 32))
    >>> entry[:21].decode(), log.size
    ('{"commitment":"ababab', 1)
    """
    entry = canonical({**body, "decision": decision, "seq": log.size, "prev": log.root.hex()})
    return entry, log.append(leaf_hash(entry))
