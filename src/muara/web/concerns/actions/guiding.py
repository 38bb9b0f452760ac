"""What a reading knows of the groups, kept for choosing what somebody is shown next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from muara.web.concerns.models import Statement, Topic


@transaction.atomic
def keep_heard(*, topic: Topic, shown: Mapping[str, Any]) -> None:
    """Keep who agreed and who disagreed, group by group, of what a reading may show; the reading is the record.

    A cell that is withheld counts as nobody. Without groups there is one group, everybody.
    """
    labels = [group["label"] for group in shown["groups"]]
    heard = {}
    for item in shown["statements"]:
        cells = {cell["label"]: cell for cell in item["groups"]} if labels else {None: item}
        heard[item["statement"]] = [
            [cells.get(label, {}).get(side, 0) for label in labels or [None]] for side in ("agree", "disagree")
        ]
    statements = list(Statement.objects.filter(topic=topic).only("pk", "number", "heard"))
    for statement in statements:
        statement.heard = heard.get(statement.number, [])
    Statement.objects.bulk_update(statements, ["heard"], batch_size=500)
