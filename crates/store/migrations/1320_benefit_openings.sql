-- When somebody first opened a decision about benefits (給付金支給決定通知): what appeals count from. Written once; a month that is brought anew
-- changes nothing here.
CREATE TABLE benefit_openings (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    decision_number TEXT COLLATE_C NOT NULL,
    opened_by BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, person_id, decision_number, opened_by)
)
