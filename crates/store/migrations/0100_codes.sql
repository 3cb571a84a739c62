-- The mail code of a flow (sign-up, recovery, change of address). Wrong tries are counted over all codes of the flow.
CREATE TABLE codes (
    flow_id BIGINT PRIMARY KEY,
    purpose TEXT NOT NULL,
    code_hash BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    wrong_tries BIGINT NOT NULL,
    used_at BIGINT
)
