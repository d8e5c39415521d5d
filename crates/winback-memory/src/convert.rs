//! Leads that become opportunities.

use winback_store::domain::{Conversion, EntryKind, Operation, OperationKind, Stamp};
use winback_store::{Selection, StoreError, StoreResult, is_estimated_anew, scored};

use crate::world::World;

impl World {
    pub(crate) fn convert(
        &mut self,
        selection: &Selection,
        conversion: &Conversion,
        stamp: Stamp,
    ) -> StoreResult<Option<Operation>> {
        self.check_customer(conversion.customer)?;
        self.check_person(conversion.salesperson)?;
        self.check_team(conversion.team)?;
        let selected = self.select(selection);
        if !selected.missing.is_empty() {
            return Err(StoreError::NotFound(selected.missing));
        }
        let found = u64::try_from(selected.records.len()).unwrap_or(u64::MAX);
        let estimator = self.estimator([]);
        let (mut converted, mut refused, mut total) = (Vec::new(), Vec::new(), 0_u64);
        for before in selected.records {
            let mut record = before.clone();
            match record.convert(conversion, &self.stages, stamp) {
                Ok(mut changes) => {
                    if is_estimated_anew(before, &record)
                        && let Some(estimate) = estimator.estimate(&scored(&record))
                    {
                        record.re_estimate(estimate, &mut changes);
                    }
                    converted.push((record, changes));
                }
                Err(error) => {
                    total += 1;
                    refused.push(error);
                    refused.truncate(StoreError::LISTED);
                }
            }
        }
        if total > 0 {
            return Err(StoreError::Refused { refused, total });
        }
        if let Some(confirmed) = selection.confirmed.filter(|confirmed| *confirmed != found) {
            return Err(StoreError::Moved { confirmed, found });
        }
        if converted.is_empty() {
            return Ok(None);
        }
        let operation = self.operation(OperationKind::Convert, converted.len(), None, stamp);
        for (record, changes) in converted {
            self.log(&record, &operation, EntryKind::Converted, changes);
            self.put(record);
        }
        Ok(Some(operation))
    }
}
