from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from muara.web.accounts.permissions import role_in


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What the base page shows around every page: the city and what the person is in it."""
    city = getattr(request, "city", None)
    if city is None:
        return {"city": None, "role": ""}
    role = role_in(getattr(request, "user", None), city)
    return {"city": city, "role": role, "is_facilitator": role in {"FACILITATOR", "SECRETARIAT"}}
