"""Places go out as files, each as exactly as it may be shown, and come in from them as reports with a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from muara.formats.places import (
    Places,
    read_places_csv,
    read_places_geojson,
    write_places_csv,
    write_places_geojson,
)
from muara.web.assets.blur import shown_point
from muara.web.assets.models import IdleAsset

FIELDS = (
    "owner_level", "keeper", "land_m2", "floor_m2", "usable_m2", "use_status", "idle_since", "title_status",
    "heritage", "zoning", "hazards", "dispute",
)  # fmt: skip


@dataclass(frozen=True)
class Format:
    label: str
    mime: str
    write: Callable[[Sequence[Mapping[str, object]]], str]
    read: Callable[[bytes | str], Places]


FORMATS = {
    "geojson": Format("GeoJSON", "application/geo+json", write_places_geojson, read_places_geojson),
    "csv": Format("CSV", "text/csv", write_places_csv, read_places_csv),
}


def exported(assets: Iterable[IdleAsset]) -> list[dict[str, object]]:
    """Return public places as rows of a file; a sensitive one without its words and with its point blurred."""
    rows = []
    for asset in assets:
        row: dict[str, object] = {"name": asset.name}
        if not asset.is_sensitive and asset.place:
            row["place"] = asset.place
        if asset.village_id:
            row["village"] = asset.village_id
        if (point := shown_point(asset)) is not None:
            row |= {"latitude": point.latitude, "longitude": point.longitude}
            if point.radius_m:
                row["radius_m"] = point.radius_m
        row |= {name: value for name in FIELDS if (value := getattr(asset, name)) not in {"", None}}
        row["state"] = asset.state
        rows.append(row)
    return rows
