//! `winback customers show`.

use serde_json::{Value, json};
use winback_app::{
    Desk,
    customer::ShownCustomer,
    store::{Tally, domain::StateKind},
};

use super::{cells, columns};
use crate::{
    arguments::Format,
    error::CliError,
    output::{self, Cell, Output, Units, counted, object, write_rows},
    session::Session,
};

/// Shows a customer, and what its opportunities and its leads come to.
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
            print_states(
                output,
                &units,
                "Opportunities",
                ("opportunity", "opportunities"),
                &shown.tally,
            )?;
            if let Some(leads) = &shown.leads {
                output.print("")?;
                print_states(output, &units, "Leads", ("lead", "leads"), leads)?;
            }
            let leads = shown.leads.iter().map(Tally::count).sum::<u64>();
            if shown.tally.count() + leads == 0 {
                return Ok(());
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

/// Prints how many records there are in each state, with their expected revenue.
fn print_states(
    output: &mut Output,
    units: &Units,
    heading: &str,
    (one, many): (&str, &str),
    tally: &Tally,
) -> Result<(), CliError> {
    output.print_heading(heading)?;
    let states = states(tally);
    if states.is_empty() {
        return Ok(output.print("  none")?);
    }
    for (state, count, revenue) in states {
        let records = counted(count, one, many);
        let line = format!("  {:<20}{records}, {}", state.as_str(), units.money(revenue));
        output.print(&line)?;
    }
    Ok(())
}

/// Returns how many records there are in each state, with their expected revenue.
fn states(tally: &Tally) -> Vec<(StateKind, u64, i128)> {
    let mut states: Vec<(StateKind, u64, i128)> = Vec::new();
    for row in &tally.rows {
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
    let told = |tally: &Tally| states(tally).into_iter().map(state).collect::<Value>();
    if let Some(members) = document.as_object_mut() {
        members.insert("opportunities".to_owned(), told(&shown.tally));
        members.insert("leads".to_owned(), shown.leads.as_ref().map_or(Value::Null, told));
    }
    document
}
