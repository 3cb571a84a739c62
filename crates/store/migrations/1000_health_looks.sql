-- Why somebody at the desk looks at a person's health data: said before any is shown, and good for minutes.
CREATE TABLE health_looks (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    person_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, staff_id, person_id)
)
