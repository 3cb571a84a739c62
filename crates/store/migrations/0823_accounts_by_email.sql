CREATE INDEX accounts_by_email ON accounts (insurer_id, lower(email))
