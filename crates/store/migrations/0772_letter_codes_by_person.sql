CREATE INDEX letter_codes_by_person ON letter_codes (insurer_id, person_id)
