CREATE UNIQUE INDEX accounts_one_live_per_person ON accounts (insurer_id, person_id) WHERE closed_at IS NULL
