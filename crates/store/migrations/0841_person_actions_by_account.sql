CREATE INDEX person_actions_by_account ON person_actions (insurer_id, account_id, asked_at)
