CREATE INDEX roster_entries_by_sound ON roster_entries (insurer_id, kana_lenient, birth_date, person_id)
