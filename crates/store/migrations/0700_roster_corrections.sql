-- What the desk corrected on the roster: `corrected_value` stands there so long as the roster's own file gives `roster_value`. The kana
-- columns are what comparisons go by, of a name in kana as the roster has it. Dates are ISO text.
CREATE TABLE roster_corrections (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    field TEXT COLLATE_C NOT NULL,
    roster_value TEXT,
    roster_kana_unfolded TEXT COLLATE_C,
    roster_kana_folded TEXT COLLATE_C,
    roster_kana_lenient TEXT COLLATE_C,
    corrected_value TEXT,
    reason TEXT NOT NULL,
    corrected_by TEXT NOT NULL,
    corrected_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, person_id, field)
)
