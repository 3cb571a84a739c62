-- What was changed in an insurer's settings, when, by whom and why. `undoes` is the change that this one took back.
CREATE TABLE setting_changes (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    id BIGINT NOT NULL,
    key TEXT COLLATE_C NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    undoes BIGINT,
    PRIMARY KEY (insurer_id, id)
)
