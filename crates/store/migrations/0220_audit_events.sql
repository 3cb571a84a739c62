CREATE TABLE audit_events (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    insurer_id BIGINT,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT COLLATE_C NOT NULL,
    subject TEXT COLLATE_C NOT NULL,
    detail TEXT NOT NULL
)
