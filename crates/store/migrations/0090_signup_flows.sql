-- `account_id` is set when the flow ended in an account: a second press of the last button then finds what the first one did.
CREATE TABLE signup_flows (
    id BIGINT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    user_id TEXT,
    user_key TEXT COLLATE_C,
    password_hash TEXT,
    email TEXT,
    account_id BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
)
