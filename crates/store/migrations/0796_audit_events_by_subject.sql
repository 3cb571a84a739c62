-- What happened to one person or account.
CREATE INDEX audit_events_by_subject ON audit_events (insurer_id, subject, at)
