-- `audience` as madoguchi-rules writes it (`all`, `symbols=11,12` …). An essential notice is mailed to who wants no notices, too.
CREATE TABLE announcements (
    id BIGINT PRIMARY KEY,
    insurer_id BIGINT REFERENCES insurers (id),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    audience TEXT NOT NULL,
    essential BOOLEAN NOT NULL,
    from_date TEXT COLLATE_C NOT NULL,
    until_date TEXT COLLATE_C,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    removed_at BIGINT
)
