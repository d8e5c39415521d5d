//! The open opportunities that leads belong to.

use winback_store::domain::{Kind, LabelKind, Opportunity, State, normalised_phone};
use winback_store::filter::Predicate;
use winback_store::{Candidate, Candidates, Counterpart, Likeness, MergeInput, Selection};

use crate::world::World;

impl World {
    /// Finds the opportunity of each lead.
    pub(super) fn counterparts(
        &self,
        selection: &Selection,
        visible: &Predicate,
    ) -> Vec<Counterpart> {
        let mut candidates = Candidates::default();
        let is_open =
            |record: &&Opportunity, kind| record.deal.kind == kind && record.state == State::Open;
        for record in self.matching(visible) {
            if is_open(&record, Kind::Opportunity) {
                add(&mut candidates, record);
            }
        }
        let countries = self.labels_of(LabelKind::Country);
        let leads = self.select(selection).records.into_iter();
        let mut leads: Vec<_> = leads.filter(|record| is_open(record, Kind::Lead)).collect();
        leads.sort_unstable_by_key(|lead| lead.id);
        let counterpart = |lead: &Opportunity| {
            let (sign, opportunity) = candidates.of(&Likeness::of(&lead.deal, &countries))?;
            Some(Counterpart { lead: input(lead), opportunity, sign })
        };
        leads.into_iter().filter_map(counterpart).collect()
    }
}

fn add(candidates: &mut Candidates, record: &Opportunity) {
    let candidate = Candidate { created_at: record.created_at, opportunity: input(record) };
    let own = Likeness::of(&record.deal, &[]);
    if let Some(email) = own.email {
        candidates.add_email(email, candidate);
    }
    if let Some(phone) = record.deal.phone.as_deref().and_then(normalised_phone) {
        candidates.add_phone(phone, record.deal.address.country, candidate);
    }
    if let Some(customer) = own.customer {
        candidates.add_customer(customer, candidate);
    }
}

fn input(record: &Opportunity) -> MergeInput {
    MergeInput { id: record.id, revision: Some(record.revision) }
}
