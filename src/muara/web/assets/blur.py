"""Where a place may be shown: the point itself, or a circle that holds it (people live there, looting)."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass

from django.conf import settings

from muara.web.assets.models import IdleAsset

RADIUS_M = 300
METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Shown:
    """Where a place is drawn.

    Attributes
    ----------
    radius_m : int
        0: the place is at this point; else it is somewhere within this distance of it.
    """

    latitude: float
    longitude: float
    radius_m: int


def shown_point(asset: IdleAsset, *, exactly: bool = False) -> Shown | None:
    """Return where to draw a place, or nothing if no point is known.

    The point of a sensitive place is moved by a secret, lasting offset inside a circle of 300 m, so that neither
    many views nor many copies of a file give it away; the circle drawn around the moved point holds the place.
    """
    if asset.latitude is None or asset.longitude is None:
        return None
    if exactly or not asset.is_sensitive:
        return Shown(round(asset.latitude, 6), round(asset.longitude, 6), 0)
    secret = hmac.new(settings.SECRET_KEY.encode(), f"asset-blur:{asset.pk}".encode(), hashlib.sha256).digest()
    angle = int.from_bytes(secret[:8], "big") / 2**64 * math.tau
    away = math.sqrt(int.from_bytes(secret[8:16], "big") / 2**64) * RADIUS_M * 0.98
    south = away * math.sin(angle) / METRES_PER_DEGREE
    east = away * math.cos(angle) / (METRES_PER_DEGREE * max(math.cos(math.radians(asset.latitude)), 0.01))
    return Shown(round(asset.latitude + south, 4), round(asset.longitude + east, 4), RADIUS_M)
