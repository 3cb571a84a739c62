-- What one-digit era codes mean in an insurer's files, as the desk chose last: it stands in the form the next time.
CREATE TABLE eras_of_files (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    file_kind TEXT COLLATE_C NOT NULL,
    era TEXT NOT NULL,
    PRIMARY KEY (insurer_id, file_kind)
)
