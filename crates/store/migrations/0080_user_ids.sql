-- The service-wide directory of user IDs. A row whose account is set is never given to another person;
-- a row without one is a reservation by a sign-up flow.
CREATE TABLE user_ids (
    user_key TEXT COLLATE_C PRIMARY KEY,
    insurer_id BIGINT NOT NULL,
    flow_id BIGINT,
    account_id BIGINT,
    reserved_until BIGINT
)
