CREATE INDEX roster_entries_by_email ON roster_entries (insurer_id, lower(email)) WHERE email IS NOT NULL
