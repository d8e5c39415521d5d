//! Records counted in groups.

use insta::assert_snapshot;

use crate::story::Story;

/// Three records, two of them lost in two months, one of those won back.
fn three() -> Story {
    let mut story = Story::new();
    story.given(
        "
        winback new Pumps expected_revenue=1500.5 tags='a,b'
        winback new Valves expected_revenue=200
        winback new Tanks
        winback lose 1 2 --reason 'Too expensive' --yes
    ",
    );
    story.at("2026-04-03T08:00:00Z").given(
        "
        winback restore 2
        winback lose 2 --reason 'Not enough stock'
    ",
    );
    story
}

#[test]
fn losses_are_told_by_reason_and_month() {
    let story = three();
    assert_snapshot!(story.tell("
        winback group --by lost_reason,lost_at:month --sum expected_revenue
        winback group 'state = lost' --by losses.reason --sum expected_revenue --order 'count desc' --limit 1
        winback group --by tags --min created_at --count-distinct stage
        winback group 'state = lost' --by closed_at:month --fill --format csv
        winback group 'state = lost' --by closed_at:quarter --average expected_revenue --format json
        winback group --average expected_revenue
    "), @r#"
    $ winback group --by lost_reason,lost_at:month --sum expected_revenue
    lost_reason       lost_at:month  count  sum(expected_revenue)
    ─────────────────────────────────────────────────────────────
    Too expensive     2026-03            2           1,700.50 EUR
    Not enough stock  2026-04            1             200.00 EUR
    (none)            (none)             1
    3 groups
    $ winback group 'state = lost' --by losses.reason --sum expected_revenue --order 'count desc' --limit 1
    losses.reason  count  sum(expected_revenue)
    ───────────────────────────────────────────
    Too expensive      2           1,700.50 EUR
    1 of 2 groups shown
    $ winback group --by tags --min created_at --count-distinct stage
    tags    count   min(created_at)  count distinct stage
    ─────────────────────────────────────────────────────
    (none)      1  2026-03-02 10:00                     1
    1 group
    $ winback group 'state = lost' --by closed_at:month --fill --format csv
    closed_at:month,count,filter
    2026-03,1,state = lost and kind in (opportunity) and closed_at >= 2026-03-01T00:00:00Z and closed_at < 2026-04-01T00:00:00Z
    2026-04,1,state = lost and kind in (opportunity) and closed_at >= 2026-04-01T00:00:00Z and closed_at < 2026-05-01T00:00:00Z
    $ winback group 'state = lost' --by closed_at:quarter --average expected_revenue --format json
    {"groups":[
      {"closed_at:quarter":"2026-Q1","count":1,"average(expected_revenue)":{"minor":150050,"currency":"EUR","amount":"1500.50"},"filter":"state = lost and kind in (opportunity) and closed_at >= 2026-01-01T00:00:00Z and closed_at < 2026-04-01T00:00:00Z"},
      {"closed_at:quarter":"2026-Q2","count":1,"average(expected_revenue)":{"minor":20000,"currency":"EUR","amount":"200.00"},"filter":"state = lost and kind in (opportunity) and closed_at >= 2026-04-01T00:00:00Z and closed_at < 2026-07-01T00:00:00Z"}
    ],"total":2}
    $ winback group --average expected_revenue
    count  average(expected_revenue)
    ────────────────────────────────
        1
    1 group
    "#);
}

#[test]
fn what_cannot_be_grouped_is_named_with_its_place() {
    let story = three();
    assert_snapshot!(story.tell("
        winback group --by stage,lost_resson
        winback group --by closed_at:mnth
        winback group --by name,state,stage,team
        winback group --by stage --sum name
        winback group --by stage --order revenue
        winback group 'stat = lost' --by stage
    "), @"
    $ winback group --by stage,lost_resson
    ! error: unknown field `lost_resson`
    !   stage,lost_resson
    !         ^^^^^^^^^^^
    ! help: did you mean `lost_reason`?
    [exit 2]
    $ winback group --by closed_at:mnth
    ! error: `mnth` is no way to cut `closed_at`
    !   closed_at:mnth
    !             ^^^^
    ! help: expected `hour`, `day`, `week`, `iso_week`, `month`, `quarter`, `year`, `hour_number`, `day_of_week`, `day_of_month`, `day_of_year`, `iso_week_number`, `month_number`, `quarter_number` or `year_number`
    ! help: did you mean `month`?
    [exit 2]
    $ winback group --by name,state,stage,team
    ! error: there are too many keys; records are grouped by at most 3
    !   name,state,stage,team
    !                    ^^^^
    [exit 2]
    $ winback group --by stage --sum name
    ! error: `name` is a text field and has no sum
    !   sum(name)
    !       ^^^^
    ! help: expected `count` or `count distinct`
    [exit 2]
    $ winback group --by stage --order revenue
    ! error: the groups have no `revenue` to be ordered by
    !   revenue
    !   ^^^^^^^
    ! help: expected `count` or `stage`
    [exit 2]
    $ winback group 'stat = lost' --by stage
    ! error: unknown field `stat`
    !   stat = lost
    !   ^^^^
    ! help: did you mean `state` or `stage`?
    [exit 2]
    ");
}

#[test]
fn a_salesperson_counts_what_they_see() {
    let story = three();
    story.given(
        "
        winback people add 'Zoé' --login zoe --role salesperson
        winback new Own salesperson=zoe
    ",
    );
    assert_snapshot!(story.tell("winback group --by salesperson --as zoe"), @"
    $ winback group --by salesperson --as zoe
    salesperson  count
    ──────────────────
    Zoé              1
    1 group
    ");
}

/// 1 March 2026 is a Sunday.
#[test]
fn weeks_begin_where_the_locale_says() {
    let mut story = Story::new();
    story.at("2026-03-01T08:00:00Z").given("winback new Pumps");
    assert_snapshot!(story.tell("
        winback group --by created_at:week
        winback list 'created_at is this week' --columns id,name
        winback settings set locale en-US
        winback group --by created_at:week
    "), @"
    $ winback group --by created_at:week
    created_at:week  count
    ──────────────────────
    2026-02-23           1
    1 group
    $ winback list 'created_at is this week' --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
    1 opportunity, expected revenue 0.00 EUR
    $ winback settings set locale en-US
    locale is en-US now.
    $ winback group --by created_at:week
    created_at:week  count
    ──────────────────────
    2026-03-01           1
    1 group
    ");
}
