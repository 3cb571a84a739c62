-- What was wrong or odd in the file, in the order of the file: line and column, never what stands there.
CREATE TABLE statement_preview_problems (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    preview_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    is_error BOOLEAN NOT NULL,
    line BIGINT,
    column_name TEXT,
    problem TEXT NOT NULL,
    remedy TEXT NOT NULL,
    PRIMARY KEY (insurer_id, preview_id, seq)
)
