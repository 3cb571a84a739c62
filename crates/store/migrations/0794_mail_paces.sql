-- When the next mail of a notice may go to a domain.
CREATE TABLE mail_paces (
    domain TEXT COLLATE_C PRIMARY KEY,
    next_at BIGINT NOT NULL
)
