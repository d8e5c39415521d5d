DROP INDEX opportunities_default;
DROP INDEX opportunities_active;
DROP INDEX opportunities_open;
DROP INDEX opportunities_lost;
DROP INDEX opportunities_lost_reason;

-- The default order of lists, for filters that no other index serves. Behind the order stands what
-- such filters ask for, and it is wider than the partial ones below on purpose: of two indexes that
-- serve a list, SQLite takes the narrower.
CREATE INDEX opportunities_default
    ON opportunities (
        priority DESC, id DESC, kind, salesperson_id, team_id, customer_id, created_at
    );
-- Behind the order stands what is counted, so that a count reads nothing else.
CREATE INDEX opportunities_active
    ON opportunities (priority DESC, id DESC, state, probability, expected_revenue)
    WHERE active = TRUE;
CREATE INDEX opportunities_open
    ON opportunities (priority DESC, id DESC, state, probability, expected_revenue)
    WHERE state = 'open';
CREATE INDEX opportunities_lost
    ON opportunities (
        priority DESC, id DESC, lost_reason_id, state, probability, expected_revenue
    )
    WHERE state = 'lost';
CREATE INDEX opportunities_lost_reason ON opportunities (lost_reason_id, priority DESC, id DESC)
    WHERE lost_reason_id IS NOT NULL;
