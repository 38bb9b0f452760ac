"""Publishing counts in batches, so that no reader learns a vote from the difference of two pages."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from muara.web.concerns.models import Topic

SMALLEST_BATCH = 5

# One statement, so that two servers at once cannot publish six people where five were published a moment ago.
MOVE_ON = """
INSERT INTO concerns_statementsplit (statement_id, agree, passed, disagree, taken_at)
SELECT v.statement_id,
       SUM(CASE WHEN v.value = 1 THEN 1 ELSE 0 END),
       SUM(CASE WHEN v.value = 0 THEN 1 ELSE 0 END),
       SUM(CASE WHEN v.value = -1 THEN 1 ELSE 0 END),
       %(at)s
FROM concerns_vote v JOIN concerns_statement s ON s.id = v.statement_id
WHERE s.topic_id = %(topic)s
GROUP BY v.statement_id
HAVING COUNT(*) >= %(batch)s
ON CONFLICT (statement_id) DO UPDATE SET
  agree = excluded.agree, passed = excluded.passed, disagree = excluded.disagree, taken_at = excluded.taken_at
WHERE %(is_final)s OR excluded.agree + excluded.passed + excluded.disagree
  >= concerns_statementsplit.agree + concerns_statementsplit.passed + concerns_statementsplit.disagree + %(batch)s
"""


@transaction.atomic
def move_splits(*, topic: Topic, at: datetime) -> None:
    """Move the published counts on where at least five more people voted; once the topic is closed, everywhere."""
    values = {
        "topic": topic.pk,
        "batch": SMALLEST_BATCH,
        "is_final": topic.status == Topic.Status.CLOSED,
        "at": connection.ops.adapt_datetimefield_value(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVE_ON, values)
