-- The language and country whose customs are followed: the day that weeks begin with.
ALTER TABLE settings ADD COLUMN locale TEXT NOT NULL DEFAULT 'en-GB';
