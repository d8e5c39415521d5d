-- Open records by when something was last done on them.
CREATE INDEX opportunities_idle ON opportunities (updated_at, id) WHERE state = 'open';
