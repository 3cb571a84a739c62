CREATE TABLE accounts (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    user_key TEXT COLLATE_C NOT NULL,
    password_hash TEXT NOT NULL,
    email TEXT NOT NULL,
    notice_mails BOOLEAN NOT NULL DEFAULT TRUE,
    created_at BIGINT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    last_login_at BIGINT,
    previous_login_at BIGINT,
    told_it_exists_at BIGINT,
    stopped_at BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (insurer_id, id)
)
