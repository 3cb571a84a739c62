-- Keyed hashes of five typed values that were already counted: repeating the very same values costs nothing.
CREATE TABLE identification_attempts (
    digest BYTEA PRIMARY KEY,
    insurer_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
)
