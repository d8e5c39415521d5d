//! Records counted in groups. Rule: behaviour 8.2, 9.1, 9.3.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use winback_store::domain::{Change, LabelKind};
use winback_store::filter::{GroupValue, Grouping, Offsets, Predicate, Value};
use winback_store::{
    AggregateValue, Group, GroupFill, GroupQuery, GroupedRecords, Groups, LOSS, OPPORTUNITY,
    Selection, Storage,
};
use winback_testkit::deal;

use crate::scene::{ask, at, change, create, entity, is, lost, schema};

/// Returns the question for groups of opportunities in the days of a zone, weeks from Monday.
pub(crate) fn query(keys: &str, aggregates: &str, order: &str, zone: &str) -> GroupQuery {
    grouped(GroupedRecords::Opportunities, OPPORTUNITY, keys, aggregates, order, zone)
}

fn grouped(
    records: GroupedRecords,
    of: &str,
    keys: &str,
    aggregates: &str,
    order: &str,
    zone: &str,
) -> GroupQuery {
    let schema = schema();
    let of = entity(&schema, of);
    let grouping = Grouping::by(&schema, of, keys, Weekday::Monday).unwrap();
    let grouping = grouping.with(of, aggregates).unwrap().ordered(order).unwrap();
    GroupQuery {
        records,
        filter: Predicate::everything(),
        grouping,
        offsets: Offsets::of(&TimeZone::get(zone).unwrap()),
        fill: None,
        offset: 0,
        limit: None,
    }
}

async fn ask_groups(storage: &Storage, query: &GroupQuery) -> Groups {
    storage.opportunities.group(query).await.unwrap()
}

/// Says the groups of opportunities, in UTC, a line each.
async fn groups(storage: &Storage, keys: &str, aggregates: &str, order: &str) -> Vec<String> {
    said(&ask_groups(storage, &query(keys, aggregates, order, "UTC")).await)
}

pub(crate) fn said(groups: &Groups) -> Vec<String> {
    groups.groups.iter().map(line).collect()
}

fn line(group: &Group) -> String {
    let values = group.values.iter().zip(&group.names).map(|(value, name)| match (value, name) {
        (_, Some(name)) => name.clone(),
        (GroupValue::Empty, None) => "-".into(),
        (GroupValue::Bucket(start), None) => start.to_string(),
        (GroupValue::Part(number), None) => number.to_string(),
        (GroupValue::Value(Value::Text(text)), None) => text.clone(),
        (GroupValue::Value(Value::Choice(word)), None) => (*word).to_owned(),
        (GroupValue::Value(Value::Number(number)), None) => number.to_string(),
        (GroupValue::Value(value), None) => format!("{value:?}"),
    });
    let aggregates = group.aggregates.iter().map(|value| match value {
        None => " none".to_owned(),
        Some(AggregateValue::Count(count)) => format!(" {count}"),
        Some(AggregateValue::Number(number)) => format!(" {number}"),
        Some(AggregateValue::Average(average)) => format!(" {average}"),
        Some(AggregateValue::Date(day)) => format!(" {day}"),
        Some(AggregateValue::Instant(at)) => format!(" {at}"),
    });
    let values: Vec<String> = values.collect();
    format!("{}: {}{}", values.join(", "), group.count, aggregates.collect::<String>())
}

async fn fill(storage: &Storage) {
    for name in ["Red", "Blue"] {
        storage.pipeline.ensure_label(LabelKind::Tag, name).await.unwrap();
    }
    let both = create(storage, deal("both").revenue(10).salesperson(1).tag(1).tag(2)).await;
    change(storage, &both, &lost(Some(2), None), 1).await;
    change(storage, &both, &Change::Restore, 2).await;
    change(storage, &both, &lost(Some(3), None), 45_000).await;
    let red = create(storage, deal("red").revenue(i64::MAX).tag(1).city("Ghent")).await;
    change(storage, &red, &lost(Some(2), None), 3).await;
    let huge = create(storage, deal("huge").revenue(i64::MAX).city("ghent")).await;
    change(storage, &huge, &lost(Some(2), None), 4).await;
    create(storage, deal("open")).await;
    create(storage, deal("early").revenue(7).created_at(at(-600)).city("Ghent")).await;
}

/// By reference in its order, what is without a value last; sums are wide, and there is none where no
/// record has a value.
pub async fn groups_are_counted_with_their_aggregates(storage: &Storage) {
    fill(storage).await;
    let wide = i128::from(i64::MAX) * 2;
    let all = "count(expected_revenue), sum(expected_revenue), min(expected_revenue)";
    assert_eq!(
        groups(storage, "lost_reason", all, "").await,
        [
            format!("We don't have people/skills: 2 2 {wide} {}", i64::MAX),
            "Not enough stock: 1 1 10 10".to_owned(),
            "-: 2 1 7 7".to_owned(),
        ]
    );
    let measures = "average(expected_revenue), count distinct salesperson, max(created_at)";
    let none = Selection::matching(ask("name", is(Value::Text("open".into()))));
    let mut asked = query("state", measures, "", "UTC");
    asked.filter = none.filter;
    let opened = storage.opportunities.group(&asked).await.unwrap();
    assert_eq!(said(&opened), ["open: 1 none 0 2026-03-02T10:00:00Z"]);
}

/// One for all records, even if there are none.
pub async fn without_keys_there_is_one_group(storage: &Storage) {
    assert_eq!(groups(storage, "", "sum(expected_revenue)", "").await, [": 0 none"]);
    fill(storage).await;
    assert_eq!(groups(storage, "", "count distinct city", "").await, [": 5 2"]);
}

/// The months and days of the zone, daylight saving included.
pub async fn times_are_cut_in_the_zone_that_is_given(storage: &Storage) {
    for minutes in ["2024-03-30T23:30:00Z", "2024-03-31T21:59:59Z", "2024-03-31T22:00:00Z"] {
        create(storage, deal(minutes).created_at(minutes.parse().unwrap())).await;
    }
    let brussels = |keys: &str| query(keys, "", "", "Europe/Brussels");
    assert_eq!(
        said(&ask_groups(storage, &brussels("created_at:day")).await),
        ["2024-03-31T00:00:00: 2", "2024-04-01T00:00:00: 1"]
    );
    assert_eq!(
        said(&ask_groups(storage, &brussels("created_at:month, created_at:hour_number")).await),
        ["2024-03-01T00:00:00, 0: 1", "2024-03-01T00:00:00, 23: 1", "2024-04-01T00:00:00, 0: 1",]
    );
    let utc = groups(storage, "created_at:month", "", "").await;
    assert_eq!(utc, ["2024-03-01T00:00:00: 3"]);
}

/// As often as it has tags, or losses with different values; without any in the group without a value.
pub async fn a_record_counts_once_for_each_value_of_a_list(storage: &Storage) {
    fill(storage).await;
    assert_eq!(groups(storage, "tags", "", "").await, ["Red: 2", "Blue: 1", "-: 3"]);
    assert_eq!(
        groups(storage, "losses.reason", "sum(expected_revenue)", "count desc, losses.reason")
            .await,
        [
            format!("We don't have people/skills: 3 {}", i128::from(i64::MAX) * 2 + 10),
            "-: 2 7".to_owned(),
            "Not enough stock: 1 10".to_owned(),
        ]
    );
    assert_eq!(
        groups(storage, "lost_reason, lost_at:month", "", "").await,
        [
            // Of each loss its own reason, though the record has been lost for another one since.
            "We don't have people/skills, 2026-03-01T00:00:00: 3",
            "Not enough stock, 2026-04-01T00:00:00: 1",
            "-, -: 2",
        ]
    );
}

/// Current and ended ones alike, by their own date.
pub async fn losses_are_grouped_by_what_they_say(storage: &Storage) {
    fill(storage).await;
    let records = GroupedRecords::Losses;
    let asked = grouped(records, LOSS, "reason, lost_at:month", "sum(expected_revenue)", "", "UTC");
    assert_eq!(
        said(&ask_groups(storage, &asked).await),
        [
            format!(
                "We don't have people/skills, 2026-03-01T00:00:00: 3 {}",
                i128::from(i64::MAX) * 2 + 10
            ),
            "Not enough stock, 2026-04-01T00:00:00: 1 10".to_owned(),
        ]
    );
}

/// By an aggregate or a key in either direction; a part of them with the number of all.
pub async fn groups_come_in_the_order_that_is_asked_for(storage: &Storage) {
    fill(storage).await;
    let by_city = groups(storage, "city", "", "city desc").await;
    assert_eq!(by_city, ["-: 2", "ghent: 1", "Ghent: 2"]);
    let by_sum = groups(storage, "city", "sum(expected_revenue)", "sum(expected_revenue)").await;
    assert_eq!(by_sum[0], "-: 2 10");
    let mut asked = query("city", "", "count desc, city", "UTC");
    (asked.offset, asked.limit) = (1, Some(1));
    let page = ask_groups(storage, &asked).await;
    assert_eq!((said(&page), page.total), (vec!["-: 2".to_owned()], 3));
}

/// Buckets between those that have records; references and choices on offer.
pub async fn empty_groups_are_filled_where_they_are_wanted(storage: &Storage) {
    for day in ["2024-01-05T10:00:00Z", "2024-04-05T10:00:00Z"] {
        create(storage, deal(day).created_at(day.parse().unwrap())).await;
    }
    let filled = |keys: &str| GroupQuery {
        fill: Some(GroupFill::default()),
        ..query(keys, "sum(expected_revenue)", "", "UTC")
    };
    assert_eq!(
        said(&ask_groups(storage, &filled("created_at:month")).await),
        [
            "2024-01-01T00:00:00: 1 none",
            "2024-02-01T00:00:00: 0 none",
            "2024-03-01T00:00:00: 0 none",
            "2024-04-01T00:00:00: 1 none",
        ]
    );
    assert_eq!(
        said(&ask_groups(storage, &filled("stage")).await),
        ["New: 2 none", "Qualified: 0 none", "Proposition: 0 none", "Won: 0 none"]
    );
}

/// Of every group: as many as it counts.
pub async fn the_rows_behind_a_number_are_those_it_counts(storage: &Storage) {
    fill(storage).await;
    for keys in ["lost_reason, lost_at:month", "tags", "created_at:hour_number", "city, state", ""]
    {
        for group in ask_groups(storage, &query(keys, "", "", "Asia/Kathmandu")).await.groups {
            let rows = Selection::matching(group.rows.clone());
            let tally = storage.opportunities.tally(&rows).await.unwrap();
            assert_eq!(tally.count(), group.count, "{keys}: {}", line(&group));
        }
    }
}
