DROP INDEX opportunities_salesperson;
DROP INDEX opportunities_team;
DROP INDEX opportunities_stage;
DROP INDEX opportunities_closed_at;

-- The lists of one salesperson, of nobody, of a team or a stage, each in the default order.
CREATE INDEX opportunities_salesperson
    ON opportunities (salesperson_id, priority DESC, id DESC);
CREATE INDEX opportunities_team ON opportunities (team_id, priority DESC, id DESC);
CREATE INDEX opportunities_stage ON opportunities (stage_id, priority DESC, id DESC);
CREATE INDEX opportunities_archived ON opportunities (priority DESC, id DESC)
    WHERE state = 'archived';
-- Periods. Behind the time stands what picks the first page of a period, so that no other row of it
-- is read.
CREATE INDEX opportunities_closed_at ON opportunities (closed_at, id, state, priority);
CREATE INDEX opportunities_created_at ON opportunities (created_at, id, priority);
