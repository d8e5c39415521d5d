//! `winback stale`.

use clap::Args;
use winback_app::{Action, Idle, store::domain::Opportunity};

use super::{
    list::{Further, Limit, List, Listing},
    lose::Details,
};
use crate::{
    arguments::Format,
    bulk::{self, Targets},
    error::CliError,
    output::{Cell, Column},
    session::Session,
};

/// What people see of each, before how long it is idle.
const COLUMNS: [&str; 6] = ["id", "name", "stage", "salesperson", "expected_revenue", "updated_at"];

/// Lists open opportunities on which nothing was done for long, or marks them lost
#[derive(Debug, Args)]
#[command(after_help = "Example: winback stale --idle 90d 'team = Europe'\n\
    Those idle for longest come first. With --lose they are marked lost, after a preview and a \
    question:\n  winback stale --idle 6mo --lose --reason 'No answer' --note 'Silent for half a year.'")]
pub(crate) struct Stale {
    /// Among which ones; without a filter among all open ones
    #[arg(default_value = "", hide_default_value = true)]
    filter: String,
    /// For how long, such as 90d, 12w, 6mo or 1y
    #[arg(long, value_name = "TIME", value_parser = idle)]
    idle: Idle,
    /// Marks them lost
    #[arg(long, conflicts_with_all = ["limit", "columns"])]
    lose: bool,
    /// How many to list, or `all`
    #[arg(long, value_name = "N|all", default_value = "80")]
    limit: Limit,
    /// What to show of each, separated by commas
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    #[command(flatten)]
    details: Details,
}

fn idle(text: &str) -> Result<Idle, String> {
    text.parse().map_err(|error: winback_app::AppError| error.to_string())
}

impl Stale {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let request = self.details.request();
        if self.lose {
            let filter = desk.stale_filter(&self.filter, self.idle).await?;
            return bulk::act(session, Targets::matching(filter), &Action::Lose(request)).await;
        }
        if request != winback_app::LossRequest::default() {
            let problem = "a reason, a note or a competitor is said of a loss: add `--lose`";
            return Err(CliError::Usage(problem.into()));
        }
        let asked = desk.asked_of_list(&self.filter, None).await?;
        let filter = desk.stale_filter(&asked.filter, self.idle).await?;
        let columns = match session.output.format() {
            Format::Table | Format::Csv => {
                Some(self.columns.unwrap_or_else(|| COLUMNS.map(str::to_owned).to_vec()))
            }
            Format::Json | Format::Jsonl => self.columns,
        };
        let days = |record: &Opportunity| Cell::Count(desk.idle_days(record));
        let further = Further { column: Column::numbers("idle_days", "Idle days"), cell: &days };
        let sort = asked.sort.unwrap_or_else(|| "updated_at, id".into());
        let listing = Listing { filter, sort: Some(sort), limit: self.limit, columns };
        List::of(listing).show(session, &desk, Some(further)).await
    }
}
