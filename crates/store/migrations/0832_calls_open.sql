CREATE INDEX calls_open ON calls (insurer_id, opened_at) WHERE closed_at IS NULL
