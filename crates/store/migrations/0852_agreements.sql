-- How many open accounts of an insurer agreed to a version of the terms, counted by a job.
CREATE TABLE agreements (
    version BIGINT NOT NULL REFERENCES terms_versions (version),
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    agreed BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (version, insurer_id)
)
