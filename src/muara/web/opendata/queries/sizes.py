"""How large each table is and how new: one question for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet, Value

from muara.web.opendata.place import Place
from muara.web.opendata.resource import Resource


@dataclass(frozen=True)
class Size:
    n: int = 0
    newest: datetime | None = None


def sizes_of(place: Place, resources: list[Resource[Any]]) -> dict[str, Size]:
    first, *others = (_counted(place, one) for one in resources)
    return {name: Size(n, newest) for name, n, newest in first.union(*others, all=True)}


def _counted(place: Place, one: Resource[Any]) -> QuerySet[Any, Any]:
    rows = one.rows(place)
    public = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    named: QuerySet[Any, Any] = public.order_by().annotate(name_of=Value(one.name)).values("name_of")
    counted: QuerySet[Any, Any] = named.annotate(n_rows=Count("pk"), newest=Max(one.newest))
    return counted.values_list("name_of", "n_rows", "newest")
