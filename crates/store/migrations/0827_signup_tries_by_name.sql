CREATE INDEX signup_tries_by_name ON signup_tries (insurer_id, name_hash, at)
