"""Write the tiles of logs that were begun before there were tiles, from what their events say."""

from typing import Any

from django.db import migrations

from muara.engine.ledger import TILE, MerkleTree, leaf_hash


def fill(apps: Any, schema_editor: Any) -> None:
    decisions, events, tiles = (apps.get_model("governance", name) for name in ("Decision", "Event", "Tile"))
    for decision in decisions.objects.filter(log_size__gte=TILE).order_by("pk"):
        has = set(tiles.objects.filter(decision=decision).values_list("number", flat=True))
        for number in range(decision.log_size // TILE):
            rows = events.objects.filter(decision=decision, seq__gte=number * TILE, seq__lt=(number + 1) * TILE)
            leaves = [leaf_hash(data.encode()) for data in rows.order_by("seq").values_list("data", flat=True)]
            if number not in has and len(leaves) == TILE:
                tiles.objects.create(decision=decision, number=number, root=MerkleTree(leaves).root().hex())


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_tiles_of_the_log")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
