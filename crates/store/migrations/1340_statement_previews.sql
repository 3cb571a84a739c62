-- A file of statements that was sent to the desk and looked at: what it would change, and what became of it. `options` says how it is
-- read (JSON), `base_version` and `roster_version` what it was compared with; `outcome` (JSON) is what was shown, and what it must come to
-- when it takes effect. `approval_reasons` says why somebody else must agree (blank if nobody must). `import_version`: the version of the
-- kind that it became.
CREATE TABLE statement_previews (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    kind TEXT COLLATE_C NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 BYTEA NOT NULL,
    mode TEXT NOT NULL,
    options TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT COLLATE_C NOT NULL,
    base_version BIGINT NOT NULL,
    roster_version BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    approval_reasons TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    handed_in_by TEXT,
    handed_in_at BIGINT,
    decided_by TEXT,
    decided_at BIGINT,
    decision_note TEXT,
    import_version BIGINT,
    PRIMARY KEY (insurer_id, id)
)
