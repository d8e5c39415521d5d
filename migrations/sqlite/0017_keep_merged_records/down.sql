ALTER TABLE activity_entries DROP COLUMN origin_id;
ALTER TABLE losses DROP COLUMN origin_id;
DROP TABLE merged_records;
