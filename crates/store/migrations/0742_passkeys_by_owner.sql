CREATE INDEX passkeys_by_owner ON passkeys (insurer_id, owner_kind, owner_id)
