-- Buckets are keyed hashes of what was typed or of the source: nothing personal stands here.
CREATE TABLE limit_counters (
    bucket BYTEA PRIMARY KEY,
    used BIGINT NOT NULL,
    window_ends_at BIGINT NOT NULL
)
