CREATE INDEX roster_entries_by_end ON roster_entries (insurer_id, to_version)
