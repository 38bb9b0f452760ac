"""The gate of a topic: many votes pass at once, and who closes or edits it waits for them, not for ever.

A row lock alone would do on a quiet evening. But PostgreSQL lets new shared row locks pass a waiting exclusive
one, so in a hall that votes without a pause the topic could never be closed (measured, docs/adr/0007). Advisory
locks queue fairly: votes that come after the one who closes wait behind them, and then see the topic closed.
"""

from __future__ import annotations

from django.db import connection

from muara.web.concerns.models import Topic

GATE = 1_836_409_204  # the family of these advisory locks: "muar" in ASCII, bent to 31 bits

STATUS = "SELECT status FROM concerns_topic WHERE id = %s"
GO_THROUGH = "SELECT pg_advisory_xact_lock_shared(%s, %s)"
STATUS_HELD = "SELECT status FROM concerns_topic WHERE id = %s FOR SHARE"
SHUT = "SELECT pg_advisory_xact_lock(%s, %s)"


def lock_topic(topic: Topic) -> Topic:
    """Lock a topic against every vote and return it as it is now: no vote is under way any more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SHUT, [GATE, topic.pk % 2**31])
    return Topic.objects.select_for_update(of=("self",)).select_related("city").get(pk=topic.pk)


def hold_open(topic_id: int) -> bool:
    """Say whether the topic is open, and keep it so until the transaction ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(GO_THROUGH, [GATE, topic_id % 2**31])
            cursor.execute(STATUS_HELD, [topic_id])
        else:
            cursor.execute(STATUS, [topic_id])
        row = cursor.fetchone()
    return row is not None and row[0] == Topic.Status.OPEN
