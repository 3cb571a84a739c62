-- The mails of an insurer by the day on which they were written.
CREATE INDEX outbox_by_insurer ON outbox (insurer_id, created_at)
