CREATE INDEX roster_entries_by_number ON roster_entries (insurer_id, number_loose, symbol_loose, person_id)
