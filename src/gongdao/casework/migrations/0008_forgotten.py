"""Open cases in which no clock is left stand by the limit that lapsed last, as `draft.due_first` has it."""

from django.db import migrations

_FORWARD = """
WITH limits AS (
    SELECT c.id, d.key, coalesce(d.value ->> 'status', 'running') AS status,
        (d.value ->> 'due_at')::timestamptz AS due_at, (d.value ->> 'ended_at')::timestamptz AS ended_at
    FROM casework_case c, jsonb_each(coalesce(c.state -> 'deadlines', '{}')) AS d
    WHERE c.open AND c.due_at IS NULL
), last AS (
    SELECT DISTINCT ON (id) id, key, status, due_at FROM limits
    WHERE ended_at IS NOT NULL ORDER BY id, ended_at DESC, due_at DESC
)
UPDATE casework_case c SET due_at = last.due_at, due_key = last.key
FROM last WHERE last.id = c.id AND last.status = 'lapsed'
    AND NOT EXISTS (SELECT FROM limits l WHERE l.id = c.id AND l.status IN ('running', 'paused'))
"""
_BACK = """
UPDATE casework_case SET due_at = NULL, due_key = ''
WHERE open AND next_due_at IS NULL AND state -> 'deadlines' -> due_key ->> 'status' = 'lapsed'
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_conduct")]
    operations = [migrations.RunSQL(_FORWARD, _BACK)]
