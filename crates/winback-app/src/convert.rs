//! Leads that become opportunities. Rule: behaviour 1.1.

mod merging;

use winback_domain::{
    Conversion, Kind, LabelKind, Operation, OpportunityId, StateKind, TeamId, TransitionError,
};
use winback_filter::{Condition, Predicate, Sort, Value};
use winback_store::{Query, Selection};

pub use self::merging::{MergingPreview, Pair};
use crate::plugin::Intent;
use crate::{AppError, Desk, Preview, Refusal, Target};

/// What leads get when they become opportunities, as a person names it; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversionRequest {
    /// The customer, by name or id; a company that is not there yet is added.
    pub customer: Option<String>,
    /// Whether each that has no customer, and is given none, gets the one that its company name, or else
    /// its contact name, speaks of; one that is not there yet is added.
    pub customer_of_each: bool,
    /// The salesperson, by login or name.
    pub salesperson: Option<String>,
    /// The sales team, by name.
    pub team: Option<String>,
}

/// What a conversion would do. Rule: behaviour 2.7.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversionPreview {
    /// How many leads would become opportunities.
    pub leads: u64,
    /// The sum of their expected revenues, in minor units.
    pub revenue_minor: i128,
    /// How many customers would be added of what leads say, if each gets its own.
    pub new_customers: u64,
    /// How many records are no open leads. With any, the conversion is refused.
    pub refused: u64,
    /// The first of them by id, each with why, at most [`Preview::NAMED`].
    pub named: Vec<TransitionError>,
    /// Ids that do not exist or may not be seen. With any, the conversion is refused.
    pub missing: Vec<OpportunityId>,
}

impl Desk {
    /// Refuses leads where they are not in use. Rule: behaviour 1.1.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub fn must_use_leads(&self) -> Result<(), AppError> {
        if self.settings.leads {
            return Ok(());
        }
        Err(Refusal::LeadsOff.into())
    }

    /// Says what a conversion would do, without doing it.
    ///
    /// # Errors
    /// As [`convert`](Self::convert), [`AppError::Vetoed`] included, but for what the preview itself
    /// tells.
    pub async fn preview_conversion(
        &self,
        target: &Target,
        request: &ConversionRequest,
    ) -> Result<ConversionPreview, AppError> {
        let selection = self.convertible(target, request).await?;
        let selection = self.hold_to_policies(selection, Intent::Convert(request)).await?;
        let new_customers = self.lacking(&selection, request).await?;
        Ok(ConversionPreview { new_customers, ..self.previewed_conversion(&selection).await? })
    }

    /// Selects what is to be converted, if what it is to get makes sense.
    pub(crate) async fn convertible(
        &self,
        target: &Target,
        request: &ConversionRequest,
    ) -> Result<Selection, AppError> {
        self.must_use_leads()?;
        self.conversion(request).await?;
        if let Some(customer) = &request.customer {
            self.customer(customer).await?;
        }
        self.selection_of(target, false).await
    }

    /// Counts the customers that would be added of what leads say.
    async fn lacking(
        &self,
        selection: &Selection,
        request: &ConversionRequest,
    ) -> Result<u64, AppError> {
        if !request.customer_of_each || request.customer.is_some() {
            return Ok(0);
        }
        Ok(self.storage.customers.lacking(selection).await?)
    }

    pub(crate) async fn previewed_conversion(
        &self,
        selection: &Selection,
    ) -> Result<ConversionPreview, AppError> {
        let all = self.storage.opportunities.tally(selection).await?;
        let leads = selection.narrowed(selection.filter.clone().and(self.open_leads()?));
        let leads = self.storage.opportunities.tally(&leads).await?;
        let refused = all.count().saturating_sub(leads.count());
        let named = match refused {
            0 => Vec::new(),
            _ => self.no_open_leads(selection).await?,
        };
        let (count, revenue_minor) = (leads.count(), leads.revenue_minor());
        Ok(ConversionPreview {
            leads: count,
            revenue_minor,
            new_customers: 0,
            refused,
            named,
            missing: all.missing,
        })
    }

    fn open_leads(&self) -> Result<Predicate, AppError> {
        let one = |word| Condition::OneOf(vec![Value::Choice(word)]);
        let leads = self.test("kind", one(Kind::Lead.as_str()))?;
        Ok(leads.and(self.test("state", one(StateKind::Open.as_str()))?))
    }

    /// Names the first records that are no open leads.
    async fn no_open_leads(&self, selection: &Selection) -> Result<Vec<TransitionError>, AppError> {
        let mut filter = selection.filter.clone().and(self.open_leads()?.not());
        if let Some(ids) = &selection.ids {
            let ids = ids.iter().map(|id| Value::Number(id.get())).collect();
            filter = filter.and(self.test("id", Condition::OneOf(ids))?);
        }
        let sort =
            Sort::parse(self.entity()?, "id").map_err(|error| AppError::filter("id", error))?;
        let query = Query { filter, sort, after: None, limit: Preview::NAMED };
        let page = self.storage.opportunities.search(&query).await?;
        let refused = page.records.into_iter().filter_map(|record| {
            let state = record.state.kind();
            let refusal = Conversion::allows(record.deal.kind, state).err()?;
            let (opportunity, name) = (record.id, record.deal.name);
            Some(TransitionError { opportunity, name, state, refusal })
        });
        Ok(refused.collect())
    }

    /// Makes opportunities of leads, all or none, if it is about as many records as a person was
    /// shown. Returns the operation; nothing if no record is selected.
    ///
    /// A new customer is added with them, or not at all.
    ///
    /// # Errors
    /// [`AppError::Refused`] where leads are not in use; [`AppError::Unknown`] for a salesperson or a
    /// team; [`AppError::NotFound`] with the ids; [`AppError::Vetoed`]; [`AppError::Store`] with the records that are no
    /// open leads, and if it is another number of records.
    pub async fn convert(
        &self,
        target: &Target,
        request: &ConversionRequest,
        confirmed: Option<u64>,
    ) -> Result<Option<Operation>, AppError> {
        let desk = self.refreshed().await?;
        desk.must_use_leads()?;
        let selection = Selection { confirmed, ..desk.selection_of(target, false).await? };
        let selection = desk.hold_to_policies(selection, Intent::Convert(request)).await?;
        let mut conversion = desk.conversion(request).await?;
        let mut new = None;
        if let Some(customer) = &request.customer {
            (conversion.customer, new) = desk.customer(customer).await?;
        }
        let (store, stamp) = (&desk.storage.opportunities, desk.stamp());
        Ok(store.convert_with_customer(&selection, &conversion, new.as_deref(), stamp).await?)
    }

    /// Reads what leads get, but for the customer, who may have to be added.
    async fn conversion(&self, request: &ConversionRequest) -> Result<Conversion, AppError> {
        let salesperson = match &request.salesperson {
            Some(name) => self.salesperson(name).await?,
            None => None,
        };
        let team = match &request.team {
            Some(name) => self.offered_label(LabelKind::Team, "team", name).await?.map(TeamId::new),
            None => None,
        };
        let customer_of_each = request.customer_of_each;
        Ok(Conversion { customer: None, customer_of_each, salesperson, team })
    }
}
