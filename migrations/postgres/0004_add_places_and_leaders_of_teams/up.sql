-- Teams have an order of their own, like stages; 10 is the place of one for which nobody chose.
ALTER TABLE teams ADD COLUMN position BIGINT NOT NULL DEFAULT 10;
ALTER TABLE teams ADD COLUMN leader_id BIGINT REFERENCES people (id);
ALTER TABLE tags ADD COLUMN colour BIGINT;
