//! Imports: rows that name what they refer to.

use std::sync::Arc;

use winback_store::domain::{
    CountryId, CustomerId, Deal, EntryKind, LabelKind, Loss, LossDetails, NewLostReason,
    OperationKind, Opportunity, OpportunityId, PersonId, Probability, Revision, SourceId, Stamp,
    State, TagId, TeamId,
};
use winback_store::{
    ImportCustomer, ImportRow, ImportRows, ImportState, Imported, StoreError, StoreResult,
};

use crate::world::World;

impl World {
    /// Imports into a copy, which takes the place of the world when all rows came.
    pub(crate) fn import(
        &mut self,
        mut rows: Box<dyn ImportRows>,
        stamp: Stamp,
    ) -> StoreResult<Imported> {
        let mut draft = self.clone();
        let mut imported = Imported::default();
        let mut created = Vec::new();
        while let Some(row) = rows.next_row().map_err(|_| StoreError::ImportRefused)? {
            if draft.knows(&row.deal) {
                imported.unchanged += 1;
            } else {
                imported.created += 1;
                created.push(draft.import_row(row, stamp)?);
            }
        }
        if created.is_empty() {
            return Ok(imported);
        }
        let operation = draft.operation(OperationKind::Import, created.len(), None, stamp);
        for id in created {
            if let Some(record) = draft.opportunities.get(&id).cloned() {
                draft.log(&record, &operation, EntryKind::Imported, Vec::new());
            }
        }
        *self = draft;
        Ok(imported)
    }

    fn knows(&self, deal: &Deal) -> bool {
        deal.external_id.as_deref().is_some_and(|id| self.with_external_id(id).is_some())
    }

    fn import_row(&mut self, row: ImportRow, stamp: Stamp) -> StoreResult<OpportunityId> {
        let ImportRow {
            deal,
            customer,
            salesperson,
            team,
            tags,
            source,
            state,
            estimate,
            created_at,
            assigned_at,
        } = row;
        let mut deal = deal;
        if let Some(customer) = customer {
            deal.customer = Some(self.import_customer(&customer));
        }
        if let Some(new) = salesperson {
            let known = self.person_with_login(&new.login).map(|person| person.id);
            deal.salesperson = Some(known.unwrap_or_else(|| self.add_person(&new).id));
        }
        self.import_labels(&mut deal, team, &tags, source);
        self.check_deal(&deal)?;
        let id = self.next_opportunity();
        let state = self.import_state(&deal, state, created_at);
        if let State::Lost(loss) = &state {
            self.begin_loss(id, loss, loss.lost_at, None);
        }
        self.put(Opportunity {
            id,
            revision: Revision::FIRST,
            deal,
            state,
            estimate,
            created_at,
            updated_at: stamp.at,
            assigned_at,
            converted_at: None,
            stage_changed_at: None,
        });
        Ok(id)
    }

    fn import_labels(
        &mut self,
        deal: &mut Deal,
        team: Option<Arc<str>>,
        tags: &[Arc<str>],
        source: Option<Arc<str>>,
    ) {
        if let Some(team) = team {
            deal.team = Some(TeamId::new(self.ensure_label(LabelKind::Team, &team).id));
        }
        for tag in tags {
            deal.tags.insert(TagId::new(self.ensure_label(LabelKind::Tag, tag).id));
        }
        if let Some(source) = source {
            deal.source = Some(SourceId::new(self.ensure_label(LabelKind::Source, &source).id));
        }
    }

    /// Finds a company by its name, or adds the customer.
    fn import_customer(&mut self, customer: &ImportCustomer) -> CustomerId {
        if let Some(known) = self.company_named(&customer.profile.name) {
            return known;
        }
        let mut profile = customer.profile.clone();
        if let Some(country) = &customer.country {
            let found = self.label_named(LabelKind::Country, country);
            profile.country = found.map(|label| CountryId::new(label.id));
        }
        self.add_customer(profile).id
    }

    fn import_state(
        &mut self,
        deal: &Deal,
        state: ImportState,
        created_at: jiff::Timestamp,
    ) -> State {
        match state {
            ImportState::Open => self.state_of_new(deal, created_at),
            ImportState::Won { closed_at } => State::Won { closed_at },
            ImportState::Archived { at, probability } => State::Archived { at, probability },
            ImportState::Lost { lost_at, details, reason, probability } => {
                let lost = Lost { at: lost_at, details, reason, probability };
                State::Lost(Box::new(self.imported_loss(deal, lost)))
            }
        }
    }

    fn imported_loss(&mut self, deal: &Deal, lost: Lost) -> Loss {
        let mut details = lost.details;
        if let Some(new) = lost.reason {
            let known = self.reason_named(&new.name).map(|reason| reason.id);
            details.reason = Some(known.unwrap_or_else(|| self.add_reason(&new).id));
        }
        Loss {
            id: self.next_loss(),
            details,
            lost_at: lost.at,
            lost_by: None::<PersonId>,
            stage: deal.stage,
            probability: lost.probability,
            expected_revenue: deal.expected_revenue,
            salesperson: deal.salesperson,
        }
    }
}

/// What a row says of a loss.
struct Lost {
    at: jiff::Timestamp,
    details: LossDetails,
    reason: Option<NewLostReason>,
    probability: Probability,
}
