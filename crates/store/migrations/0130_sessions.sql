CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    id BIGINT NOT NULL UNIQUE,
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    account_id BIGINT NOT NULL,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    factor_given_at BIGINT,
    last_seen_at BIGINT NOT NULL
)
