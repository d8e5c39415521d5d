//! What the sample has to be: the same in every run, lawful, and like life.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::date};
use winback_domain::{ActivityEntry, EndedHow, LossRecord, Opportunity, StateKind};
use winback_store::{Query, default_sort, opportunity_schema};

use super::*;

const AS_OF: Date = date(2026, 3, 2);

/// A sample with everything in it, by id.
struct Sample {
    storage: Storage,
    summary: DemoSummary,
    records: Vec<Opportunity>,
}

impl Sample {
    async fn new() -> Self {
        let storage = winback_memory::open();
        let summary = generate_demo(&storage, AS_OF).await.unwrap();
        let query = Query {
            filter: Predicate::everything(),
            sort: default_sort(&opportunity_schema(2)),
            after: None,
            limit: 10_000,
        };
        let mut records = storage.opportunities.search(&query).await.unwrap().records;
        records.sort_by_key(|record| record.id);
        Self { storage, summary, records }
    }

    async fn losses(&self) -> Vec<(&Opportunity, Vec<LossRecord>)> {
        let mut all = Vec::new();
        for record in &self.records {
            all.push((record, self.storage.opportunities.losses(record.id).await.unwrap()));
        }
        all
    }

    async fn entries(&self) -> Vec<ActivityEntry> {
        let mut all = Vec::new();
        for record in &self.records {
            all.extend(self.storage.opportunities.activity(record.id, None, 100).await.unwrap());
        }
        all
    }

    fn count(&self, state: StateKind) -> usize {
        self.records.iter().filter(|record| record.state.kind() == state).count()
    }
}

#[tokio::test]
async fn every_run_makes_the_same_sample() {
    let (one, other) = (Sample::new().await, Sample::new().await);
    assert_eq!(one.summary, other.summary);
    assert_eq!(one.records, other.records);
    assert_eq!(one.losses().await, other.losses().await);
    assert_eq!(one.entries().await, other.entries().await);
    assert_eq!(one.records[0].deal.name, "Warehouse scanners – Nordwind Logistik");
}

#[tokio::test]
async fn the_summary_counts_what_is_there() {
    let sample = Sample::new().await;
    let losses = sample.losses().await.iter().map(|(_, losses)| losses.len()).sum::<usize>();
    let lost = sample.count(StateKind::Lost);
    let counted = DemoSummary { records: 500, lost: lost as u64, losses: losses as u64 };
    assert_eq!(sample.summary, counted);
}

#[tokio::test]
async fn the_shape_is_that_of_a_firm_that_loses_nearly_half() {
    let sample = Sample::new().await;
    let shares = StateKind::ALL.map(|state| (state.as_str(), sample.count(state) / 5));
    let [open, won, lost, archived] = shares.map(|(_, percent)| percent);
    assert!((25..=35).contains(&open), "{shares:?}");
    assert!((15..=25).contains(&won), "{shares:?}");
    assert!((40..=50).contains(&lost), "{shares:?}");
    assert!((3..=8).contains(&archived), "{shares:?}");
}

#[tokio::test]
async fn exactly_the_lost_records_have_one_current_loss() {
    let sample = Sample::new().await;
    for (record, losses) in sample.losses().await {
        let current = losses.iter().filter(|loss| loss.end.is_none()).count();
        let expected = usize::from(record.state.kind() == StateKind::Lost);
        assert_eq!(current, expected, "{}", record.id);
    }
}

#[tokio::test]
async fn some_deals_are_lost_again_and_some_won_back() {
    let sample = Sample::new().await;
    let losses = sample.losses().await;
    let again = losses.iter().filter(|(_, losses)| losses.len() >= 2).count();
    let won_back = losses
        .iter()
        .filter(|(record, losses)| record.state.kind() == StateKind::Won && !losses.is_empty());
    let ends = |how| {
        let ends =
            losses.iter().flat_map(|(_, losses)| losses).filter_map(|loss| loss.end.as_ref());
        ends.filter(|end| end.how == how).count()
    };
    let amended = losses.iter().flat_map(|(_, losses)| losses);
    let amended = amended.filter(|loss| loss.revisions.len() > 1).count();
    assert!(again >= 20, "{again}");
    assert!(won_back.count() >= 10);
    assert!(ends(EndedHow::Restored) >= 40 && ends(EndedHow::Won) >= 3);
    assert!(amended >= 15, "{amended}");
}

#[tokio::test]
async fn a_few_reasons_explain_most_losses() {
    let sample = Sample::new().await;
    let reasons = sample.storage.reasons.list().await.unwrap();
    assert_eq!(reasons.len(), 8);
    assert!(reasons.iter().all(|reason| reason.category.is_some() && reason.guidance.is_some()));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut notes, mut competitors) = (0, 0);
    for (_, losses) in sample.losses().await {
        for LossRecord { loss, .. } in losses {
            let id = loss.details.reason;
            let name = reasons.iter().find(|reason| Some(reason.id) == id);
            *counts.entry(name.map_or("none", |reason| reason.name.as_str())).or_default() += 1;
            notes += usize::from(loss.details.note.is_some());
            competitors += usize::from(loss.details.competitor.is_some());
        }
    }
    assert_eq!(counts.len(), 9, "every reason, and none: {counts:?}");
    assert!(counts["Too expensive"] > 2 * counts["Missing feature"], "{counts:?}");
    assert!(counts["Missing feature"] > counts["Not a real need"], "{counts:?}");
    assert!((10..60).contains(&counts["none"]), "{counts:?}");
    assert!(notes > 50 && competitors > 40, "{notes} {competitors}");
}

#[tokio::test]
async fn nothing_happens_after_the_last_day_nor_before_a_deal_began() {
    let sample = Sample::new().await;
    let zone = jiff::tz::TimeZone::get(calendar::ZONE).unwrap();
    let end = AS_OF.to_zoned_datetime(zone.clone()).unwrap().timestamp();
    let first = sample.records[0].created_at;
    assert!(first < end - jiff::SignedDuration::from_hours(24 * 1080), "{first}");
    let begins: BTreeMap<_, Timestamp> =
        sample.records.iter().map(|record| (record.id, record.created_at)).collect();
    for entry in sample.entries().await {
        assert!(entry.at < end && entry.at >= begins[&entry.opportunity], "{entry:?}");
        assert_eq!(entry.at.as_second() % 3600, 0);
        assert!((8..22).contains(&entry.at.to_zoned_datetime(zone.clone()).hour()), "{}", entry.at);
    }
    let mut created: Vec<Timestamp> = sample.records.iter().map(|r| r.created_at).collect();
    assert!(created.is_sorted(), "ids follow time");
    created.dedup();
    assert!(created.len() > 450, "{} hours", created.len());
    let latest = sample.records.iter().map(|record| record.updated_at).max();
    assert!(latest > Some(end - jiff::SignedDuration::from_hours(24 * 7)), "{latest:?}");
}

#[tokio::test]
async fn several_people_of_two_teams_have_a_hand_in_it() {
    let sample = Sample::new().await;
    let mut by: BTreeMap<_, usize> = BTreeMap::new();
    for entry in sample.entries().await {
        *by.entry(entry.by).or_default() += 1;
    }
    assert_eq!(by.len(), 6, "{by:?}");
    assert!(by.values().all(|count| *count > 50), "{by:?}");
    let people = sample.storage.people.list().await.unwrap();
    let logins: Vec<_> = people.iter().map(|person| person.login.as_str()).collect();
    assert_eq!(logins, ["anna", "fatima", "kwame", "lars", "admin", "sofia", "wei"]);
}

#[tokio::test]
async fn some_operations_are_on_many_records() {
    let mut sizes: BTreeMap<_, usize> = BTreeMap::new();
    for entry in Sample::new().await.entries().await {
        *sizes.entry(entry.operation).or_default() += 1;
    }
    assert!(sizes.values().filter(|size| **size > 2).count() > 20);
}

#[tokio::test]
async fn the_first_records_show_what_can_happen() {
    let sample = Sample::new().await;
    let losses = sample.losses().await;
    let states: Vec<_> = losses
        .iter()
        .take(11)
        .map(|(record, losses)| (record.state.kind().as_str(), losses.len()))
        .collect();
    let expected = [
        ("lost", 1),
        ("won", 1),
        ("lost", 2),
        ("archived", 0),
        ("won", 0),
        ("open", 0),
        ("lost", 1),
        ("lost", 3),
        ("won", 1),
        ("open", 1),
        ("open", 0),
    ];
    assert_eq!(states, expected);
    let details = &losses[0].1[0].loss.details;
    assert!(details.reason.is_some() && details.note.is_some() && details.competitor.is_some());
}

#[tokio::test]
async fn a_database_with_records_is_left_alone() {
    let sample = Sample::new().await;
    let error = generate_demo(&sample.storage, AS_OF).await.unwrap_err().to_string();
    let expected = "the database has 500 record(s) already: make the sample in a new database";
    assert_eq!(error, expected);
    assert_eq!(sample.storage.customers.named("Nordwind Logistik", 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_installed_database_without_records_is_filled_too() {
    let storage = winback_memory::open();
    crate::App::builder(storage.clone()).build().install().await.unwrap();
    let desk = crate::App::builder(storage.clone()).build().desk(None).await.unwrap();
    desk.set_setting("require_note", "on").await.unwrap();
    desk.add_person("Anna", Some("anna"), None, winback_domain::Role::Manager).await.unwrap();
    assert_eq!(generate_demo(&storage, AS_OF).await.unwrap().records, 500);
}

#[tokio::test]
async fn a_day_without_years_before_it_is_refused() {
    let storage = winback_memory::open();
    for day in [Date::MIN, date(-9999, 5, 1)] {
        let error = generate_demo(&storage, day).await.unwrap_err().to_string();
        assert!(error.ends_with("is too early or late: give another day"), "{error}");
    }
    assert_eq!(storage.settings.get().await.unwrap(), None);
}
