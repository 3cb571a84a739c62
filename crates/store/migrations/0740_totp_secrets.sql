CREATE TABLE totp_secrets (
    owner_kind TEXT NOT NULL,
    insurer_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, owner_kind, owner_id)
)
