CREATE INDEX audit_events_by_insurer ON audit_events (insurer_id, at)
