//! Imports that give known records what their rows say.

use std::sync::Arc;

use winback_store::domain::{
    Change, LabelKind, LossDetails, LostReasonId, Probability, TrackedField,
};
use winback_store::{ImportLoss, ImportMode, ImportReason, ImportRow, ImportState, Storage};
use winback_testkit::deal;

use crate::imports::{company, import_by, known, references, row};
use crate::scene::{all, at, change, create, details, get, line, lost, next_operation, note};

const UPDATE: ImportMode = ImportMode { update: true, dry_run: false, barred: Vec::new() };

/// A row that tells some fields.
fn telling(row: ImportRow, tells: &[TrackedField]) -> Option<ImportRow> {
    Some(ImportRow { tells: tells.iter().copied().collect(), ..row })
}

fn lost_row(name: &str, id: &str, reason: &str) -> ImportRow {
    let mut loss = ImportLoss::unexplained(at(-5), Probability::EVEN);
    loss.said.reason = Some(Arc::new(ImportReason::named(reason)));
    ImportRow { state: ImportState::Lost(Box::new(loss)), ..known(name, id) }
}

/// In one operation, with one entry each; what a row does not tell stays, and so does a record that
/// is so already. A row of its own that comes again changes nothing more.
pub async fn an_update_gives_known_records_what_their_rows_tell(storage: &Storage) {
    for n in 1..=1_200 {
        let id = n.to_string();
        let new = deal(&format!("D{n}")).external_id(&id).revenue(100);
        create(storage, new).await;
    }
    let first = all(storage).await.swap_remove(0).0;
    let rows = |name: &'static str| {
        (1..=1_200).map(move |n| {
            let row = ImportRow {
                team: Some("North".into()),
                tags: vec!["Big".into()],
                customer: company("Acme", None),
                ..row(deal(name).external_id(&n.to_string()).revenue(250))
            };
            let tells = [TrackedField::Team, TrackedField::Tags, TrackedField::ExpectedRevenue];
            telling(row, &tells)
        })
    };
    let dry_run = ImportMode { dry_run: true, ..UPDATE };
    let changed = "1 created, 1200 changed, 1 unchanged";
    let more = || [Some(known("new", "new")), telling(known("x", "7"), &[TrackedField::Name])];
    for mode in [dry_run, UPDATE] {
        let rows = rows("other").chain(more()).collect();
        assert_eq!(import_by(storage, rows, mode.clone()).await, changed, "{mode:?}");
    }
    let shown = all(storage).await;
    let (record, _, entries) = &shown[0];
    assert_eq!((record.deal.name.as_str(), record.revision.get()), ("D1", 2));
    assert_eq!(record.deal.expected_revenue.unwrap().minor(), 250);
    // What a dry run took back may leave gaps in the ids.
    let [team, tag] = [only(storage, LabelKind::Team).await, only(storage, LabelKind::Tag).await];
    assert_eq!(references(&record.deal), format!("- - {team} {tag} -"));
    assert_eq!(record.deal.customer, None);
    assert_eq!((record.updated_at, record.created_at), (at(9), first.created_at));
    assert_eq!(entries.len(), 2);
    let newest = entries.iter().max_by_key(|entry| entry.id).unwrap();
    assert_eq!(newest.changes.len(), 3);
    assert_eq!(shown[6].0.deal.name, "D7", "it was met before");
    let again = import_by(storage, rows("other").collect(), UPDATE).await;
    assert_eq!(again, "0 created, 1200 unchanged");
    assert_eq!(all(storage).await, shown);
    assert_eq!(next_operation(storage).await, newest.operation.get() + 1);
}

/// Returns the id of the only entry of a list.
async fn only(storage: &Storage, kind: LabelKind) -> i64 {
    let labels = storage.pipeline.labels(kind).await.unwrap();
    assert_eq!(labels.len(), 1);
    labels[0].id
}

/// Lost, amended, restored, won and archived, with losses that begin, are amended, and end.
pub async fn an_update_changes_states_as_people_do(storage: &Storage) {
    for id in ["1", "2", "3", "4", "5", "6"] {
        create(storage, deal("D").external_id(id).stage(2).revenue(70)).await;
    }
    for id in [2, 3, 4] {
        let record = all(storage).await.swap_remove(id - 1).0;
        change(storage, &record, &lost(Some(1), Some("<p>n</p>")), 1).await;
    }
    let state = [TrackedField::State, TrackedField::Stage, TrackedField::LostReason];
    let won = ImportRow {
        state: ImportState::Won { closed_at: at(-4) },
        ..row(deal("D").external_id("4").stage(4))
    };
    let archived = ImportState::Archived { at: at(-3), probability: Probability::EVEN };
    let rows = vec![
        telling(lost_row("D", "1", "Brand new"), &state),
        telling(lost_row("D", "2", "Brand new"), &state),
        telling(row(deal("D").external_id("3").stage(3)), &state),
        telling(won, &state),
        telling(ImportRow { state: archived, ..known("D", "5") }, &state),
        telling(row(deal("D").external_id("6").stage(2)), &state),
    ];
    assert_eq!(import_by(storage, rows.clone(), UPDATE).await, "0 created, 5 changed, 1 unchanged");
    let shown = all(storage).await;
    let lines: Vec<String> = shown.iter().map(|(record, ..)| line(record)).collect();
    assert_eq!(
        lines,
        [
            "lost 0% auto 0% in 2 closed +-5 moved - rev 2",
            "lost 0% auto 0% in 2 closed +1 moved - rev 3",
            "open 50% auto 50% in 3 closed - moved +9 rev 3",
            "won 100% auto 100% in 4 closed +-4 moved +9 rev 3",
            "archived 50% auto 50% in 2 closed +-3 moved - rev 2",
            "open 50% auto 50% in 2 closed - moved - rev 1",
        ]
    );
    let last = |n: usize| shown[n].2.iter().max_by_key(|entry| entry.id).unwrap().kind.as_str();
    assert_eq!(
        [last(0), last(1), last(2), last(3), last(4)],
        ["lost", "loss_amended", "restored", "won", "archived"]
    );
    let losses: Vec<_> = shown.iter().map(|(_, losses, _)| losses.as_slice()).collect();
    assert_eq!(losses[0][0].loss.details.reason.map(LostReasonId::get), Some(4));
    assert_eq!((losses[0][0].loss.lost_at, losses[0][0].loss.lost_by), (at(-5), None));
    let amended = &losses[1][0];
    let kept = LossDetails { note: note(Some("<p>n</p>")), ..details(Some(4), None, None) };
    assert_eq!((&amended.loss.details, amended.revisions.len()), (&kept, 2));
    assert_eq!(amended.revisions[0].details.reason.map(LostReasonId::get), Some(1));
    let ends = [&losses[2][0], &losses[3][0]].map(|loss| loss.end.clone().unwrap());
    assert_eq!(ends.clone().map(|end| end.how.as_str()), ["restored", "won"]);
    assert_eq!(ends.map(|end| end.at), [at(9), at(9)]);
    assert_eq!(import_by(storage, rows, UPDATE).await, "0 created, 6 unchanged");
    assert_eq!(all(storage).await, shown);
}

/// All or nothing: a lost record cannot be archived.
pub async fn an_update_keeps_what_it_cannot_allow_out(storage: &Storage) {
    for id in ["1", "2"] {
        create(storage, deal("D").external_id(id)).await;
    }
    let record = all(storage).await.swap_remove(1).0;
    change(storage, &record, &lost(None, None), 1).await;
    let before = all(storage).await;
    let archived = ImportState::Archived { at: at(-3), probability: Probability::EVEN };
    let rows = vec![
        telling(known("Other", "1"), &[TrackedField::Name]),
        telling(ImportRow { state: archived, ..known("D", "2") }, &[TrackedField::State]),
    ];
    assert_eq!(import_by(storage, rows, UPDATE).await, "refused 1: [2]");
    assert_eq!(all(storage).await, before);
    let restored = change(storage, &before[1].0, &Change::Restore, 11).await;
    assert_eq!(get(storage, restored.id).await.revision.get(), 3);
}
