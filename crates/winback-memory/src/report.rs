//! Loss reports.

use std::{cmp::Reverse, collections::BTreeMap};

use winback_store::domain::{Amount, EndedHow, LossRecord, LostReasonId};
use winback_store::filter::Predicate;
use winback_store::{LossPeriod, ReasonLosses};

use crate::world::World;

impl World {
    pub(crate) fn losses_by_reason(
        &self,
        filter: &Predicate,
        period: LossPeriod,
    ) -> Vec<ReasonLosses> {
        let mut rows: BTreeMap<Option<LostReasonId>, ReasonLosses> = BTreeMap::new();
        let losses = self.matching(filter).into_iter().flat_map(|record| self.losses_of(record.id));
        for record in losses.filter(|record| is_in(record, period)) {
            let reason = record.loss.details.reason;
            let empty =
                ReasonLosses { reason, losses: 0, revenue_minor: 0, still_lost: 0, won_back: 0 };
            count(rows.entry(reason).or_insert(empty), record);
        }
        let mut rows: Vec<_> = rows.into_values().collect();
        rows.sort_by_key(|row| (Reverse(row.losses), row.reason.is_none(), row.reason));
        rows
    }
}

fn is_in(record: &LossRecord, period: LossPeriod) -> bool {
    let at = record.loss.lost_at;
    period.from.is_none_or(|from| at >= from) && period.until.is_none_or(|until| at < until)
}

fn count(row: &mut ReasonLosses, record: &LossRecord) {
    row.losses += 1;
    row.revenue_minor += record.loss.expected_revenue.map_or(0, |it: Amount| it.minor().into());
    match record.end.as_ref().map(|end| end.how) {
        None => row.still_lost += 1,
        Some(EndedHow::Restored | EndedHow::Won) => row.won_back += 1,
        Some(EndedHow::Merged) => {}
    }
}
