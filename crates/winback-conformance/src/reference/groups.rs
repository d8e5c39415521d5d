//! The file `groups.json`: how records are counted in groups.

use std::path::Path;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use winback_store::domain::OpportunityId;
use winback_store::filter::{AggregateKind, FieldKind, Grouping, Offsets, Predicate, Sort};
use winback_store::{
    AggregateValue, Group, GroupFill, GroupQuery, GroupedRecords, Groups, OPPORTUNITY, Query,
    Storage,
};

use super::deliberate::refused_there;
use super::domains::Reading;
use super::load::PAGE;
use super::{Records, ReferenceError, Report, deliberate, read};

/// How near an aggregate has to be, relative to its size.
const NEAR: f64 = 1e-9;

/// One recorded question and its answer.
#[derive(Debug, Deserialize)]
pub struct GroupCase {
    /// Its number in the whole record of answers.
    pub n: u64,
    /// How it was asked: `read_group` or `web_read_group`.
    pub method: String,
    /// Which records.
    pub domain: Json,
    /// What is computed, such as `expected_revenue:sum`.
    pub fields: Vec<String>,
    /// The keys, such as `create_date:month`.
    pub groupby: Vec<String>,
    /// Flags: `active_test`, `tz`, `fill_temporal`.
    #[serde(default)]
    pub context: Map<String, Json>,
    /// Whether only the first key counts.
    pub lazy: Option<bool>,
    /// The order.
    pub orderby: Option<String>,
    /// The most groups.
    pub limit: Option<usize>,
    /// How many groups are left out at the start.
    pub offset: Option<usize>,
    /// The answer; none if it was refused.
    pub result: Option<Json>,
}

#[derive(Debug, Deserialize)]
struct Cases {
    cases: Vec<GroupCase>,
}

/// Reads `groups.json` of a folder; a folder without one has no such questions.
///
/// # Errors
/// `Read` and `Json`.
pub fn cases(directory: &Path) -> Result<Vec<GroupCase>, ReferenceError> {
    let path = directory.join("groups.json");
    if !path.exists() {
        return Ok(Vec::new());
    }
    read(&path).map(|cases: Cases| cases.cases)
}

/// Asks a storage every question, and notes where it answers otherwise: the keys of groups by the
/// records behind them, their order, counts and aggregates, and how many there are.
///
/// # Errors
/// `Store` if the storage fails.
pub async fn compare(
    storage: &Storage,
    reading: &Reading<'_>,
    records: &Records,
    cases: &[GroupCase],
    report: &mut Report,
) -> Result<(), ReferenceError> {
    for case in cases {
        let difference = match (query(case, reading, records), &case.result) {
            (Err(_), None) => None,
            (Ok(query), None) => {
                let groups = storage.opportunities.group(&query).await?.groups.len();
                Some(format!("expected a refusal, got {groups} groups"))
            }
            (Err(refusal), Some(_)) => Some(format!("expected groups, got an error: {refusal}")),
            (Ok(query), Some(expected)) => {
                let mut found = storage.opportunities.group(&query).await?;
                if query.fill.is_some() && query.limit.is_none() {
                    empty_behind(&mut found, case.limit);
                }
                differs(storage, reading, case, &query, (&found, expected)).await?
            }
        };
        let group = case.groupby.join(", ");
        let order = case.orderby.as_ref().map_or_else(String::new, |it| format!(" order {it}"));
        let asked = || {
            let asked = format!("{} by {group} of {:?}{order}", case.domain, case.fields);
            // Customers are ordered by the names that a domain would search.
            let by_name =
                group.contains("partner_id").then(|| json!([["partner_id", "ilike", ""]]));
            let usual = || deliberate(by_name.as_ref().unwrap_or(&case.domain));
            (asked, if case.result.is_none() { Some(refused_there()) } else { usual() })
        };
        report.note("groups", case.n, &case.method, asked, difference);
    }
    Ok(())
}

/// Empties the groups behind a limit: the reference cuts those with records first, and then shows all
/// stages, as if those that it cut had none.
fn empty_behind(groups: &mut Groups, limit: Option<usize>) {
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    for group in groups.groups.iter_mut().filter(|group| group.count > 0).skip(limit) {
        group.count = 0;
        group.aggregates.iter_mut().for_each(|value| *value = None);
    }
}

/// Returns what a case asks, or why it cannot be asked.
fn query(case: &GroupCase, reading: &Reading<'_>, records: &Records) -> Result<GroupQuery, String> {
    let entity = reading.schema.entity(OPPORTUNITY).ok_or("no opportunities")?;
    let flag = |name: &str| case.context.get(name).filter(|value| **value != Json::Bool(false));
    let keys = if case.lazy.unwrap_or(true) { 1 } else { case.groupby.len() };
    let keys: Vec<&str> = case.groupby.iter().take(keys).map(String::as_str).collect();
    let week_starts =
        if records.week_starts_on == "sunday" { Weekday::Sunday } else { Weekday::Monday };
    let mut grouping = Grouping::by(reading.schema, entity, &keys.join(", "), week_starts)
        .map_err(|error| error.to_string())?;
    let measures: Vec<String> = case.fields.iter().filter_map(|it| measure(it, entity)).collect();
    grouping = grouping.with(entity, &measures.join(", ")).map_err(|error| error.to_string())?;
    let ours: Vec<(&str, String)> =
        keys.iter().copied().zip(grouping.keys.iter().map(ToString::to_string)).collect();
    let order = case.orderby.as_deref().map(|it| ordered(it, case, &ours)).unwrap_or_default();
    grouping = grouping.ordered(&order).map_err(|error| error.to_string())?;
    let zone = match case.context.get("tz") {
        None => reading.context.zone.clone(),
        Some(zone) => {
            zone.as_str().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
        }
    };
    // The reference shows every stage where stages are the only key, whatever the limit; see below.
    let stages = keys == ["stage_id"];
    let filled = flag("fill_temporal").map(fill);
    Ok(GroupQuery {
        records: GroupedRecords::Opportunities,
        filter: reading.domain(&case.domain, flag("active_test").is_some())?,
        grouping,
        offsets: Offsets::of(&zone),
        fill: filled.or_else(|| stages.then(GroupFill::default)),
        offset: case.offset.unwrap_or(0),
        limit: case.limit.filter(|limit| *limit > 0 && !stages),
    })
}

/// Reads `true`, `{}` or what is asked for in more detail.
fn fill(value: &Json) -> GroupFill {
    let day = |name: &str| -> Option<Date> { value.get(name)?.as_str()?.parse().ok() };
    let at_least = value.get("min_groups").and_then(Json::as_u64).unwrap_or(0);
    GroupFill {
        from: day("fill_from").map(|day| day.at(0, 0, 0, 0)),
        until: day("fill_to").map(|day| day.at(0, 0, 0, 0)),
        at_least: usize::try_from(at_least).unwrap_or(usize::MAX),
    }
}

/// Spells an aggregate as a grouping does; a text without one has none, amounts are summed, and
/// other numbers averaged, as the fields of the reference say.
fn measure(text: &str, entity: &winback_store::filter::Entity) -> Option<String> {
    let (field, kind) = match text.split_once([':', '(']) {
        None => {
            let kind = match entity.field(text).map(|field| field.kind) {
                Some(FieldKind::Number { .. }) if text.ends_with("revenue") => "sum",
                Some(FieldKind::Number { .. }) => "average",
                Some(_) => return None,
                None => "sum",
            };
            (text, kind)
        }
        // `name:kind(field)`
        Some((_, rest)) if rest.contains('(') => {
            let (kind, field) = rest.split_once('(')?;
            (field.trim_end_matches(')'), kind)
        }
        Some((field, kind)) => (field, kind),
    };
    Some(match kind {
        "avg" => format!("average({field})"),
        "count_distinct" => format!("count distinct {field}"),
        kind => format!("{kind}({field})"),
    })
}

/// Spells an order as a grouping does, with the keys there and as they are called here.
fn ordered(order: &str, case: &GroupCase, keys: &[(&str, String)]) -> String {
    let part = |part: &str| {
        let (name, direction) = part.trim().split_once(' ').unwrap_or((part.trim(), ""));
        let field = name.split(':').next().unwrap_or(name);
        let key = keys
            .iter()
            .find(|(theirs, _)| *theirs == name || theirs.split(':').next() == Some(name));
        let is_measured = case.fields.iter().any(|it| it.split(':').next() == Some(field));
        match key {
            Some((_, ours)) => format!("{ours} {direction}"),
            None if name.ends_with("_count") => format!("count {direction}"),
            None if is_measured => format!("sum({field}) {direction}"),
            None => part.to_owned(),
        }
    };
    order.split(',').map(part).collect::<Vec<_>>().join(", ")
}

/// Says how groups differ from the recorded ones.
async fn differs(
    storage: &Storage,
    reading: &Reading<'_>,
    case: &GroupCase,
    query: &GroupQuery,
    (found, expected): (&Groups, &Json),
) -> Result<Option<String>, ReferenceError> {
    let length = expected.get("length").and_then(Json::as_u64);
    if let Some(length) = length.filter(|length| *length != found.total as u64) {
        return Ok(Some(format!("expected {length} groups in all, got {}", found.total)));
    }
    let none = Vec::new();
    let rows = expected.get("groups").unwrap_or(expected).as_array().unwrap_or(&none);
    // Without keys the reference gives one row; so do groups.
    if rows.len() != found.groups.len() {
        return Ok(Some(format!("expected {} groups, got {}", rows.len(), found.groups.len())));
    }
    for (place, (row, group)) in rows.iter().zip(&found.groups).enumerate() {
        let told = |problem: String| Ok(Some(format!("group {}: {problem}", place + 1)));
        if let Some(count) = counted(row).filter(|count| *count != group.count) {
            return told(format!("expected {count} records, got {}", group.count));
        }
        if let Some(problem) = aggregates_differ(case, query, row, group) {
            return told(problem);
        }
        if let Some(domain) = row.get("__domain") {
            let theirs = match reading.domain(domain, false) {
                Ok(theirs) => theirs,
                Err(refusal) => return told(format!("{domain} is refused: {refusal}")),
            };
            // The flag of the question stands in no group's domain.
            let behind = ids(storage, theirs.and(query.filter.clone())).await?;
            // Some domains of the reference find others than it counted: an empty text finds those
            // without one too, and an hour that comes twice is cut at its second coming.
            let is_exact = behind.len() as u64 == group.count;
            if is_exact && behind != ids(storage, group.rows.clone()).await? {
                return told(format!("other records are behind it than by {domain}"));
            }
        }
    }
    Ok(None)
}

async fn ids(storage: &Storage, filter: Predicate) -> Result<Vec<OpportunityId>, ReferenceError> {
    let query = Query { filter, sort: Sort::default(), after: None, limit: PAGE };
    let page = storage.opportunities.search(&query).await?;
    Ok(page.records.iter().map(|record| record.id).collect())
}

fn counted(row: &Json) -> Option<u64> {
    let row = row.as_object()?;
    let count = |(name, value): (&String, &Json)| {
        (name == "__count" || name.ends_with("_count")).then(|| value.as_u64()).flatten()
    };
    row.iter().find_map(count)
}

fn aggregates_differ(
    case: &GroupCase,
    query: &GroupQuery,
    row: &Json,
    group: &Group,
) -> Option<String> {
    let named = case.fields.iter().filter(|field| {
        let name = field.split(':').next().unwrap_or(field);
        row.get(name).is_some()
    });
    let aggregates = query.grouping.aggregates.iter().zip(&group.aggregates);
    named.zip(aggregates).find_map(|(field, (aggregate, found))| {
        let name = field.split(':').next().unwrap_or(field);
        let expected = row.get(name)?.as_f64();
        let scale = match (aggregate.kind(), aggregate.field().kind()) {
            (AggregateKind::Count | AggregateKind::CountDistinct, _) => 0,
            (_, FieldKind::Number { scale }) => i32::from(scale),
            _ => 0,
        };
        let found = found.map(|value| number(value) / 10_f64.powi(scale));
        let same = match (expected, found) {
            (None, None) => true,
            (Some(expected), Some(found)) => {
                (expected - found).abs() <= NEAR * expected.abs().max(1.0)
            }
            (None, Some(_)) | (Some(_), None) => false,
        };
        (!same).then(|| format!("expected {name} {expected:?}, got {found:?}"))
    })
}

#[expect(clippy::cast_precision_loss, reason = "compared within 1e-9 of its size")]
fn number(value: AggregateValue) -> f64 {
    match value {
        AggregateValue::Count(count) => count as f64,
        AggregateValue::Number(number) => number as f64,
        AggregateValue::Average(average) => average,
        AggregateValue::Date(_) | AggregateValue::Instant(_) => f64::NAN,
    }
}
