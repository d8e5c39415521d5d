//! `winback group`.

mod value;

use std::num::NonZeroUsize;

use clap::Args;
use serde_json::{Map, json};
use winback_app::{GroupRequest, Grouped, store::Group};

use crate::{
    arguments::Format,
    error::CliError,
    filter_help,
    output::{Cell, Column, RowWriter, Shape, Units, count, counted},
    session::Session,
};

/// Counts opportunities in groups, and computes sums and the like of each
#[derive(Debug, Args)]
#[command(
    after_help = AFTER_HELP,
    after_long_help = long_help(),
)]
pub(crate) struct GroupCommand {
    /// Which ones; lost and archived ones count if the filter or a key speaks of them
    #[arg(default_value = "", hide_default_value = true)]
    filter: String,
    /// By what: up to three fields; a date by hour, day, week, iso_week, month, quarter or year
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true)]
    by: String,
    /// Adds the sum of a number
    #[arg(long, value_name = "FIELD")]
    sum: Vec<String>,
    /// Adds the average of a number
    #[arg(long, visible_alias = "avg", value_name = "FIELD")]
    average: Vec<String>,
    /// Adds the smallest number, or the earliest date
    #[arg(long, value_name = "FIELD")]
    min: Vec<String>,
    /// Adds the greatest number, or the latest date
    #[arg(long, value_name = "FIELD")]
    max: Vec<String>,
    /// Adds how many different values there are
    #[arg(long, value_name = "FIELD")]
    count_distinct: Vec<String>,
    /// The order, such as `count desc, lost_at:month` [default: by the keys]
    #[arg(long, value_name = "ORDER", default_value = "", hide_default_value = true)]
    order: String,
    /// How many groups
    #[arg(long, value_name = "N")]
    limit: Option<NonZeroUsize>,
    /// Shows groups without records, too: months between others, stages, reasons on offer
    #[arg(long)]
    fill: bool,
}

const AFTER_HELP: &str = "Example: winback group 'team = South' --by lost_reason,lost_at:month --sum expected_revenue\n\
    A record counts once for each of its tags, and for each different value that its losses have\n\
    (`losses.reason`, `lost_at`). Beside `lost_at`, `lost_reason` is the reason of that loss.\n\
    Keys and order can stand behind the filter: 'state = lost group by lost_reason sort by count desc'.";

fn long_help() -> String {
    format!("{}\n\n{AFTER_HELP}", filter_help::fields())
}

impl GroupCommand {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let request = GroupRequest {
            aggregates: self.aggregates(),
            filter: self.filter,
            by: self.by,
            order: self.order,
            fill: self.fill,
            limit: self.limit.map(NonZeroUsize::get),
        };
        let desk = session.desk().await?;
        let grouped = desk.group(&request).await?;
        let units = Units::of(&desk);
        let for_people = session.output.is_for_people();
        let columns = columns(&grouped, session.output.format());
        let rows: Vec<Vec<Cell>> =
            grouped.groups.groups.iter().map(|group| row(&grouped, group, for_people)).collect();
        let mut writer = RowWriter::begin(&mut session.output, units, columns, "groups")?;
        writer.page(&rows)?;
        writer.end(&Map::from_iter([("total".to_owned(), json!(grouped.groups.total))]))?;
        if for_people {
            session.output.print(&footer(&grouped))?;
        }
        Ok(())
    }

    fn aggregates(&self) -> String {
        let of = |name: &'static str, fields: &[String]| -> Vec<String> {
            fields.iter().map(|field| format!("{name}({field})")).collect()
        };
        let distinct = self.count_distinct.iter().map(|field| format!("count distinct {field}"));
        let all = [
            of("sum", &self.sum),
            of("average", &self.average),
            of("min", &self.min),
            of("max", &self.max),
            distinct.collect(),
        ];
        all.concat().join(", ")
    }
}

/// Returns the keys, the count, the aggregates and, for programs, the filter of each group's rows.
fn columns(grouped: &Grouped, format: Format) -> Vec<Column> {
    let keys = grouped.grouping.keys.iter().map(|key| {
        let name = key.to_string();
        Column { title: name.clone().into(), name: name.into(), shape: Shape::Words }
    });
    let aggregates = grouped.grouping.aggregates.iter().map(|aggregate| {
        let name = aggregate.to_string();
        Column { title: name.clone().into(), name: name.into(), shape: Shape::Number }
    });
    let rows = match format {
        Format::Table => None,
        Format::Json | Format::Jsonl | Format::Csv => Some(Column::words("filter", "Filter")),
    };
    keys.chain([Column::numbers("count", "count")]).chain(aggregates).chain(rows).collect()
}

fn row(grouped: &Grouped, group: &Group, for_people: bool) -> Vec<Cell> {
    let keys = grouped.grouping.keys.iter().zip(&group.values).zip(&group.names);
    let keys = keys.map(|((key, value), name)| match value::of_key(*key, value, name.as_deref()) {
        Cell::Empty if for_people => Cell::Text("(none)".to_owned()),
        cell => cell,
    });
    let aggregates = grouped.grouping.aggregates.iter().zip(&group.aggregates);
    let aggregates = aggregates.map(|(aggregate, value)| value::of_aggregate(*aggregate, *value));
    let rows = (!for_people).then(|| Cell::Text(group.rows.to_string()));
    keys.chain([Cell::Count(group.count)]).chain(aggregates).chain(rows).collect()
}

fn footer(grouped: &Grouped) -> String {
    let total = u64::try_from(grouped.groups.total).unwrap_or(u64::MAX);
    let shown = u64::try_from(grouped.groups.groups.len()).unwrap_or(u64::MAX);
    match shown {
        shown if shown < total => format!("{} of {} groups shown", count(shown), count(total)),
        _ => counted(total, "group", "groups"),
    }
}
