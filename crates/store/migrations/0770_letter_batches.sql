-- Letters with 初回登録コード that were made together. Codes are written while a file is made; they count from the moment at which
-- `issued_at` is set, all of a batch at one instant.
CREATE TABLE letter_batches (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    letters BIGINT NOT NULL,
    issued_at BIGINT,
    PRIMARY KEY (insurer_id, id)
)
