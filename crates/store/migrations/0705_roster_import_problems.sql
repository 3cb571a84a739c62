-- What was wrong or odd in the file of a kept import, in the order of the file.
CREATE TABLE roster_import_problems (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    import_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    is_error BOOLEAN NOT NULL,
    line BIGINT,
    column_name TEXT,
    problem TEXT NOT NULL,
    remedy TEXT NOT NULL,
    PRIMARY KEY (insurer_id, import_id, seq)
)
