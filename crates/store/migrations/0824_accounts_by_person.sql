CREATE INDEX accounts_by_person ON accounts (insurer_id, person_id, created_at)
