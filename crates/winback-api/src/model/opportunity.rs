//! Opportunities and leads.

use serde::Serialize;
use utoipa::ToSchema;
use winback_app::{
    Evidence, Shown, Similar,
    store::{
        Names, Sign, Tally,
        domain::{Currency, Opportunity, PersonId},
    },
};

use super::{ActivityBody, LossBody, Money, Ref};

/// An opportunity, or a lead.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OpportunityBody {
    /// Its id.
    pub id: i64,
    /// How often it was changed; a change names the one that was seen.
    pub revision: i64,
    /// `opportunity` or `lead`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// `open`, `won`, `lost` or `archived`.
    pub state: &'static str,
    /// The customer.
    pub customer: Option<Ref>,
    /// The name of a company that is no customer yet.
    pub company_name: Option<String>,
    /// The person to talk to.
    pub contact_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// A second line.
    pub street2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or county.
    pub region: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Country.
    pub country: Option<Ref>,
    /// Language of the contact as a BCP 47 tag.
    pub language: Option<String>,
    /// Notes, as plain text.
    pub notes: Option<String>,
    /// The stage.
    pub stage: Option<Ref>,
    /// Who works on it.
    pub salesperson: Option<Ref>,
    /// The team that works on it.
    pub team: Option<Ref>,
    /// Tags.
    pub tags: Vec<Ref>,
    /// Stars, 0 to 3.
    pub priority: Option<u8>,
    /// Where the contact came from.
    pub source: Option<Ref>,
    /// How the contact came in.
    pub medium: Option<Ref>,
    /// The campaign.
    pub campaign: Option<Ref>,
    /// What it would bring.
    pub expected_revenue: Option<Money>,
    /// The probability of winning in percent, 0 to 100, with two decimals.
    pub probability: f64,
    /// What the history says of it, in percent.
    pub automated_probability: f64,
    /// Whether the probability follows the history.
    pub is_automatic: bool,
    /// The day on which it is expected to close.
    #[schema(format = Date)]
    pub expected_closing: Option<String>,
    /// Its id in the system it was imported from.
    pub external_id: Option<String>,
    /// Why it is lost.
    pub lost_reason: Option<Ref>,
    /// What was said of the loss, as sanitised HTML.
    pub closing_note: Option<String>,
    /// The competitor who won.
    pub competitor: Option<String>,
    /// When it was won, lost or archived.
    #[schema(format = DateTime)]
    pub closed_at: Option<String>,
    /// When it was created.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// When it was last given to a salesperson.
    #[schema(format = DateTime)]
    pub assigned_at: Option<String>,
    /// When the lead became an opportunity.
    #[schema(format = DateTime)]
    pub converted_at: Option<String>,
    /// When its stage last changed.
    #[schema(format = DateTime)]
    pub stage_changed_at: Option<String>,
}

pub(crate) fn person(id: Option<PersonId>, names: &Names) -> Option<Ref> {
    id.map(|id| Ref::of(id.get(), names.people.get(&id)))
}

fn percent(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}

impl OpportunityBody {
    pub(crate) fn of(record: &Opportunity, names: &Names, currency: &Currency) -> Self {
        let (deal, address) = (&record.deal, &record.deal.address);
        let details = record.loss().map(|loss| &loss.details);
        let reason = details.and_then(|details| details.reason);
        let text = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
        Self {
            id: record.id.get(),
            revision: record.revision.get(),
            kind: deal.kind.as_str(),
            name: deal.name.clone(),
            state: record.state.kind().as_str(),
            customer: deal.customer.map(|id| Ref::of(id.get(), names.customers.get(&id))),
            company_name: deal.company_name.clone(),
            contact_name: deal.contact_name.clone(),
            email: deal.email.clone(),
            phone: deal.phone.clone(),
            street: address.street.clone(),
            street2: address.street2.clone(),
            city: address.city.clone(),
            region: address.region.clone(),
            zip: address.zip.clone(),
            country: address.country.map(|id| Ref::of(id.get(), names.countries.get(&id))),
            language: deal.language.clone(),
            notes: deal.notes.clone(),
            stage: deal.stage.map(|id| Ref::of(id.get(), names.stages.get(&id))),
            salesperson: person(deal.salesperson, names),
            team: deal.team.map(|id| Ref::of(id.get(), names.teams.get(&id))),
            tags: deal.tags.iter().map(|id| Ref::of(id.get(), names.tags.get(id))).collect(),
            priority: deal.priority.map(|priority| priority.stars()),
            source: deal.source.map(|id| Ref::of(id.get(), names.sources.get(&id))),
            medium: deal.medium.map(|id| Ref::of(id.get(), names.mediums.get(&id))),
            campaign: deal.campaign.map(|id| Ref::of(id.get(), names.campaigns.get(&id))),
            expected_revenue: Money::maybe(deal.expected_revenue, currency),
            probability: percent(record.probability().hundredths()),
            automated_probability: percent(record.automated_probability().hundredths()),
            is_automatic: deal.hand_probability.is_none(),
            expected_closing: deal.expected_closing.map(|day| day.to_string()),
            external_id: deal.external_id.clone(),
            lost_reason: reason.map(|id| Ref::of(id.get(), names.reasons.get(&id))),
            closing_note: details.and_then(|it| it.note.as_ref()).map(|it| it.html().to_owned()),
            competitor: details.and_then(|details| details.competitor.clone()),
            closed_at: text(record.state.closed_at()),
            created_at: record.created_at.to_string(),
            updated_at: record.updated_at.to_string(),
            assigned_at: text(record.assigned_at),
            converted_at: text(record.converted_at),
            stage_changed_at: text(record.stage_changed_at),
        }
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OpportunitiesBody {
    /// The records.
    pub records: Vec<OpportunityBody>,
    /// What to give as `after` for the next page; absent on the last one.
    pub next: Option<String>,
}

/// How many records a filter finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountBody {
    /// How many.
    pub count: u64,
    /// The sum of their expected revenues.
    pub expected_revenue: Money,
    /// The same by state.
    pub states: Vec<StateCount>,
}

/// How many records are in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StateCount {
    /// The state.
    pub state: &'static str,
    /// How many.
    pub count: u64,
    /// The sum of their expected revenues.
    pub expected_revenue: Money,
}

impl CountBody {
    pub(crate) fn of(tally: &Tally, currency: &Currency) -> Self {
        let mut states: Vec<(&'static str, u64, i128)> = Vec::new();
        for row in &tally.rows {
            let state = row.state.as_str();
            match states.iter_mut().find(|(known, ..)| *known == state) {
                Some((_, count, revenue)) => {
                    *count += row.count;
                    *revenue += row.revenue_minor;
                }
                None => states.push((state, row.count, row.revenue_minor)),
            }
        }
        let state = |(state, count, revenue)| StateCount {
            state,
            count,
            expected_revenue: Money::of(revenue, currency),
        };
        Self {
            count: tally.count(),
            expected_revenue: Money::of(tally.revenue_minor(), currency),
            states: states.into_iter().map(state).collect(),
        }
    }
}

/// A record of the same people. Rule: behaviour 5.6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SimilarBody {
    /// Its id.
    pub id: i64,
    /// `opportunity` or `lead`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its state; lost ones are told too.
    pub state: &'static str,
    /// The e-mail address that both have.
    pub same_email: Option<String>,
    /// The phone number that both have.
    pub same_phone: Option<String>,
    /// The customer that both have.
    pub same_customer: Option<String>,
    /// The domain of a company that both have.
    pub same_domain: Option<String>,
}

impl SimilarBody {
    pub(crate) fn of(similar: &Similar) -> Self {
        let common = |sign: Sign| {
            let found = similar.evidence.iter().find(|evidence: &&Evidence| evidence.sign == sign);
            found.map(|evidence| evidence.value.clone())
        };
        Self {
            id: similar.id.get(),
            kind: similar.kind.as_str(),
            name: similar.name.clone(),
            state: similar.state.as_str(),
            same_email: common(Sign::Email),
            same_phone: common(Sign::Phone),
            same_customer: common(Sign::Customer),
            same_domain: common(Sign::Domain),
        }
    }
}

/// A record with its history.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ShownBody {
    /// The id that was asked for, if that record was merged into this one.
    pub merged: Option<i64>,
    /// The record.
    pub opportunity: OpportunityBody,
    /// All its losses, the oldest first.
    pub losses: Vec<LossBody>,
    /// Its latest activity, the newest first.
    pub activity: Vec<ActivityBody>,
    /// Records of the same people.
    pub similar: Vec<SimilarBody>,
}

impl ShownBody {
    pub(crate) fn of(shown: &Shown, currency: &Currency) -> Self {
        let names = &shown.names;
        Self {
            merged: shown.merged.map(|id| id.get()),
            opportunity: OpportunityBody::of(&shown.opportunity, names, currency),
            losses: shown.losses.iter().map(|it| LossBody::of(it, names, currency)).collect(),
            activity: shown
                .activity
                .iter()
                .map(|entry| ActivityBody::of(entry, names, currency))
                .collect(),
            similar: shown.similar.iter().map(SimilarBody::of).collect(),
        }
    }
}
