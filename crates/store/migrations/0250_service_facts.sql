-- Facts about this database that every server must agree on (the check value of the master secret).
CREATE TABLE service_facts (
    name TEXT COLLATE_C PRIMARY KEY,
    value BYTEA NOT NULL
)
