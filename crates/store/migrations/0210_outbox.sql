-- `sealed` holds recipient and parameters under a derived key; it is wiped on delivery or expiry, and when a code mail fails.
-- `recipient_key` is a keyed hash of the address: what a stop of mail to it goes by.
-- `bounced_at`, `bounce` (hard, soft, policy), `bounce_status`: what came back after the relay took it, or instead of taking it.
-- `mailing_id`: the notice that is mailed to many.
-- `relay_failed`: the last try never reached the recipient's side, so the mail is due again as soon as the relay answers.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    insurer_id BIGINT,
    account_id BIGINT,
    mailing_id BIGINT,
    kind TEXT NOT NULL,
    recipient_domain TEXT NOT NULL,
    recipient_key BYTEA NOT NULL,
    sealed BYTEA,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,
    relay_failed BOOLEAN NOT NULL,
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    last_error TEXT,
    bounced_at BIGINT,
    bounce TEXT,
    bounce_status TEXT
)
