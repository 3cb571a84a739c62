CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id)
