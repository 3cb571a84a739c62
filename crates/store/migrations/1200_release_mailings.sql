-- Members are told by mail that statements were released, of whichever kinds: everybody up to the position was looked at.
CREATE TABLE release_mailings (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    position_person BIGINT NOT NULL,
    made BIGINT NOT NULL,
    unsubscribed BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (insurer_id, id)
)
