-- People whose whereabouts somebody must not learn: 支援措置 (`support`), 開示注意 (`disclosure`).
CREATE TABLE cautions (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    marked_by TEXT NOT NULL,
    PRIMARY KEY (insurer_id, person_id)
)
