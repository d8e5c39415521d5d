DROP INDEX opportunities_salesperson;
DROP INDEX opportunities_team;
DROP INDEX opportunities_stage;
DROP INDEX opportunities_archived;
DROP INDEX opportunities_closed_at;
DROP INDEX opportunities_created_at;

CREATE INDEX opportunities_salesperson ON opportunities (salesperson_id);
CREATE INDEX opportunities_team ON opportunities (team_id);
CREATE INDEX opportunities_stage ON opportunities (stage_id);
CREATE INDEX opportunities_closed_at ON opportunities (closed_at) WHERE closed_at IS NOT NULL;
