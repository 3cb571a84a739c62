-- Mails that the outbox no longer remembers, by the day in Tokyo on which they were written (days since 1970-01-01) and the recipients'
-- domain. `insurer_id` 0: the service's own.
CREATE TABLE mail_days (
    insurer_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    domain TEXT COLLATE_C NOT NULL,
    delivered BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    expired BIGINT NOT NULL,
    stopped BIGINT NOT NULL,
    bounced BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, day, domain)
)
