-- Instants are microseconds since 1970 in UTC, days are counted from 1970-01-01, amounts are minor
-- units, probabilities hundredths of a percent. A column `…_folded` holds its neighbour as
-- `winback_filter::fold` writes it; matching and uniqueness that ignore case run on it.

CREATE TABLE settings (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    require_reason INTEGER NOT NULL CHECK (require_reason IN (0, 1)),
    require_note INTEGER NOT NULL CHECK (require_note IN (0, 1)),
    leads INTEGER NOT NULL CHECK (leads IN (0, 1)),
    currency_code TEXT NOT NULL,
    currency_digits INTEGER NOT NULL CHECK (currency_digits BETWEEN 0 AND 18),
    time_zone TEXT NOT NULL,
    installed_at INTEGER
) STRICT;

CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    login TEXT NOT NULL,
    login_folded TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    email TEXT,
    email_folded TEXT,
    role TEXT NOT NULL CHECK (role IN ('salesperson', 'salesperson-all', 'manager')),
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE teams (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE tags (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE sources (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE mediums (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE campaigns (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE countries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    code TEXT,
    code_folded TEXT,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE stages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    position INTEGER NOT NULL,
    won INTEGER NOT NULL CHECK (won IN (0, 1)),
    folded INTEGER NOT NULL CHECK (folded IN (0, 1)),
    team_id INTEGER REFERENCES teams (id)
) STRICT;

CREATE TABLE lost_reasons (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    guidance TEXT,
    category TEXT,
    category_folded TEXT,
    outcome TEXT NOT NULL
        CHECK (outcome IN ('competitive', 'no-decision', 'disqualified', 'other')),
    position INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    note_required INTEGER NOT NULL DEFAULT 0 CHECK (note_required IN (0, 1)),
    changed_at INTEGER NOT NULL,
    changed_by INTEGER REFERENCES people (id)
) STRICT;

CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    name_key TEXT NOT NULL,
    full_name TEXT NOT NULL,
    full_name_folded TEXT NOT NULL,
    full_name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('company', 'person')),
    parent_id INTEGER REFERENCES customers (id),
    email TEXT,
    email_folded TEXT,
    phone TEXT,
    phone_folded TEXT,
    reference TEXT,
    reference_folded TEXT,
    country_id INTEGER REFERENCES countries (id),
    city TEXT,
    city_folded TEXT,
    language TEXT,
    language_folded TEXT,
    sector TEXT,
    sector_folded TEXT,
    employees INTEGER,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE INDEX customers_name_key ON customers (name_key);
CREATE INDEX customers_full_name_key ON customers (full_name_key);

CREATE TABLE opportunities (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('lead', 'opportunity')),
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    customer_id INTEGER REFERENCES customers (id),
    company_name TEXT,
    company_name_folded TEXT,
    contact_name TEXT,
    contact_name_folded TEXT,
    email TEXT,
    email_folded TEXT,
    email_normalised TEXT,
    email_normalised_folded TEXT,
    phone TEXT,
    phone_folded TEXT,
    phone_normalised TEXT,
    phone_normalised_folded TEXT,
    street TEXT,
    street_folded TEXT,
    street2 TEXT,
    street2_folded TEXT,
    city TEXT,
    city_folded TEXT,
    region TEXT,
    region_folded TEXT,
    zip TEXT,
    zip_folded TEXT,
    country_id INTEGER REFERENCES countries (id),
    language TEXT,
    language_folded TEXT,
    notes TEXT,
    notes_folded TEXT,
    stage_id INTEGER REFERENCES stages (id),
    salesperson_id INTEGER REFERENCES people (id),
    team_id INTEGER REFERENCES teams (id),
    priority INTEGER CHECK (priority BETWEEN 0 AND 3),
    source_id INTEGER REFERENCES sources (id),
    medium_id INTEGER REFERENCES mediums (id),
    campaign_id INTEGER REFERENCES campaigns (id),
    expected_revenue INTEGER,
    estimate INTEGER NOT NULL CHECK (estimate BETWEEN 0 AND 10000),
    probability INTEGER NOT NULL CHECK (
        CASE state
            WHEN 'open' THEN probability BETWEEN 0 AND 9999
            WHEN 'won' THEN probability = 10000
            WHEN 'lost' THEN probability = 0
            ELSE probability BETWEEN 1 AND 10000
        END
    ),
    automated_probability INTEGER NOT NULL GENERATED ALWAYS AS
        (CASE state WHEN 'won' THEN 10000 WHEN 'lost' THEN 0 ELSE estimate END) VIRTUAL,
    hand_probability INTEGER CHECK (hand_probability BETWEEN 0 AND 9999),
    expected_closing INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    assigned_at INTEGER,
    converted_at INTEGER,
    closed_at INTEGER CHECK ((state = 'open') = (closed_at IS NULL)),
    stage_changed_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'won', 'lost', 'archived')),
    active INTEGER NOT NULL GENERATED ALWAYS AS (state IN ('open', 'won')) VIRTUAL,
    lost_reason_id INTEGER REFERENCES lost_reasons (id)
        CHECK (state = 'lost' OR lost_reason_id IS NULL),
    external_id TEXT,
    external_id_folded TEXT
) STRICT;

CREATE UNIQUE INDEX opportunities_external_id ON opportunities (external_id)
    WHERE external_id IS NOT NULL;
-- The default order of lists, for filters that no other index serves.
CREATE INDEX opportunities_default ON opportunities (priority DESC, id DESC);
CREATE INDEX opportunities_active ON opportunities (priority DESC, id DESC) WHERE active = TRUE;
CREATE INDEX opportunities_open ON opportunities (priority DESC, id DESC) WHERE state = 'open';
CREATE INDEX opportunities_won ON opportunities (priority DESC, id DESC) WHERE state = 'won';
CREATE INDEX opportunities_lost ON opportunities (priority DESC, id DESC) WHERE state = 'lost';
CREATE INDEX opportunities_lost_reason ON opportunities (lost_reason_id)
    WHERE lost_reason_id IS NOT NULL;
CREATE INDEX opportunities_salesperson ON opportunities (salesperson_id);
CREATE INDEX opportunities_team ON opportunities (team_id);
CREATE INDEX opportunities_stage ON opportunities (stage_id);
CREATE INDEX opportunities_closed_at ON opportunities (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX opportunities_customer ON opportunities (customer_id)
    WHERE customer_id IS NOT NULL;
CREATE INDEX opportunities_email ON opportunities (email_normalised_folded)
    WHERE email_normalised_folded IS NOT NULL;
CREATE INDEX opportunities_phone ON opportunities (phone_normalised_folded)
    WHERE phone_normalised_folded IS NOT NULL;

CREATE TABLE opportunity_tags (
    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
    tag_id INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (opportunity_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX opportunity_tags_tag ON opportunity_tags (tag_id, opportunity_id);

CREATE TABLE losses (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
    reason_id INTEGER REFERENCES lost_reasons (id),
    note TEXT,
    note_folded TEXT,
    competitor TEXT,
    competitor_folded TEXT,
    lost_at INTEGER NOT NULL,
    lost_by INTEGER REFERENCES people (id),
    stage_id INTEGER REFERENCES stages (id),
    probability INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 10000),
    expected_revenue INTEGER,
    salesperson_id INTEGER REFERENCES people (id),
    revised_at INTEGER NOT NULL,
    revised_by INTEGER REFERENCES people (id),
    ended_at INTEGER,
    ended_by INTEGER REFERENCES people (id),
    ended_how TEXT CHECK (ended_how IN ('restored', 'merged', 'won')),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL)),
    CHECK (ended_at IS NOT NULL OR ended_by IS NULL)
) STRICT;

CREATE UNIQUE INDEX losses_current ON losses (opportunity_id) WHERE ended_at IS NULL;
CREATE INDEX losses_opportunity ON losses (opportunity_id);
CREATE INDEX losses_reason ON losses (reason_id);
CREATE INDEX losses_lost_at ON losses (lost_at);

-- What was said about a loss before its latest revision, which stands in `losses`.
CREATE TABLE loss_revisions (
    loss_id INTEGER NOT NULL REFERENCES losses (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    reason_id INTEGER REFERENCES lost_reasons (id),
    note TEXT,
    competitor TEXT,
    revised_at INTEGER NOT NULL,
    revised_by INTEGER REFERENCES people (id),
    PRIMARY KEY (loss_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE operations (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN (
        'create', 'edit', 'mark_lost', 'amend_loss', 'restore', 'archive', 'mark_won',
        'move_stage', 'import', 'merge_reasons'
    )),
    done_at INTEGER NOT NULL,
    done_by INTEGER NOT NULL REFERENCES people (id),
    records INTEGER NOT NULL CHECK (records >= 0),
    note TEXT,
    -- The old values of what is no opportunity: for a merge of reasons, which went into which.
    summary TEXT
) STRICT;

CREATE TABLE activity_entries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
    operation_id INTEGER NOT NULL REFERENCES operations (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'created', 'changed', 'lost', 'loss_amended', 'restored', 'archived', 'won',
        'stage_moved', 'imported'
    )),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    -- An array of [field, old, new], in order.
    changes TEXT NOT NULL
) STRICT;

CREATE INDEX activity_entries_operation ON activity_entries (operation_id, opportunity_id);
CREATE INDEX activity_entries_opportunity ON activity_entries (opportunity_id, id);
