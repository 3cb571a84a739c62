-- Failed identifications an hour: the counters K5 (insurer) and K6 (insurer 0, the service), kept 30 days for the mean.
CREATE TABLE identification_failures (
    insurer_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    alerted BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, hour)
)
