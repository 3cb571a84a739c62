-- The code of a letter, as a keyed hash over insurer, person and code. Of a person's issued codes only the newest counts.
CREATE TABLE letter_codes (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    batch_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (insurer_id, batch_id, person_id)
)
