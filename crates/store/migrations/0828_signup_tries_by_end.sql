CREATE INDEX signup_tries_by_end ON signup_tries (expires_at)
