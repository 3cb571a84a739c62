-- Events that wait to be sealed. It is filled in the transaction of the event, so an event that is neither here nor sealed was put
-- in by hand, and an entry here whose event is gone tells that the event was taken out.
CREATE TABLE audit_queue (
    event_id BIGINT PRIMARY KEY
)
