-- At most one row, `id` 1: the maintenance that is on. What was, stands in the audit trail.
CREATE TABLE maintenance (
    id BIGINT PRIMARY KEY,
    begun_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    note TEXT NOT NULL
)
