CREATE TABLE recovery_codes (
    owner_kind TEXT NOT NULL,
    insurer_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (insurer_id, owner_kind, owner_id, code_hash)
)
