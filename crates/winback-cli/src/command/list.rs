//! `winback list`.

use std::str::FromStr;

use clap::Args;
use serde_json::{Map, json};
use winback_app::{
    Desk, ListRequest,
    store::{Page, Tally, domain::Opportunity},
};

use crate::{
    arguments::Format,
    column,
    error::CliError,
    filter_help,
    output::{Cell, Column, RowWriter, Units, count, counted},
    session::Session,
};

/// How many records are fetched at once.
const PAGE: usize = 500;

/// Lists opportunities that match a filter
#[derive(Debug, Args)]
#[command(
    after_help = "Example: winback list 'state = lost' --sort 'closed_at desc' --limit 20",
    after_long_help = filter_help::text()
)]
pub(crate) struct List {
    #[command(flatten)]
    listing: Listing,
    /// Where to go on: the `next` of a JSON document with the same filter and order
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// What one and many of the records are called.
    #[arg(skip = ("opportunity", "opportunities"))]
    nouns: (&'static str, &'static str),
}

/// Which records a list shows, and what of them.
#[derive(Debug, Args)]
pub(crate) struct Listing {
    /// Which ones, and in which order: `… sort by closed_at desc`; lost and archived ones are left
    /// out unless the filter speaks of them
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) filter: String,
    /// The order, such as `expected_revenue desc, name` [default: priority desc, id desc]
    #[arg(long, value_name = "FIELDS")]
    pub(crate) sort: Option<String>,
    /// How many, or `all`
    #[arg(long, value_name = "N|all", default_value = "80")]
    pub(crate) limit: Limit,
    /// What to show of each, separated by commas
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub(crate) columns: Option<Vec<String>>,
}

/// A column that only one list has, and its value of a record.
pub(crate) struct Further<'a> {
    /// The column.
    pub(crate) column: Column,
    /// Its value.
    pub(crate) cell: &'a (dyn Fn(&Opportunity) -> Cell + Sync),
}

/// How many records to list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit(Option<usize>);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.parse()) {
            ("all", _) => Ok(Self(None)),
            (_, Ok(number)) if number > 0 => Ok(Self(Some(number))),
            _ => Err("give a number from 1, or `all`".to_owned()),
        }
    }
}

impl Limit {
    /// Returns how many records to fetch first, at most `page` at a time.
    pub(crate) fn first(self, page: usize) -> usize {
        self.next(page, 0)
    }

    /// Returns how many records to fetch next when so many are shown; none if that is all.
    pub(crate) fn next(self, page: usize, shown: usize) -> usize {
        self.0.map_or(page, |limit| limit.saturating_sub(shown).min(page))
    }
}

impl List {
    /// Returns a list from the first record of an order.
    pub(crate) const fn of(listing: Listing) -> Self {
        Self { listing, after: None, nouns: ("opportunity", "opportunities") }
    }

    /// Returns the list with its records called so, one and many.
    pub(crate) fn of_what(self, nouns: (&'static str, &'static str)) -> Self {
        Self { nouns, ..self }
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        self.show(session, &desk, None).await
    }

    /// Lists, with a further column as the last one.
    ///
    /// # Errors
    /// What the app says of the filter, the order and the columns.
    pub(crate) async fn show(
        mut self,
        session: &mut Session,
        desk: &Desk,
        further: Option<Further<'_>>,
    ) -> Result<(), CliError> {
        let after = self.after.as_deref().map(ListRequest::cursor_of).transpose()?;
        let asked = desk.asked_of_list(&self.listing.filter, self.listing.sort.take()).await?;
        (self.listing.filter, self.listing.sort) = (asked.filter, asked.sort);
        let columns = self.columns(desk, session.output.format())?;
        let mut request = ListRequest {
            filter: self.listing.filter.clone(),
            sort: self.listing.sort.clone(),
            after,
            limit: self.listing.limit.first(PAGE),
        };
        // What is wrong with the filter has to be told before anything is printed.
        let mut page = desk.list(&request).await?;
        let tally = desk.count(&self.listing.filter).await?;
        let units = Units::of(desk);
        let all = columns.iter().cloned().chain(further.iter().map(|it| it.column.clone()));
        let mut writer =
            RowWriter::begin(&mut session.output, units.clone(), all.collect(), "records")?;
        if self.listing.columns.is_none() {
            writer.let_give_way(&column::GIVING_WAY);
        }
        let mut shown = 0;
        let next = loop {
            writer.page(&rows(&columns, &page, further.as_ref()))?;
            shown += page.records.len();
            let left = self.listing.limit.next(PAGE, shown);
            if page.next.is_none() || left == 0 {
                break page.next;
            }
            request.after = page.next;
            request.limit = left;
            page = desk.list(&request).await?;
        };
        let hidden = writer.hidden();
        writer.end(&Map::from_iter([
            ("next".to_owned(), json!(next.as_ref().map(ListRequest::cursor_text))),
            ("total".to_owned(), json!(tally.count())),
        ]))?;
        if tally.count() == 0 {
            session.hint_at(desk, &self.listing.filter).await?;
        }
        if session.output.is_for_people() {
            let footer = self.footer(desk, shown, &tally, &units).await?;
            session.output.print(&footer)?;
            if let Some(hint) = hidden_hint(hidden) {
                session.output.print(&hint)?;
            }
        }
        Ok(())
    }

    /// Programs get everything unless they ask for less; people and spreadsheets the usual.
    fn columns(&self, desk: &Desk, format: Format) -> Result<Vec<Column>, CliError> {
        match (&self.listing.columns, format) {
            (Some(names), _) => column::named(desk, names),
            (None, Format::Json | Format::Jsonl) => Ok(column::all(desk)),
            (None, Format::Table | Format::Csv) => Ok(column::usual(desk)),
        }
    }

    async fn footer(
        &self,
        desk: &Desk,
        shown: usize,
        tally: &Tally,
        units: &Units,
    ) -> Result<String, CliError> {
        let total = tally.count();
        if total == 0 {
            let lifted = desk.shows_archived(&self.listing.filter).await?;
            let field =
                if self.listing.filter.trim_start().starts_with('[') { "active" } else { "state" };
            let hint = format!(
                "lost and archived ones are left out unless the filter speaks of `{field}`"
            );
            return Ok(match lifted {
                true => format!("No {} matches.", self.nouns.0),
                false => format!("No {} matches; {hint}.", self.nouns.0),
            });
        }
        let revenue = units.money(tally.revenue_minor());
        let shown = u64::try_from(shown).unwrap_or(u64::MAX);
        if shown >= total {
            let records = counted(total, self.nouns.0, self.nouns.1);
            return Ok(format!("{records}, expected revenue {revenue}"));
        }
        let (shown, total) = (count(shown), count(total));
        Ok(format!(
            "{shown} of {total} shown, expected revenue {revenue}; --limit all shows the rest"
        ))
    }
}

/// Says how to see the columns that the terminal is too narrow for.
fn hidden_hint(hidden: usize) -> Option<String> {
    let they = match hidden {
        0 => return None,
        1 => "it",
        _ => "them",
    };
    let columns = counted(u64::try_from(hidden).unwrap_or(u64::MAX), "column", "columns");
    Some(format!("{columns} hidden; --columns or a wider terminal shows {they}"))
}

fn rows(columns: &[Column], page: &Page, further: Option<&Further<'_>>) -> Vec<Vec<Cell>> {
    let row = |record| {
        let mut cells = column::cells(columns, record, &page.names);
        cells.extend(further.map(|further| (further.cell)(record)));
        cells
    };
    page.records.iter().map(row).collect()
}
