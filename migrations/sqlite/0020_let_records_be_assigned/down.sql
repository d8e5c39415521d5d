PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ', ''assign''', '')
    WHERE type = 'table' AND name = 'operations';
UPDATE sqlite_schema SET sql = replace(sql, ', ''assigned''', '')
    WHERE type = 'table' AND name = 'activity_entries';
PRAGMA writable_schema = RESET;
CREATE TABLE schema_changed (id INTEGER);
DROP TABLE schema_changed;
-- What has one of the newer kinds can be kept under none of the older ones: the check refuses it.
UPDATE operations SET kind = kind WHERE kind = 'assign';
UPDATE activity_entries SET kind = kind WHERE kind = 'assigned';
