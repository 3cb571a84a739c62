CREATE TABLE passkey_users (
    handle BYTEA PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    insurer_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    UNIQUE (insurer_id, owner_kind, owner_id)
)
