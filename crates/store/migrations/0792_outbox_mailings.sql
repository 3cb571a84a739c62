-- What became of the mails of a notice.
CREATE INDEX outbox_mailings ON outbox (mailing_id, state) WHERE mailing_id IS NOT NULL
