-- The last run of each job, on whichever node it was.
CREATE TABLE job_runs (
    name TEXT COLLATE_C PRIMARY KEY,
    node_id BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    dealt_with BIGINT NOT NULL,
    failure TEXT,
    last_good_at BIGINT
)
