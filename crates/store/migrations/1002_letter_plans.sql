-- Who would get a letter, counted in the background for whoever asked at the desk: what was asked (`wish`, as a form), how many people
-- were read so far, and what it came to (`outcome`, a JSON object of numbers and our own identifiers). `stage` is 'working', 'done' or
-- 'failed'; a plan of which nothing was told for a while has ended with its server.
CREATE TABLE letter_plans (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    actor TEXT NOT NULL,
    wish TEXT NOT NULL,
    stage TEXT COLLATE_C NOT NULL,
    people_read BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (insurer_id, id)
)
