-- How many failures an hour an insurer (0: the service) bears, reckoned once an hour from its roster and its last 30 days.
CREATE TABLE failure_budgets (
    insurer_id BIGINT PRIMARY KEY,
    budget BIGINT NOT NULL,
    reckoned_at BIGINT NOT NULL
)
