DROP INDEX opportunities_salesperson;
DROP INDEX opportunities_team;
DROP INDEX opportunities_stage;
DROP INDEX opportunities_unassigned;
DROP INDEX opportunities_archived;
DROP INDEX opportunities_closed_at;
DROP INDEX opportunities_created_at;
DROP INDEX opportunities_email;
DROP INDEX opportunities_phone;
DROP INDEX customers_name_key;
DROP INDEX customers_full_name_key;

CREATE INDEX opportunities_salesperson ON opportunities (salesperson_id);
CREATE INDEX opportunities_team ON opportunities (team_id);
CREATE INDEX opportunities_stage ON opportunities (stage_id);
CREATE INDEX opportunities_closed_at ON opportunities (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX opportunities_email ON opportunities (email_normalised_folded)
    WHERE email_normalised_folded IS NOT NULL;
CREATE INDEX opportunities_phone ON opportunities (phone_normalised_folded)
    WHERE phone_normalised_folded IS NOT NULL;
CREATE INDEX customers_name_key ON customers (name_key);
CREATE INDEX customers_full_name_key ON customers (full_name_key);
