CREATE TABLE consents (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    account_id BIGINT NOT NULL,
    version BIGINT NOT NULL REFERENCES terms_versions (version),
    body_sha256 BYTEA NOT NULL,
    agreed_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, account_id, version)
)
