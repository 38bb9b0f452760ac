"""The findings of a network as sentences, the same for terminal and page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muara.formats.findings import LISTED, Finding, Section, one_line, percent, plural

READINGS = {
    "density": "Density",
    "centralisation": "Centralisation",
    "fragmentation": "Fragmentation",
    "r_index": "R, staying in one piece under attack",
    "critical": "Actors whose leaving cuts somebody off",
    "worst_loss": "Pairs lost with one leaving, at most",
    "modularity": "Modularity of the declared groups",
}
NAMES = 6


def headline(result: Mapping[str, Any]) -> str:
    """Say what was read and the one thing that matters most."""
    read = f"{plural(result['n_actors'], 'actor')}, {plural(result['n_ties'], 'tie')}"
    if result["n_unsure"]:
        read += f", {result['n_unsure']:,} of them unsure"
    if result["n_given_twice"]:
        read += f" ({plural(result['n_given_twice'], 'tie')} given again: the stronger counts)"
    critical = result["articulation"]
    if not critical:
        return f"{read}. No single actor's leaving cuts anybody off."
    who = "actor" if len(critical) == 1 else "actors"
    return f"{read}. {len(critical):,} {who} cut somebody off by leaving: {names(critical)}."


def names(of: list[Any]) -> str:
    """List some names, and how many more there are.

    Examples
    --------
    >>> names(["a", "b"]), names(list(range(8)))
    ('a, b', '0, 1, 2, 3, 4, 5 and 2 more')
    """
    more = f" and {len(of) - NAMES:,} more" if len(of) > NAMES else ""
    return ", ".join(one_line(str(name)) for name in of[:NAMES]) + more


def sections(result: Mapping[str, Any]) -> list[Section]:
    """Write the findings: what if they leave, who is missed most, the work, the whole, and who did not answer."""
    parts = [_what_if(result), _missed(result), _work(result), _whole(result), _silent(result)]
    return [part for part in parts if part is not None]


def _what_if(result: Mapping[str, Any]) -> Section | None:
    answer = result["what_if"]
    if answer is None:
        return None
    cut, sure = answer["loss"]["cut_off"], answer["cuts_somebody_off"]
    text = f"{plural(len(cut), 'actor is', 'actors are')} cut off: {names(cut)}" if cut else "Nobody is cut off"
    spread = answer["n_cut_off"]
    lost = (
        f"{plural(answer['pairs_lost']['value'], 'pair')} of others can no longer reach one another; "
        f"the largest piece has {answer['loss']['largest_piece']:,}."
    )
    if answer["n_unsure"]:
        lost = (
            f"Somebody is cut off in {percent(sure)} of {spread['draws']:,} draws of which ties exist "
            f"({spread['low']:,} to {spread['high']:,} actors). {lost}"
        )
    found = [Finding(text, lost)]
    stopped = [one for one in answer["processes"] if one["state"] == "stops"]
    close = [one for one in answer["processes"] if one["state"] == "one_step"]
    if stopped:
        found.append(Finding(f"What stops: {names([one['name'] for one in stopped])}", "A role has too few left."))
    if close:
        found.append(
            Finding(
                f"One step from stopping: {names([one['name'] for one in close])}",
                "One more leaving and it stops.",
            )
        )
    if answer["nobody_else"]:
        found.append(Finding(f"What nobody else offers: {names(list(answer['nobody_else']))}", ""))
    followers = [one for one in answer["followers"] if one["gone"]]
    if followers:
        least = max(followers, key=lambda one: one["phi"])
        found.append(
            Finding(
                f"Who might follow: {names(least['next'])}",
                f"If all leave once {percent(least['phi'])} of their tie weight is gone; in all "
                f"{len(least['gone']):,}. Nobody knows the true threshold.",
            )
        )
    ways = answer["ways"]
    if ways and ways["pairs"]:
        found.append(
            Finding(
                f"{plural(ways['pairs'], 'pair has', 'pairs have')} a longer way to one another",
                f"{plural(ways['steps'], 'step')} more in all.",
            )
        )
    mend = [f"introduce {one_line(str(t['one']))} to {one_line(str(t['other']))}" for t in answer["new_ties"]]
    mend += [
        f"let {one_line(str(h['actor']))} learn {one_line(str(h['role']))} of {one_line(str(h['process']))}"
        for h in answer["new_holders"]
    ]
    if mend:
        sentence = f"{'; '.join(mend)}. Their number is the least possible, whom exactly is a rule of thumb."
        found.append(Finding("What would mend it", sentence[0].upper() + sentence[1:]))
    return Section(f"What if {names(answer['leaving'])} should leave?", "", tuple(found))


def _missed(result: Mapping[str, Any]) -> Section:
    missed = [one for one in result["actors"] if one["pairs_lost"] or one["weight_stopped"] or one["pairs_high"]]
    found = []
    for one in missed[:LISTED]:
        cut = one["cut_off"]
        parts = [f"Cuts off {names(cut)}"] if cut else ["Cuts nobody off if all ties exist"]
        if result["n_unsure"]:
            parts.append(f"somebody is cut off in {percent(one['cuts_somebody_off'])} of the draws")
        if one["stops"]:
            parts.append(f"{names(one['stops'])} would stop")
        cells = (
            f"{one['pairs_lost']:,}",
            f"{one['pairs_low']:,} to {one['pairs_high']:,}",
            f"{one['largest_piece']:,}",
        )
        found.append(Finding(one_line(str(one["name"])), "; ".join(parts) + ".", cells))
    introduction = (
        "Most first: the weight of what stops, then pairs of others that lose touch."
        if missed
        else "No single leaving cuts anybody off or stops anything."
    )
    columns = ("Pairs lost", "5 to 95 %", "Largest piece left")
    return Section("Who would be missed most", introduction, tuple(found), max(len(missed) - LISTED, 0), columns)


def _work(result: Mapping[str, Any]) -> Section | None:
    work = result["processes"]
    if work is None:
        return None
    introduction = (
        f"If each actor leaves with chance {percent(work['chance'])}, an assumption to be varied, processes of "
        f"weight {work['weight']:.1f} live on ({work['low']:g} to {work['high']:g}), and on average never less "
        f"than {work['at_least']:.1f}."
    )
    weak = sorted(work["each"], key=lambda one: (one["lives"], one["name"]))
    found = tuple(
        Finding(
            one_line(str(one["name"])),
            f"Lives on in {percent(one['lives'])} of the draws, at least {percent(one['lives_at_least'])}; "
            f"{plural(one['fewest_to_stop'], 'leaving suffices', 'leavings suffice')} to stop it."
            if one["fewest_to_stop"]
            else "It stands still already.",
        )
        for one in weak[:LISTED]
    )
    return Section("The work they share", introduction, found, max(len(weak) - LISTED, 0))


def _whole(result: Mapping[str, Any]) -> Section:
    found = []
    for key, label in READINGS.items():
        if key in result["readings"]:
            one = result["readings"][key]
            cells = (
                _number(one["value"]),
                _range(one["low"], one["high"]) if result["n_unsure"] else "–",
                _range(one["chance_low"], one["chance_high"]),
                _number(one["before"]),
            )
            found.append(Finding(label, "", cells))
    introduction = (
        "No reading has a published cut between good and bad: read it against its own past and against networks "
        f"in which everybody has as many ties, but with others ({result['nulls']:,} drawn by chance)."
    )
    columns = ("As reported", "5 to 95 % of draws", "By chance", "Before")
    if result["ties_needed"]:
        few = plural(result["ties_needed"], "new tie")
        introduction += f" With fewer than {few}, some single leaving always cuts somebody off."
    if result["core"] and result["core"]["core"]:
        core = result["core"]
        introduction += f" Nearest to a core: {names(core['core'])} (correlation {core['correlation']:.2f})."
    return Section("The network as a whole", introduction, tuple(found), 0, columns)


def _silent(result: Mapping[str, Any]) -> Section | None:
    response = result["response"]
    if response is None:
        return None
    found = tuple(
        Finding(
            label,
            f"{_number(one['value'])}, 90 % interval {_range(one['low'], one['high'])}; whatever the silent might "
            f"have said, between {_number(one['worst'])} and {_number(one['best'])}.",
        )
        for label, one in (("Density", response["density"]), ("Centralisation", response["centralisation"]))
    )
    return Section("Who did not answer", f"{percent(response['response'])} answered.", found)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _range(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.3f} to {high:.3f}"
