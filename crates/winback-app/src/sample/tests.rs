//! What sample data look like, in memory.

use std::collections::BTreeMap;

use jiff::civil::date;
use winback_domain::{LossRecord, NewPerson, Opportunity, Role, SettingEdit, StateKind};
use winback_filter::Predicate;
use winback_store::{Query, Storage, Verdict, default_sort, opportunity_schema};

use super::{SampleProgress, SampleRequest, SampleSummary, generate_sample};
use crate::AppError;

fn request(records: u64, seed: u64) -> SampleRequest {
    SampleRequest { records, seed, as_of: date(2026, 3, 2), append: false }
}

async fn made(request: &SampleRequest) -> (Storage, SampleSummary) {
    let storage = winback_memory::open();
    let progress = SampleProgress::default();
    let summary = generate_sample(&storage, None, request, &progress).await.unwrap();
    assert_eq!(progress.records(), request.records);
    (storage, summary)
}

async fn all(storage: &Storage) -> (Vec<Opportunity>, Vec<LossRecord>) {
    let sort = default_sort(&opportunity_schema(2));
    let query = Query { filter: Predicate::everything(), sort, after: None, limit: usize::MAX - 1 };
    let (mut page, losses) = storage.exports.page(&query).await.unwrap();
    page.records.sort_by_key(|record| record.id);
    (page.records, losses)
}

#[tokio::test]
async fn the_same_request_makes_the_same_data() {
    let (one, _) = made(&request(300, 7)).await;
    let (same, _) = made(&request(300, 7)).await;
    let (other, _) = made(&request(300, 8)).await;
    assert_eq!(all(&one).await, all(&same).await);
    assert_ne!(all(&one).await, all(&other).await);
}

#[tokio::test]
async fn every_invariant_holds() {
    let (storage, _) = made(&request(4_500, 3)).await;
    for checkup in storage.integrity.check().await.unwrap() {
        assert_eq!(checkup.verdict, Verdict::Holds, "{}", checkup.invariant);
    }
}

#[tokio::test]
async fn the_shape_is_that_of_a_pipeline() {
    const RECORDS: usize = 12_000;
    let (storage, summary) = made(&request(12_000, 1)).await;
    let (records, losses) = all(&storage).await;
    let percent = |part: usize| part * 100 / RECORDS;
    let of = |kind| records.iter().filter(|record| record.state.kind() == kind).count();
    let near = |found: usize, wanted: usize| assert!(found.abs_diff(wanted) <= 2, "{found} %");
    near(percent(of(StateKind::Lost)), 45);
    near(percent(of(StateKind::Won)), 20);
    near(percent(of(StateKind::Archived)), 3);
    let counted = [of(StateKind::Lost), of(StateKind::Won), losses.len()];
    let told = [summary.lost, summary.won, summary.losses].map(|count| count as usize);
    assert_eq!(told, counted);

    let mut reasons: BTreeMap<_, usize> = BTreeMap::new();
    for loss in &losses {
        *reasons.entry(loss.loss.details.reason).or_default() += 1;
    }
    let mut counts: Vec<usize> = reasons.values().copied().collect();
    counts.sort_unstable();
    assert_eq!(counts.len(), 9, "eight reasons and none");
    assert!(counts[8] > counts[0] * 6, "{counts:?}");
    near(reasons[&None] * 100 / losses.len(), 11);

    let mut times: BTreeMap<_, usize> = BTreeMap::new();
    losses.iter().for_each(|loss| *times.entry(loss.opportunity).or_default() += 1);
    assert!(percent(times.values().filter(|times| **times > 1).count()) >= 5);
    let won_back = records.iter().filter(|record| record.state.kind() == StateKind::Won);
    assert!(won_back.filter(|record| times.contains_key(&record.id)).count() > RECORDS / 100);

    let mut amounts: Vec<i64> =
        records.iter().filter_map(|it| it.deal.expected_revenue).map(|it| it.minor()).collect();
    amounts.sort_unstable();
    near(percent(RECORDS - amounts.len()), 13);
    let (median, mean) =
        (amounts[amounts.len() / 2], amounts.iter().sum::<i64>() / amounts.len() as i64);
    assert!(mean > median * 5 / 4, "a few are much larger: {mean} and {median}");
    assert!(
        records.iter().filter(|record| record.deal.salesperson.is_none()).count() > RECORDS / 50
    );
}

#[tokio::test]
async fn everything_happens_within_the_three_years() {
    let (storage, _) = made(&request(2_500, 1)).await;
    let (records, losses) = all(&storage).await;
    let years = "2023-03-02T00:00:00Z".parse().unwrap()..="2026-03-02T23:59:59Z".parse().unwrap();
    for record in &records {
        assert!(years.contains(&record.created_at), "{}", record.created_at);
        assert!(years.contains(&record.updated_at) && record.updated_at >= record.created_at);
    }
    for loss in &losses {
        assert!(years.contains(&loss.loss.lost_at));
    }
}

#[tokio::test]
async fn many_are_changed_by_one_operation() {
    let (storage, _) = made(&request(2_000, 1)).await;
    let (records, _) = all(&storage).await;
    let mut together: BTreeMap<_, usize> = BTreeMap::new();
    for record in &records {
        for entry in storage.opportunities.activity(record.id, None, 100).await.unwrap() {
            *together.entry((entry.kind.as_str(), entry.operation)).or_default() += 1;
        }
    }
    let most = |kind: &str| {
        together.iter().filter(|((of, _), _)| *of == kind).map(|(_, count)| *count).max()
    };
    assert_eq!(most("created"), Some(1));
    assert!(most("stage_moved") > Some(3) && most("lost") > Some(5), "{:?}", most("lost"));
}

#[tokio::test]
async fn records_that_are_there_are_only_added_to_if_asked() {
    let (storage, _) = made(&request(50, 1)).await;
    let progress = SampleProgress::default();
    let again = generate_sample(&storage, None, &request(50, 1), &progress).await;
    assert_eq!(
        again.unwrap_err().to_string(),
        "the database has 50 record(s) already: take a new one, or add `--append`"
    );
    let append = SampleRequest { append: true, ..request(50, 1) };
    generate_sample(&storage, None, &append, &progress).await.unwrap();
    let (records, _) = all(&storage).await;
    assert_eq!(records.len(), 100);
    assert_eq!(records[0].deal.name, records[50].deal.name);
    assert_ne!(records[0].deal.customer, records[50].deal.customer);
}

#[tokio::test]
async fn only_managers_may() {
    let (storage, _) = made(&request(1, 1)).await;
    let (name, login) = ("Bob".to_owned(), "bob".to_owned());
    let bob = NewPerson { name, login, email: None, role: Role::Salesperson };
    storage.people.create(&bob).await.unwrap();
    let append = SampleRequest { append: true, ..request(1, 1) };
    let refused = generate_sample(&storage, Some("bob"), &append, &SampleProgress::default()).await;
    assert!(matches!(refused, Err(AppError::NotAllowed { .. })), "{refused:?}");
}

/// Rule: behaviour 2.6.
#[tokio::test]
async fn losses_have_what_the_policy_asks_for() {
    let (storage, _) = made(&request(1, 1)).await;
    for edit in [SettingEdit::RequireReason(true), SettingEdit::RequireNote(true)] {
        storage.settings.edit(&edit).await.unwrap();
    }
    let append = SampleRequest { append: true, ..request(500, 1) };
    generate_sample(&storage, None, &append, &SampleProgress::default()).await.unwrap();
    let (_, losses) = all(&storage).await;
    let added: Vec<&LossRecord> = losses.iter().filter(|it| it.opportunity.get() > 1).collect();
    assert!(added.len() > 200);
    for LossRecord { loss, .. } in added {
        assert!(loss.details.reason.is_some() && loss.details.note.is_some());
    }
}
