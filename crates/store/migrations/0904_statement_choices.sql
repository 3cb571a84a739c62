-- What was decided about who sees a person's statements: `hidden_by_desk` (of every kind: `any`), `hidden_by_self`, `agreed`, and
-- `stopped`, which is shown to nobody.
CREATE TABLE statement_choices (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    choice TEXT COLLATE_C NOT NULL,
    kind TEXT COLLATE_C NOT NULL,
    chosen_at BIGINT NOT NULL,
    chosen_by TEXT NOT NULL,
    PRIMARY KEY (insurer_id, person_id, choice, kind)
)
