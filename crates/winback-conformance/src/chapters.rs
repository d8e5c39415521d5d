//! Records that come with their past.

use std::collections::BTreeMap;

use winback_store::domain::{
    ActivityEntry, ActivityEntryId, Change, CustomerId, EntryKind, LabelKind, LossId, LossRecord,
    NewCustomer, Operation, OperationId, OperationKind, Opportunity, OpportunityId, Probability,
    Revision, State,
};
use winback_store::filter::Predicate;
use winback_store::{Chapter, Chapters, ImportRefusal, Storage};
use winback_testkit::deal;

use crate::scene::{
    Shown, all, at, change, create, entries, kind_of, list, lost, person, stamp, these,
};

/// Chapters that are there already, and how they end.
struct Given(Vec<Chapter>, Result<(), ImportRefusal>);

impl Chapters for Given {
    fn next_chapter(&mut self) -> Result<Option<Chapter>, ImportRefusal> {
        match self.0.is_empty() {
            true => self.1.map(|()| None),
            false => Ok(Some(self.0.remove(0))),
        }
    }
}

async fn write(storage: &Storage, chapters: Vec<Chapter>) -> u64 {
    storage.chapters.write(Box::new(Given(chapters, Ok(())))).await.unwrap()
}

/// Makes records to which all kinds of things happened, by the changes themselves.
async fn lived(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let customer = storage.customers.create(&NewCustomer::company("Acme")).await.unwrap().id;
    let restored = create(storage, deal("restored").customer(customer.get()).revenue(700)).await;
    let restored = change(storage, &restored, &lost(Some(1), Some("<p>Silence.</p>")), 5).await;
    let restored = change(storage, &restored, &lost(Some(2), None), 6).await;
    change(storage, &restored, &Change::Restore, 9).await;
    let one = create(storage, deal("one").salesperson(ann.get())).await;
    let other = create(storage, deal("other").tag(label(storage).await)).await;
    let both = these(&[&one, &other]);
    let change = lost(Some(3), Some("<p>Both.</p>"));
    storage.opportunities.apply(&both, &change, stamp(20)).await.unwrap();
    create(storage, deal("untouched")).await;
}

async fn label(storage: &Storage) -> i64 {
    crate::scene::label(storage, LabelKind::Tag, "Pilot").await
}

/// Returns what a store shows as a chapter, numbered by place.
fn chapter_of(shown: &[Shown]) -> Chapter {
    let mut chapter = Chapter::default();
    let mut operations: BTreeMap<OperationId, Operation> = BTreeMap::new();
    for (place, (record, losses, entries)) in (1..).zip(shown) {
        let mut record = Opportunity { id: OpportunityId::new(place), ..record.clone() };
        record.deal.customer = record.deal.customer.map(|_| CustomerId::new(1));
        for loss in losses {
            let mut loss = LossRecord { opportunity: record.id, ..loss.clone() };
            loss.loss.id = LossId::new(i64::try_from(chapter.losses.len()).unwrap() + 1);
            if let State::Lost(current) = &mut record.state {
                current.id = loss.loss.id;
            }
            chapter.losses.push(loss);
        }
        for entry in entries.iter().rev() {
            let next = OperationId::new(i64::try_from(operations.len()).unwrap() + 1);
            let operation = operations.entry(entry.operation).or_insert_with(|| Operation {
                id: next,
                kind: kind_of_operation(entry),
                at: entry.at,
                by: entry.by,
                records: 0,
                note: entry.note.clone(),
            });
            operation.records += 1;
            let (opportunity, operation) = (record.id, operation.id);
            chapter.entries.push(ActivityEntry { opportunity, operation, ..entry.clone() });
        }
        chapter.records.push(record);
    }
    chapter.operations = operations.into_values().collect();
    chapter.operations.sort_by_key(|operation| operation.id);
    chapter.customers = vec![NewCustomer::company("Acme")];
    chapter
}

fn kind_of_operation(entry: &ActivityEntry) -> OperationKind {
    match entry.kind.as_str() {
        "created" => OperationKind::Create,
        "restored" => OperationKind::Restore,
        "loss_amended" | "lost" => OperationKind::MarkLost,
        other => panic!("no operation for `{other}`"),
    }
}

/// Returns what is shown without ids of the store's own.
fn without_ids(shown: &[Shown]) -> Vec<Shown> {
    let mut shown = shown.to_vec();
    for (record, losses, entries) in &mut shown {
        record.id = OpportunityId::new(0);
        record.deal.customer = record.deal.customer.map(|_| CustomerId::new(0));
        if let State::Lost(loss) = &mut record.state {
            loss.id = LossId::new(0);
        }
        for loss in losses {
            (loss.opportunity, loss.loss.id) = (OpportunityId::new(0), LossId::new(0));
        }
        for entry in entries {
            entry.id = ActivityEntryId::new(0);
            (entry.opportunity, entry.operation) = (OpportunityId::new(0), OperationId::new(0));
        }
    }
    shown
}

/// Rule: behaviour 2.4, 2.8.
///
/// # Panics
/// If it is not so.
pub async fn a_chapter_leaves_what_its_changes_would_have_left(storage: &Storage) {
    lived(storage).await;
    let by_changes = all(storage).await;
    let chapter = chapter_of(&by_changes);
    assert_eq!(write(storage, vec![chapter.clone(), chapter]).await, 8);
    let shown = all(storage).await;
    let (before, written) = shown.split_at(4);
    assert_eq!(before, by_changes);
    let expected = without_ids(&by_changes);
    assert_eq!(without_ids(written), [expected.clone(), expected].concat());
    // Those of one chapter that were changed together still were.
    let operation = |place: usize| written[place].2[0].operation;
    assert_eq!(operation(1), operation(2));
    assert_ne!(operation(1), operation(5));
}

/// What comes first in an empty store is written in another way in some of them.
///
/// # Panics
/// If it is not so.
pub async fn a_chapter_fills_an_empty_store(storage: &Storage) {
    let alone = untouched();
    let chapter = Chapter {
        records: vec![alone.clone()],
        operations: vec![Operation {
            id: OperationId::new(1),
            kind: OperationKind::Create,
            at: at(0),
            by: stamp(0).by,
            records: 1,
            note: None,
        }],
        entries: vec![ActivityEntry {
            origin: None,
            id: ActivityEntryId::new(0),
            opportunity: alone.id,
            operation: OperationId::new(1),
            kind: EntryKind::Created,
            at: at(0),
            by: stamp(0).by,
            revision: alone.revision,
            changes: Vec::new(),
            note: None,
        }],
        ..Chapter::default()
    };
    write(storage, vec![chapter]).await;
    let found = list(storage, Predicate::everything()).await.records;
    assert_eq!(found, [alone]);
    // And it lives on like any other.
    let record = change(storage, &found[0], &lost(Some(1), None), 5).await;
    assert_eq!(entries(storage, &record).await.len(), 2);
    let next = create(storage, deal("next")).await;
    assert!(next.id > record.id);
}

fn untouched() -> Opportunity {
    Opportunity {
        id: OpportunityId::new(1),
        revision: Revision::FIRST,
        deal: deal("alone").new_opportunity().deal,
        state: State::Open,
        estimate: Probability::EVEN,
        created_at: at(0),
        updated_at: at(0),
        assigned_at: None,
        converted_at: None,
        stage_changed_at: None,
    }
}

/// # Panics
/// If it is not so.
pub async fn chapters_that_end_with_a_refusal_leave_nothing(storage: &Storage) {
    lived(storage).await;
    let before = all(storage).await;
    let given = Given(vec![chapter_of(&before)], Err(ImportRefusal));
    let written = storage.chapters.write(Box::new(given)).await;
    assert_eq!(kind_of(&written), "import refused");
    assert_eq!(all(storage).await, before);
}
