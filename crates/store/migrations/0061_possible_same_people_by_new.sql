CREATE INDEX possible_same_people_by_new ON possible_same_people (insurer_id, new_person_id)
