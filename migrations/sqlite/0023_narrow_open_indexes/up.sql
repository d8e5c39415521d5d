-- An estimate changes the probability of most open records, and no index is to be written for that.
-- So those of open and active records no longer hold it, and counts find the few at 0 % here.
DROP INDEX opportunities_active;
DROP INDEX opportunities_open;

ALTER TABLE opportunities ADD COLUMN open_at_zero INTEGER NOT NULL
    GENERATED ALWAYS AS (state = 'open' AND probability = 0) VIRTUAL;

CREATE INDEX opportunities_active
    ON opportunities (priority DESC, id DESC, state, expected_revenue)
    WHERE active = TRUE;
CREATE INDEX opportunities_open
    ON opportunities (priority DESC, id DESC, state, expected_revenue)
    WHERE state = 'open';
CREATE INDEX opportunities_open_at_zero ON opportunities (id)
    WHERE open_at_zero = TRUE;
