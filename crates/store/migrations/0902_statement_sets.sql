-- A data set: what one import brought of a kind for one month of care. Members see it when its version is in force, its release date has
-- come, and no later set that replaces the month is released. `mailing_id`: the mailing that told of it, once there was one.
CREATE TABLE statement_sets (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    kind TEXT COLLATE_C NOT NULL,
    care_month TEXT COLLATE_C NOT NULL,
    version BIGINT NOT NULL,
    replaces BOOLEAN NOT NULL,
    release_on TEXT COLLATE_C NOT NULL,
    lines BIGINT NOT NULL,
    mailing_id BIGINT,
    PRIMARY KEY (insurer_id, kind, care_month, version)
)
