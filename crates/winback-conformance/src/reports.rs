//! The loss report. Rule: behaviour 9.2, 9.3.

use winback_store::domain::{Change, LostReasonId, Opportunity};
use winback_store::filter::{Predicate, Value};
use winback_store::{LossPeriod, ReasonLosses, Storage};
use winback_testkit::deal;

use crate::scene::{ask, at, change, create, is, lost};

/// A record is lost for a reason at a minute.
async fn lose(storage: &Storage, record: &Opportunity, reason: Option<i64>, minute: i64) {
    change(storage, record, &lost(reason, None), minute).await;
}

/// Says reason, losses, revenue, still lost and won back of each row.
async fn report(storage: &Storage, filter: Predicate, period: LossPeriod) -> Vec<String> {
    let rows = storage.opportunities.losses_by_reason(&filter, period).await.unwrap();
    rows.iter().map(said).collect()
}

fn said(row: &ReasonLosses) -> String {
    let reason = row.reason.map_or("-".into(), |id: LostReasonId| id.to_string());
    format!(
        "{reason}: {} losses of {}, {} still lost, {} won back",
        row.losses, row.revenue_minor, row.still_lost, row.won_back
    )
}

async fn fill(storage: &Storage) {
    let back = create(storage, deal("back").revenue(10).salesperson(1)).await;
    lose(storage, &back, Some(2), 1).await;
    change(storage, &back, &Change::Restore, 2).await;
    lose(storage, &back, Some(2), 3).await;
    change(storage, &back, &Change::MarkWon, 4).await;
    let gone = create(storage, deal("gone").revenue(100)).await;
    lose(storage, &gone, Some(3), 5).await;
    let amended = create(storage, deal("amended").revenue(1_000)).await;
    lose(storage, &amended, Some(1), 6).await;
    lose(storage, &amended, Some(2), 7).await;
    let reasonless = create(storage, deal("reasonless")).await;
    lose(storage, &reasonless, None, 8).await;
    let first = create(storage, deal("first").revenue(1)).await;
    lose(storage, &first, Some(1), 9).await;
    create(storage, deal("open").revenue(5)).await;
}

/// Most losses first, those without a reason behind others of as many, then by id.
pub async fn losses_are_counted_by_reason_ended_ones_included(storage: &Storage) {
    fill(storage).await;
    assert_eq!(
        report(storage, Predicate::everything(), LossPeriod::default()).await,
        [
            "2: 3 losses of 1020, 1 still lost, 2 won back",
            "1: 1 losses of 1, 1 still lost, 0 won back",
            "3: 1 losses of 100, 1 still lost, 0 won back",
            "-: 1 losses of 0, 1 still lost, 0 won back",
        ]
    );
}

/// Losses without a reason come first where they are the most.
pub async fn losses_without_a_reason_are_never_dropped(storage: &Storage) {
    fill(storage).await;
    for _ in 0..3 {
        let record = create(storage, deal("more")).await;
        lose(storage, &record, None, 1).await;
    }
    let rows = report(storage, Predicate::everything(), LossPeriod::default()).await;
    assert_eq!(rows[0], "-: 4 losses of 0, 4 still lost, 0 won back");
}

/// The loss's own date counts; the end of the period is not part of it. Rule: behaviour 9.3.
pub async fn a_period_takes_losses_by_their_own_date(storage: &Storage) {
    fill(storage).await;
    let report = |from: Option<i64>, until: Option<i64>| {
        let period = LossPeriod { from: from.map(at), until: until.map(at) };
        report(storage, Predicate::everything(), period)
    };
    assert_eq!(report(Some(5), Some(6)).await, ["3: 1 losses of 100, 1 still lost, 0 won back"]);
    assert_eq!(report(None, Some(5)).await, ["2: 2 losses of 20, 0 still lost, 2 won back"]);
    assert_eq!(report(Some(9), None).await, ["1: 1 losses of 1, 1 still lost, 0 won back"]);
    assert_eq!(report(Some(6), Some(6)).await, Vec::<String>::new());
}

/// Of records that match alone.
pub async fn a_report_is_over_the_records_that_match(storage: &Storage) {
    fill(storage).await;
    let mine = ask("salesperson", is(Value::Reference(1)));
    assert_eq!(
        report(storage, mine, LossPeriod::default()).await,
        ["2: 2 losses of 20, 0 still lost, 2 won back"]
    );
    assert_eq!(
        report(storage, Predicate::nothing(), LossPeriod::default()).await,
        Vec::<String>::new()
    );
}
