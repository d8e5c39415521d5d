DROP INDEX opportunities_salesperson;
DROP INDEX opportunities_team;
DROP INDEX opportunities_stage;
DROP INDEX opportunities_closed_at;
DROP INDEX opportunities_email;
DROP INDEX opportunities_phone;
DROP INDEX customers_name_key;
DROP INDEX customers_full_name_key;

-- The lists of one salesperson, team or stage, each in the default order.
CREATE INDEX opportunities_salesperson
    ON opportunities (salesperson_id, priority DESC, id DESC);
CREATE INDEX opportunities_team ON opportunities (team_id, priority DESC, id DESC);
CREATE INDEX opportunities_stage ON opportunities (stage_id, priority DESC, id DESC);
-- That of nobody is one of its own, as no order is known of what stands behind an empty value.
CREATE INDEX opportunities_unassigned ON opportunities (priority DESC, id DESC)
    WHERE salesperson_id IS NULL;
CREATE INDEX opportunities_archived ON opportunities (priority DESC, id DESC)
    WHERE state = 'archived';
-- Periods, and lists by time.
CREATE INDEX opportunities_closed_at ON opportunities (closed_at, id);
CREATE INDEX opportunities_created_at ON opportunities (created_at, id);

-- These are only looked up as a whole, and a hash takes texts of any length; a tree refuses those of
-- more than 2,704 bytes.
CREATE INDEX opportunities_email ON opportunities USING hash (email_normalised_folded)
    WHERE email_normalised_folded IS NOT NULL;
CREATE INDEX opportunities_phone ON opportunities USING hash (phone_normalised_folded)
    WHERE phone_normalised_folded IS NOT NULL;
CREATE INDEX customers_name_key ON customers USING hash (name_key);
CREATE INDEX customers_full_name_key ON customers USING hash (full_name_key);
