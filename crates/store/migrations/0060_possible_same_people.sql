-- An old and a new roster person who are probably one (任意継続, re-employment): open until somebody confirms.
CREATE TABLE possible_same_people (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    old_person_id BIGINT NOT NULL,
    new_person_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    accepted_at BIGINT,
    accepted_by TEXT,
    PRIMARY KEY (insurer_id, old_person_id, new_person_id)
)
