-- `sealed` holds recipient and parameters under a derived key; it is wiped on delivery or expiry.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    insurer_id BIGINT,
    account_id BIGINT,
    kind TEXT NOT NULL,
    recipient_domain TEXT NOT NULL,
    sealed BYTEA,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    last_error TEXT
)
