CREATE INDEX person_actions_asked ON person_actions (insurer_id, asked_at) WHERE state = 'asked'
