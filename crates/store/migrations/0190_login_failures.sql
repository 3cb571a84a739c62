CREATE TABLE login_failures (
    bucket BYTEA PRIMARY KEY,
    consecutive BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    last_at BIGINT NOT NULL
)
