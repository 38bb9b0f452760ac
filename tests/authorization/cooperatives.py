"""Cooperatives: the register, the seven questions."""

from __future__ import annotations

from typing import Any

from tests.authorization.route import Route, everybody, secretariat, staff


def cooperative(world: Any) -> dict[str, Any]:
    known = world.city.cooperatives.filter(slug="koperasi-a").first()
    return {"slug": (known or world.make_cooperative("Koperasi A")).slug}


COOPERATIVES = [
    Route("cooperatives:register", get=everybody(200)),
    Route("cooperatives:match", get=everybody(200)),
    Route("cooperatives:rules", get=everybody(200)),
    Route("cooperatives:download", get=everybody(200)),
    Route("cooperatives:cooperative", get=everybody(200), kwargs=cooperative),
    # Facilitators and the secretariat keep the register; the secretariat takes whole lists over.
    Route("cooperatives:new_cooperative", get=staff(200), post=staff(422)),
    Route("cooperatives:edit_cooperative", get=staff(200), post=staff(422), kwargs=cooperative),
    Route("cooperatives:meeting", get=staff(200), post=staff(422), kwargs=cooperative),
    Route("cooperatives:counts", get=staff(200), post=staff(422)),
    Route("cooperatives:import", get=secretariat(200), post=secretariat(422)),
]
