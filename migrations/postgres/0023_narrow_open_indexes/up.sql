-- An estimate changes the probability of most open records, and no index is to be written for that:
-- the server writes into all of them unless every column that one holds stays as it was. So those
-- of open and active records no longer hold it, and counts find the few at 0 % here. A page keeps
-- room for the new rows of such changes, which otherwise go to another page, and into each index.
DROP INDEX opportunities_active;
DROP INDEX opportunities_open;

ALTER TABLE opportunities SET (fillfactor = 80);
ALTER TABLE opportunities ADD COLUMN open_at_zero BOOLEAN NOT NULL
    GENERATED ALWAYS AS (state = 'open' AND probability = 0) STORED;

CREATE INDEX opportunities_active ON opportunities (priority DESC, id DESC)
    INCLUDE (state, expected_revenue) WHERE active;
CREATE INDEX opportunities_open ON opportunities (priority DESC, id DESC)
    INCLUDE (state, expected_revenue) WHERE state = 'open';
CREATE INDEX opportunities_open_at_zero ON opportunities (id) WHERE open_at_zero;
