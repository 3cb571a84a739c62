CREATE INDEX signup_tries_by_number ON signup_tries (insurer_id, number_hash, at)
