CREATE INDEX outbox_by_account ON outbox (account_id, created_at) WHERE account_id IS NOT NULL
