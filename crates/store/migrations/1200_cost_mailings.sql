-- Members are told by mail that something was released: everybody up to the position was looked at.
CREATE TABLE cost_mailings (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    position_person BIGINT NOT NULL,
    made BIGINT NOT NULL,
    unsubscribed BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (insurer_id, id)
)
