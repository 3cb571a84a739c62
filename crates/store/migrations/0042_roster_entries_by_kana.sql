CREATE INDEX roster_entries_by_kana ON roster_entries (insurer_id, kana_folded, birth_date, person_id)
