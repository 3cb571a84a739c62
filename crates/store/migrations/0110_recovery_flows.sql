-- Account and insurer are null in a dummy flow: the same pages and tries for a pair of user ID and address that nobody has.
CREATE TABLE recovery_flows (
    id BIGINT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    insurer_id BIGINT,
    account_id BIGINT,
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    verified_at BIGINT,
    ended_at BIGINT
)
