CREATE TABLE terms_versions (
    version BIGINT PRIMARY KEY,
    body TEXT NOT NULL,
    body_sha256 BYTEA NOT NULL,
    effective_on TEXT COLLATE_C NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL
)
