-- What the desk did, or asks to do, with a person that opens a way to their account (address, recovery, factors, release, …): done at once,
-- or `asked` until somebody else decides. `sealed` holds what was typed for it, wiped with the decision.
CREATE TABLE person_actions (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    account_id BIGINT,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    sealed BYTEA,
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    PRIMARY KEY (insurer_id, id)
)
