-- The file itself, in pieces, until somebody decided on it: it takes effect on whatever server that happens.
CREATE TABLE statement_preview_parts (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    preview_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (insurer_id, preview_id, seq)
)
