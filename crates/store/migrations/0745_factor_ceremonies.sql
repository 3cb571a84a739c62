CREATE TABLE factor_ceremonies (
    bound_to BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (bound_to, purpose)
)
