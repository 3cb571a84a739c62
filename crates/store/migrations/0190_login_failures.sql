-- `owner` names all buckets of one user ID, so that a recovery reopens them; both are keyed hashes.
CREATE TABLE login_failures (
    bucket BYTEA PRIMARY KEY,
    owner BYTEA NOT NULL,
    consecutive BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    last_at BIGINT NOT NULL
)
