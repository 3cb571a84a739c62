CREATE TABLE staff (
    id BIGINT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT COLLATE_C NOT NULL UNIQUE,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    is_operator BOOLEAN NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    password_changed_at BIGINT,
    last_login_at BIGINT,
    disabled_at BIGINT
)
