DROP INDEX opportunities_default;
DROP INDEX opportunities_active;
DROP INDEX opportunities_open;
DROP INDEX opportunities_lost;
DROP INDEX opportunities_lost_reason;

-- The default order of lists, for filters that no other index serves.
CREATE INDEX opportunities_default ON opportunities (priority DESC, id DESC)
    INCLUDE (kind, salesperson_id, team_id, customer_id, created_at);
-- Beside the order stands what is counted, so that a count reads nothing else.
CREATE INDEX opportunities_active ON opportunities (priority DESC, id DESC)
    INCLUDE (state, probability, expected_revenue) WHERE active;
CREATE INDEX opportunities_open ON opportunities (priority DESC, id DESC)
    INCLUDE (state, probability, expected_revenue) WHERE state = 'open';
CREATE INDEX opportunities_lost ON opportunities (priority DESC, id DESC)
    INCLUDE (lost_reason_id, state, probability, expected_revenue) WHERE state = 'lost';
CREATE INDEX opportunities_lost_reason ON opportunities (lost_reason_id, priority DESC, id DESC)
    WHERE lost_reason_id IS NOT NULL;
