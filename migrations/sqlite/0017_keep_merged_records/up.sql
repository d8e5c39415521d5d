-- What records were that became one: for each merge that was not undone the record that stayed,
-- before and after it, and the others. Nothing else refers to the others.
CREATE TABLE merged_records (
    operation_id INTEGER NOT NULL REFERENCES operations (id),
    part TEXT NOT NULL CHECK (part IN ('before', 'after', 'other')),
    opportunity_id INTEGER NOT NULL,
    survivor_id INTEGER NOT NULL,
    external_id TEXT,
    revision INTEGER NOT NULL,
    estimate INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    loss_id INTEGER,
    -- The value of every field, as changes in the log are written.
    fields TEXT NOT NULL,
    PRIMARY KEY (operation_id, part, opportunity_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX merged_records_other ON merged_records (opportunity_id) WHERE part = 'other';
CREATE INDEX merged_records_survivor ON merged_records (survivor_id) WHERE part = 'other';
CREATE INDEX merged_records_external_id ON merged_records (external_id)
    WHERE part = 'other' AND external_id IS NOT NULL;

-- The record that something is of, where that was merged into another since.
ALTER TABLE losses ADD COLUMN origin_id INTEGER;
ALTER TABLE activity_entries ADD COLUMN origin_id INTEGER;
