CREATE INDEX login_failures_by_owner ON login_failures (owner)
