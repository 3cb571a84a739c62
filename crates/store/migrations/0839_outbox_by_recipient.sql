CREATE INDEX outbox_by_recipient ON outbox (recipient_key, created_at)
