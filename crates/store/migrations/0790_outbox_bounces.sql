-- Bounces of one address within some days.
CREATE INDEX outbox_bounces ON outbox (recipient_key, bounced_at) WHERE bounced_at IS NOT NULL
