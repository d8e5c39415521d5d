//! What is kept of each change: operations, activity entries, losses and their revisions.

use winback_store::domain::{
    ActivityEntry, ActivityEntryId, Changed, ClosingNote, Effect, EntryKind, FieldChange, Loss,
    LossEnd, LossRecord, LossRevision, Operation, OperationId, OperationKind, Opportunity,
    OpportunityId, Revision, Stamp,
};

use winback_store::{ImportLossChange, ImportUpdate};

use super::World;

impl World {
    /// Notes an operation on so many records.
    pub(crate) fn operation(
        &mut self,
        kind: OperationKind,
        records: usize,
        note: Option<ClosingNote>,
        stamp: Stamp,
    ) -> Operation {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let operation = Operation {
            id: self.next_operation(),
            kind,
            at: stamp.at,
            by: stamp.by,
            records: count(records),
            note,
        };
        self.operations.push(operation.clone());
        self.tell(operation.id);
        operation
    }

    /// Returns the id that the next operation gets.
    pub(crate) fn next_operation(&self) -> OperationId {
        let last = i64::try_from(self.operations.len()).unwrap_or(i64::MAX);
        OperationId::new(last.saturating_add(1))
    }

    /// Writes an entry into the log of a record that was just changed.
    pub(crate) fn log(
        &mut self,
        record: &Opportunity,
        operation: &Operation,
        kind: EntryKind,
        changes: Vec<FieldChange>,
    ) {
        self.log_at(record.id, record.revision, operation, kind, changes);
    }

    /// Writes an entry into the log of a record that had this revision afterwards.
    pub(crate) fn log_at(
        &mut self,
        record: OpportunityId,
        revision: Revision,
        operation: &Operation,
        kind: EntryKind,
        changes: Vec<FieldChange>,
    ) {
        self.last_entry += 1;
        self.entries.entry(record).or_default().push(ActivityEntry {
            id: ActivityEntryId::new(self.last_entry),
            opportunity: record,
            origin: None,
            operation: operation.id,
            kind,
            at: operation.at,
            by: operation.by,
            revision,
            changes,
            note: operation.note.clone(),
        });
    }

    /// Keeps the loss that began, changed or ended by a change.
    pub(crate) fn keep_loss(&mut self, record: &Opportunity, changed: &Changed, stamp: Stamp) {
        if let Some(end) = &changed.ended {
            self.end_loss(record.id, end);
        }
        match (changed.effect, record.loss()) {
            (Effect::Lose, Some(loss)) => self.begin_loss(record.id, loss, stamp),
            (Effect::AmendLoss, Some(loss)) => self.amend_loss(record.id, loss, stamp),
            (
                Effect::Lose
                | Effect::AmendLoss
                | Effect::Nothing
                | Effect::Archive
                | Effect::Reopen
                | Effect::Win
                | Effect::MoveStage
                | Effect::Assign,
                _,
            ) => {}
        }
    }

    fn begin_loss(&mut self, id: OpportunityId, loss: &Loss, stamp: Stamp) {
        let revision =
            LossRevision { details: loss.details.clone(), at: stamp.at, by: Some(stamp.by) };
        let (loss, revisions) = (loss.clone(), vec![revision]);
        self.add_loss(LossRecord { opportunity: id, origin: None, loss, revisions, end: None });
    }

    /// Keeps a loss that is newer than all others of its record.
    pub(crate) fn add_loss(&mut self, loss: LossRecord) {
        self.last_loss = self.last_loss.max(loss.loss.id.get());
        self.losses.entry(loss.opportunity).or_default().push(loss);
    }

    fn amend_loss(&mut self, id: OpportunityId, loss: &Loss, stamp: Stamp) {
        if let Some(current) = self.current_loss(id) {
            current.loss = loss.clone();
            let details = loss.details.clone();
            current.revisions.push(LossRevision { details, at: stamp.at, by: Some(stamp.by) });
        }
    }

    /// Keeps what became of the losses of a record that an import changed; `revisions` are those of
    /// a loss that begins.
    pub(crate) fn keep_updated_loss(
        &mut self,
        record: &Opportunity,
        update: &ImportUpdate,
        revisions: Vec<LossRevision>,
        stamp: Stamp,
    ) {
        match (update.loss, record.loss()) {
            (ImportLossChange::Began, Some(loss)) => {
                let (opportunity, loss) = (record.id, loss.clone());
                self.add_loss(LossRecord { opportunity, origin: None, loss, revisions, end: None });
            }
            (ImportLossChange::Amended, Some(loss)) => self.amend_loss(record.id, loss, stamp),
            (ImportLossChange::Ended(how), _) => {
                self.end_loss(record.id, &LossEnd { at: stamp.at, by: Some(stamp.by), how });
            }
            (ImportLossChange::Same | ImportLossChange::Began | ImportLossChange::Amended, _) => {}
        }
    }

    fn current_loss(&mut self, id: OpportunityId) -> Option<&mut LossRecord> {
        self.losses.get_mut(&id)?.iter_mut().find(|loss| loss.end.is_none())
    }

    fn end_loss(&mut self, id: OpportunityId, end: &LossEnd) {
        if let Some(current) = self.current_loss(id) {
            current.end = Some(end.clone());
        }
    }
}
