//! What happens to lost reasons themselves is kept, and nothing that was lost changes with it. Rule:
//! behaviour 4.2.

use std::sync::Arc;

use winback_store::domain::{
    Change, LostReasonId, NewLostReason, Opportunity, OutcomeClass, ReasonEdit, ReasonEntry,
};
use winback_store::{ImportLoss, ImportReason, ImportReasonRest, ImportRow, ImportState, Storage};
use winback_testkit::deal;

use crate::imports::{import, row};
use crate::scene::{all, at, change, create, lost, stamp, these};

const fn id(id: i64) -> LostReasonId {
    LostReasonId::new(id)
}

async fn edit(storage: &Storage, reason: i64, minutes: i64, edits: &[ReasonEdit]) {
    storage.reasons.edit(id(reason), edits, stamp(minutes)).await.unwrap();
}

async fn rename(storage: &Storage, reason: i64, minutes: i64, name: &str) {
    edit(storage, reason, minutes, &[ReasonEdit::Name(name.into())]).await;
}

/// Says an entry as one line.
fn said(entry: &ReasonEntry) -> String {
    let other = entry.deed.other().map_or(String::new(), |other| format!(" #{other}"));
    let changes = entry.changes.iter().map(|it| format!(", {} -> {}", it.old, it.new));
    let minutes = (entry.at - at(0)).as_mins();
    let changes = changes.collect::<String>();
    format!("+{minutes} by {}: {}{other}{changes}", entry.by, entry.deed.as_str())
}

async fn history(storage: &Storage, reason: i64) -> Vec<String> {
    storage.reasons.history(id(reason)).await.unwrap().iter().map(said).collect()
}

/// Installed, added, every part changed, archived, offered again, merged.
pub async fn all_that_happens_to_a_reason_is_kept(storage: &Storage) {
    storage.reasons.create(&NewLostReason::named("Price"), stamp(1)).await.unwrap();
    let edits = [
        ReasonEdit::Name("Too dear".into()),
        ReasonEdit::Guidance(Some("when 10 % would have helped".into())),
        ReasonEdit::Category(Some("Money".into())),
        ReasonEdit::Outcome(OutcomeClass::Competitive),
        ReasonEdit::Position(1),
        ReasonEdit::Archived(true),
    ];
    edit(storage, 4, 2, &edits).await;
    edit(storage, 4, 3, &edits).await;
    edit(storage, 4, 4, &[ReasonEdit::Archived(false), ReasonEdit::Category(None)]).await;
    storage.reasons.merge(id(4), id(1), stamp(5)).await.unwrap();
    let changed = "the name `Price` -> the name `Too dear`, \
        no guidance -> the guidance `when 10 % would have helped`, \
        no category -> the category `Money`, \
        the outcome `other` -> the outcome `competitive`, \
        the position 4 -> the position 1, not archived -> archived";
    assert_eq!(
        history(storage, 4).await,
        [
            "+1 by 1: added".to_owned(),
            format!("+2 by 1: changed, {changed}"),
            "+4 by 1: changed, the category `Money` -> no category, archived -> not archived"
                .into(),
            "+5 by 1: merged_into #1, not archived -> archived".into(),
        ]
    );
    assert_eq!(history(storage, 1).await, ["+0 by 1: added", "+5 by 1: took_over #4"]);
    assert_eq!(history(storage, 99).await, Vec::<String>::new());
}

/// In the change that marks a record lost because of it.
pub async fn a_reason_that_is_used_may_be_new_or_offered_again(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    edit(storage, 2, 1, &[ReasonEdit::Archived(true)]).await;
    for (name, minutes) in [("WE don't have people/skills", 2), ("Too late", 3), ("too LATE", 4)] {
        let new = NewLostReason::named(name);
        let selected = these(&[&record]);
        let lose = lost(None, None);
        let applied =
            storage.opportunities.apply_with_reason(&selected, &lose, &new, stamp(minutes));
        applied.await.unwrap();
    }
    assert_eq!(
        history(storage, 2).await,
        [
            "+0 by 1: added",
            "+1 by 1: changed, not archived -> archived",
            "+2 by 1: changed, archived -> not archived",
        ]
    );
    assert_eq!(history(storage, 4).await, ["+3 by 1: added"]);
}

/// Names are compared ignoring case; one that is taken again is not known as a former one.
pub async fn what_no_reason_is_called_any_more_is_known(storage: &Storage) {
    rename(storage, 1, 1, "TOO expensive").await;
    rename(storage, 1, 2, "Price").await;
    rename(storage, 1, 3, "Dear").await;
    rename(storage, 2, 4, "Price").await;
    rename(storage, 2, 5, "Nobody").await;
    rename(storage, 3, 6, "we don't have PEOPLE/skills").await;
    let former = storage.reasons.former_names().await.unwrap();
    let former = former
        .iter()
        .map(|it| format!("{} #{} +{}", it.name, it.reason, { (it.until - at(0)).as_mins() }));
    assert_eq!(
        former.collect::<Vec<_>>(),
        ["Not enough stock #3 +6", "Price #2 +5", "Price #1 +3", "TOO expensive #1 +2"]
    );
}

/// Neither records nor losses, revisions or the log: they only point to the reason.
pub async fn renaming_and_archiving_touch_no_record(storage: &Storage) {
    let current = create(storage, deal("current")).await;
    change(storage, &current, &lost(Some(1), Some("dear")), 1).await;
    let ended = create(storage, deal("ended")).await;
    change(storage, &ended, &lost(Some(1), None), 1).await;
    change(storage, &ended, &lost(Some(2), None), 2).await;
    change(storage, &ended, &Change::Restore, 3).await;
    let before = all(storage).await;
    rename(storage, 1, 8, "Dear").await;
    edit(storage, 2, 9, &[ReasonEdit::Archived(true), ReasonEdit::Category(Some("X".into()))])
        .await;
    assert_eq!(all(storage).await, before);
}

fn lost_for(reason: ImportReason) -> Option<ImportRow> {
    let mut loss = ImportLoss::unexplained(at(-5), "10".parse().unwrap());
    loss.said.reason = Some(Arc::new(reason));
    Some(ImportRow { state: ImportState::Lost(Box::new(loss)), ..row(deal("A")) })
}

/// Imports lost records and returns the reasons that they have.
async fn reasons_of(storage: &Storage, rows: Vec<ImportReason>) -> Vec<i64> {
    let known = all(storage).await.len();
    import(storage, rows.into_iter().map(lost_for).collect()).await;
    let reason = |record: &Opportunity| record.loss().unwrap().details.reason.unwrap().get();
    all(storage).await[known..].iter().map(|(record, ..)| reason(record)).collect()
}

/// One reason alone: then what was written down before a rename comes back to where it belongs, and
/// the reason stays what it became.
pub async fn an_imported_name_is_who_had_it_before(storage: &Storage) {
    rename(storage, 1, 1, "Price").await;
    rename(storage, 2, 2, "Both").await;
    rename(storage, 2, 3, "Nobody").await;
    rename(storage, 3, 4, "Both").await;
    rename(storage, 3, 5, "Stock").await;
    let whole = ImportReason {
        rest: Some(ImportReasonRest { position: 9, archived: true }),
        ..ImportReason::named("too EXPENSIVE")
    };
    let before = storage.reasons.list().await.unwrap();
    let rows = vec![whole, ImportReason::named("both"), ImportReason::named("price")];
    assert_eq!(reasons_of(storage, rows).await, [1, 4, 1]);
    let after = storage.reasons.list().await.unwrap();
    assert_eq!((&after[..3], after[3].name.as_str()), (&before[..], "both"));
}

/// Of merges in a row; a reason that was brought back since stands for itself.
pub async fn an_imported_name_follows_a_merge(storage: &Storage) {
    rename(storage, 1, 1, "Price").await;
    storage.reasons.merge(id(1), id(2), stamp(2)).await.unwrap();
    storage.reasons.merge(id(2), id(3), stamp(3)).await.unwrap();
    let rows = || {
        ["Too expensive", "price", "We don't have people/skills"].map(ImportReason::named).to_vec()
    };
    assert_eq!(reasons_of(storage, rows()).await, [3, 3, 3]);
    edit(storage, 1, 10, &[ReasonEdit::Archived(false)]).await;
    assert_eq!(reasons_of(storage, rows()).await, [1, 1, 3]);
    storage.reasons.merge(id(3), id(1), stamp(11)).await.unwrap();
    assert_eq!(reasons_of(storage, rows()).await, [1, 1, 1]);
}
