-- A notice that goes out by mail, one mail a recipient, made in batches: everybody up to the position has theirs.
-- The counts of ended mails are of those that the outbox no longer remembers.
CREATE TABLE mailings (
    announcement_id BIGINT PRIMARY KEY REFERENCES announcements (id),
    position_insurer BIGINT NOT NULL,
    position_person BIGINT NOT NULL,
    made BIGINT NOT NULL,
    unsubscribed BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    expired BIGINT NOT NULL,
    stopped BIGINT NOT NULL,
    bounced BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    finished_at BIGINT
)
