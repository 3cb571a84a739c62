-- Calls of members. `verified` lists what the caller was asked and knew; open while `closed_at` is null.
CREATE TABLE calls (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    verified TEXT NOT NULL,
    reason TEXT,
    outcome TEXT,
    note TEXT NOT NULL,
    noted_at BIGINT,
    noted_by TEXT,
    closed_at BIGINT,
    PRIMARY KEY (insurer_id, id)
)
