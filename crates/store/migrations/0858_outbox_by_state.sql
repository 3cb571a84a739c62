-- The newest mails of a state, a page at a time.
CREATE INDEX outbox_by_state ON outbox (state, created_at, id)
