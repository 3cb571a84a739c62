-- Whose eligibility ends soon.
CREATE INDEX roster_entries_by_loss ON roster_entries (insurer_id, lost_on, person_id) WHERE lost_on IS NOT NULL
