-- Old and new people of a kept import who are probably one. Who is confirmed takes account and consents along when it takes effect.
CREATE TABLE roster_plan_moves (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    import_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    old_person_id BIGINT NOT NULL,
    new_person_id BIGINT NOT NULL,
    kana_name TEXT NOT NULL,
    old_symbol TEXT NOT NULL,
    old_number TEXT NOT NULL,
    old_branch TEXT NOT NULL,
    new_symbol TEXT NOT NULL,
    new_number TEXT NOT NULL,
    new_branch TEXT NOT NULL,
    is_sure BOOLEAN NOT NULL,
    is_confirmed BOOLEAN NOT NULL,
    PRIMARY KEY (insurer_id, import_id, line)
)
