-- Every import of statements: `writing`, `applied` (in force), or `abandoned` (killed, and what it wrote taken away).
CREATE TABLE statement_imports (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    kind TEXT COLLATE_C NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 BYTEA NOT NULL,
    mode TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT COLLATE_C NOT NULL,
    version BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    applied_at BIGINT,
    PRIMARY KEY (insurer_id, kind, id)
)
