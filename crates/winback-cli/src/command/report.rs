//! `winback report`.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use winback_app::{LossReport, LossReportRow, ReportPeriod};

use crate::{
    arguments::Format,
    error::CliError,
    output::{Cell, Column, Units, write_rows},
    session::Session,
};

/// Reports on the pipeline
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback report losses --since 2026-01-01"
)]
pub(crate) struct Report {
    #[command(subcommand)]
    report: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Losses by reason: how many, their share, their revenue, and how many were won back
    #[command(
        after_help = "Example: winback report losses 'team = Europe' --since 2026-01-01 --until 2026-03-31\n\
        It counts losses by their own date, those that were restored since included."
    )]
    Losses {
        /// Whose losses; without a filter those of all records
        #[arg(default_value = "", hide_default_value = true)]
        filter: String,
        /// The first day
        #[arg(long, value_name = "DAY")]
        since: Option<Date>,
        /// The last day
        #[arg(long, value_name = "DAY")]
        until: Option<Date>,
    },
}

const COLUMNS: [Column; 6] = [
    Column::words("lost_reason", "Lost reason"),
    Column::numbers("losses", "Losses"),
    Column::numbers("share", "Share"),
    Column::numbers("expected_revenue", "Expected revenue"),
    Column::numbers("still_lost", "Still lost"),
    Column::numbers("won_back", "Won back"),
];

impl Report {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let Kind::Losses { filter, since, until } = self.report;
        let desk = session.desk().await?;
        let report = desk.report_losses(&filter, ReportPeriod { since, until }).await?;
        if report.rows.is_empty() && session.output.format() == Format::Table {
            return Ok(session.output.print("No losses.")?);
        }
        let rows = rows(&report, session.output.is_for_people());
        Ok(write_rows(&mut session.output, &Units::of(&desk), "losses", &COLUMNS, &rows)?)
    }
}

/// People see the total as a last row; programs can add.
fn rows(report: &LossReport, total: bool) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = report
        .rows
        .iter()
        .map(|row| {
            let reason = match (row.reason, &row.name) {
                (Some(id), Some(name)) => Cell::Reference(id.get(), name.clone()),
                (Some(id), None) => Cell::Reference(id.get(), format!("#{id}")),
                (None, _) if total => Cell::Text("(no reason)".to_owned()),
                (None, _) => Cell::Empty,
            };
            cells(reason, row)
        })
        .collect();
    if total {
        rows.push(cells(Cell::Text("Total".to_owned()), &report.total));
    }
    rows
}

fn cells(reason: Cell, row: &LossReportRow) -> Vec<Cell> {
    vec![
        reason,
        Cell::Count(row.losses),
        Cell::Percent(row.share_hundredths),
        Cell::Money(row.revenue_minor),
        Cell::Count(row.still_lost),
        Cell::Count(row.won_back),
    ]
}
