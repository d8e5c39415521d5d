-- What the benchmark works on: one record for each row of `seed`, on top of a fresh install.
-- Of twenty records ten are open, seven lost, two won and one is archived.

INSERT INTO people (name, name_folded, login, login_folded, login_key, role, active)
SELECT 'Person ' || n, 'person ' || n, 'person' || n, 'person' || n, 'person' || n, 'salesperson', 1
FROM seed WHERE n <= 23;

INSERT INTO teams (name, name_folded, name_key, active)
SELECT 'Team ' || n, 'team ' || n, 'team ' || n, 1 FROM seed WHERE n <= 5;

INSERT INTO tags (name, name_folded, name_key, active)
SELECT 'Tag ' || n, 'tag ' || n, 'tag ' || n, 1 FROM seed WHERE n <= 12;

INSERT INTO sources (name, name_folded, name_key, active)
SELECT 'Source ' || n, 'source ' || n, 'source ' || n, 1 FROM seed WHERE n <= 6;

INSERT INTO mediums (name, name_folded, name_key, active)
SELECT 'Medium ' || n, 'medium ' || n, 'medium ' || n, 1 FROM seed WHERE n <= 4;

INSERT INTO customers (
    name, name_folded, name_key, full_name, full_name_folded, full_name_key, kind, country_id,
    active
)
SELECT
    'Company ' || n, 'company ' || n, 'company ' || n, 'Company ' || n, 'company ' || n,
    'company ' || n, 'company', 1 + n % 4, 1
FROM seed WHERE n <= MAX(100, (SELECT COUNT(*) FROM seed) / 10);

CREATE TEMP TABLE nouns AS SELECT key AS number, value AS noun FROM json_each('[
    "harbour", "pump", "crane", "office", "roof", "garden", "kitchen", "engine", "lamp", "floor",
    "window", "bridge", "server", "printer", "carpet", "boiler", "elevator", "fence", "gate", "desk",
    "chair", "mixer", "oven", "turbine", "valve", "cable", "sensor", "panel", "truck", "trailer",
    "scanner", "router", "tank", "filter", "conveyor", "press", "lathe", "drill", "robot", "forklift"
]');

CREATE TEMP TABLE plan AS
SELECT
    n,
    (SELECT noun FROM nouns WHERE number = (n / 20 * 17 + n) % 40) || ' for site ' || n AS name,
    CASE
        WHEN n * 31 % 20 < 10 THEN 'open'
        WHEN n * 31 % 20 < 17 THEN 'lost'
        WHEN n * 31 % 20 < 19 THEN 'won'
        ELSE 'archived'
    END AS state,
    1000 + n * 17 % 8000 AS probability,
    -- Spread over the three years before 2026-02-01.
    1675209600000000 + n * 7907 % 91000 * 1000000000 AS created_at
FROM seed;

INSERT INTO opportunities (
    id, revision, kind, name, name_folded, customer_id, contact_name, contact_name_folded,
    email, email_folded, email_normalised, email_normalised_folded, phone, phone_folded,
    city, city_folded, country_id, notes, notes_folded, stage_id, salesperson_id, team_id,
    priority, source_id, medium_id, expected_revenue, estimate, probability, hand_probability,
    expected_closing, created_at, updated_at, assigned_at, closed_at, state, lost_reason_id,
    external_id, external_id_folded
)
SELECT
    n, 1 + (state = 'lost'), 'opportunity', 'New ' || name, 'new ' || name,
    1 + n * 13 % (SELECT COUNT(*) FROM customers),
    'Contact ' || n, 'contact ' || n,
    'contact' || n || '@example.com', 'contact' || n || '@example.com',
    'contact' || n || '@example.com', 'contact' || n || '@example.com',
    '02 ' || n, '02 ' || n,
    'City ' || n % 300, 'city ' || n % 300,
    1 + n % 4,
    CASE WHEN n % 3 = 0 THEN 'Asked for an offer by the end of the month. ' || name END,
    CASE WHEN n % 3 = 0 THEN 'asked for an offer by the end of the month. ' || name END,
    CASE state WHEN 'won' THEN 4 ELSE 1 + n % 3 END,
    CASE WHEN n % 11 > 0 THEN 2 + n * 3 % 23 END,
    1 + n % 5,
    n % 4, 1 + n % 6, CASE WHEN n % 5 > 0 THEN 1 + n % 4 END,
    n * 104729 % 9000000,
    probability,
    CASE state WHEN 'won' THEN 10000 WHEN 'lost' THEN 0 ELSE probability END,
    CASE WHEN n % 10 = 0 AND state = 'open' THEN probability END,
    20000 + n % 900,
    created_at,
    created_at, created_at,
    CASE state WHEN 'open' THEN NULL ELSE created_at + 864000000000 END,
    state,
    CASE WHEN state = 'lost' AND n % 9 > 0 THEN 1 + n % 3 END,
    'base-' || n, 'base-' || n
FROM plan ORDER BY n;

INSERT INTO opportunity_tags (opportunity_id, tag_id)
SELECT n, 1 + n % 12 FROM plan WHERE n % 2 = 0 ORDER BY n;

INSERT INTO losses (
    opportunity_id, reason_id, note, note_folded, lost_at, lost_by, stage_id, probability,
    expected_revenue, salesperson_id, revised_at, revised_by
)
SELECT
    id, lost_reason_id,
    CASE WHEN id % 2 = 0 THEN '<p>Chose another offer.</p>' END,
    CASE WHEN id % 2 = 0 THEN '<p>chose another offer.</p>' END,
    closed_at, 1, stage_id, estimate, expected_revenue, salesperson_id, closed_at, 1
FROM opportunities WHERE state = 'lost' ORDER BY closed_at;

INSERT INTO operations (kind, done_at, done_by, records) VALUES
    ('import', 1675209600000000, 1, (SELECT COUNT(*) FROM seed)),
    ('mark_lost', 1675209600000000, 1, (SELECT COUNT(*) FROM losses));

INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes)
SELECT id, 1, 'imported', 1, '[]' FROM opportunities ORDER BY id;

INSERT INTO activity_entries (opportunity_id, operation_id, kind, revision, changes)
SELECT
    id, 2, 'lost', 2,
    '[["state","open","lost"],["probability",' || estimate || ',0],["closed_at",null,' || closed_at || ']]'
FROM opportunities WHERE state = 'lost' ORDER BY id;

PRAGMA wal_checkpoint(TRUNCATE);
