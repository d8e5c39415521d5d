-- A stage that is archived is not offered any more; records that are in it stay.
ALTER TABLE stages ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
