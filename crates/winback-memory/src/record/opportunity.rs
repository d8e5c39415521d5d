//! Opportunities as filters see them.

use winback_store::domain::{
    CampaignId, CountryId, CustomerId, LabelKind, LostReasonId, MediumId, Opportunity, PersonId,
    Priority, Probability, SourceId, StageId, TagId, TeamId, normalised_email, normalised_phone,
};
use winback_store::filter::{Datum, Record};

use super::{Related, View, instant, made, money, number, reference, text, word};

impl<'w> View<'w, Opportunity> {
    /// Returns the value of a field, independent of this view.
    pub(crate) fn field(self, field: &str) -> Datum<'w> {
        self.contact_field(field)
            .or_else(|| self.pipeline_field(field))
            .or_else(|| self.history_field(field))
            .unwrap_or(Datum::Empty)
    }

    fn contact_field(self, field: &str) -> Option<Datum<'w>> {
        let deal = &self.it.deal;
        let address = &deal.address;
        Some(match field {
            "customer" => reference(deal.customer.map(CustomerId::get)),
            "company_name" => text(&deal.company_name),
            "contact_name" => text(&deal.contact_name),
            "email" => text(&deal.email),
            "email_normalised" => made(deal.email.as_deref().and_then(normalised_email)),
            "phone" => text(&deal.phone),
            "phone_normalised" => made(deal.phone.as_deref().and_then(normalised_phone)),
            "street" => text(&address.street),
            "street2" => text(&address.street2),
            "city" => text(&address.city),
            "region" => text(&address.region),
            "zip" => text(&address.zip),
            "country" => reference(address.country.map(CountryId::get)),
            "language" => text(&deal.language),
            _ => return None,
        })
    }

    fn pipeline_field(self, field: &str) -> Option<Datum<'w>> {
        let deal = &self.it.deal;
        let percent = |probability: Probability| Some(i64::from(probability.hundredths()));
        Some(match field {
            "kind" => Datum::Choice(deal.kind.as_str()),
            "name" => word(&deal.name),
            "notes" => text(&deal.notes),
            "stage" => reference(deal.stage.map(StageId::get)),
            "salesperson" => reference(deal.salesperson.map(PersonId::get)),
            "team" => reference(deal.team.map(TeamId::get)),
            "tags" => Datum::Many(deal.tags.iter().map(|id| id.get()).collect()),
            "priority" => number(deal.priority.map(Priority::stars).map(i64::from)),
            "source" => reference(deal.source.map(SourceId::get)),
            "medium" => reference(deal.medium.map(MediumId::get)),
            "campaign" => reference(deal.campaign.map(CampaignId::get)),
            "expected_revenue" => money(deal.expected_revenue),
            "probability" => number(percent(self.it.probability())),
            "automated_probability" => number(percent(self.it.automated_probability())),
            "hand_probability" => number(deal.hand_probability.and_then(percent)),
            "expected_closing" => deal.expected_closing.map_or(Datum::Empty, Datum::Date),
            "external_id" => text(&deal.external_id),
            _ => return None,
        })
    }

    fn history_field(self, field: &str) -> Option<Datum<'w>> {
        let record = self.it;
        Some(match field {
            "id" => Datum::Number(record.id.get()),
            "created_at" => Datum::Instant(record.created_at),
            "updated_at" => Datum::Instant(record.updated_at),
            "assigned_at" => instant(record.assigned_at),
            "converted_at" => instant(record.converted_at),
            "closed_at" => instant(record.state.closed_at()),
            "stage_changed_at" => instant(record.stage_changed_at),
            "active" => Datum::YesNo(record.state.kind().is_active()),
            "state" => Datum::Choice(record.state.kind().as_str()),
            "lost_reason" => reference(self.lost_reason().map(LostReasonId::get)),
            "losses" => {
                let losses = self.world.losses_of(record.id);
                Datum::Many(losses.iter().map(|record| record.loss.id.get()).collect())
            }
            _ => return None,
        })
    }

    fn lost_reason(self) -> Option<LostReasonId> {
        self.it.loss().and_then(|loss| loss.details.reason)
    }

    fn leads_to(self, field: &str) -> Related<'w> {
        let world = self.world;
        let deal = &self.it.deal;
        match field {
            "customer" => self.follow(deal.customer.and_then(|id| world.customers.get(&id))),
            "country" => {
                self.follow_label(LabelKind::Country, deal.address.country.map(CountryId::get))
            }
            "stage" => self.follow(deal.stage.and_then(|id| world.stages.stage(id))),
            "salesperson" => self.follow(deal.salesperson.and_then(|id| world.people.get(&id))),
            "team" => self.follow_label(LabelKind::Team, deal.team.map(TeamId::get)),
            "tags" => {
                let tags = deal.tags.iter().copied().map(TagId::get);
                tags.flat_map(|id| self.follow_label(LabelKind::Tag, Some(id))).collect()
            }
            "source" => self.follow_label(LabelKind::Source, deal.source.map(SourceId::get)),
            "medium" => self.follow_label(LabelKind::Medium, deal.medium.map(MediumId::get)),
            "campaign" => {
                self.follow_label(LabelKind::Campaign, deal.campaign.map(CampaignId::get))
            }
            "lost_reason" => self.follow(self.lost_reason().and_then(|id| world.reasons.get(&id))),
            "losses" => world
                .losses_of(self.it.id)
                .iter()
                .flat_map(|loss| self.follow(Some(loss)))
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl Record for View<'_, Opportunity> {
    fn datum(&self, field: &str) -> Datum<'_> {
        self.field(field)
    }

    fn related<'a>(&'a self, field: &str) -> Related<'a> {
        self.leads_to(field)
    }
}
