-- Mails of an insurer that did not arrive.
CREATE INDEX outbox_failures ON outbox (insurer_id, created_at) WHERE state IN ('failed', 'expired', 'stopped') OR bounced_at IS NOT NULL
