ALTER TABLE settings DROP COLUMN locale;
