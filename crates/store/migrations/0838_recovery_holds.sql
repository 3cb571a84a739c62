-- Until then an account cannot be recovered on-line: its address or its second factors were changed at the desk.
CREATE TABLE recovery_holds (
    insurer_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, account_id)
)
