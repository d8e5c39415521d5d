-- Who is told of operations, with the number of the latest delivery, and until when that one may be
-- on its way.
CREATE TABLE subscribers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    deliveries INTEGER NOT NULL CHECK (deliveries >= 0),
    delivered_until INTEGER
) STRICT;

-- What each of them is yet to be told of. A row of its own for each operation, as an id says nothing
-- of when its transaction was committed.
CREATE TABLE outbox (
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
    operation_id INTEGER NOT NULL REFERENCES operations (id),
    PRIMARY KEY (subscriber_id, operation_id)
) STRICT, WITHOUT ROWID;
