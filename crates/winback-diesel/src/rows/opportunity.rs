//! Rows of opportunities.

use std::collections::BTreeSet;

use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use diesel::upsert::excluded;
use diesel::{ExpressionMethods, RunQueryDsl, insert_into};
use winback_store::domain::{
    Address, Amount, CampaignId, CountryId, CustomerId, Deal, Kind, MediumId, Opportunity,
    OpportunityId, PersonId, Priority, Revision, SourceId, StageId, State, StateKind, TagId,
    TeamId, normalised_email, normalised_phone,
};
use winback_store::filter::fold;

use super::{LossRow, date, days, folded, instant, micros, probability};
use crate::connection::{Conn, on_either};
use crate::error::{Attempt, unknown};
use crate::schema::opportunities;

/// What is read of a row: everything that is not derived from the rest.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = opportunities)]
pub(crate) struct OpportunityRow {
    pub(crate) id: i64,
    revision: i64,
    kind: String,
    name: String,
    customer_id: Option<i64>,
    company_name: Option<String>,
    contact_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    street: Option<String>,
    street2: Option<String>,
    city: Option<String>,
    region: Option<String>,
    zip: Option<String>,
    country_id: Option<i64>,
    language: Option<String>,
    notes: Option<String>,
    stage_id: Option<i64>,
    salesperson_id: Option<i64>,
    team_id: Option<i64>,
    priority: Option<i64>,
    source_id: Option<i64>,
    medium_id: Option<i64>,
    campaign_id: Option<i64>,
    expected_revenue: Option<i64>,
    estimate: i64,
    probability: i64,
    hand_probability: Option<i64>,
    expected_closing: Option<i64>,
    created_at: i64,
    updated_at: i64,
    assigned_at: Option<i64>,
    converted_at: Option<i64>,
    closed_at: Option<i64>,
    stage_changed_at: Option<i64>,
    state: String,
    external_id: Option<String>,
}

impl OpportunityRow {
    /// Returns the record, with its current loss and its tags, which stand in other tables.
    pub(crate) fn into_opportunity(
        self,
        loss: Option<LossRow>,
        tags: BTreeSet<TagId>,
    ) -> Attempt<Opportunity> {
        let state = self.state(loss)?;
        let instants = |at: Option<i64>| at.map(instant).transpose();
        Ok(Opportunity {
            id: OpportunityId::new(self.id),
            revision: Revision::new(self.revision),
            state,
            estimate: probability(self.estimate)?,
            created_at: instant(self.created_at)?,
            updated_at: instant(self.updated_at)?,
            assigned_at: instants(self.assigned_at)?,
            converted_at: instants(self.converted_at)?,
            stage_changed_at: instants(self.stage_changed_at)?,
            deal: self.into_deal(tags)?,
        })
    }

    fn state(&self, loss: Option<LossRow>) -> Attempt<State> {
        let kind = StateKind::from_word(&self.state);
        let closed_at = self.closed_at.map(instant).transpose()?;
        Ok(match (kind, closed_at, loss) {
            (Some(StateKind::Open), None, None) => State::Open,
            (Some(StateKind::Won), Some(closed_at), None) => State::Won { closed_at },
            (Some(StateKind::Lost), Some(_), Some(loss)) => {
                State::Lost(Box::new(loss.into_loss()?))
            }
            (Some(StateKind::Archived), Some(at), None) => {
                State::Archived { at, probability: probability(self.probability)? }
            }
            _ => return Err(unknown("a record with the state", &self.state)),
        })
    }

    fn into_deal(self, tags: BTreeSet<TagId>) -> Attempt<Deal> {
        let kind = Kind::from_word(&self.kind).ok_or_else(|| unknown("the kind", &self.kind))?;
        let stars = |stars: i64| {
            let priority = u8::try_from(stars).ok().and_then(Priority::new);
            priority.ok_or_else(|| unknown("the priority", &stars))
        };
        Ok(Deal {
            kind,
            name: self.name,
            customer: self.customer_id.map(CustomerId::new),
            company_name: self.company_name,
            contact_name: self.contact_name,
            email: self.email,
            phone: self.phone,
            address: Address {
                street: self.street,
                street2: self.street2,
                city: self.city,
                region: self.region,
                zip: self.zip,
                country: self.country_id.map(CountryId::new),
            },
            language: self.language,
            notes: self.notes,
            stage: self.stage_id.map(StageId::new),
            salesperson: self.salesperson_id.map(PersonId::new),
            team: self.team_id.map(TeamId::new),
            tags,
            priority: self.priority.map(stars).transpose()?,
            source: self.source_id.map(SourceId::new),
            medium: self.medium_id.map(MediumId::new),
            campaign: self.campaign_id.map(CampaignId::new),
            expected_revenue: self.expected_revenue.map(Amount::from_minor),
            hand_probability: self.hand_probability.map(probability).transpose()?,
            expected_closing: self.expected_closing.map(date).transpose()?,
            external_id: self.external_id,
        })
    }
}

/// Makes the columns that are written of a record, and the same with its id in front: a `COPY` takes
/// no columns inside of others.
macro_rules! columns {
    ($($column:ident: $type:ty,)*) => {
        /// What is written of a record: all columns but the id and those that the database derives.
        ///
        /// It borrows nothing: only then can a statement for many of them be prepared once.
        #[derive(Debug, Insertable, AsChangeset)]
        #[diesel(table_name = opportunities)]
        #[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
        pub(crate) struct OpportunityColumns { $($column: $type,)* }

        /// What is written of a record whose id is known.
        #[derive(Debug, Insertable)]
        #[diesel(table_name = opportunities, treat_none_as_default_value = false)]
        pub(crate) struct NumberedOpportunity { id: i64, $($column: $type,)* }

        impl NumberedOpportunity {
            /// Returns the columns of a record, with its id.
            pub(crate) fn of(record: &Opportunity) -> Self {
                let OpportunityColumns { $($column,)* } = OpportunityColumns::of(record);
                Self { id: record.id.get(), $($column,)* }
            }
        }
    };
}

columns! {
    revision: i64,
    kind: &'static str,
    name: String,
    name_folded: String,
    customer_id: Option<i64>,
    company_name: Option<String>,
    company_name_folded: Option<String>,
    contact_name: Option<String>,
    contact_name_folded: Option<String>,
    email: Option<String>,
    email_folded: Option<String>,
    email_normalised_folded: Option<String>,
    email_normalised: Option<String>,
    phone: Option<String>,
    phone_folded: Option<String>,
    phone_normalised_folded: Option<String>,
    phone_normalised: Option<String>,
    street: Option<String>,
    street_folded: Option<String>,
    street2: Option<String>,
    street2_folded: Option<String>,
    city: Option<String>,
    city_folded: Option<String>,
    region: Option<String>,
    region_folded: Option<String>,
    zip: Option<String>,
    zip_folded: Option<String>,
    country_id: Option<i64>,
    language: Option<String>,
    language_folded: Option<String>,
    notes: Option<String>,
    notes_folded: Option<String>,
    stage_id: Option<i64>,
    salesperson_id: Option<i64>,
    team_id: Option<i64>,
    priority: Option<i64>,
    source_id: Option<i64>,
    medium_id: Option<i64>,
    campaign_id: Option<i64>,
    expected_revenue: Option<i64>,
    estimate: i64,
    probability: i64,
    hand_probability: Option<i64>,
    expected_closing: Option<i64>,
    created_at: i64,
    updated_at: i64,
    assigned_at: Option<i64>,
    converted_at: Option<i64>,
    closed_at: Option<i64>,
    stage_changed_at: Option<i64>,
    state: &'static str,
    lost_reason_id: Option<i64>,
    external_id: Option<String>,
    external_id_folded: Option<String>,
}

/// The columns that an update of many records writes, each as its row has it.
macro_rules! excluded {
    ($($column:ident)*) => {
        ($(opportunities::$column.eq(excluded(opportunities::$column)),)*)
    };
}

/// Writes records that are there already, as many as rows are given.
pub(crate) fn overwrite(conn: &mut Conn, records: &[Opportunity]) -> Attempt<()> {
    let row = |record: &Opportunity| {
        (opportunities::id.eq(record.id.get()), OpportunityColumns::of(record))
    };
    for some in records.chunks(OVERWRITTEN) {
        let rows: Vec<_> = some.iter().map(row).collect();
        on_either!(conn, |conn| insert_into(opportunities::table)
            .values(&rows)
            .on_conflict(opportunities::id)
            .do_update()
            .set(excluded!(
                revision kind name name_folded customer_id company_name company_name_folded
                contact_name contact_name_folded email email_folded email_normalised_folded
                email_normalised phone phone_folded phone_normalised_folded phone_normalised street
                street_folded street2 street2_folded city city_folded region region_folded zip
                zip_folded country_id language language_folded notes notes_folded stage_id
                salesperson_id team_id priority source_id medium_id campaign_id expected_revenue
                estimate probability hand_probability expected_closing created_at updated_at
                assigned_at converted_at closed_at stage_changed_at state lost_reason_id external_id
                external_id_folded
            ))
            .execute(conn))?;
    }
    Ok(())
}

/// How many records are overwritten at a time, so that a statement has not too many binds.
const OVERWRITTEN: usize = 200;

impl OpportunityColumns {
    /// Returns the columns of a record; its tags and its loss go into other tables.
    pub(crate) fn of(record: &Opportunity) -> Self {
        let deal = &record.deal;
        let address = &deal.address;
        let (company, contact) = (deal.company_name.as_deref(), deal.contact_name.as_deref());
        let (email, phone) = (deal.email.as_deref(), deal.phone.as_deref());
        let (street, street2) = (address.street.as_deref(), address.street2.as_deref());
        let (city, region) = (address.city.as_deref(), address.region.as_deref());
        let (zip, language) = (address.zip.as_deref(), deal.language.as_deref());
        let (notes, external_id) = (deal.notes.as_deref(), deal.external_id.as_deref());
        let email_normalised = email.and_then(normalised_email);
        let phone_normalised = phone.and_then(normalised_phone);
        Self {
            revision: record.revision.get(),
            kind: deal.kind.as_str(),
            name: deal.name.clone(),
            name_folded: fold(&deal.name),
            customer_id: deal.customer.map(CustomerId::get),
            company_name: deal.company_name.clone(),
            company_name_folded: folded(company),
            contact_name: deal.contact_name.clone(),
            contact_name_folded: folded(contact),
            email: deal.email.clone(),
            email_folded: folded(email),
            email_normalised_folded: folded(email_normalised.as_deref()),
            email_normalised,
            phone: deal.phone.clone(),
            phone_folded: folded(phone),
            phone_normalised_folded: folded(phone_normalised.as_deref()),
            phone_normalised,
            street: address.street.clone(),
            street_folded: folded(street),
            street2: address.street2.clone(),
            street2_folded: folded(street2),
            city: address.city.clone(),
            city_folded: folded(city),
            region: address.region.clone(),
            region_folded: folded(region),
            zip: address.zip.clone(),
            zip_folded: folded(zip),
            country_id: address.country.map(CountryId::get),
            language: deal.language.clone(),
            language_folded: folded(language),
            notes: deal.notes.clone(),
            notes_folded: folded(notes),
            stage_id: deal.stage.map(StageId::get),
            salesperson_id: deal.salesperson.map(PersonId::get),
            team_id: deal.team.map(TeamId::get),
            priority: deal.priority.map(|priority| i64::from(priority.stars())),
            source_id: deal.source.map(SourceId::get),
            medium_id: deal.medium.map(MediumId::get),
            campaign_id: deal.campaign.map(CampaignId::get),
            expected_revenue: deal.expected_revenue.map(Amount::minor),
            estimate: i64::from(record.estimate.hundredths()),
            probability: i64::from(record.probability().hundredths()),
            hand_probability: deal.hand_probability.map(|hand| i64::from(hand.hundredths())),
            expected_closing: deal.expected_closing.map(days),
            created_at: micros(record.created_at),
            updated_at: micros(record.updated_at),
            assigned_at: record.assigned_at.map(micros),
            converted_at: record.converted_at.map(micros),
            closed_at: record.state.closed_at().map(micros),
            stage_changed_at: record.stage_changed_at.map(micros),
            state: record.state.kind().as_str(),
            lost_reason_id: record.loss().and_then(|loss| loss.details.reason).map(|id| id.get()),
            external_id: deal.external_id.clone(),
            external_id_folded: folded(external_id),
        }
    }
}
