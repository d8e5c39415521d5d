//! Invariants that one statement can tell.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use winback_store::domain::OpportunityId;
use winback_store::{Checkup, Finding, Invariant};

use super::tally::Tally;
use crate::connection::Conn;
use crate::error::Attempt;
use crate::rows::count;
use crate::sql::sql;

/// What to ask for an invariant.
pub(super) struct Question {
    pub(super) invariant: Invariant,
    /// A statement that gives a row for each finding: the record, if it is about one, and what is
    /// wrong, to follow the record's name.
    statement: &'static str,
}

pub(super) const QUESTIONS: &[Question] = &[
    Question { invariant: Invariant::Unique, statement: UNIQUE },
    Question { invariant: Invariant::CurrentLoss, statement: CURRENT_LOSS },
    Question { invariant: Invariant::LostReason, statement: LOST_REASON },
    Question { invariant: Invariant::ClosedAt, statement: CLOSED_AT },
    Question { invariant: Invariant::WonStage, statement: WON_STAGE },
    Question { invariant: Invariant::Probability, statement: PROBABILITY },
    Question { invariant: Invariant::LossEnd, statement: LOSS_END },
    Question { invariant: Invariant::LossRevisions, statement: LOSS_REVISIONS },
    Question { invariant: Invariant::Operations, statement: OPERATIONS },
    Question { invariant: Invariant::DefaultSearch, statement: DEFAULT_SEARCH },
];

/// Asked beside the forms that texts have in their own rows.
pub(super) const FULL_NAMES: Question =
    Question { invariant: Invariant::SearchForms, statement: MISNAMED };

const MISNAMED: &str = "\
    SELECT CAST(NULL AS BIGINT) AS record, 'the full name of customer ' || customers.id
            || ' does not follow from its company''s' AS problem
    FROM customers LEFT JOIN customers AS parents ON parents.id = customers.parent_id
    WHERE customers.full_name <> COALESCE(parents.full_name || ', ', '') || customers.name";

const UNIQUE: &str = "\
    SELECT MIN(id) AS record, 'shares the external id `' || external_id || '` with another' AS problem
        FROM opportunities WHERE external_id IS NOT NULL GROUP BY external_id HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' people have the login `' || login_key || '`'
        FROM people GROUP BY login_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' lost reasons are called `' || name_key || '`'
        FROM lost_reasons GROUP BY name_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' teams are called `' || name_key || '`'
        FROM teams GROUP BY name_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' tags are called `' || name_key || '`'
        FROM tags GROUP BY name_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' sources are called `' || name_key || '`'
        FROM sources GROUP BY name_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' mediums are called `' || name_key || '`'
        FROM mediums GROUP BY name_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' campaigns are called `' || name_key || '`'
        FROM campaigns GROUP BY name_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' countries are called `' || name_key || '`'
        FROM countries GROUP BY name_key HAVING COUNT(*) > 1
    UNION ALL SELECT NULL, COUNT(*) || ' saved searches of person ' || owner_id || ' are called `'
            || name_key || '`'
        FROM saved_searches GROUP BY owner_id, name_key HAVING COUNT(*) > 1";

const CURRENT_LOSS: &str = "\
    SELECT opportunities.id AS record,
        'is ' || state || ' and has ' || COALESCE(number, 0) || ' current losses' AS problem
    FROM opportunities LEFT JOIN (
        SELECT opportunity_id, COUNT(*) AS number FROM losses WHERE ended_at IS NULL
        GROUP BY opportunity_id
    ) AS current ON current.opportunity_id = opportunities.id
    WHERE COALESCE(number, 0) <> CASE state WHEN 'lost' THEN 1 ELSE 0 END";

const LOST_REASON: &str = "\
    SELECT opportunities.id AS record,
        'has the lost reason ' || COALESCE(CAST(lost_reason_id AS TEXT), 'none')
            || ', and its current loss ' || COALESCE(CAST(reason_id AS TEXT), 'none') AS problem
    FROM opportunities LEFT JOIN losses
        ON losses.opportunity_id = opportunities.id AND losses.ended_at IS NULL
    WHERE lost_reason_id IS DISTINCT FROM reason_id";

const CLOSED_AT: &str = "\
    SELECT opportunities.id AS record,
        CASE
            WHEN state = 'open' THEN 'is open and was closed'
            WHEN closed_at IS NULL THEN 'is ' || state || ' and was never closed'
            ELSE 'was closed at another time than it was lost'
        END AS problem
    FROM opportunities LEFT JOIN losses
        ON losses.opportunity_id = opportunities.id AND losses.ended_at IS NULL
            AND opportunities.state = 'lost'
    WHERE (state = 'open') <> (closed_at IS NULL) OR lost_at <> closed_at";

const WON_STAGE: &str = "\
    SELECT opportunities.id AS record,
        'is ' || state || ', and its stage '
            || COALESCE('`' || stages.name || '` ', '') || CASE state
            WHEN 'open' THEN 'is a won stage' ELSE 'is no won stage' END AS problem
    FROM opportunities LEFT JOIN stages ON stages.id = opportunities.stage_id
    WHERE state IN ('open', 'won') AND (state = 'won') <> COALESCE(stages.won, FALSE)";

const PROBABILITY: &str = "\
    SELECT id AS record,
        'is ' || state || ' and has a probability of ' || probability || ' hundredths of a percent'
            AS problem
    FROM opportunities
    WHERE CASE state
        WHEN 'open' THEN probability <> COALESCE(hand_probability, estimate) OR probability > 9999
        WHEN 'won' THEN probability <> 10000
        WHEN 'lost' THEN probability <> 0
        ELSE probability = 0
    END";

const LOSS_END: &str = "\
    SELECT opportunity_id AS record, 'has a loss, ' || id || ', that '
        || CASE WHEN ended_at IS NULL THEN 'is current and tells how it ended'
            ELSE 'does not tell how it ended' END AS problem
    FROM losses
    WHERE (ended_at IS NULL) <> (ended_how IS NULL) OR (ended_at IS NULL AND ended_by IS NOT NULL)";

const LOSS_REVISIONS: &str = "\
    SELECT (SELECT opportunity_id FROM losses WHERE losses.id = loss_id) AS record,
        'has a loss, ' || loss_id || ', with ' || COUNT(*) || ' earlier revisions, counted from '
            || MIN(number) || ' to ' || MAX(number) AS problem
    FROM loss_revisions GROUP BY loss_id HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*)";

const OPERATIONS: &str = "\
    SELECT CAST(NULL AS BIGINT) AS record,
        'operation ' || id || ' says it changed ' || records || ' records, and the log tells of '
            || COALESCE(number, 0) AS problem
    FROM operations LEFT JOIN (
        SELECT operation_id, COUNT(*) AS number FROM activity_entries GROUP BY operation_id
    ) AS told ON told.operation_id = operations.id
    WHERE records <> COALESCE(number, 0)";

const DEFAULT_SEARCH: &str = "\
    SELECT CAST(NULL AS BIGINT) AS record,
        'person ' || owner_id || ' has ' || COUNT(*) || ' default searches' AS problem
    FROM saved_searches WHERE is_default GROUP BY owner_id HAVING COUNT(*) > 1";

impl Question {
    /// Counts the findings, and loads the first of them.
    pub(super) fn ask(&self, conn: &mut Conn) -> Attempt<Tally> {
        let found = sql(" FROM (").text(self.statement).text(") AS found");
        let total: i64 =
            sql("SELECT COUNT(*)").then(found.clone()).rows::<BigInt>().get_result(conn)?;
        if total == 0 {
            return Ok(Tally::default());
        }
        let rows: Vec<(Option<i64>, String)> = sql("SELECT record, problem")
            .then(found)
            .text(" ORDER BY record, problem LIMIT ")
            .int(i64::try_from(Checkup::LISTED).unwrap_or(i64::MAX))
            .rows::<(Nullable<BigInt>, Text)>()
            .load(conn)?;
        let finding = |(record, problem): (Option<i64>, String)| Finding {
            record: record.map(OpportunityId::new),
            sentence: match record {
                Some(id) => format!("opportunity {id} {problem}"),
                None => problem,
            },
        };
        Ok(Tally::of(count(total), rows.into_iter().map(finding).collect()))
    }
}
