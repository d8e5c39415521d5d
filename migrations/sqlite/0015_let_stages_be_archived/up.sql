-- A stage that is archived is not offered any more; records that are in it stay.
ALTER TABLE stages ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
