CREATE TABLE staff_sessions (
    token_hash BYTEA PRIMARY KEY,
    id BIGINT NOT NULL UNIQUE,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    factor_given_at BIGINT,
    last_seen_at BIGINT NOT NULL
)
