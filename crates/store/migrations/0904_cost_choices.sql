-- What was decided about who sees a person's costs: `hidden_by_desk`, `hidden_by_self`, `agreed`.
CREATE TABLE cost_choices (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    choice TEXT COLLATE_C NOT NULL,
    chosen_at BIGINT NOT NULL,
    chosen_by TEXT NOT NULL,
    PRIMARY KEY (insurer_id, person_id, choice)
)
