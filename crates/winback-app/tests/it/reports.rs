//! Loss reports.

use winback_app::{Action, ReportPeriod};

use crate::desk::{lose, lose_because, new, office, one};

#[tokio::test]
async fn losses_are_counted_by_reason_with_those_won_back_and_none_dropped() {
    let office = office().await;
    let desk = office.manager().await;
    for (name, revenue, reason) in
        [("a", "100", Some("Too expensive")), ("b", "50", Some("Too expensive")), ("c", "", None)]
    {
        let id = new(&desk, name, &[&format!("expected_revenue={revenue}")]).await;
        desk.perform(&one(id), &reason.map_or_else(lose, lose_because)).await.unwrap();
    }
    desk.perform(&one(winback_domain::OpportunityId::new(1)), &Action::Restore).await.unwrap();
    let report = desk.report_losses("", ReportPeriod::default()).await.unwrap();
    let rows: Vec<_> = report
        .rows
        .iter()
        .chain([&report.total])
        .map(|r| {
            (
                r.name.as_deref(),
                r.losses,
                r.share_hundredths,
                r.revenue_minor,
                r.still_lost,
                r.won_back,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (Some("Too expensive"), 2, 6_667, 15_000, 1, 1),
            (None, 1, 3_333, 0, 1, 0),
            (None, 3, 10_000, 15_000, 2, 1),
        ]
    );
}

#[tokio::test]
async fn a_period_is_cut_by_the_loss_date_in_the_deployments_zone() {
    let office = office().await;
    let desk = office.manager().await;
    desk.set_setting("time_zone", "Europe/Brussels").await.unwrap();
    // Half past midnight on 29 March 2026 in Brussels, the day on which summer time begins.
    office.clock.set("2026-03-28T23:30:00Z".parse().unwrap());
    let desk = office.manager().await;
    let id = new(&desk, "a", &[]).await;
    desk.perform(&one(id), &lose()).await.unwrap();
    let losses = async |since: &str, until: &str| {
        let day = |text: &str| Some(text.parse().unwrap());
        let period = ReportPeriod { since: day(since), until: day(until) };
        desk.report_losses("", period).await.map(|report| report.total.losses)
    };
    assert_eq!(losses("2026-03-29", "2026-03-29").await.unwrap(), 1);
    assert_eq!(losses("2026-03-01", "2026-03-28").await.unwrap(), 0);
    assert_eq!(losses("2026-03-30", "2026-03-31").await.unwrap(), 0);
    let turned = losses("2026-03-31", "2026-03-30").await.unwrap_err().to_string();
    assert!(turned.contains("turn the days round"), "{turned}");
}
