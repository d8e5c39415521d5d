//! Records that are there already, and become what their rows say.

use winback_store::domain::{Deal, Opportunity};
use winback_store::{ImportRow, ImportState, StoreResult, is_estimated_anew, scored};

use super::Importer;

impl Importer {
    /// Makes a record what a row says; tells whether anything changed. A record that the import met
    /// before is left alone.
    pub(super) fn update(&mut self, known: &Opportunity, row: &ImportRow) -> StoreResult<bool> {
        if self.entries.contains_key(&known.id) {
            return Ok(false);
        }
        let deal = self.deal(row);
        self.draft.check_deal(&Deal { external_id: None, ..deal.clone() })?;
        let loss = match &row.state {
            ImportState::Lost(loss) => Some(self.read_loss(loss)?),
            ImportState::Open | ImportState::Won { .. } | ImportState::Archived { .. } => None,
        };
        let mut record = known.clone();
        let current = loss.as_ref().map(|(loss, _)| loss);
        let update = row.update(&mut record, &deal, current, &self.draft.stages, self.stamp)?;
        let Some(mut update) = update else { return Ok(false) };
        if is_estimated_anew(known, &record)
            && let Some(estimate) = self.estimator.estimate(&scored(&record))
        {
            record.re_estimate(estimate, &mut update.changes);
        }
        let revisions = loss.map(|(_, revisions)| revisions).unwrap_or_default();
        self.draft.keep_updated_loss(&record, &update, revisions, self.stamp);
        self.entries.insert(record.id, (update.kind, update.changes));
        self.draft.put(record);
        Ok(true)
    }
}
