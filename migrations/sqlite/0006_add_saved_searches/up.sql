-- What people keep under a name: a filter as they typed it, with groups, order and view.
CREATE TABLE saved_searches (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    filter TEXT NOT NULL,
    group_by TEXT,
    sort TEXT,
    view TEXT NOT NULL CHECK (view IN ('list', 'group')),
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    UNIQUE (owner_id, name_key)
) STRICT;

CREATE UNIQUE INDEX saved_searches_default ON saved_searches (owner_id) WHERE is_default;
