-- What the desk has the service do with a file of one of its rooms ('roster' or 'costs'): look at one that was sent ('look'), or let a kept import take effect ('effect').
-- `stage` is 'columns' while somebody is asked what the columns mean (`columns`, JSON, with an example of each), 'working', 'done' or
-- 'failed' (`problem`). Whoever works tells at `told_at`: a task that has not told for a while has ended with its server.
CREATE TABLE file_tasks (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    room TEXT COLLATE_C NOT NULL,
    kind TEXT COLLATE_C NOT NULL,
    import_id BIGINT,
    actor TEXT NOT NULL,
    file_name TEXT NOT NULL,
    options TEXT NOT NULL,
    stage TEXT COLLATE_C NOT NULL,
    phase TEXT COLLATE_C NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    columns TEXT NOT NULL,
    problem TEXT COLLATE_C NOT NULL,
    began_at BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, id)
)
