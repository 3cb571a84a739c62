CREATE INDEX calls_by_person ON calls (insurer_id, person_id, opened_at)
