//! What one of many people does, and what the store acknowledged of it.

use winback_store::domain::{
    AmendLoss, Change, Edit, Effect, LabelKind, LossInput, LostReasonId, NewLostReason,
    OpportunityId, PersonId, ReasonEdit, StageId, Stamp,
};
use winback_store::filter::{Predicate, Value};
use winback_store::{
    Applied, ImportMode, Query, Selection, Storage, StoreError, StoreResult, default_sort,
};
use winback_testkit::deal;

use super::RECORDS;
use super::book::Book;
use crate::imports::{known, listed};
use crate::oracle::dice::Dice;
use crate::oracle::random_handover;
use crate::scene::{ask, at, get, is, schema};

/// One of the people.
pub(super) struct Who {
    pub(super) by: PersonId,
    pub(super) storage: Storage,
    pub(super) dice: Dice,
}

/// One thing that a person does. `mark` is a text that nobody else writes, and that only once.
#[derive(Debug)]
pub(super) enum Deed {
    /// Changes the state of some records, or of all in a state.
    Apply { selection: Selection, change: Change, mark: Option<String> },
    /// Counts what is selected, and changes it if it still is as many.
    Confirm { selection: Selection, change: Change },
    /// Marks lost for a reason that may be new.
    ForReason { selection: Selection, reason: &'static str },
    /// Edits a record that was read before, or whatever it is by then.
    Edit { id: OpportunityId, looks: bool, edits: Vec<Edit>, name: String },
    /// Adds a record.
    Create { external_id: String, name: String },
    /// Adds a reason.
    NewReason(&'static str),
    /// Changes a reason.
    EditReason(LostReasonId, ReasonEdit),
    /// Merges two reasons.
    Merge(LostReasonId, LostReasonId),
    /// Finds or adds a tag.
    Tag(&'static str),
    /// Imports some records, of which others may import the same.
    Import(Vec<String>),
    /// Sets the won flag of a stage, whose records follow it.
    Flag(StageId, bool),
    /// Reads all records with their losses.
    Look,
}

/// Names that people give to reasons and tags at the same time.
const NAMES: [&str; 6] = ["Too late", "TOO LATE", "Too far", "No budget", "Not enough stock", "é"];

impl Deed {
    /// Returns something to do.
    pub(super) fn random(who: &mut Who, step: usize) -> Self {
        let mark = format!("{}-{step}", who.by);
        let dice = &mut who.dice;
        match dice.index(100) {
            0..45 => {
                let (change, mark) = random_change(dice, mark);
                Self::Apply { selection: random_selection(dice), change, mark }
            }
            45..48 => Self::Confirm { selection: in_state("lost"), change: Change::Restore },
            48..52 => {
                Self::ForReason { selection: random_selection(dice), reason: dice.pick(&NAMES) }
            }
            52..80 => random_edit(dice, mark),
            80..83 => Self::Create { external_id: external_id(dice), name: mark },
            83 => Self::NewReason(dice.pick(&NAMES)),
            84..86 => Self::EditReason(reason(dice), random_reason_edit(dice)),
            86 => Self::Merge(reason(dice), reason(dice)),
            87..89 => Self::Tag(dice.pick(&NAMES)),
            89..91 => Self::Import((0..3).map(|_| external_id(dice)).collect()),
            91..93 => Self::Flag(StageId::new(3), dice.chance(50)),
            _ => Self::Look,
        }
    }

    /// Does it, and enters into the book what the store acknowledged.
    pub(super) async fn perform(&self, who: &Who, step: usize, book: &mut Book) -> StoreResult<()> {
        let Storage { opportunities, reasons, .. } = &who.storage;
        let stamp = Stamp { by: who.by, at: at(i64::try_from(step).unwrap()) };
        match self {
            Self::Apply { selection, change, mark } => {
                let applied = opportunities.apply(selection, change, stamp).await?;
                enter(book, &applied, mark.as_deref());
            }
            Self::Confirm { selection, change } => {
                let shown = opportunities.tally(selection).await?.count();
                let selection = Selection { confirmed: Some(shown), ..selection.clone() };
                let applied = opportunities.apply(&selection, change, stamp).await?;
                assert_eq!(applied.effects.iter().map(|(_, count)| count).sum::<u64>(), shown);
                enter(book, &applied, None);
            }
            Self::ForReason { selection, reason } => {
                let (lost, reason) = (LossInput::default(), NewLostReason::named(*reason));
                let change = Change::MarkLost(lost);
                let done = opportunities.apply_with_reason(selection, &change, &reason, stamp);
                enter(book, &done.await?, None);
            }
            Self::Edit { id, looks, edits, name } => {
                let seen = if *looks { Some(get(&who.storage, *id).await.revision) } else { None };
                let everything = Predicate::everything();
                let record = opportunities.edit(*id, seen, &everything, edits, stamp).await?;
                assert_eq!(record.deal.name, *name);
                let next = |seen: i64| record.revision.get() == seen + 1;
                assert!(seen.is_none_or(|seen| next(seen.get())), "{record:?} after {seen:?}");
                book.named(record.id, record.revision, name);
            }
            Self::Create { external_id, name } => {
                let new = deal(name).external_id(external_id).new_opportunity();
                let record = opportunities.create(&new, &[], stamp).await?;
                book.named(record.id, record.revision, name);
            }
            Self::Flag(stage, won) => {
                let done = who.storage.stages.set_won(*stage, *won, None, &[], stamp).await?;
                done.iter().for_each(|operation| book.operation(operation));
            }
            Self::NewReason(name) => {
                reasons.create(&NewLostReason::named(*name), stamp).await?;
            }
            Self::EditReason(id, edit) => {
                reasons.edit(*id, std::slice::from_ref(edit), stamp).await?;
            }
            Self::Merge(from, into) if from == into => {}
            Self::Merge(from, into) => {
                book.operation(&reasons.merge(*from, *into, stamp).await?.operation);
            }
            Self::Tag(name) => {
                who.storage.pipeline.ensure_label(LabelKind::Tag, name).await?;
            }
            Self::Import(ids) => return import(who, ids, stamp, book).await,
            Self::Look => look(&who.storage).await?,
        }
        Ok(())
    }
}

fn enter(book: &mut Book, applied: &Applied, mark: Option<&str>) {
    if let Some(operation) = &applied.operation {
        book.operation(operation);
    }
    if let Some(mark) = mark {
        let losses = applied
            .effects
            .iter()
            .filter(|(effect, _)| matches!(effect, Effect::Lose | Effect::AmendLoss));
        book.said(mark, losses.map(|(_, count)| count).sum());
    }
}

/// Imports; that others came first is no reason to try again, as rows are read once.
async fn import(who: &Who, ids: &[String], stamp: Stamp, book: &mut Book) -> StoreResult<()> {
    let rows = ids.iter().map(|id| known("Imported", id)).collect();
    let done = who.storage.opportunities.import(listed(rows), ImportMode::default(), stamp).await;
    match done {
        Ok(imported) => book.imported += imported.created,
        Err(StoreError::Busy) => book.refused += 1,
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Reads all records with their losses, which fit each other: all of it is of one state.
async fn look(storage: &Storage) -> StoreResult<()> {
    let (filter, sort) = (Predicate::everything(), default_sort(&schema()));
    let query = Query { filter, sort, after: None, limit: 10_000 };
    let (page, losses) = storage.exports.page(&query).await?;
    for record in &page.records {
        let current: Vec<_> = losses
            .iter()
            .filter(|loss| loss.opportunity == record.id && loss.end.is_none())
            .map(|loss| &loss.loss)
            .collect();
        assert_eq!(current, record.loss().into_iter().collect::<Vec<_>>());
    }
    Ok(())
}

fn random_selection(dice: &mut Dice) -> Selection {
    match dice.index(12) {
        0 => in_state(dice.pick(&["open", "lost", "archived", "won"])),
        1..5 => {
            let count = 2 + dice.index(4);
            Selection::ids((0..count).map(|_| record(dice)).collect(), Predicate::everything())
        }
        _ => Selection::ids(vec![record(dice)], Predicate::everything()),
    }
}

fn in_state(state: &'static str) -> Selection {
    Selection::matching(ask("state", is(Value::Choice(state))))
}

/// Returns one of the records that everybody is after.
fn record(dice: &mut Dice) -> OpportunityId {
    OpportunityId::new(1 + dice.below(RECORDS))
}

fn reason(dice: &mut Dice) -> LostReasonId {
    LostReasonId::new(1 + dice.below(5))
}

fn external_id(dice: &mut Dice) -> String {
    format!("X{}", dice.below(60))
}

fn random_change(dice: &mut Dice, mark: String) -> (Change, Option<String>) {
    let why = reason(dice);
    let reason = dice.maybe(60, why);
    match dice.index(11) {
        0..3 => {
            let lost = LossInput { reason, note: None, competitor: Some(mark.clone()) };
            (Change::MarkLost(lost), Some(mark))
        }
        3 => {
            let competitor = Some(Some(mark.clone()));
            let reason = dice.maybe(50, reason);
            (Change::AmendLoss(AmendLoss { reason, note: None, competitor }), Some(mark))
        }
        4..7 => (Change::Restore, None),
        7 => (Change::Archive, None),
        8 => (Change::MarkWon, None),
        9 => (Change::Assign(random_handover(dice)), None),
        _ => (Change::MoveStage(StageId::new(1 + dice.below(4))), None),
    }
}

fn random_edit(dice: &mut Dice, name: String) -> Deed {
    let mut edits = vec![Edit::Name(name.clone())];
    if dice.chance(20) {
        edits.push(Edit::ExternalId(Some(external_id(dice))));
    }
    Deed::Edit { id: record(dice), looks: dice.chance(60), edits, name }
}

fn random_reason_edit(dice: &mut Dice) -> ReasonEdit {
    match dice.index(3) {
        0 => ReasonEdit::Name(dice.pick(&NAMES).into()),
        1 => ReasonEdit::Archived(dice.chance(50)),
        _ => ReasonEdit::Position(dice.below(6)),
    }
}
