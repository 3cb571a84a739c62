CREATE UNIQUE INDEX signup_flows_one_live_per_person ON signup_flows (insurer_id, person_id) WHERE ended_at IS NULL AND NOT is_ambiguous
