-- Addresses to which no mail goes, by keyed hash. A row whose stop was lifted stays: soft bounces count from there.
CREATE TABLE mail_stops (
    address_key BYTEA PRIMARY KEY,
    bounce TEXT NOT NULL,
    status TEXT NOT NULL,
    stopped_at BIGINT NOT NULL,
    lifted_at BIGINT
)
