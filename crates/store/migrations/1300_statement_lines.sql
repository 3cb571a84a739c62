-- Lines of every kind but costs; they never change. `content` is what a line says, as JSON in one way of writing, so that equal lines
-- are equal texts.
CREATE TABLE statement_lines (
    insurer_id BIGINT NOT NULL,
    kind TEXT COLLATE_C NOT NULL,
    care_month TEXT COLLATE_C NOT NULL,
    person_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (insurer_id, kind, care_month, person_id, version, seq)
) KEPT_BY_KEY
