"""What the page of open data tells of each table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from muara.web.opendata.place import Place
from muara.web.opendata.queries.files import FILES
from muara.web.opendata.queries.sizes import sizes_of
from muara.web.opendata.tables import files


@dataclass(frozen=True)
class Way:
    """One form in which something can be taken along, and where it is found."""

    label: str | Promise
    address: str


@dataclass(frozen=True)
class Dataset:
    """One table, how large and how new it is, and in which forms there is more of it."""

    name: str
    title: Promise
    about: Promise
    withheld: Promise | str
    n: int
    newest: datetime | None
    page: str
    whole: list[Way]
    single: list[Way]


def datasets(place: Place) -> list[Dataset]:
    tables = files()
    sizes = sizes_of(place, tables)
    return [
        Dataset(
            name=one.name,
            title=one.title,
            about=one.about,
            withheld=one.withheld,
            n=sizes[one.name].n,
            newest=sizes[one.name].newest,
            page=place.link(one.page),
            whole=[
                Way("CSV", place.link("opendata:table", one.name)),
                Way("JSON", place.link("opendata:list", one.name)),
                *(
                    Way(file.title, place.link(file.name, *file.args))
                    for file in FILES
                    if file.of == one.name and not file.page
                ),
            ],
            single=[Way(file.title, place.link(file.page)) for file in FILES if file.of == one.name and file.page],
        )
        for one in tables
    ]
