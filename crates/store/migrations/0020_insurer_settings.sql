CREATE TABLE insurer_settings (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    key TEXT COLLATE_C NOT NULL,
    value TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    PRIMARY KEY (insurer_id, key)
)
