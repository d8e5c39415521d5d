DROP INDEX opportunities_default;
DROP INDEX opportunities_active;
DROP INDEX opportunities_open;
DROP INDEX opportunities_lost;
DROP INDEX opportunities_lost_reason;

-- The default order of lists, for filters that no other index serves.
CREATE INDEX opportunities_default ON opportunities (priority DESC, id DESC);
CREATE INDEX opportunities_active ON opportunities (priority DESC, id DESC) WHERE active;
CREATE INDEX opportunities_open ON opportunities (priority DESC, id DESC) WHERE state = 'open';
CREATE INDEX opportunities_lost ON opportunities (priority DESC, id DESC) WHERE state = 'lost';
CREATE INDEX opportunities_lost_reason ON opportunities (lost_reason_id)
    WHERE lost_reason_id IS NOT NULL;
