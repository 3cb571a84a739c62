CREATE INDEX roster_plan_rows_by_kind ON roster_plan_rows (insurer_id, import_id, kind, seq)
