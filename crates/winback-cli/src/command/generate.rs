//! `winback generate`.

use clap::Args;
use jiff::{civil::Date, tz::TimeZone};
use serde_json::json;
use winback_app::{
    SampleProgress, SampleRequest, SampleSummary, generate_sample, store::without_password,
};

use crate::{
    arguments::Format,
    error::CliError,
    output::{count, counted, pretty},
    session::Session,
};

/// Fills a database with sample data of any size, to see how it works with many records
#[derive(Debug, Args)]
#[command(
    after_help = "Example: winback generate --database sqlite:large.db --records 20000 --seed 7\n\
    The same seed, number and last day give the same data in every database. Three years of deals: 45 %\n\
    lost, for one of eight reasons or none, and 20 % won. All records come in at once, or none: ended\n\
    before it is done, the command leaves at most people, teams and lists behind."
)]
pub(crate) struct Generate {
    /// How many records
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    records: u64,
    /// Where chance begins: another number gives other data
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// The last day of the three years [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Adds to records that are there already
    #[arg(long)]
    append: bool,
}

impl Generate {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let url = session.url()?;
        let storage = session.open(&url).await?;
        let today = || session.clock().now().to_zoned_datetime(TimeZone::UTC).date();
        let Self { records, seed, as_of, append } = self;
        let request = SampleRequest { records, seed, as_of: as_of.unwrap_or_else(today), append };
        let progress = SampleProgress::default();
        let made = progress.clone();
        let working = session.output.counting("Making records", records, move || made.records());
        let summary = generate_sample(&storage, session.person(), &request, &progress).await?;
        drop(working);
        let shown = without_password(&url);
        if session.output.format() != Format::Table {
            let SampleSummary { records, lost, won, losses } = summary;
            let document = json!({
                "database": shown,
                "records": records,
                "lost": lost,
                "won": won,
                "losses": losses,
            });
            return Ok(pretty(session.output.results(), &document)?);
        }
        Ok(session.output.print(&told(&shown, summary))?)
    }
}

fn told(database: &str, summary: SampleSummary) -> String {
    let SampleSummary { records, lost, won, losses } = summary;
    let records = counted(records, "opportunity", "opportunities");
    let losses = counted(losses, "loss", "losses");
    let (lost, won) = (count(lost), count(won));
    format!("Made {records} in {database}: {lost} lost and {won} won; {losses} in all.")
}
