-- Who may run what only one may run at a time (an insurer's import, a job). A lease that ran out may be taken over.
CREATE TABLE leases (
    name TEXT COLLATE_C PRIMARY KEY,
    holder BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
)
