DROP INDEX opportunities_open_at_zero;
DROP INDEX opportunities_active;
DROP INDEX opportunities_open;

ALTER TABLE opportunities DROP COLUMN open_at_zero;
ALTER TABLE opportunities RESET (fillfactor);

CREATE INDEX opportunities_active ON opportunities (priority DESC, id DESC)
    INCLUDE (state, probability, expected_revenue) WHERE active;
CREATE INDEX opportunities_open ON opportunities (priority DESC, id DESC)
    INCLUDE (state, probability, expected_revenue) WHERE state = 'open';
