CREATE TABLE announcements (
    id BIGINT PRIMARY KEY,
    insurer_id BIGINT REFERENCES insurers (id),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    from_date TEXT COLLATE_C NOT NULL,
    until_date TEXT COLLATE_C,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    removed_at BIGINT
)
