-- A kind of operation and of entry for records that are given to somebody else. A check touches no
-- row, so only what is written of the tables changes: https://www.sqlite.org/lang_altertable.html,
-- section 7.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''configure_stage''', '''configure_stage'', ''assign''')
    WHERE type = 'table' AND name = 'operations';
UPDATE sqlite_schema SET sql = replace(sql, '''merged_away''', '''merged_away'', ''assigned''')
    WHERE type = 'table' AND name = 'activity_entries';
PRAGMA writable_schema = RESET;
-- So that other connections read it again.
CREATE TABLE schema_changed (id INTEGER);
DROP TABLE schema_changed;
