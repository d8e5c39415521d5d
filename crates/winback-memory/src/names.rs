//! The names of everything that the records of a page refer to.

use winback_store::Names;
use winback_store::domain::{LabelKind, Loss, Opportunity, PersonId, StageId};

use crate::world::World;

impl World {
    /// Collects the names of what the records refer to, their current losses included.
    pub(crate) fn names(&self, records: &[Opportunity]) -> Names {
        let mut names = Names::default();
        for record in records {
            self.name_deal(record, &mut names);
            if let Some(loss) = record.loss() {
                self.name_loss(loss, &mut names);
            }
        }
        names
    }

    fn name_deal(&self, record: &Opportunity, names: &mut Names) {
        let deal = &record.deal;
        let label = |kind, id: i64| self.label(kind, id).map(|label| label.name.clone());
        if let Some((id, customer)) =
            deal.customer.and_then(|id| Some((id, self.customers.get(&id)?)))
        {
            names.customers.insert(id, customer.full_name.clone());
        }
        self.name_stage(deal.stage, names);
        self.name_person(deal.salesperson, names);
        let named = |kind, id: i64| label(kind, id);
        names.teams.extend(deal.team.and_then(|id| Some((id, named(LabelKind::Team, id.get())?))));
        names.tags.extend(
            deal.tags.iter().filter_map(|id| Some((*id, named(LabelKind::Tag, id.get())?))),
        );
        names
            .sources
            .extend(deal.source.and_then(|id| Some((id, named(LabelKind::Source, id.get())?))));
        names
            .mediums
            .extend(deal.medium.and_then(|id| Some((id, named(LabelKind::Medium, id.get())?))));
        names
            .campaigns
            .extend(deal.campaign.and_then(|id| Some((id, named(LabelKind::Campaign, id.get())?))));
        let country = deal.address.country;
        names
            .countries
            .extend(country.and_then(|id| Some((id, named(LabelKind::Country, id.get())?))));
    }

    fn name_loss(&self, loss: &Loss, names: &mut Names) {
        let reason = loss.details.reason.and_then(|id| Some((id, self.reasons.get(&id)?)));
        names.reasons.extend(reason.map(|(id, reason)| (id, reason.name.clone())));
        self.name_stage(loss.stage, names);
        self.name_person(loss.lost_by, names);
        self.name_person(loss.salesperson, names);
    }

    fn name_stage(&self, stage: Option<StageId>, names: &mut Names) {
        let stage = stage.and_then(|id| self.stages.stage(id));
        names.stages.extend(stage.map(|stage| (stage.id, stage.name.clone())));
    }

    fn name_person(&self, person: Option<PersonId>, names: &mut Names) {
        let person = person.and_then(|id| self.people.get(&id));
        names.people.extend(person.map(|person| (person.id, person.name.clone())));
    }
}
