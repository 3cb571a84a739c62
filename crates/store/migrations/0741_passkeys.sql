CREATE TABLE passkeys (
    id BIGINT NOT NULL UNIQUE,
    credential_id BYTEA PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    insurer_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    transports BIGINT NOT NULL,
    static_state BYTEA NOT NULL,
    dynamic_state BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
)
