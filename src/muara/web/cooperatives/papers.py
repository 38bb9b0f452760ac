"""The papers of a founding, as blocks that a page and a PDF draw alike. What is not known stays a gap.

Identity numbers have a column on the printed list of founders, and none in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.web.cooperatives.models import Cooperative, Founder, Founding, Kind
from muara.web.cooperatives.readiness import Readiness
from muara.web.cooperatives.rules import Rule, rule_on
from muara.web.governance.terms_in_words import rupiah
from muara.web.ui.paper import Block, Paper

SPARE_LINES = 5


def _gaps(*rows: tuple[str, str]) -> Block:
    return Block("gaps", rows=rows)


def _points(*texts: str) -> Block:
    return Block("points", rows=[[text] for text in texts])


def _by_rule(rule: Rule) -> Block:
    told = _("%(law)s. Source: %(source)s. Looked up on %(day)s. A reference, no legal advice.") % {
        "law": rule.law,
        "source": rule.source,
        "day": formats.date_format(rule.read_date, "j F Y"),
    }
    return Block("note", told)


def _day(founding: Founding) -> str:
    return formats.date_format(timezone.localtime(founding.meets_at), "l, j F Y") if founding.meets_at else ""


def _hour(founding: Founding) -> str:
    return formats.date_format(timezone.localtime(founding.meets_at), "H.i") if founding.meets_at else ""


def _when_and_where(founding: Founding) -> list[tuple[str, str]]:
    return [
        (_("Day and date"), _day(founding)),
        (_("Hour"), _hour(founding)),
        (_("Place"), founding.place),
    ]


def _kind(founding: Founding) -> str:
    return str(Kind(founding.kind).label).capitalize()


def _agenda() -> Block:
    return _points(
        _("Opening, and who leads the meeting and keeps the minutes"),
        _("Why a cooperative, and what business it does"),
        _("Name, kind and seat"),
        _("Draft of the statutes (AD) and the by-laws (ART)"),
        _("Deposits: one-off and compulsory"),
        _("Election of the management board and the supervisory board"),
        _("Who has the mandate to sign for the founders (kuasa pendiri)"),
        _("Closing, and reading out of what was decided"),
    )


def invitation(founding: Founding, founders: Sequence[Founder], ready: Readiness, today: date) -> Paper:
    return Paper(
        _("Invitation to the founding meeting"),
        [
            _gaps((_("To"), ""), (_("About"), _("founding of %(name)s") % {"name": founding.name})),
            Block("text", founding.purpose),
            Block("text", _("You are invited to the meeting that founds it:")),
            _gaps(*_when_and_where(founding)),
            Block("heading", _("Agenda")),
            _agenda(),
            Block(
                "text",
                _("Please bring your identity card. Its number is written by hand on the list of founders only."),
            ),
            Block("signs", rows=[[_("For the initiators"), ""]]),
        ],
    )


def attendance(founding: Founding, founders: Sequence[Founder], ready: Readiness, today: date) -> Paper:
    columns = [(_("No."), 1), (_("Name"), 6), (_("Signature"), 5)]
    if founding.member_groups:
        columns.insert(2, (_("Member group"), 4))
    names = [[one.name, one.group] if founding.member_groups else [one.name] for one in founders]
    names += [[""] * (len(columns) - 2)] * SPARE_LINES
    rows = [[str(number), *name, ""] for number, name in enumerate(names, 1)]
    return Paper(
        _("Attendance list of the founding meeting"),
        [
            _gaps((_("Cooperative"), founding.name), *_when_and_where(founding)),
            Block("grid", columns=columns, rows=rows),
            Block("signs", rows=[[_("Chair"), founding.chair], [_("Note taker"), founding.note_taker]]),
        ],
    )


def founders_list(founding: Founding, founders: Sequence[Founder], ready: Readiness, today: date) -> Paper:
    columns = [
        (_("No."), 1), (_("Name"), 5), (_("Identity number"), 5), (_("Address"), 5), (_("Signature"), 4),
    ]  # fmt: skip
    filled = [one.name for one in founders] + [""] * max(0, ready.needed - len(founders))
    return Paper(
        _("List of founders"),
        [
            _gaps((_("Cooperative"), founding.name), (_("Kind"), _kind(founding)), (_("Seat"), founding.seat)),
            Block("grid", columns=columns, rows=[[str(n), name, "", "", ""] for n, name in enumerate(filled, 1)]),
            Block(
                "note",
                _("Identity numbers and addresses are written by hand on this paper. Muara does not hold them."),
            ),
            _by_rule(ready.rule),
        ],
    )


def minutes(founding: Founding, founders: Sequence[Founder], ready: Readiness, today: date) -> Paper:
    decided = [
        _("A cooperative is founded with the name %(name)s.") % {"name": founding.name},
        _("It is a %(kind)s.") % {"kind": Kind(founding.kind).label},
        _("Its seat is in %(seat)s.") % {"seat": founding.seat or "……………………"},
        _("The statutes (AD) and by-laws (ART) are adopted as they were read out."),
        _("The one-off deposit is %(sum)s.")
        % {"sum": rupiah(founding.share_deposit) if founding.share_deposit is not None else "Rp……………"},
        _("The compulsory deposit is %(sum)s a month.")
        % {"sum": rupiah(founding.compulsory_deposit) if founding.compulsory_deposit is not None else "Rp……………"},
        _("Elected to the management board: ……………………"),
        _("Elected to the supervisory board: ……………………"),
        _("The mandate to sign for the founders goes to: ……………………"),
    ]
    return Paper(
        _("Minutes of the founding meeting (official record)"),
        [
            _gaps(
                *_when_and_where(founding),
                (_("Chair"), founding.chair),
                (_("Note taker"), founding.note_taker),
                (_("Number present"), ""),
            ),
            Block("heading", _("Agenda")),
            _agenda(),
            Block("heading", _("Decisions")),
            _points(*decided),
            Block("heading", _("Who disagreed, and why")),
            Block("text", ""),
            Block("signs", rows=[[_("Chair"), founding.chair], [_("Note taker"), founding.note_taker]]),
            _by_rule(rule_on("minutes", today)),
        ],
    )


def statutes(founding: Founding, founders: Sequence[Founder], ready: Readiness, today: date) -> Paper:
    business = "; ".join(founding.trades)
    members = _("people") if founding.level == Cooperative.Level.PRIMARY else _("cooperatives")
    rows: list[tuple[str, str]] = [
        (_("Founders"), _("as on the list of founders, at least %(n)s") % {"n": ready.needed}),
        (_("Name"), founding.name),
        (_("Seat"), founding.seat),
        (_("Kind"), _kind(founding)),
        (_("Purpose"), founding.purpose),
        (_("Business"), business),
        (_("Membership"), _("Members are %(members)s. Who may join, and how one leaves:") % {"members": members}),
        (_("Members' meeting"), _("When it meets, its quorum, and how votes count:")),
        (_("Management"), _("Management board and supervisory board: number, term, how they are elected:")),
        (_("Capital"), _capital(founding)),
        (_("Duration"), ""),
        (_("How the surplus is divided"), _("Reserve, members (by trade and by deposits), education, others:")),
        (_("Sanctions"), ""),
    ]
    blocks = [
        Block("text", _("An outline to talk about, no finished statutes. The notary words them.")),
        Block("grid", columns=[(_("Clause"), 3), (_("What it says"), 8)], rows=[list(row) for row in rows]),
        _by_rule(rule_on("statutes", today)),
    ]
    if ready.group_rule is not None:
        groups = [[name, ""] for name in founding.member_groups] or [["", ""], ["", ""]]
        blocks += [
            Block("heading", _("Member groups")),
            Block("text", _("How they are formed, and what each may decide; no group should decide alone.")),
            Block("grid", columns=[(_("Group"), 3), (_("Its rights"), 8)], rows=groups),
            _by_rule(ready.group_rule),
        ]
    return Paper(_("Outline of the statutes (AD)"), blocks)


def _capital(founding: Founding) -> str:
    one_off, monthly = founding.share_deposit, founding.compulsory_deposit
    told = []
    if one_off is not None:
        told.append(_("one-off deposit %(sum)s") % {"sum": rupiah(one_off)})
    if monthly is not None:
        told.append(_("compulsory deposit %(sum)s a month") % {"sum": rupiah(monthly)})
    return "; ".join(told)


def notary(founding: Founding, founders: Sequence[Founder], ready: Readiness, today: date) -> Paper:
    return Paper(
        _("What to bring to the notary, and what to ask"),
        [
            _gaps((_("Cooperative"), founding.name), (_("Kind"), _kind(founding))),
            Block("heading", _("To bring")),
            _points(
                _("Minutes of the founding meeting, signed"),
                _("List of founders"),
                _("Attendance list"),
                _("Draft of the statutes (AD)"),
                _("By-laws (ART)"),
                _("Mandate of the founders (kuasa pendiri)"),
                _("Business plan for three years"),
            ),
            Block("heading", _("To ask, because Muara knows no sure source for it")),
            _points(
                _("Are you registered as a notary for cooperatives (NPAK)?"),
                _("Which proof of the deposits do you need?"),
                _("Who hands it in for approval, how long does it take, and what does it cost altogether?"),
                _("Does our business need permits of its own?"),
                _("What changes if we begin with more founders or with member groups?"),
            ),
            Block("note", _("The list comes from published minutes and guides. Each notary may ask for more.")),
        ],
    )


Draw = Callable[[Founding, Sequence[Founder], Readiness, date], Paper]
PAPERS: dict[str, tuple[str | Promise, Draw]] = {
    "undangan": (gettext_lazy("Invitation"), invitation),
    "daftar-hadir": (gettext_lazy("Attendance list"), attendance),
    "berita-acara": (gettext_lazy("Minutes (official record)"), minutes),
    "daftar-pendiri": (gettext_lazy("List of founders"), founders_list),
    "anggaran-dasar": (gettext_lazy("Outline of the statutes (AD)"), statutes),
    "notaris": (gettext_lazy("What to bring to the notary"), notary),
}
