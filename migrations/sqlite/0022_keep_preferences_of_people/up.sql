-- What people choose for themselves; without a choice, what the browser asks for and the deployment's.
ALTER TABLE people ADD COLUMN language TEXT CHECK (language IN ('en', 'zh-CN'));
ALTER TABLE people ADD COLUMN time_zone TEXT CHECK (time_zone <> '');
