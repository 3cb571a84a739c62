-- Every import of a roster: under way, in force, kept for a look before it takes effect, or waiting for a second person.
-- `version` is the roster version that it makes, `base_version` the one that it was compared with. `approval_reasons` says why somebody
-- else must agree (comma-separated, blank if nobody must); `resumes_as` is the state to which a kept import goes back when it was killed
-- while it took effect. `mapping` is a JSON array of header and field, saved for the insurer when the import takes effect.
CREATE TABLE roster_imports (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 BYTEA NOT NULL,
    mode TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT COLLATE_C NOT NULL,
    base_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    mapping TEXT NOT NULL,
    approval_reasons TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    handed_in_by TEXT,
    handed_in_at BIGINT,
    decided_by TEXT,
    decided_at BIGINT,
    decision_note TEXT,
    applied_at BIGINT,
    resumes_as TEXT,
    PRIMARY KEY (insurer_id, id)
)
