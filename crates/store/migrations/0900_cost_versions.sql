-- The switch by which an import of costs takes effect at one instant; an insurer without a row is at 0.
CREATE TABLE cost_versions (
    insurer_id BIGINT PRIMARY KEY REFERENCES insurers (id),
    version BIGINT NOT NULL
)
