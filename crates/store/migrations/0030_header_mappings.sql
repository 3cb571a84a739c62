-- Header names that an insurer's files use, beside the usual ones.
CREATE TABLE header_mappings (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    file_kind TEXT COLLATE_C NOT NULL,
    header TEXT COLLATE_C NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (insurer_id, file_kind, header)
)
