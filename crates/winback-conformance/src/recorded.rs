//! What the reference system answered, and what a storage answers. Rule: behaviour 1.2, 8.1, 8.5.

use winback_store::Storage;
use winback_store::filter::{Context, Predicate};
use winback_store::{OPPORTUNITY, opportunity_schema};

use crate::reference::{Records, Report, directory, domains, groups, load};
use crate::scene::{at, list};

/// Every recorded record is stored, with the state that its two columns spell.
pub async fn every_recorded_record_comes_in(storage: &Storage) {
    let records = Records::read(&directory()).unwrap();
    let ids = load(storage, &records).await.unwrap();
    let page = list(storage, Predicate::everything()).await;
    assert_eq!(page.records.len(), records.records.len());
    for record in &records.records {
        let id = ids.ours(OPPORTUNITY, record.id).unwrap();
        let ours = page.records.iter().find(|ours| ours.id.get() == id).unwrap();
        let deal = &ours.deal;
        assert_eq!((&deal.name, &deal.company_name), (&record.name, &record.partner_name));
        assert_eq!(ours.state.kind().is_active(), record.active, "{record:?}");
        let percent = f64::from(ours.probability().hundredths()) / 100.0;
        assert!((percent - record.probability).abs() < 1e-9, "{record:?}");
        let revenue = deal.expected_revenue.map(|amount| amount.minor());
        let theirs = record.expected_revenue.map(|amount| format!("{:.0}", amount * 100.0));
        assert_eq!(revenue.map(|minor| minor.to_string()), theirs);
        let reason = ours.loss().and_then(|loss| loss.details.reason);
        let reason = reason.and_then(|reason| ids.theirs("lost_reason", reason.get()));
        assert_eq!(reason, record.lost_reason_id);
    }
    let utc = Context::new(at(0), jiff::tz::TimeZone::UTC);
    for (filter, count) in [
        ("state = lost", 31),
        ("state = archived", 1),
        ("state = won", 3),
        ("state = open", 79),
        ("state = lost and losses.lost_by is not set", 31),
        ("salesperson.active = false or team.active = false or lost_reason.active = false", 4),
    ] {
        let filter = opportunity_schema(2).parse(OPPORTUNITY, filter, &utc).unwrap();
        assert_eq!(list(storage, filter.clone()).await.records.len(), count, "{filter}");
    }
}

/// Every domain finds what it found in the reference, in its order.
pub async fn every_recorded_domain_finds_the_same_records(storage: &Storage) {
    let records = Records::read(&directory()).unwrap();
    let ids = load(storage, &records).await.unwrap();
    let schema = opportunity_schema(2);
    let reading = domains::Reading::of(&schema, &ids, &records).unwrap();
    let cases = domains::cases(&directory()).unwrap();
    let mut report = Report::default();
    domains::compare(storage, &reading, &cases, &mut report).await.unwrap();
    let differences = report.differences().iter().filter(|it| it.deliberate.is_none());
    assert_eq!(differences.count(), 0, "{report}");
    assert!(report.agreed() >= 399, "{report}");
}

/// Every grouping counts what it counted in the reference, in its order.
pub async fn every_recorded_grouping_counts_the_same(storage: &Storage) {
    let records = Records::read(&directory()).unwrap();
    let ids = load(storage, &records).await.unwrap();
    let schema = opportunity_schema(2);
    let reading = domains::Reading::of(&schema, &ids, &records).unwrap();
    let cases = groups::cases(&directory()).unwrap();
    let mut report = Report::default();
    groups::compare(storage, &reading, &records, &cases, &mut report).await.unwrap();
    let differences = report.differences().iter().filter(|it| it.deliberate.is_none());
    assert_eq!(differences.count(), 0, "{report}");
    assert!(report.agreed() >= 79, "{report}");
}
