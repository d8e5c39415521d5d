//! What an import makes of a record that is there already.

use winback_domain::{
    Change, Deal, Edit, EndedHow, EntryKind, FieldChange, Loss, LossId, Opportunity, Pipeline,
    Refusal, Stamp, State, StateKind, TrackedField, TransitionError, Verb,
};

use super::{ImportRow, ImportState};
use crate::{StoreError, StoreResult};

/// What an import changed in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportUpdate {
    /// What the entry in its log says.
    pub kind: EntryKind,
    /// The fields that changed, with their old values.
    pub changes: Vec<FieldChange>,
    /// What became of its losses.
    pub loss: ImportLossChange,
}

/// What became of the losses of a record that an import changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportLossChange {
    /// Nothing.
    Same,
    /// A loss began.
    Began,
    /// Something else was said of the current loss.
    Amended,
    /// The current loss ended.
    Ended(EndedHow),
}

impl ImportRow {
    /// Makes a record what this row says, and tells what changed; nothing if it is so already.
    ///
    /// Only fields that the row tells change. `deal` is its deal with ids in place of names, and
    /// `loss` its current loss likewise, which counts if one begins; otherwise what is said in it
    /// amends the present one, but a note is never emptied. Losses that ended are left alone.
    ///
    /// # Errors
    /// `Edit` and `Refused` if the record's state does not allow it; the record is then unchanged.
    pub fn update(
        &self,
        record: &mut Opportunity,
        deal: &Deal,
        loss: Option<&Loss>,
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> StoreResult<Option<ImportUpdate>> {
        let before = record.clone();
        let mut updated = record.clone();
        let mut changes = updated.edit(&self.edits(deal), stamp)?;
        if self.tells.contains(&TrackedField::State) {
            self.change_state(&mut updated, deal, loss, pipeline, stamp).map_err(refused)?;
        }
        if self.tells.contains(&TrackedField::HandProbability) && updated.state == State::Open {
            let by_hand = updated.edit(&[Edit::Probability(deal.hand_probability)], stamp)?;
            let by_hand = by_hand.into_iter();
            changes.extend(by_hand.filter(|it| it.field == TrackedField::HandProbability));
        }
        changes.extend(updated.state_changes_since(&before));
        let loss = loss_change(&before, &updated);
        if changes.is_empty() && loss == ImportLossChange::Same {
            return Ok(None);
        }
        updated.revision = before.revision.next();
        updated.updated_at = stamp.at;
        let kind = kind(&before, &updated, loss);
        *record = updated;
        Ok(Some(ImportUpdate { kind, changes, loss }))
    }

    /// Returns the edits that give a record the fields which the row tells.
    fn edits(&self, deal: &Deal) -> Vec<Edit> {
        let edit = |field: &TrackedField| {
            let address = &deal.address;
            Some(match field {
                TrackedField::Name => Edit::Name(deal.name.clone()),
                TrackedField::Customer => Edit::Customer(deal.customer),
                TrackedField::CompanyName => Edit::CompanyName(deal.company_name.clone()),
                TrackedField::ContactName => Edit::ContactName(deal.contact_name.clone()),
                TrackedField::Email => Edit::Email(deal.email.clone()),
                TrackedField::Phone => Edit::Phone(deal.phone.clone()),
                TrackedField::Street => Edit::Street(address.street.clone()),
                TrackedField::Street2 => Edit::Street2(address.street2.clone()),
                TrackedField::City => Edit::City(address.city.clone()),
                TrackedField::Region => Edit::Region(address.region.clone()),
                TrackedField::Zip => Edit::Zip(address.zip.clone()),
                TrackedField::Country => Edit::Country(address.country),
                TrackedField::Language => Edit::Language(deal.language.clone()),
                TrackedField::Notes => Edit::Notes(deal.notes.clone()),
                TrackedField::Salesperson => Edit::Salesperson(deal.salesperson),
                TrackedField::Team => Edit::Team(deal.team),
                TrackedField::Tags => Edit::Tags(deal.tags.clone()),
                TrackedField::Priority => Edit::Priority(deal.priority),
                TrackedField::Source => Edit::Source(deal.source),
                TrackedField::Medium => Edit::Medium(deal.medium),
                TrackedField::Campaign => Edit::Campaign(deal.campaign),
                TrackedField::ExpectedRevenue => Edit::ExpectedRevenue(deal.expected_revenue),
                TrackedField::ExpectedClosing => Edit::ExpectedClosing(deal.expected_closing),
                TrackedField::State
                | TrackedField::Probability
                | TrackedField::LostReason
                | TrackedField::Competitor
                | TrackedField::Stage
                | TrackedField::ClosedAt
                | TrackedField::StageChangedAt
                | TrackedField::AssignedAt
                | TrackedField::HandProbability
                | TrackedField::Kind
                | TrackedField::ConvertedAt
                | TrackedField::ExternalId => return None,
            })
        };
        self.tells.iter().filter_map(edit).collect()
    }

    fn change_state(
        &self,
        record: &mut Opportunity,
        deal: &Deal,
        loss: Option<&Loss>,
        pipeline: &Pipeline,
        stamp: Stamp,
    ) -> Result<(), TransitionError> {
        let target = match self.state_kind() {
            StateKind::Open if pipeline.is_won(deal.stage) => StateKind::Won,
            kind => kind,
        };
        let mut apply = |record: &mut Opportunity, change: &Change| {
            record.apply(change, pipeline, stamp, LossId::new(0)).map(drop)
        };
        match (record.state.kind(), target) {
            (StateKind::Lost, StateKind::Lost) => self.amend(record, loss),
            (_, StateKind::Lost) => {
                if let Some(loss) = loss {
                    record.state = State::Lost(Box::new(loss.clone()));
                }
            }
            (StateKind::Archived, StateKind::Archived) => {}
            (from, StateKind::Archived) => {
                let is_at_zero = record.probability().hundredths() == 0;
                if from == StateKind::Open && is_at_zero {
                    // Rule: behaviour 1.5. It would be lost, without what the policy asks for.
                    return Err(TransitionError {
                        opportunity: record.id,
                        name: record.deal.name.clone(),
                        state: from,
                        refusal: Refusal::NotAllowed(Verb::Archive),
                    });
                }
                apply(record, &Change::Archive)?;
                // The file knows better when that was.
                if let (ImportState::Archived { at: told, .. }, State::Archived { at, .. }) =
                    (&self.state, &mut record.state)
                {
                    *at = *told;
                }
            }
            (from, StateKind::Won) => {
                if from != StateKind::Won {
                    apply(record, &Change::MarkWon)?;
                    if let ImportState::Won { closed_at } = self.state {
                        record.state = State::Won { closed_at };
                    }
                }
                self.enter(record, deal, pipeline, true, &mut apply)?;
            }
            (from, StateKind::Open) => {
                if matches!(from, StateKind::Lost | StateKind::Archived) {
                    apply(record, &Change::Restore)?;
                }
                let leaves = record.state.kind() == StateKind::Won;
                if let Some(stage) = deal.stage.filter(|_| leaves) {
                    apply(record, &Change::MoveStage(stage))?;
                }
                self.enter(record, deal, pipeline, false, &mut apply)?;
            }
        }
        Ok(())
    }

    /// Moves a record to the stage that the row tells.
    fn enter(
        &self,
        record: &mut Opportunity,
        deal: &Deal,
        pipeline: &Pipeline,
        won: bool,
        apply: &mut impl FnMut(&mut Opportunity, &Change) -> Result<(), TransitionError>,
    ) -> Result<(), TransitionError> {
        let tells = self.tells.contains(&TrackedField::Stage);
        match deal.stage.filter(|_| tells && pipeline.is_won(deal.stage) == won) {
            Some(stage) if record.deal.stage != Some(stage) => {
                apply(record, &Change::MoveStage(stage))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn amend(&self, record: &mut Opportunity, loss: Option<&Loss>) {
        let (State::Lost(current), Some(loss)) = (&mut record.state, loss) else { return };
        if self.tells.contains(&TrackedField::LostReason) {
            current.details.reason = loss.details.reason;
            if loss.details.note.is_some() {
                current.details.note.clone_from(&loss.details.note);
            }
        }
        if self.tells.contains(&TrackedField::Competitor) {
            current.details.competitor.clone_from(&loss.details.competitor);
        }
    }
}

fn refused(error: TransitionError) -> StoreError {
    StoreError::Refused { refused: vec![error], total: 1 }
}

fn loss_change(before: &Opportunity, after: &Opportunity) -> ImportLossChange {
    match (before.loss(), after.loss()) {
        (None, Some(_)) => ImportLossChange::Began,
        (Some(was), Some(is)) if was.details != is.details => ImportLossChange::Amended,
        (Some(_), None) if after.state.kind() == StateKind::Won => {
            ImportLossChange::Ended(EndedHow::Won)
        }
        (Some(_), None) => ImportLossChange::Ended(EndedHow::Restored),
        (None, None) | (Some(_), Some(_)) => ImportLossChange::Same,
    }
}

fn kind(before: &Opportunity, after: &Opportunity, loss: ImportLossChange) -> EntryKind {
    match (before.state.kind(), after.state.kind()) {
        (StateKind::Lost, StateKind::Lost) if loss == ImportLossChange::Amended => {
            EntryKind::LossAmended
        }
        (was, is) if was == is => EntryKind::Changed,
        (_, StateKind::Lost) => EntryKind::Lost,
        (_, StateKind::Won) => EntryKind::Won,
        (_, StateKind::Archived) => EntryKind::Archived,
        (StateKind::Won, StateKind::Open) => EntryKind::StageMoved,
        (StateKind::Open | StateKind::Lost | StateKind::Archived, StateKind::Open) => {
            EntryKind::Restored
        }
    }
}
