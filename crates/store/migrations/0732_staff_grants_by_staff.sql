CREATE INDEX staff_grants_by_staff ON staff_grants (staff_id, insurer_id)
