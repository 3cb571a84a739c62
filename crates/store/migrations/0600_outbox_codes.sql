-- Mails that somebody waits for are few and come first.
CREATE INDEX outbox_codes ON outbox (expires_at) WHERE state = 'queued' AND expires_at IS NOT NULL
