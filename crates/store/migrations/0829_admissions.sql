-- People whom the desk lets in: until then their sign-up has tries of its own, and their name is compared leniently.
CREATE TABLE admissions (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    admitted_at BIGINT NOT NULL,
    admitted_by TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, person_id)
)
