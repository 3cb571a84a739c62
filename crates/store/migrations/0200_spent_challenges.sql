CREATE TABLE spent_challenges (
    challenge BYTEA PRIMARY KEY,
    expires_at BIGINT NOT NULL
)
