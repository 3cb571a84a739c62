CREATE TABLE staff_invitations (
    staff_id BIGINT PRIMARY KEY REFERENCES staff (id),
    token_hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
)
