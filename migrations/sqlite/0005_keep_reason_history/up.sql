-- What happened to lost reasons themselves; losses and records only point to them.
CREATE TABLE reason_entries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reason_id INTEGER NOT NULL REFERENCES lost_reasons (id),
    deed TEXT NOT NULL CHECK (deed IN ('added', 'changed', 'merged_into', 'took_over')),
    -- The other reason of a merge.
    other_id INTEGER REFERENCES lost_reasons (id)
        CHECK ((other_id IS NULL) = (deed IN ('added', 'changed'))),
    -- An array of [part, old, new], in order.
    changes TEXT NOT NULL,
    -- The name that was given up, and what it is compared by.
    former_name TEXT,
    former_name_key TEXT CHECK ((former_name_key IS NULL) = (former_name IS NULL)),
    done_at INTEGER NOT NULL,
    done_by INTEGER NOT NULL REFERENCES people (id)
) STRICT;

CREATE INDEX reason_entries_reason ON reason_entries (reason_id, id);
CREATE INDEX reason_entries_former_name ON reason_entries (former_name_key)
    WHERE former_name_key IS NOT NULL;
