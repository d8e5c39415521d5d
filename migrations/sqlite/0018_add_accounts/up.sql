-- Who may sign in, and by what. Passwords are kept as argon2 hashes; of every other secret nothing is
-- kept but its SHA-256, which is enough, as they are random.
CREATE TABLE passwords (
    person_id INTEGER NOT NULL PRIMARY KEY REFERENCES people (id),
    hash TEXT NOT NULL,
    changed_at INTEGER NOT NULL
);

CREATE TABLE sessions (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret_hash TEXT NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'configure')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
);
CREATE INDEX api_tokens_person ON api_tokens (person_id);

CREATE TABLE one_time_links (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    expires_at INTEGER NOT NULL
);
CREATE INDEX one_time_links_person ON one_time_links (person_id);

-- Failures to sign in, in a row, by the login or e-mail address that was typed, folded.
CREATE TABLE sign_in_failures (
    login_key TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL CHECK (failures > 0),
    last_at INTEGER NOT NULL
);
CREATE INDEX sign_in_failures_last_at ON sign_in_failures (last_at);
CREATE INDEX people_email ON people (email_folded) WHERE email_folded IS NOT NULL;
