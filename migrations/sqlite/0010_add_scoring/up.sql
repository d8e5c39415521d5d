-- How often each value was won and lost, from which probabilities are estimated. A row says what one
-- change added or took away: the frequency of a value is the sum of its rows, so that people who close
-- deals at the same time do not wait for each other. Now and then the rows are put together.
CREATE TABLE scoring_counts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    -- 0 for records without a team.
    team_id INTEGER NOT NULL,
    variable TEXT NOT NULL,
    value TEXT NOT NULL,
    won INTEGER NOT NULL,
    lost INTEGER NOT NULL
) STRICT;

CREATE INDEX scoring_counts_team ON scoring_counts (team_id);

ALTER TABLE settings ADD COLUMN scoring_variables TEXT NOT NULL
    DEFAULT 'country,region,email_quality,phone_quality,source,language,tags';
-- Records created before are not learned from.
ALTER TABLE settings ADD COLUMN scoring_since INTEGER;

-- What is there already is counted.
WITH counted AS MATERIALIZED (
    SELECT
        id, COALESCE(team_id, 0) AS team, state = 'won' AS won, state = 'lost' AS lost,
        stage_id AS stage, country_id AS country, region_folded AS region,
        CASE
            WHEN COALESCE(email, '') = '' THEN ''
            WHEN email_normalised IS NULL THEN 'incorrect'
            ELSE 'correct'
        END AS email,
        CASE
            WHEN COALESCE(phone, '') = '' THEN ''
            WHEN phone_normalised IS NULL THEN 'incorrect'
            ELSE 'correct'
        END AS phone,
        source_id AS source, language_folded AS language
    FROM opportunities
    WHERE state IN ('won', 'lost')
)
INSERT INTO scoring_counts (team_id, variable, value, won, lost)
SELECT team, 'stage', CAST(stages.id AS TEXT), SUM(n.won),
    SUM(CASE WHEN stages.position <= own.position THEN n.lost ELSE 0 END)
FROM (
    SELECT team, stage, SUM(won) AS won, SUM(lost) AS lost FROM counted GROUP BY team, stage
) AS n
LEFT JOIN stages AS own ON own.id = n.stage CROSS JOIN stages
GROUP BY team, stages.id
HAVING SUM(n.won) <> 0 OR SUM(CASE WHEN stages.position <= own.position THEN n.lost ELSE 0 END) <> 0
UNION ALL
SELECT team, 'country', CAST(country AS TEXT), SUM(won), SUM(lost) FROM counted
WHERE country IS NOT NULL GROUP BY team, country
UNION ALL
SELECT team, 'region', region, SUM(won), SUM(lost) FROM counted
WHERE region <> '' GROUP BY team, region
UNION ALL
SELECT team, 'email_quality', email, SUM(won), SUM(lost) FROM counted GROUP BY team, email
UNION ALL
SELECT team, 'phone_quality', phone, SUM(won), SUM(lost) FROM counted GROUP BY team, phone
UNION ALL
SELECT team, 'source', CAST(source AS TEXT), SUM(won), SUM(lost) FROM counted
WHERE source IS NOT NULL GROUP BY team, source
UNION ALL
SELECT team, 'language', language, SUM(won), SUM(lost) FROM counted
WHERE language <> '' GROUP BY team, language
UNION ALL
SELECT team, 'tags', CAST(tag_id AS TEXT), SUM(won), SUM(lost) FROM counted
JOIN opportunity_tags ON opportunity_id = counted.id GROUP BY team, tag_id;
