-- The switch by which an import of statements takes effect at one instant; a kind of an insurer without a row is at 0.
CREATE TABLE statement_versions (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    kind TEXT COLLATE_C NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, kind)
)
