"""What a city publishes, room by room down the river."""

from typing import Any

from muara.web.opendata.queries.decided import DECIDED
from muara.web.opendata.queries.done import DONE
from muara.web.opendata.queries.known import KNOWN
from muara.web.opendata.queries.means import MEANS
from muara.web.opendata.queries.network import NETWORK
from muara.web.opendata.queries.said import SAID
from muara.web.opendata.resource import Resource

RESOURCES: dict[str, Resource[Any]] = {one.name: one for one in (*SAID, *NETWORK, *DECIDED, *MEANS, *DONE, *KNOWN)}

__all__ = ["RESOURCES"]
