DROP TABLE reason_entries;
