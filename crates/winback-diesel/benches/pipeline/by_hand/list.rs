//! One page of a list: the records with their current losses and all names in one statement, the
//! tags in another.

use anyhow::Result;
use rusqlite::{Connection, Row, ToSql, Transaction};

const NUMBERS: [&str; 34] = [
    "o.id",
    "o.revision",
    "o.customer_id",
    "o.country_id",
    "o.stage_id",
    "o.salesperson_id",
    "o.team_id",
    "o.priority",
    "o.source_id",
    "o.medium_id",
    "o.campaign_id",
    "o.expected_revenue",
    "o.estimate",
    "o.probability",
    "o.hand_probability",
    "o.expected_closing",
    "o.created_at",
    "o.updated_at",
    "o.assigned_at",
    "o.converted_at",
    "o.closed_at",
    "o.stage_changed_at",
    "l.id",
    "l.reason_id",
    "l.lost_at",
    "l.lost_by",
    "l.stage_id",
    "l.probability",
    "l.expected_revenue",
    "l.salesperson_id",
    "l.revised_at",
    "l.revised_by",
    "l.ended_at",
    "l.ended_by",
];

const TEXTS: [&str; 31] = [
    "o.kind",
    "o.name",
    "o.company_name",
    "o.contact_name",
    "o.email",
    "o.phone",
    "o.street",
    "o.street2",
    "o.city",
    "o.region",
    "o.zip",
    "o.language",
    "o.notes",
    "o.state",
    "o.external_id",
    "l.note",
    "l.competitor",
    "l.ended_how",
    "customer.full_name",
    "country.name",
    "stage.name",
    "salesperson.name",
    "team.name",
    "source.name",
    "medium.name",
    "campaign.name",
    "reason.name",
    "loser.name",
    "died.name",
    "owner.name",
    "o.phone_normalised",
];

const JOINS: &str = " FROM opportunities AS o \
     LEFT JOIN losses AS l ON l.opportunity_id = o.id AND l.ended_at IS NULL \
     LEFT JOIN customers AS customer ON customer.id = o.customer_id \
     LEFT JOIN countries AS country ON country.id = o.country_id \
     LEFT JOIN stages AS stage ON stage.id = o.stage_id \
     LEFT JOIN people AS salesperson ON salesperson.id = o.salesperson_id \
     LEFT JOIN teams AS team ON team.id = o.team_id \
     LEFT JOIN sources AS source ON source.id = o.source_id \
     LEFT JOIN mediums AS medium ON medium.id = o.medium_id \
     LEFT JOIN campaigns AS campaign ON campaign.id = o.campaign_id \
     LEFT JOIN lost_reasons AS reason ON reason.id = l.reason_id \
     LEFT JOIN people AS loser ON loser.id = l.lost_by \
     LEFT JOIN stages AS died ON died.id = l.stage_id \
     LEFT JOIN people AS owner ON owner.id = l.salesperson_id WHERE ";

/// Where a page ended: priority and id of its last record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) priority: i64,
    pub(crate) id: i64,
}

type Record = ([Option<i64>; NUMBERS.len()], [Option<String>; TEXTS.len()]);

/// A page, as rows of numbers and texts.
pub(crate) struct Listed {
    records: Vec<Record>,
    pub(crate) tags: Vec<(i64, i64, String)>,
    pub(crate) next: Option<Place>,
}

impl Listed {
    /// Returns the ids of the records, in order.
    pub(crate) fn ids(&self) -> Vec<i64> {
        self.records.iter().filter_map(|(numbers, _)| numbers[0]).collect()
    }
}

/// The statements of one list in the default order, by priority and id.
pub(crate) struct List {
    first: String,
    /// The next page: first those of the same priority, then those of lower ones, because for each
    /// of the two an index knows the place. No record here is without a priority.
    next: [String; 2],
}

impl List {
    /// Lists the records that meet a condition, which may use `:bind`.
    pub(crate) fn of(condition: &str) -> Self {
        let text = |after: &str| {
            let (numbers, texts) = (NUMBERS.join(", "), TEXTS.join(", "));
            format!(
                "SELECT {numbers}, {texts}{JOINS}{condition}{after} \
                 ORDER BY o.priority DESC, o.id DESC LIMIT :limit"
            )
        };
        let same = " AND o.priority = :priority AND o.id < :id";
        Self { first: text(""), next: [text(same), text(" AND o.priority < :priority")] }
    }

    /// Returns the page after a place.
    pub(crate) fn page(
        &self,
        conn: &mut Connection,
        bind: Option<&str>,
        after: Option<Place>,
        limit: usize,
    ) -> Result<Listed> {
        let tx = conn.transaction()?;
        let mut records = Vec::new();
        let statements = after.map_or(std::slice::from_ref(&self.first), |_| &self.next);
        for statement in statements {
            let left = limit + 1 - records.len();
            if left > 0 {
                read(&tx, statement, (bind, after, left), &mut records)?;
            }
        }
        let more = records.len() > limit;
        records.truncate(limit);
        let last = records.last().filter(|_| more);
        let next =
            last.and_then(|(numbers, _)| Some(Place { priority: numbers[7]?, id: numbers[0]? }));
        let mut listed = Listed { records, tags: Vec::new(), next };
        listed.tags = tags(&tx, &listed.ids())?;
        Ok(listed)
    }
}

/// Adds the rows that a statement finds, with whichever of the parameters it has.
fn read(
    tx: &Transaction<'_>,
    statement: &str,
    (bind, after, left): (Option<&str>, Option<Place>, usize),
    records: &mut Vec<Record>,
) -> Result<()> {
    let mut statement = tx.prepare_cached(statement)?;
    let left = i64::try_from(left)?;
    let (priority, id) = (after.map(|place| place.priority), after.map(|place| place.id));
    let parameters: [(&str, &dyn ToSql); 4] =
        [(":limit", &left), (":priority", &priority), (":id", &id), (":bind", &bind)];
    for (name, value) in parameters {
        if let Some(index) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        records.push((numbers(row)?, texts(row)?));
    }
    Ok(())
}

fn tags(tx: &Transaction<'_>, ids: &[i64]) -> Result<Vec<(i64, i64, String)>> {
    let mut statement = tx.prepare_cached(
        "SELECT opportunity_id, tag_id, name FROM opportunity_tags JOIN tags ON tags.id = tag_id \
         WHERE opportunity_id IN (SELECT value FROM json_each(?1))",
    )?;
    let ids = serde_json::to_string(ids)?;
    let tags = statement.query_map([ids], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(tags.collect::<rusqlite::Result<_>>()?)
}

fn numbers(row: &Row<'_>) -> rusqlite::Result<[Option<i64>; NUMBERS.len()]> {
    let mut numbers = [None; NUMBERS.len()];
    for (column, number) in numbers.iter_mut().enumerate() {
        *number = row.get(column)?;
    }
    Ok(numbers)
}

fn texts(row: &Row<'_>) -> rusqlite::Result<[Option<String>; TEXTS.len()]> {
    let mut texts = [const { None }; TEXTS.len()];
    for (column, text) in texts.iter_mut().enumerate() {
        *text = row.get(NUMBERS.len() + column)?;
    }
    Ok(texts)
}
