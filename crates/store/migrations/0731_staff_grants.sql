CREATE TABLE staff_grants (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    is_deputy BOOLEAN NOT NULL,
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    PRIMARY KEY (insurer_id, staff_id)
)
