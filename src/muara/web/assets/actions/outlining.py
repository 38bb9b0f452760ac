"""The borders of the kecamatan of a regency come in from a file: all of them, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muara.formats.outlines import OutlineRow
from muara.web.accounts.audit import record
from muara.web.assets.actions.importing import Complaint
from muara.web.assets.models import DistrictOutline
from muara.web.assets.simplify import BrokenBorder, TooManyParts, simplified
from muara.web.cities.models import City
from muara.web.network.actions.checks import cleaned

MOST_LETTERS = 200


class CannotImportAreas(Exception):
    """Nothing was written; `complaints` says what does not fit, with the number of the feature."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = list(complaints)
        super().__init__(" ".join(one.text for one in self.complaints[:3]))


class _NoSource(Exception):
    pass


@dataclass(frozen=True)
class ImportedAreas:
    """How many areas there are, how many corners the file and the page have, and whether others were replaced."""

    n_areas: int
    n_corners: int
    n_kept: int
    replaces: bool


@transaction.atomic
def import_areas(
    *, city: City, rows: Sequence[OutlineRow], source: str, licence: str, at: datetime, only_look: bool = False
) -> ImportedAreas:
    """Take over the outlines of all kecamatan of the city's regency. Only the operator's command line calls this.

    They replace those of an earlier import. `only_look` writes nothing.

    Raises
    ------
    CannotImportAreas
        If source or licence are missing, an area has no outline, or an outline is none or no area's.
    """
    city = City.objects.select_for_update().get(pk=city.pk)
    names = dict(city.districts.values_list("code", "name"))
    if not names:
        raise _refusal(_("This city has no regency, so its areas are not known. Open it with --regency."))
    source, licence = _said(source), _said(licence)
    by_code = _matched(rows, names)
    try:
        outlines = simplified({code: row.polygons for code, row in by_code.items()})
    except BrokenBorder as broken:
        told = {"name": names[broken.code], "why": broken.why, "near": broken.near}
        text = _(
            "The border of %(name)s is broken (%(why)s, near %(near)s). Mend it, for example with “Fix "
            "geometries” in QGIS."
        )
        raise CannotImportAreas([Complaint(text % told, by_code[broken.code].number)]) from broken
    except TooManyParts as many:
        raise _refusal(
            _("These outlines have too many parts for a page. Leave out the smallest islands.")
        ) from many
    before = DistrictOutline.objects.filter(district__in=names)
    done = ImportedAreas(
        len(outlines),
        sum(len(ring) - 1 for row in by_code.values() for rings in row.polygons for ring in rings),
        sum(len(ring) for outline in outlines.values() for ring in outline.rings),
        before.exists(),
    )
    if not only_look:
        before.delete()
        DistrictOutline.objects.bulk_create(
            DistrictOutline(
                district_id=code, rings=outline.rings, latitude=outline.latitude, longitude=outline.longitude,
                source=source, licence=licence, imported_at=at,
            )
            for code, outline in outlines.items()
        )  # fmt: skip
        record("imported_areas", city, by=None, city=city, at=at, n=done.n_areas, source=source, licence=licence)
    return done


def _refusal(text: str) -> CannotImportAreas:
    return CannotImportAreas([Complaint(text)])


def _said(text: str) -> str:
    try:
        text = cleaned(text, _NoSource)
    except _NoSource as unreadable:
        raise _refusal(str(unreadable)) from unreadable
    if not text or len(text) > MOST_LETTERS:
        raise _refusal(
            _("Say from where the outlines come and under which licence, each in %(n)s characters at most.")
            % {"n": MOST_LETTERS}
        )
    return text


def _matched(rows: Sequence[OutlineRow], names: Mapping[str, str]) -> dict[str, OutlineRow]:
    """Find out which area each outline is of: by the property that tells most of them apart."""
    known = {plain(name): code for code, name in names.items()}
    known |= {plain(code): code for code in names}
    columns = {key for row in rows for key in row.about}
    best = max(
        sorted(columns),
        key=lambda key: len({known[told] for row in rows if (told := plain(row.about.get(key, ""))) in known}),
        default="",
    )
    complaints: list[Complaint] = []
    found: dict[str, OutlineRow] = {}
    for row in rows:
        told = row.about.get(best, "")
        code = known.get(plain(told))
        if code is None:
            text = _("No sub-district here has the name or code “%(told)s”.") % {"told": told[:40]}
            complaints.append(Complaint(text, row.number))
        elif code in found:
            text = _("%(name)s has an outline already, in feature %(n)s. Join its parts into one multipolygon.")
            complaints.append(Complaint(text % {"name": names[code], "n": found[code].number}, row.number))
        else:
            found[code] = row
    if missing := [name for code, name in sorted(names.items()) if code not in found]:
        text = _("No outline of %(names)s. The map needs all %(n)s.")
        complaints.append(Complaint(text % {"names": ", ".join(missing), "n": len(names)}))
    if complaints:
        raise CannotImportAreas(complaints)
    return found


def plain(told: str) -> str:
    """Bring a name or code to the form in which it is compared.

    Examples
    --------
    >>> plain("Kec. Batur Raden"), plain("33.02.22"), plain("kecamatan Kembaran")
    ('baturraden', '330222', 'kembaran')
    """
    return re.sub(r"\W", "", re.sub(r"^kec(amatan)?\b\.?", "", told.strip().casefold()))
