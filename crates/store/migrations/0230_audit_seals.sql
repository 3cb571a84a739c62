-- The hash chain over audit_events, written by one background job at a time: seq has no gaps.
CREATE TABLE audit_seals (
    seq BIGINT PRIMARY KEY,
    event_id BIGINT NOT NULL UNIQUE,
    hash BYTEA NOT NULL,
    sealed_at BIGINT NOT NULL
)
