//! What a store acknowledged, compared with what it keeps.

use std::collections::BTreeMap;

use winback_store::Storage;
use winback_store::domain::{
    ActivityEntry, EntryKind, LossRecord, Operation, OpportunityId, PersonId, Revision,
    TrackedField, TrackedValue,
};

use super::{BUSY_PERCENT, DONE_PERCENT, RECORDS};
use crate::scene::all;

/// What the store acknowledged to one person or to many, and how their calls ended.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) calls: usize,
    pub(super) done: usize,
    pub(super) stale: usize,
    pub(super) moved: usize,
    pub(super) refused: usize,
    pub(super) busy: usize,
    /// How many records imports made.
    pub(super) imported: u64,
    /// How many records each operation changed, and who did it.
    operations: BTreeMap<i64, (PersonId, u64)>,
    /// The name that a record was given, by record and revision.
    names: BTreeMap<(OpportunityId, Revision), String>,
    /// Of how many losses something was said.
    said: BTreeMap<String, u64>,
}

impl Book {
    /// Takes an operation; one that changed no record has nothing in the log of any.
    pub(super) fn operation(&mut self, operation: &Operation) {
        if operation.records > 0 {
            let done = (operation.by, operation.records);
            let before = self.operations.insert(operation.id.get(), done);
            assert_eq!(before, None, "operation {} was acknowledged twice", operation.id);
        }
    }

    /// Takes the name that a record was given.
    pub(super) fn named(&mut self, id: OpportunityId, revision: Revision, name: &str) {
        let before = self.names.insert((id, revision), name.to_owned());
        assert_eq!(before, None, "revision {} of {id} was made twice", revision.get());
    }

    /// Takes what was said of so many losses.
    pub(super) fn said(&mut self, mark: &str, losses: u64) {
        if losses > 0 {
            self.said.insert(mark.to_owned(), losses);
        }
    }

    /// Takes all of another book.
    pub(super) fn add(&mut self, other: Self) {
        let Self { calls, done, stale, moved, refused, busy, imported, operations, names, said } =
            other;
        self.calls += calls;
        self.done += done;
        self.stale += stale;
        self.moved += moved;
        self.refused += refused;
        self.busy += busy;
        self.imported += imported;
        self.said.extend(said);
        for (id, done) in operations {
            assert_eq!(self.operations.insert(id, done), None, "operation {id} is of two people");
        }
        for ((id, revision), name) in names {
            self.named(id, revision, &name);
        }
    }

    /// Fails if little got done, if nobody of many was in anybody's way, or if many waited in vain.
    pub(super) fn assert_busy_people(&self, people: usize, calls: usize) {
        let Self { done, stale, moved, refused, busy, .. } = self;
        let ends = format!(
            "{done} done, {stale} stale, {moved} moved, {refused} refused, {busy} busy of {calls}"
        );
        assert_eq!(self.calls, calls, "{ends}");
        assert!(done * 100 > calls * DONE_PERCENT, "{ends}");
        assert!(busy * 100 <= calls * BUSY_PERCENT, "{ends}");
        assert!(*refused > 0 && (*stale > 0 || people == 2), "nobody was in a way: {ends}");
    }

    /// Fails if something acknowledged is not kept, or something kept was never acknowledged.
    pub(super) async fn assert_kept(&self, storage: &Storage, seed: u64) {
        let mut kept = Self::default();
        let first = usize::try_from(RECORDS).unwrap();
        for (number, (record, losses, entries)) in all(storage).await.into_iter().enumerate() {
            assert_eq!(entries.len(), usize::try_from(record.revision.get()).unwrap());
            for entry in entries {
                // Those of the beginning were there before anybody came.
                if number >= first || entry.kind != EntryKind::Created {
                    kept.enter(&entry, &record.deal.name);
                }
            }
            losses.iter().for_each(|loss| kept.hear(loss));
        }
        assert_eq!(kept.operations, self.operations, "seed {seed}");
        assert_eq!(kept.names, self.names, "seed {seed}");
        assert_eq!(kept.said, self.said, "seed {seed}");
        assert_eq!(kept.imported, self.imported, "seed {seed}");
    }

    fn enter(&mut self, entry: &ActivityEntry, name_now: &str) {
        let of_stage = entry.changes.iter().any(|change| change.field == TrackedField::ClosedAt);
        match entry.kind {
            EntryKind::Created | EntryKind::Changed if !of_stage => {
                let (id, revision) = (entry.opportunity, entry.revision);
                let given = entry.changes.iter().find(|it| it.field == TrackedField::Name);
                let name = match given.and_then(|change| change.new.as_ref()) {
                    Some(TrackedValue::Text(name)) => name,
                    _ => name_now,
                };
                self.named(id, revision, name);
            }
            EntryKind::Imported => self.imported += 1,
            EntryKind::Created
            | EntryKind::Changed
            | EntryKind::Lost
            | EntryKind::LossAmended
            | EntryKind::Restored
            | EntryKind::Archived
            | EntryKind::Won
            | EntryKind::StageMoved
            | EntryKind::Assigned
            | EntryKind::Merged
            | EntryKind::MergedAway
            | EntryKind::Undone
            | EntryKind::Converted => {
                self.operations.entry(entry.operation.get()).or_insert((entry.by, 0)).1 += 1;
            }
        }
    }

    fn hear(&mut self, loss: &LossRecord) {
        let now = std::iter::once(&loss.loss.details);
        let mut said: Vec<&str> = now
            .chain(loss.revisions.iter().map(|revision| &revision.details))
            .filter_map(|details| details.competitor.as_deref())
            .collect();
        // A later amendment of something else leaves a competitor as it was.
        said.sort_unstable();
        said.dedup();
        for mark in said {
            *self.said.entry(mark.to_owned()).or_default() += 1;
        }
    }
}
