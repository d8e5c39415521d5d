//! One record with all that is known of it: names, losses, the latest activity, similar records.

use std::hint::black_box;

use anyhow::Result;
use winback_store::domain::{CountryId, CustomerId, Label, Opportunity};
use winback_store::{Likeness, PhoneForms};

use super::list::List;
use crate::client::{Bind, Client, Columns, Dialect, FromRow};

/// How many entries are shown.
pub(crate) const ENTRIES: usize = 50;

/// How many similar records are found, one more than are counted.
const SIMILAR: usize = 21;

const LOSSES: &str = "SELECT id, reason_id, lost_at, lost_by, stage_id, probability, \
     expected_revenue, salesperson_id, revised_at, revised_by, ended_at, ended_by, origin_id, \
     note, competitor, ended_how FROM losses WHERE opportunity_id = ?1 ORDER BY id";

const ENTRIES_OF: &str = "SELECT e.id, e.opportunity_id, e.operation_id, e.revision, p.done_at, \
     p.done_by, e.origin_id, e.kind, e.changes, p.note FROM activity_entries AS e \
     JOIN operations AS p ON p.id = e.operation_id WHERE e.opportunity_id = ?1 \
     ORDER BY e.id DESC LIMIT ?2";

/// What the losses and the log of a record may name.
const NAMES: [&str; 3] = [
    "SELECT id, name FROM people",
    "SELECT id, name FROM stages",
    "SELECT id, name FROM lost_reasons",
];

/// A record to show, with the forms by which others of the same people are found.
pub(crate) struct Wanted {
    pub(crate) id: i64,
    likeness: Likeness,
}

impl Wanted {
    /// Takes a record; `countries` is the list of all.
    pub(crate) fn of(record: &Opportunity, countries: &[Label]) -> Self {
        Self { id: record.id.get(), likeness: Likeness::of(&record.deal, countries) }
    }
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) losses: usize,
    pub(crate) entries: usize,
    pub(crate) similar: Vec<i64>,
}

/// So many numbers, and so many texts behind them.
struct Wide<const NUMBERS: usize, const TEXTS: usize> {
    numbers: [Option<i64>; NUMBERS],
    _texts: [Option<String>; TEXTS],
}

impl<const NUMBERS: usize, const TEXTS: usize> FromRow for Wide<NUMBERS, TEXTS> {
    fn from_row(row: &impl Columns) -> Result<Self> {
        let mut numbers = [None; NUMBERS];
        for (column, number) in numbers.iter_mut().enumerate() {
            *number = row.int(column)?;
        }
        let mut texts = [const { None }; TEXTS];
        for (column, text) in texts.iter_mut().enumerate() {
            *text = row.text(NUMBERS + column)?;
        }
        Ok(Self { numbers, _texts: texts })
    }
}

/// The statements of one record.
pub(crate) struct Show {
    record: List,
    dialect: Dialect,
}

impl Show {
    /// Writes them.
    pub(crate) fn of(dialect: Dialect) -> Self {
        Self { record: List::of("o.id = ?1", None, 1, dialect), dialect }
    }

    /// Reads all of a record, as of one moment.
    pub(crate) fn run(&self, client: &mut Client, wanted: &Wanted) -> Result<Found> {
        let id = wanted.id;
        client.begin_reading()?;
        self.record.one(client, id)?;
        let losses: Vec<Wide<13, 3>> = client.query(LOSSES, &[id.into()])?;
        let ids: Vec<i64> = losses.iter().filter_map(|loss| loss.numbers[0]).collect();
        let revisions = format!(
            "SELECT loss_id, number, reason_id, revised_at, revised_by, note, competitor \
             FROM loss_revisions WHERE loss_id {} ORDER BY loss_id, number",
            self.within(1)
        );
        black_box(client.query::<Wide<5, 2>>(&revisions, &[Bind::Ids(&ids)])?);
        let most = i64::try_from(ENTRIES)?;
        let entries: Vec<Wide<7, 3>> = client.query(ENTRIES_OF, &[id.into(), most.into()])?;
        let similar = self.similar(client, wanted)?;
        for names in NAMES {
            black_box(client.query::<(i64, String)>(names, &[])?);
        }
        client.commit()?;
        Ok(Found { losses: losses.len(), entries: entries.len(), similar })
    }

    /// Finds others sign by sign, each by its index.
    fn similar(&self, client: &mut Client, wanted: &Wanted) -> Result<Vec<i64>> {
        let Likeness { email, phone, customer, domain } = &wanted.likeness;
        let mut found = Vec::new();
        if let Some(email) = email {
            let same = "o.email_normalised_folded = ?1";
            others(client, wanted.id, same, &[email.as_str().into()], &mut found)?;
        }
        if let Some(PhoneForms { anywhere, at_home, countries }) = phone {
            let all: Vec<String> = anywhere.iter().chain(at_home).cloned().collect();
            let countries: Vec<i64> = countries.iter().copied().map(CountryId::get).collect();
            let same = format!(
                "o.phone_normalised_folded {} AND (o.phone_normalised_folded {} OR o.country_id {})",
                self.within(1),
                self.within(2),
                self.within(3)
            );
            let binds = [Bind::Texts(&all), Bind::Texts(anywhere), Bind::Ids(&countries)];
            others(client, wanted.id, &same, &binds, &mut found)?;
        }
        if let Some(customer) = customer.map(CustomerId::get) {
            others(client, wanted.id, "o.customer_id = ?1", &[customer.into()], &mut found)?;
        }
        if let Some(domain) = domain {
            let own = match self.dialect {
                Dialect::File => {
                    "substr(o.email_normalised_folded, \
                     instr(o.email_normalised_folded, '@') + 1, 255)"
                }
                Dialect::Server => "left(split_part(o.email_normalised_folded, '@', 2), 255)",
            };
            let same = format!("{own} = ?1 AND o.email_normalised_folded IS NOT NULL");
            others(client, wanted.id, &same, &[domain.as_str().into()], &mut found)?;
        }
        Ok(found)
    }

    /// Returns the condition of being in a list.
    fn within(&self, place: usize) -> String {
        match self.dialect {
            Dialect::File => format!("IN (SELECT value FROM json_each(?{place}))"),
            Dialect::Server => format!("= ANY(?{place})"),
        }
    }
}

fn others(
    client: &mut Client,
    own: i64,
    same: &str,
    binds: &[Bind<'_>],
    found: &mut Vec<i64>,
) -> Result<()> {
    if found.len() >= SIMILAR {
        return Ok(());
    }
    let statement = format!(
        "SELECT o.id, o.kind, o.name, o.state FROM opportunities AS o \
         WHERE {same} AND o.kind = 'opportunity' ORDER BY o.created_at DESC, o.id DESC LIMIT {}",
        2 * SIMILAR
    );
    for (id, ..) in client.query::<(i64, String, String, String)>(&statement, binds)? {
        if id != own && found.len() < SIMILAR && !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(())
}
