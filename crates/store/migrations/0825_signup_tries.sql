-- Identifications that failed, for the desk: what was typed is sealed under a derived key and bound to its row. A row is found by keyed
-- hashes: of 記号 and 番号, of birth date and kana. `digest` is that of the five values, so that the same try again is one row.
CREATE TABLE signup_tries (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    digest BYTEA NOT NULL,
    number_hash BYTEA NOT NULL,
    name_hash BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    cause TEXT NOT NULL,
    times BIGINT NOT NULL,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, digest)
)
