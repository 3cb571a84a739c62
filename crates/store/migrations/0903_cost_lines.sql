-- Lines of care, in yen; they never change. The month comes first, so that a month's file is written in one place, and a person's
-- lines of a month stand together.
CREATE TABLE cost_lines (
    insurer_id BIGINT NOT NULL,
    care_month TEXT COLLATE_C NOT NULL,
    person_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    institution TEXT NOT NULL,
    days BIGINT NOT NULL,
    total BIGINT NOT NULL,
    insurer_share BIGINT NOT NULL,
    public_share BIGINT NOT NULL,
    own_share BIGINT NOT NULL,
    meals BIGINT NOT NULL,
    additional BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, care_month, person_id, version, seq)
) KEPT_BY_KEY
