-- Corrections of the desk that end when a kept import takes effect, because the roster's own value changed.
CREATE TABLE roster_plan_corrections (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    import_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    field TEXT COLLATE_C NOT NULL,
    PRIMARY KEY (insurer_id, import_id, person_id, field)
)
