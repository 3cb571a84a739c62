-- Who turns 75 soon.
CREATE INDEX roster_entries_by_birth ON roster_entries (insurer_id, birth_date, person_id)
