//! `winback customers show`.

use serde_json::{Value, json};
use winback_app::{Desk, customer::ShownCustomer, store::domain::StateKind};

use super::{cells, columns};
use crate::{
    arguments::Format,
    error::CliError,
    output::{self, Cell, Units, counted, object, write_rows},
    session::Session,
};

/// Shows a customer, and what its opportunities come to.
pub(super) fn show(
    session: &mut Session,
    desk: &Desk,
    shown: &ShownCustomer,
) -> Result<(), CliError> {
    let (columns, units) = (columns(), Units::of(desk));
    let cells = cells(&shown.customer, &shown.names);
    let output = &mut session.output;
    match output.format() {
        Format::Table => {
            let (id, name) = (shown.customer.id, &shown.customer.full_name);
            output.print_heading(&format!("{name} (customer {id})"))?;
            let told = columns.iter().zip(&cells).skip(2).filter(|(_, cell)| !cell.is_empty());
            for (column, cell) in told {
                output.print(&format!("  {:<20}{}", column.title, cell.shown(&units)))?;
            }
            output.print("")?;
            output.print_heading("Opportunities")?;
            let states = states(shown);
            if states.is_empty() {
                return Ok(output.print("  none")?);
            }
            for (state, count, revenue) in states {
                let records = counted(count, "opportunity", "opportunities");
                let line = format!("  {:<20}{records}, {}", state.as_str(), units.money(revenue));
                output.print(&line)?;
            }
            Ok(output
                .print(&format!("`winback list 'customer = {id} and state is set'` lists them."))?)
        }
        Format::Csv => Ok(write_rows(output, &units, "records", &columns, &[cells.to_vec()])?),
        Format::Json => {
            let document = document(shown, &cells, &units);
            Ok(output::pretty(output.results(), &document)?)
        }
        Format::Jsonl => {
            let document = document(shown, &cells, &units);
            Ok(output::compact_line(output.results(), &document)?)
        }
    }
}

/// Returns how many opportunities there are in each state, with their expected revenue.
fn states(shown: &ShownCustomer) -> Vec<(StateKind, u64, i128)> {
    let mut states: Vec<(StateKind, u64, i128)> = Vec::new();
    for row in &shown.tally.rows {
        match states.iter_mut().find(|(state, ..)| *state == row.state) {
            Some((_, count, revenue)) => {
                *count += row.count;
                *revenue += row.revenue_minor;
            }
            None => states.push((row.state, row.count, row.revenue_minor)),
        }
    }
    states
}

fn document(shown: &ShownCustomer, cells: &[Cell], units: &Units) -> Value {
    let columns = columns();
    let names = columns.iter().map(|column| column.name.as_ref());
    let mut document = object(names.zip(cells), units);
    let state = |(state, count, revenue): (StateKind, u64, i128)| {
        let revenue = Cell::Money(revenue).json(units);
        json!({ "state": state.as_str(), "count": count, "expected_revenue": revenue })
    };
    let opportunities: Value = states(shown).into_iter().map(state).collect();
    if let Some(members) = document.as_object_mut() {
        members.insert("opportunities".to_owned(), opportunities);
    }
    document
}
