//! The records that are added: created one by one, or imported.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use winback_store::domain::{
    Amount, ClosingNote, CustomerId, Deal, NewCustomer, NewPerson, PersonId, Priority, Probability,
    Role, StageId, TagId,
};
use winback_store::{
    ImportCustomer, ImportLoss, ImportReason, ImportRefusal, ImportRow, ImportRows, ImportState,
    NewOpportunity,
};
use winback_testkit::fixed_now;

/// How many people, teams, tags and sources the records refer to.
pub(crate) const PEOPLE: i64 = 23;
pub(crate) const TEAMS: i64 = 5;
pub(crate) const TAGS: i64 = 12;
pub(crate) const SOURCES: i64 = 6;

/// Returns what people wrote into the record with a number, without what it refers to by name.
fn deal(number: i64, external_id: String) -> Deal {
    let mut deal =
        Deal::named(format!("Pump for site {number}"), Some(StageId::new(1 + number % 3)));
    deal.contact_name = Some(format!("Contact {number}"));
    deal.email = Some(format!("Contact{number}@Example.com"));
    deal.address.city = Some(format!("City {}", number % 300));
    deal.priority = Priority::new(u8::try_from(number % 4).unwrap_or(0));
    deal.expected_revenue = Some(Amount::from_minor(number * 997 % 9_000_000));
    deal.external_id = Some(external_id);
    deal
}

/// Returns the instant at which the record with a number was created: in the year before the tests.
fn created_at(number: i64) -> Timestamp {
    fixed_now() - (24 * (number % 365)).hours()
}

/// Returns a record to create.
pub(crate) fn new_opportunity(number: i64) -> NewOpportunity {
    let mut deal = deal(number, format!("created-{number}"));
    deal.customer = Some(CustomerId::new(1 + number % 100));
    deal.salesperson = Some(PersonId::new(2 + number % PEOPLE));
    deal.tags = [TagId::new(1 + number % TAGS)].into();
    NewOpportunity { deal, estimate: Probability::EVEN, created_at: created_at(number) }
}

/// Rows to import: half of them open, four of ten lost, one won.
pub(crate) struct Rows {
    /// How often rows were imported before.
    pub(crate) round: i64,
    pub(crate) next: i64,
    pub(crate) until: i64,
}

impl ImportRows for Rows {
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
        let number = self.next;
        self.next += 1;
        Ok((number < self.until).then(|| self.row(number)))
    }
}

impl Rows {
    /// Returns the rows of a round.
    pub(crate) const fn of(round: i64, rows: i64) -> Self {
        Self { round, next: 0, until: rows }
    }

    fn row(&self, number: i64) -> ImportRow {
        let deal = deal(number, format!("import-{}-{number}", self.round));
        let salesperson = Arc::new(person(1 + number % PEOPLE));
        let mut row = ImportRow::open(deal, Probability::EVEN, created_at(number));
        let closed_at = row.created_at + 240.hours();
        match number % 10 {
            0..5 => {}
            5..9 => {
                let mut loss = ImportLoss::unexplained(closed_at, Probability::EVEN);
                loss.said.reason = Some(Arc::new(ImportReason::named("Too expensive")));
                loss.said.note = ClosingNote::from_sanitised("<p>Chose another offer.</p>");
                loss.stage = row.deal.stage;
                loss.expected_revenue = row.deal.expected_revenue;
                loss.salesperson = Some(Arc::clone(&salesperson));
                row.state = ImportState::Lost(Box::new(loss));
            }
            _ => {
                row.state = ImportState::Won { closed_at };
                row.deal.stage = Some(StageId::new(4));
            }
        }
        row.customer = Some(Arc::new(ImportCustomer {
            profile: NewCustomer::company(format!("Company {}", 1 + number % 25_000)),
            parent: None,
            country: None,
        }));
        row.salesperson = Some(salesperson);
        row.team = Some(format!("Team {}", 1 + number % TEAMS).into());
        row.tags = vec![format!("Tag {}", 1 + number % TAGS).into()];
        row.source = Some(format!("Source {}", 1 + number % SOURCES).into());
        row
    }
}

/// Returns the person with a number.
pub(crate) fn person(number: i64) -> NewPerson {
    let (name, login) = (format!("Person {number}"), format!("person{number}"));
    NewPerson { name, login, email: None, role: Role::Salesperson }
}
