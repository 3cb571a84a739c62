CREATE INDEX recovery_flows_by_account ON recovery_flows (insurer_id, account_id)
