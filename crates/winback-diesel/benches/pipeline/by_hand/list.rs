//! One page of a list: on a file the records with their current losses and all names in one statement,
//! the tags in another. A server plans so many joins for much longer than it takes to run them; there
//! the names come in a third statement.

use std::hint::black_box;

use anyhow::Result;

use crate::client::{Bind, Client, Columns, Dialect, FromRow};

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

const TEXTS: [&str; 19] = [
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
    "o.phone_normalised",
];

/// Texts in a statement that joins everything.
const NAMES: [&str; 12] = [
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
];

const FROM: &str = " FROM opportunities AS o \
     LEFT JOIN losses AS l ON l.opportunity_id = o.id AND l.ended_at IS NULL";

const JOINS: &str = " \
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
     LEFT JOIN people AS owner ON owner.id = l.salesperson_id";

/// Where a page ended: priority and id of its last record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) priority: i64,
    pub(crate) id: i64,
}

/// The numbers of a record and its current loss.
type Numbers = [Option<i64>; NUMBERS.len()];

struct Record<const N: usize> {
    numbers: Numbers,
    _texts: [Option<String>; N],
}

impl<const N: usize> FromRow for Record<N> {
    fn from_row(row: &impl Columns) -> Result<Self> {
        let mut numbers = [None; NUMBERS.len()];
        for (column, number) in numbers.iter_mut().enumerate() {
            *number = row.int(column)?;
        }
        let mut texts = [const { None }; N];
        for (column, text) in texts.iter_mut().enumerate() {
            *text = row.text(NUMBERS.len() + column)?;
        }
        Ok(Self { numbers, _texts: texts })
    }
}

/// Reads records from a file, with all names, or from a server, without.
fn records(client: &mut Client, statement: &str, binds: &[Bind<'_>]) -> Result<Vec<Numbers>> {
    const ALL: usize = TEXTS.len() + NAMES.len();
    Ok(match client.dialect() {
        Dialect::File => {
            let records = client.query::<Record<ALL>>(statement, binds)?;
            records.into_iter().map(|record| record.numbers).collect()
        }
        Dialect::Server => {
            let records = client.query::<Record<{ TEXTS.len() }>>(statement, binds)?;
            records.into_iter().map(|record| record.numbers).collect()
        }
    })
}

/// The lists that a server takes names from, with the columns that refer to each.
const NAMED: [(&str, &[usize]); 9] = [
    ("SELECT CAST(0 AS BIGINT), id, full_name FROM customers", &[2]),
    ("SELECT 1, id, name FROM people", &[5, 25, 29]),
    ("SELECT 2, id, name FROM teams", &[6]),
    ("SELECT 3, id, name FROM stages", &[4, 26]),
    ("SELECT 4, id, name FROM sources", &[8]),
    ("SELECT 5, id, name FROM mediums", &[9]),
    ("SELECT 6, id, name FROM campaigns", &[10]),
    ("SELECT 7, id, name FROM countries", &[3]),
    ("SELECT 8, id, name FROM lost_reasons", &[23]),
];

/// Reads the names of what records refer to.
fn names(client: &mut Client, records: &[Numbers]) -> Result<Vec<(i64, i64, String)>> {
    let ids = NAMED.map(|(_, columns)| {
        let referred = records.iter().flat_map(|it| columns.iter().filter_map(|at| it[*at]));
        let mut ids: Vec<i64> = referred.collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    });
    let parts: Vec<String> = (1..)
        .zip(NAMED)
        .map(|(place, (part, _))| format!("{part} WHERE id = ANY(?{place})"))
        .collect();
    client.query(&parts.join(" UNION ALL "), &ids.each_ref().map(|ids| Bind::Ids(ids)))
}

/// A page, as rows of numbers and texts.
pub(crate) struct Listed {
    records: Vec<Numbers>,
    pub(crate) tags: Vec<(i64, i64, String)>,
    pub(crate) next: Option<Place>,
}

impl Listed {
    /// Returns the ids of the records, in order.
    pub(crate) fn ids(&self) -> Vec<i64> {
        self.records.iter().filter_map(|numbers| numbers[0]).collect()
    }
}

/// The statements of one list in the default order, by priority and id.
pub(crate) struct List {
    bind: Option<String>,
    limit: usize,
    first: String,
    /// The next page: first those of the same priority, then those of lower ones, because for each
    /// of the two an index knows the place. No record here is without a priority.
    same: String,
    lower: String,
    tags: &'static str,
}

impl List {
    /// Lists the records that meet a condition, in which `?1` stands for the bind if there is one, so
    /// many on a page.
    pub(crate) fn of(
        condition: &str,
        bind: Option<String>,
        limit: usize,
        dialect: Dialect,
    ) -> Self {
        let (numbers, texts) = (NUMBERS.join(", "), TEXTS.join(", "));
        let (names, joins) = match dialect {
            Dialect::File => (format!(", {}", NAMES.join(", ")), JOINS),
            Dialect::Server => (String::new(), ""),
        };
        let binds = usize::from(bind.is_some());
        let [second, third] = [1, 2].map(|place| binds + place);
        // The number stands in the statement, so that a server plans it once.
        let wanted = limit + 1;
        let text = |after: &str| {
            format!(
                "SELECT {numbers}, {texts}{names}{FROM}{joins} WHERE {condition}{after} \
                 ORDER BY o.priority DESC, o.id DESC LIMIT {wanted}"
            )
        };
        Self {
            bind,
            limit,
            first: text(""),
            same: text(&format!(" AND o.priority = ?{second} AND o.id < ?{third}")),
            lower: text(&format!(" AND o.priority < ?{second}")),
            tags: match dialect {
                Dialect::File => {
                    "SELECT opportunity_id, tag_id, name FROM opportunity_tags JOIN tags \
                     ON tags.id = tag_id WHERE opportunity_id IN (SELECT value FROM json_each(?1))"
                }
                Dialect::Server => {
                    "SELECT opportunity_id, tag_id, name FROM opportunity_tags JOIN tags \
                     ON tags.id = tag_id WHERE opportunity_id = ANY(?1)"
                }
            },
        }
    }

    /// Returns the page after a place, all of it as of one moment.
    pub(crate) fn page(&self, client: &mut Client, after: Option<Place>) -> Result<Listed> {
        client.begin_reading()?;
        let mut found = match after {
            None => records(client, &self.first, &self.binds(&[]))?,
            Some(Place { priority, id }) => {
                records(client, &self.same, &self.binds(&[priority, id]))?
            }
        };
        if let Some(Place { priority, .. }) = after.filter(|_| found.len() <= self.limit) {
            found.extend(records(client, &self.lower, &self.binds(&[priority]))?);
        }
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        let last = found.last().filter(|_| more);
        let next = last.and_then(|it| Some(Place { priority: it[7]?, id: it[0]? }));
        let mut listed = Listed { records: found, tags: Vec::new(), next };
        listed.tags = client.query(self.tags, &[Bind::Ids(&listed.ids())])?;
        if client.dialect() == Dialect::Server {
            black_box(names(client, &listed.records)?);
        }
        client.commit()?;
        Ok(listed)
    }

    /// Reads the one record of an id, if the condition is about that, within a transaction.
    pub(super) fn one(&self, client: &mut Client, id: i64) -> Result<()> {
        let found = records(client, &self.first, &[id.into()])?;
        black_box(client.query::<(i64, i64, String)>(self.tags, &[Bind::Ids(&[id])])?);
        if client.dialect() == Dialect::Server {
            black_box(names(client, &found)?);
        }
        black_box(found);
        Ok(())
    }

    /// Runs the statement of the first page alone, and returns how many records it gives.
    pub(crate) fn alone(&self, client: &mut Client) -> Result<usize> {
        Ok(records(client, &self.first, &self.binds(&[]))?.len())
    }

    fn binds(&self, place: &[i64]) -> Vec<Bind<'_>> {
        let bind = self.bind.as_deref().map(Bind::from);
        bind.into_iter().chain(place.iter().copied().map(Bind::from)).collect()
    }
}
