CREATE INDEX sessions_by_account ON sessions (insurer_id, account_id)
