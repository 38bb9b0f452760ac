from __future__ import annotations

from collections.abc import Mapping

from muara.web.assets.ground import Area, Ground, Plane, middle_of, schematic
from muara.web.assets.models import DistrictOutline
from muara.web.cities.models import City


def ground_of(city: City, names: Mapping[str, str]) -> Ground | None:
    """Return the imported outlines of a city's regency, else its schematic cells, else nothing."""
    rows = DistrictOutline.objects.filter(district__in=names).order_by("pk")
    if not (outlines := {row.district_id: row for row in rows}):
        return schematic(city.regency_code, names)
    plane = Plane(*middle_of([(row.latitude, row.longitude) for row in outlines.values()]))
    areas = {
        code: Area(
            names[code],
            plane.flat(row.latitude, row.longitude),
            tuple(
                tuple(plane.flat(latitude, longitude) for longitude, latitude in ring) for ring in row.rings
            ),
        )
        for code, row in outlines.items()
    }  # fmt: skip
    first = next(iter(outlines.values()))
    return Ground(plane, areas, first.source, first.licence)
