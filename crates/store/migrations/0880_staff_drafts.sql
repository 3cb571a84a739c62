-- What staff are writing, saved while they write, sealed, one row a form: it comes back after a session that ended by idleness.
CREATE TABLE staff_drafts (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    place TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (staff_id, place)
)
