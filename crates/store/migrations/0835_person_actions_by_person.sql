CREATE INDEX person_actions_by_person ON person_actions (insurer_id, person_id, asked_at)
