"""What the pages of campaigns tell: the words, and the four readings, from readings that were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from muara.web.brand import wording
from muara.web.brand.models import Activity, Campaign, CampaignReading, Involvement, Rating
from muara.web.brand.picture import Chart, chart_of
from muara.web.brand.queries.substance import SOURCES
from muara.web.brand.rules import WRITTEN, WrittenRule
from muara.web.cities.models import City


@dataclass(frozen=True)
class Line:
    """One campaign in the list, with the word of its newest reading."""

    campaign: Campaign
    verdict: str
    reading: CampaignReading | None

    @property
    def word(self) -> str:
        return str(wording.WORDS[self.verdict]) if self.verdict else _("not read yet")

    @property
    def why(self) -> str:
        return why_of(self.reading) if self.reading else ""

    @property
    def mark(self) -> str:
        return wording.MARKS.get(self.verdict, "n")


def lines_of(city: City) -> list[Line]:
    """Return the campaigns of a city, the newest first, each with its newest reading; two questions."""
    newest = CampaignReading.objects.filter(campaign=OuterRef("pk")).order_by("-taken_at", "-pk").values("pk")[:1]
    campaigns = list(
        Campaign.objects.in_city(city).annotate(newest=Subquery(newest)).order_by("-started_date", "-pk")[:200]
    )
    readings = CampaignReading.objects.in_bulk([one.newest for one in campaigns if one.newest])  # type: ignore[attr-defined]
    found = []
    for one in campaigns:
        reading = readings.get(one.newest)  # type: ignore[attr-defined]
        found.append(Line(one, reading.result["verdict"] if reading else "", reading))
    return found


def headline_of(lines: Sequence[Line]) -> str:
    counted = Counter(line.verdict for line in lines if line.verdict)
    return wording.headline(len(lines), counted, sum(not line.verdict for line in lines))


def main_of(reading: CampaignReading) -> Mapping[str, Any] | None:
    """Return what was read of the main series."""
    told: Mapping[str, Any]
    for one, told in zip(reading.inputs["series"], reading.result["attention"], strict=True):
        if one["is_main"]:
            return told
    return None


def why_of(reading: CampaignReading) -> str:
    return wording.why(reading.result, main_of(reading))


def finding_of(reading: CampaignReading) -> str:
    word = wording.WORDS[reading.result["verdict"]]
    return f"{reading.campaign.name}: {word}."


@dataclass(frozen=True)
class SeriesTold:
    name: str
    source: str
    step: str
    is_main: bool
    sentences: Sequence[str]
    n: int


@dataclass(frozen=True)
class Count:
    label: str | Promise
    n: int


@dataclass(frozen=True)
class SubstanceTold:
    """One series of substance before and after, and the room where it was counted."""

    label: str | Promise
    counts: str | Promise
    room: str
    before: str
    after: str
    moved: str
    steps: Sequence[tuple[str, str]]
    path: str
    key: str


@dataclass(frozen=True)
class CampaignPage:
    """A kept reading as the page tells it."""

    word: str
    verdict: str
    why: str
    rule: WrittenRule | None
    condition: str
    chart: Chart | None
    finding: str
    series: Sequence[SeriesTold]
    visual: Mapping[str, Any]
    visual_sentence: str
    tags: Sequence[Count]
    agreement: str
    involvement: Mapping[str, Any]
    levels: Sequence[tuple[str | Promise, int, int]]
    parts: Sequence[Count]
    evenness: str
    substance: Sequence[SubstanceTold]
    months: Sequence[tuple[str, str]]


def condition_of(rule: WrittenRule, rules: Mapping[str, float]) -> str:
    """Write a condition with the thresholds that held."""
    return str(rule.condition) % {
        "stayed_above": wording.number(rules["stayed_above"], 2),
        "series_needed": wording.number(rules["series_needed"]),
        "grew_by": wording.share(rules["grew_by"]),
    }


def page_of(reading: CampaignReading) -> CampaignPage:
    """Tell a kept reading; nothing is computed again."""
    inputs, result = reading.inputs, reading.result
    chart = chart_of(inputs, result)
    rule = next(
        (one for one in WRITTEN if (one.verdict, one.because) == (result["verdict"], result["because"])), None
    )
    labels = dict(Involvement.Level.choices)
    parts = dict(Involvement.Part.choices)
    tags = dict(Rating.Tag.choices)
    involved, visual = result["involvement"], result["visual"]
    return CampaignPage(
        word=str(wording.WORDS[result["verdict"]]),
        verdict=result["verdict"],
        why=why_of(reading),
        rule=rule,
        condition=condition_of(rule, inputs["rules"]) if rule else "",
        chart=chart,
        finding=_finding(reading, chart),
        series=[
            SeriesTold(
                one["name"],
                one["source"],
                _("daily") if one["step"] == 1 else _("weekly"),
                one["is_main"],
                wording.attention(told),
                told["n"],
            )
            for one, told in zip(inputs["series"], result["attention"], strict=True)
        ],
        visual=visual,
        visual_sentence=_visual(visual),
        tags=[Count(tags[tag], n) for tag, n in visual["by_tag"].items()],
        agreement=_agreement(result["agreement"]),
        involvement=involved,
        levels=[(labels[level], n, involved["decided"][level]) for level, n in involved["by_level"].items()],
        parts=[Count(parts[part], n) for part, n in involved["by_part"].items()],
        evenness=_evenness(involved),
        substance=_substance(inputs, result, chart),
        months=_months(inputs),
    )


def _finding(reading: CampaignReading, chart: Chart | None) -> str:
    """State what the picture shows, for those who do not see it."""
    moved = []
    for one in reading.inputs["substance"]:
        label = str(SOURCES[one["key"]].label) if one["key"] in SOURCES else one["key"]
        if one["before"] is not None and one["after"] is not None:
            moved.append(
                _("%(name)s from %(before)s to %(after)s")
                % {"name": label, "before": wording.number(one["before"]), "after": wording.number(one["after"])}
            )
    main = main_of(reading)
    above = " ".join(wording.attention(main)) if main else ""
    below = "; ".join(moved) or _("nothing is known of it before and after")
    return _("Attention above: %(above)s Substance below: %(below)s.") % {"above": above, "below": below}


def _visual(visual: Mapping[str, Any]) -> str:
    if not visual["n"]:
        return _("No activity has been rated yet.")
    said = _("%(visual)s of %(n)s rated activities were picture only (%(share)s).") % {
        "visual": visual["n_visual"],
        "n": visual["n"],
        "share": wording.share(visual["of_count"]),
    }
    if visual["of_spend"] is not None:
        said += " " + _("Of the money that is known, %(share)s went there.") % {
            "share": wording.share(visual["of_spend"])
        }
    if visual["n_spend_unknown"]:
        said += " " + _("What %(n)s of them cost is not known.") % {"n": visual["n_spend_unknown"]}
    return said


def _agreement(found: Mapping[str, Any]) -> str:
    if not found["n"]:
        return _("No activity has been rated by two people yet: the share is one person's view.")
    if found["value"] is None:
        return _("Two raters used one same tag throughout, so nothing can be said of their agreement.")
    return _(
        "Two raters gave the same tag to %(agreed)s of %(n)s activities; beyond chance: kappa %(value)s "
        "(90%% interval %(low)s to %(high)s)."
    ) % {
        "agreed": wording.share(found["agreed"]),
        "n": found["n"],
        "value": wording.number(found["value"], 2),
        "low": wording.number(found["low"], 2),
        "high": wording.number(found["high"], 2),
    }


def _evenness(involved: Mapping[str, Any]) -> str:
    even = involved["evenness"]
    if even["value"] is None:
        return _("How evenly they spread is not computed from fewer than 30 records; there are %(n)s.") % {
            "n": involved["n"]
        }
    return _("How evenly they spread over the six levels: %(value)s of 1 (90%% interval %(low)s to %(high)s).") % {
        name: wording.number(even[name], 2) for name in ("value", "low", "high")
    }


def _substance(inputs: Mapping[str, Any], result: Mapping[str, Any], chart: Chart | None) -> list[SubstanceTold]:
    lanes = {lane.key: lane.path for lane in chart.lanes} if chart else {}
    told = []
    for one in inputs["substance"]:
        key, source = one["key"], SOURCES.get(one["key"])
        moved = _("stayed")
        if one["before"] is None or one["after"] is None:
            moved = _("not known")
        elif key in result["grew"]:
            moved = _("grew")
        elif key in result["fell"]:
            moved = _("fell")
        told.append(
            SubstanceTold(
                label=capfirst(str(source.label)) if source else key,
                counts=source.counts if source else "",
                room=source.room if source else "",
                before=_counted(one["before"]),
                after=_counted(one["after"]),
                moved=moved,
                steps=[(wording.day_of(on), _counted(n)) for on, n in one["steps"]],
                path=lanes.get(key, ""),
                key=key,
            )
        )
    return told


def _counted(n: int | None) -> str:
    return _("not known") if n is None else wording.number(n)


def _months(inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Sum the main series month by month, for the table beside the picture."""
    main = next((one for one in inputs["series"] if one["is_main"]), None)
    sums: dict[str, int] = {}
    for on, n in main["points"] if main else []:
        sums[on[:7]] = sums.get(on[:7], 0) + int(n)
    return [(month, wording.number(n)) for month, n in sums.items()]


@dataclass(frozen=True)
class ActivityLine:
    activity: Activity
    own: str
    n_raters: int
    is_full: bool


def activities_of(campaign: Campaign, user_pk: int | None) -> list[ActivityLine]:
    """Return what was done, with the reader's own tag and how many have rated; the tags of others stay hidden."""
    rows = campaign.activities.order_by("-on_date", "-pk").prefetch_related("ratings")[:300]
    found = []
    for one in rows:
        ratings = list(one.ratings.all())
        own = next((rating.tag for rating in ratings if rating.rater_id == user_pk and user_pk), "")
        found.append(ActivityLine(one, own, len(ratings), len(ratings) >= 2 and not own))
    return found
