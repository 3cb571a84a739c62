CREATE TABLE email_changes (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    account_id BIGINT NOT NULL,
    flow_id BIGINT NOT NULL,
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, account_id)
)
