from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from muara.web.cities.models import City

if TYPE_CHECKING:  # models load with every command and worker; numpy and scipy need not
    from muara.engine.network import Network


class Layout(models.Model):
    """Where each actor of a city stands on the map, so that it stands there again next time.

    Places are kept for those who left too: who comes back is found where it was.
    """

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="network_layout")
    places = models.JSONField(default=dict, help_text="Number of the actor to [x, y, had ties]")
    n_when_drawn = models.PositiveIntegerField(help_text="Actors when the map was last drawn afresh")
    drawn_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"layout of {self.city_id}"

    def kept(self, network: Network) -> dict[int | str, tuple[float, float]]:
        """Return the places of a network's actors; one that stood loose and has ties now needs a new one."""
        kept: dict[int | str, tuple[float, float]] = {}
        degrees = network.adjacency.degrees
        for i, actor in enumerate(network.actors):
            x, y, had_ties = self.places.get(str(actor), (0.0, 0.0, None))
            if had_ties or (had_ties is False and not degrees[i]):
                kept[actor] = (x, y)
        return kept
