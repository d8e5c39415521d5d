//! The frequencies of won and lost values, and the estimates made of them.

use async_trait::async_trait;
use winback_store::domain::{
    Count, Estimator, Frequencies, FrequencyKey, Opportunity, OpportunityId, ScoringSettings, State,
};
use winback_store::{Estimated, Finding, ScoringStore, StoreResult, scored};

use crate::backend::Memory;
use crate::world::World;

impl World {
    fn scoring(&self) -> ScoringSettings {
        self.settings.as_ref().map(|settings| settings.scoring.clone()).unwrap_or_default()
    }

    /// Tells whether a record is learned from. Rule: behaviour 6.4.
    fn is_learned_from(&self, record: &Opportunity) -> bool {
        let since = self.settings.as_ref().and_then(|settings| settings.scoring.since);
        since.is_none_or(|since| record.created_at >= since)
    }

    /// Adds what a record tells.
    pub(crate) fn observe(&mut self, record: &Opportunity) {
        if self.is_learned_from(record) {
            self.frequencies.observe(&scored(record), &record.state, &self.stages);
        }
    }

    /// Subtracts what a record told.
    pub(crate) fn retract(&mut self, record: &Opportunity) {
        if self.is_learned_from(record) {
            self.frequencies.retract(&scored(record), &record.state, &self.stages);
        }
    }

    /// Counts everything again.
    pub(crate) fn recount(&mut self) {
        self.frequencies = self.counted();
    }

    fn counted(&self) -> Frequencies {
        let mut frequencies = Frequencies::default();
        for record in self.opportunities.values().filter(|it| self.is_learned_from(it)) {
            frequencies.observe(&scored(record), &record.state, &self.stages);
        }
        frequencies
    }

    /// Finds the values of which something else was counted than there is.
    pub(crate) fn wrong_frequencies(&self) -> Vec<Finding> {
        let mut differences = self.counted();
        for (key, Count { won, lost }) in self.frequencies.rows() {
            differences.add(key.clone(), Count { won: -won, lost: -lost });
        }
        let found = |(key, count): (&FrequencyKey, Count)| Finding {
            record: None,
            sentence: format!("{key:?} lacks {} won and {} lost", count.won, count.lost),
        };
        differences.rows().map(found).collect()
    }

    /// Returns what estimates are made by while these records are in neither of their states: they
    /// leave the one, and have not come to the other.
    pub(crate) fn estimator<'r>(
        &self,
        leaving: impl IntoIterator<Item = &'r Opportunity>,
    ) -> Estimator {
        let mut frequencies = self.frequencies.clone();
        for record in leaving {
            if self.is_learned_from(record) {
                frequencies.retract(&scored(record), &record.state, &self.stages);
            }
        }
        Estimator::new(&frequencies, self.scoring(), self.stages.clone())
    }

    fn estimate(&mut self, after: Option<OpportunityId>, limit: usize) -> Estimated {
        let estimator = self.estimator([]);
        let open = self.opportunities.values_mut().filter(|record| record.state == State::Open);
        let mut records = open.filter(|record| after.is_none_or(|after| record.id > after));
        let mut estimated = Estimated { records: 0, changed: 0, last: None };
        let mut last = None;
        for record in records.by_ref().take(limit) {
            estimated.records += 1;
            last = Some(record.id);
            if let Some(estimate) = estimator.estimate(&scored(record))
                && estimate != record.estimate
            {
                estimated.changed += 1;
                record.estimate = estimate;
            }
        }
        estimated.last = last.filter(|_| records.next().is_some());
        estimated
    }
}

#[async_trait]
impl ScoringStore for Memory {
    async fn frequencies(&self) -> StoreResult<Frequencies> {
        Ok(self.read(|world| world.frequencies.clone()))
    }

    async fn recount(&self) -> StoreResult<()> {
        self.write(|world| {
            world.recount();
            Ok(())
        })
    }

    async fn estimate(&self, after: Option<OpportunityId>, limit: usize) -> StoreResult<Estimated> {
        self.write(|world| Ok(world.estimate(after, limit)))
    }
}
