//! What records tell of their values, as one statement: `Frequencies::observe`, set-based.

use crate::sql::{Sql, sql};

/// Whether what records tell is added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Added,
    Taken,
}

/// Returns the statement that gives `team, variable, value, won, lost` for the won and lost
/// records that fulfil a condition, created at `since` or later.
pub(super) fn observed(which: Sql, since: Option<i64>, sign: Sign) -> Sql {
    let mut counted = sql("WITH counted AS MATERIALIZED (")
        .text(BEFORE_QUALITIES)
        .text(EMAIL_QUALITY)
        .text(" AS email, ")
        .text(PHONE_QUALITY)
        .text(" AS phone")
        .text(BEHIND_QUALITIES);
    if let Some(since) = since {
        counted = counted.text(" AND opportunities.created_at >= ").int(since);
    }
    let signed = match sign {
        Sign::Added => "CAST(won AS BIGINT) AS won, CAST(lost AS BIGINT) AS lost",
        Sign::Taken => "CAST(-won AS BIGINT) AS won, CAST(-lost AS BIGINT) AS lost",
    };
    counted
        .text(" AND (")
        .then(which)
        .text(")) SELECT team, variable, value, ")
        .text(signed)
        .text(" FROM (")
        .text(BY_VALUE)
        .text(") AS observed")
}

/// What an e-mail address is worth: `winback_domain::quality`.
pub(super) const EMAIL_QUALITY: &str = "CASE WHEN COALESCE(opportunities.email, '') = '' THEN '' \
     WHEN opportunities.email_normalised IS NULL THEN 'incorrect' ELSE 'correct' END";

/// What a phone number is worth.
pub(super) const PHONE_QUALITY: &str = "CASE WHEN COALESCE(opportunities.phone, '') = '' THEN '' \
     WHEN opportunities.phone_normalised IS NULL THEN 'incorrect' ELSE 'correct' END";

const BEFORE_QUALITIES: &str = "SELECT opportunities.id AS id, COALESCE(opportunities.team_id, 0) AS team, \
     CASE opportunities.state WHEN 'won' THEN 1 ELSE 0 END AS won, \
     CASE opportunities.state WHEN 'lost' THEN 1 ELSE 0 END AS lost, \
     opportunities.stage_id AS stage, opportunities.country_id AS country, \
     opportunities.region_folded AS region, ";

const BEHIND_QUALITIES: &str = ", opportunities.source_id AS source, opportunities.language_folded AS language \
     FROM opportunities WHERE opportunities.state IN ('won', 'lost')";

/// A won record counts for every stage, a lost one for those up to its own.
const BY_VALUE: &str = "SELECT n.team AS team, 'stage' AS variable, \
     CAST(stages.id AS TEXT) AS value, SUM(n.won) AS won, \
     SUM(CASE WHEN stages.position <= own.position THEN n.lost ELSE 0 END) AS lost \
     FROM (SELECT team, stage, SUM(won) AS won, SUM(lost) AS lost FROM counted \
     GROUP BY team, stage) AS n LEFT JOIN stages AS own ON own.id = n.stage CROSS JOIN stages \
     GROUP BY n.team, stages.id HAVING SUM(n.won) <> 0 \
     OR SUM(CASE WHEN stages.position <= own.position THEN n.lost ELSE 0 END) <> 0 \
     UNION ALL SELECT team, 'country', CAST(country AS TEXT), SUM(won), SUM(lost) FROM counted \
     WHERE country IS NOT NULL GROUP BY team, country \
     UNION ALL SELECT team, 'region', region, SUM(won), SUM(lost) FROM counted \
     WHERE region <> '' GROUP BY team, region \
     UNION ALL SELECT team, 'email_quality', email, SUM(won), SUM(lost) FROM counted \
     GROUP BY team, email \
     UNION ALL SELECT team, 'phone_quality', phone, SUM(won), SUM(lost) FROM counted \
     GROUP BY team, phone \
     UNION ALL SELECT team, 'source', CAST(source AS TEXT), SUM(won), SUM(lost) FROM counted \
     WHERE source IS NOT NULL GROUP BY team, source \
     UNION ALL SELECT team, 'language', language, SUM(won), SUM(lost) FROM counted \
     WHERE language <> '' GROUP BY team, language \
     UNION ALL SELECT team, 'tags', CAST(tag_id AS TEXT), SUM(won), SUM(lost) FROM counted \
     JOIN opportunity_tags ON opportunity_id = counted.id GROUP BY team, tag_id";
