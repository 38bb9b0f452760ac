"""Sentences made of numbers. Every figure in them comes from a reading; none of them judges anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LEAST_FOR_GROUPS = 30
WORDS = (
    gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"),
    gettext_lazy("six"), gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"), gettext_lazy("ten"),
)  # fmt: skip


def in_words(n: int) -> str:
    return str(WORDS[n - 1]) if 1 <= n <= len(WORDS) else number_format(n)


def headline(result: Mapping[str, Any]) -> str:
    threads = len(result["threads"])
    if not result["has_groups"]:
        if not threads:
            return _("No clear groups of opinion can be seen yet.")
        return ngettext(
            "No clear groups of opinion yet, and %(n)s thing that most agree on.",
            "No clear groups of opinion yet, and %(n)s things that most agree on.",
            threads,
        ) % {"n": in_words(threads)}
    groups = ngettext("%(n)s group of opinion", "%(n)s groups of opinion", result["n_groups"]) % {
        "n": in_words(result["n_groups"])
    }
    if not threads:
        return capfirst(_("%(groups)s, nothing in common yet.") % {"groups": groups})
    shared = ngettext("%(n)s thing in common", "%(n)s things in common", threads) % {"n": in_words(threads)}
    return capfirst(_("%(groups)s, %(threads)s.") % {"groups": groups, "threads": shared})


def lead(result: Mapping[str, Any], n_participants: int) -> str:
    threads = len(result["threads"])
    if not result["has_groups"]:
        return why_no_groups(result, n_participants)
    if threads:
        return ngettext(
            "On %(n)s statement at least three in five of every group agree, as far as the votes can tell.",
            "On %(n)s statements at least three in five of every group agree, as far as the votes can tell.",
            threads,
        ) % {"n": in_words(threads)}
    return _(
        "No statement is carried by every group so far. What divides them and what is not yet known stands below."
    )


def why_no_groups(result: Mapping[str, Any], n_participants: int) -> str:
    if n_participants < LEAST_FOR_GROUPS:
        return _(
            "%(n)s people have voted. Below %(least)s, groups would be guesswork: "
            "Muara shows the statements and their ranges only."
        ) % {"n": number_format(n_participants), "least": LEAST_FOR_GROUPS}
    return _("The answers differ no more than chance alone would have it, so Muara draws no groups.")


def firmness(result: Mapping[str, Any]) -> str:
    stability = result["stability"]
    if not stability:
        return ""
    return _(
        "This number of groups appears in %(same)s of %(readings)s plausible readings. "
        "What varies between them: the votes that are taken in, and the starting point."
    ) % {"same": stability["same_n_groups"], "readings": stability["readings"]}


def names_sentence(result: Mapping[str, Any]) -> str:
    """Say whether the groups carry the names of the last reading."""
    continuity = result.get("continuity")
    if not continuity:
        return ""
    new = [kept["label"] for kept in continuity if kept["was"] is None]
    if not new:
        return _("The groups carry the names of the last reading: most of their people stayed.")
    return ngettext(
        "New since the last reading: group %(labels)s. A name stays with most of its people.",
        "New since the last reading: groups %(labels)s. A name stays with most of its people.",
        len(new),
    ) % {"labels": listed(new)}


def span(low: float, high: float) -> str:
    return f"{100 * low:.0f}–{100 * high:.0f}"


def thread_sentence(item: Mapping[str, Any]) -> str:
    """Say who carries a thread, and how low it may be."""
    if "worst_high" not in item:
        return _("Some of its groups are too small to be shown.")
    if not item["groups"]:
        return _("%(share)s per cent of those who answered agree, between %(range)s per cent.") % {
            "share": f"{100 * item['share']:.0f}",
            "range": span(item["low"], item["high"]),
        }
    agreeing = sum(1 for cell in item["groups"] if cell.get("share", 0) > 0.5)
    return _("%(agreeing)s of %(groups)s groups agree, the lowest between %(range)s per cent.") % {
        "agreeing": agreeing,
        "groups": len(item["groups"]),
        "range": span(item["worst_low"], item["worst_high"]),
    }


def finer_sentence(item: Mapping[str, Any], n_groups: int) -> str:
    """Say how a statement that all groups told carry fares in finer groups; nothing where every one carries it."""
    finer = item.get("finer")
    if not finer or finer["verdict"] == "carried":
        return ""
    if finer["verdict"] == "unsure":
        return _("In a finer cut, too few have answered in some group to tell whether it carries this too.")
    return _(
        "It holds in the %(groups)s groups shown. In a finer cut, a group of %(size)s people agrees less, and not "
        "enough for a common thread."
    ) % {"groups": in_words(n_groups), "size": number_format(finer["size"])}


def together(result: Mapping[str, Any]) -> str:
    """Say how far the common threads can be trusted as a list: whoever looks at many statements meets luck."""
    listing = result.get("thread_list")
    if not listing or not listing["threads"]:
        return ""
    looked_at, threads, standing = listing["looked_at"], listing["threads"], listing["standing"]
    first = ngettext(
        "Of %(looked_at)s statements with answers enough, %(n)s is a common thread.",
        "Of %(looked_at)s statements with answers enough, %(n)s are common threads.",
        threads,
    ) % {"looked_at": number_format(looked_at), "n": in_words(threads)}
    share = {"share": in_words(round(1 / listing["false_share"]))}
    if standing == threads:
        rest = ngettext(
            "It holds even when one counts in that luck helps whoever looks at many.",
            "They hold together even when one counts in that luck helps whoever looks at many: about one in "
            "%(share)s of such threads may be wrong, hardly more.",
            threads,
        )
        return f"{first} {rest % share}"
    if not standing:
        return f"{first} " + _(
            "Among so many, luck alone could explain that. Wait for more votes before building on it."
        )
    rest = _(
        "Luck helps whoever looks at many: counting that in, %(standing)s can be built on by now, and of such "
        "threads about one in %(share)s may be wrong, hardly more. The others wait for more votes."
    )
    return f"{first} {rest % (share | {'standing': in_words(standing)})}"


def luck_sentence(item: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """Mark a thread that does not stand when it is counted in how many statements were looked at."""
    listing = result.get("thread_list")
    if not listing or item.get("q_value", 0) <= listing["false_share"]:
        return ""
    return _("could still be luck: wait for more votes")


def divide_sentence(item: Mapping[str, Any]) -> str:
    """Say neutrally where the groups stand: for, against, or split within."""
    sides: dict[str, list[str]] = {"for": [], "against": [], "split": []}
    for cell in item["groups"]:
        if "share" in cell:
            side = "for" if cell["low"] > 0.5 else "against" if cell["high"] < 0.5 else "split"
            sides[side].append(cell["label"])
    parts = []
    if sides["for"]:
        parts.append(_("most of %(groups)s agree") % {"groups": listed(sides["for"])})
    if sides["against"]:
        parts.append(_("most of %(groups)s do not") % {"groups": listed(sides["against"])})
    if sides["split"]:
        parts.append(_("%(groups)s is split within") % {"groups": listed(sides["split"])})
    return capfirst(", ".join(parts)) + ". " + _("Worth talking over face to face.") if parts else ""


def unknown_sentence(items: Sequence[Mapping[str, Any]], *, has_groups: bool) -> str:
    """Say of a statement how many have answered in each group that still lacks votes, and how many it takes."""
    if not has_groups:
        n = items[0]["n"]
        if n is None:
            return _("Fewer than %(least)s people have answered.") % {"least": 5}
        return _("%(n)s people have answered so far. About %(needed)s are needed.") % {
            "n": n,
            "needed": n + items[0]["needed"],
        }
    parts = [
        (_("fewer than %(n)s people of %(group)s") if item["n"] is None else _("%(n)s people of %(group)s"))
        % {"n": 5 if item["n"] is None else item["n"], "group": item["group"]}
        for item in items
    ]
    needed = max((item["n"] or 0) + item["needed"] for item in items)
    return _("So far %(who)s have answered. About %(needed)s of each group are needed.") % {
        "who": listed(parts),
        "needed": needed,
    }


def voices_sentence(voices: Sequence[Mapping[str, Any]]) -> str:
    """Say which group is heard least, and on how many statements its answers are too few to be shown."""
    if not voices:
        return ""
    least = [one["label"] for one in voices if one["statements"] == voices[0]["statements"]]
    values = {"groups": listed(least), "n": voices[0]["statements"], "of": voices[0]["of"]}
    return (
        _(
            "Least heard is %(groups)s: on %(n)s of %(of)s statements too few have answered for its numbers to be "
            "shown."
        )
        % values
    )


def fragile_sentence(n: int) -> str:
    return ngettext("fragile: %(n)s person could change it", "fragile: %(n)s people could change it", n) % {"n": n}


def listed(names: Sequence[str]) -> str:
    """Join names as people say it: A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s and %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def you_sentence(label: str, confidence: float | None, readings: int) -> tuple[str, str]:
    """Say which group somebody is close to; bold part and rest."""
    bold = _("You are close to %(group)s") % {"group": label}
    if confidence is None or not readings:
        return bold, _("Only you see this sentence.")
    rest = _("in %(n)s of %(readings)s readings. Only you see this sentence.") % {
        "n": round(confidence * readings),
        "readings": readings,
    }
    return bold, rest


def between_sentence() -> tuple[str, str]:
    return (
        _("You stand between the groups"),
        _("for now: there are too few votes of yours to tell. Only you see this sentence."),
    )
