ALTER TABLE settings DROP COLUMN scoring_since;
ALTER TABLE settings DROP COLUMN scoring_variables;
DROP TABLE scoring_counts;
