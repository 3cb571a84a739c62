-- `account_id` is set when the flow ended in an account: a second press of the last button then finds what the first one did.
-- `is_ambiguous`: several people answer to the five items, `person_id` being one of them, and the code of a letter tells which of them
-- it is. `letter_batch_id` is the batch of the letter whose code was right; the code is used up when the account is made.
CREATE TABLE signup_flows (
    id BIGINT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    is_ambiguous BOOLEAN NOT NULL,
    letter_tries BIGINT NOT NULL,
    letter_batch_id BIGINT,
    user_id TEXT,
    user_key TEXT COLLATE_C,
    password_hash TEXT,
    email TEXT,
    account_id BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
)
