-- More kinds of operations and entries. A check touches no row, so the tables stay as they are and
-- only what is written of them changes: https://www.sqlite.org/lang_altertable.html, section 7.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(
    sql, '''import'', ''merge_reasons''',
    '''import'', ''merge_reasons'', ''undo'', ''convert'', ''merge'', ''configure_stage'''
) WHERE type = 'table' AND name = 'operations';
UPDATE sqlite_schema SET sql = replace(
    sql, '''stage_moved'', ''imported''',
    '''stage_moved'', ''imported'', ''undone'', ''converted'', ''merged'', ''merged_away'''
) WHERE type = 'table' AND name = 'activity_entries';
PRAGMA writable_schema = RESET;
-- So that other connections read it again.
CREATE TABLE schema_changed (id INTEGER);
DROP TABLE schema_changed;
