DROP INDEX opportunities_open_at_zero;
DROP INDEX opportunities_active;
DROP INDEX opportunities_open;

ALTER TABLE opportunities DROP COLUMN open_at_zero;

CREATE INDEX opportunities_active
    ON opportunities (priority DESC, id DESC, state, probability, expected_revenue)
    WHERE active = TRUE;
CREATE INDEX opportunities_open
    ON opportunities (priority DESC, id DESC, state, probability, expected_revenue)
    WHERE state = 'open';
