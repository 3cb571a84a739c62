-- How many of those who are eligible have registered, counted by a job: the last count of each day stays.
CREATE TABLE registration_days (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    day TEXT COLLATE_C NOT NULL,
    eligible BIGINT NOT NULL,
    registered BIGINT NOT NULL,
    insured_eligible BIGINT NOT NULL,
    insured_registered BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, day)
)
