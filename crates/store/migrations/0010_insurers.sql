-- The tenants. `roster_version` is the switch by which an import takes effect at one instant.
CREATE TABLE insurers (
    id BIGINT PRIMARY KEY,
    code TEXT COLLATE_C NOT NULL UNIQUE,
    name TEXT NOT NULL,
    insurer_number TEXT COLLATE_C UNIQUE,
    kind TEXT NOT NULL,
    roster_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
)
