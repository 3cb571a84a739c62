CREATE INDEX calls_by_day ON calls (insurer_id, opened_at)
