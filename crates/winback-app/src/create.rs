//! Creating records, with a warning about similar ones.

use winback_domain::{
    Deal, EditError, Kind, Opportunity, OpportunityId, Probability, Revision, Stamp, State,
    StateKind, normalised_email, normalised_phone,
};
use winback_filter::{Condition, Predicate, TextMatch, fold};
use winback_store::{Names, NewOpportunity, Query, StoreError, default_sort};

use crate::{AppError, Assignment, Desk, field::required_text};

/// A record that may be the same deal. Rule: behaviour 5.6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// Its id.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Its state; lost ones are told too.
    pub state: StateKind,
    /// Whether it has the same e-mail address.
    pub same_email: bool,
    /// Whether it has the same phone number.
    pub same_phone: bool,
}

/// A record that was created.
#[derive(Debug, Clone)]
pub struct Created {
    /// The record.
    pub opportunity: Opportunity,
    /// The names of what it refers to.
    pub names: Names,
    /// Records that may be the same deal.
    pub similar: Vec<Similar>,
}

/// How many similar records are told.
const SIMILAR: usize = 5;

impl Desk {
    /// Creates an opportunity, or a lead where leads are in use.
    ///
    /// It belongs to who creates it, unless a salesperson is given; without a stage it starts in
    /// the first one. Its probability is even until there is history to learn from.
    ///
    /// # Errors
    /// [`AppError::Value`], [`AppError::Unknown`], [`AppError::Usage`] for the assignments;
    /// [`AppError::Refused`] for a lead where leads are not in use.
    pub async fn create(
        &self,
        name: &str,
        kind: Kind,
        stage: Option<&str>,
        assignments: &[Assignment],
    ) -> Result<Created, AppError> {
        if kind == Kind::Lead && !self.settings.leads {
            return Err(AppError::Refused(
                "leads are not in use here: a manager turns the setting `leads` on".into(),
            ));
        }
        let name = required_text("name", name)?;
        let stage = match stage {
            Some(name) => Some(self.stage_named(name).await?),
            None => self.storage.pipeline.stages().await?.first_for(None).map(|stage| stage.id),
        };
        let mut deal = Deal { kind, ..Deal::named(name, stage) };
        deal.salesperson = Some(self.actor().id);
        let stamp = self.stamp();
        let mut draft = draft(deal, stamp);
        let edits = self.edits(&draft, assignments).await?;
        draft.edit(&edits, stamp).map_err(unfit)?;
        let deal = draft.deal;
        let similar = self.similar_to(&deal, None).await?;
        let new = NewOpportunity { deal, estimate: Probability::EVEN, created_at: stamp.at };
        let opportunity = self.storage.opportunities.create(&new, stamp).await?;
        let names = self.names_for(opportunity.id).await?;
        Ok(Created { opportunity, names, similar })
    }

    /// Finds visible records with the same e-mail address or phone number, lost and archived ones
    /// included. Rule: behaviour 5.6.
    pub(crate) async fn similar_to(
        &self,
        deal: &Deal,
        except: Option<OpportunityId>,
    ) -> Result<Vec<Similar>, AppError> {
        let email = deal.email.as_deref().and_then(normalised_email);
        let phone = deal.phone.as_deref().and_then(normalised_phone);
        let equals = |field: &str, text: &Option<String>| -> Result<Predicate, AppError> {
            let Some(text) = text else { return Ok(Predicate::nothing()) };
            let how = TextMatch::Equals;
            self.test(field, Condition::Text { how, ignore_case: true, text: fold(text) })
        };
        let same = equals("email_normalised", &email)?.or(equals("phone_normalised", &phone)?);
        if same == Predicate::nothing() {
            return Ok(Vec::new());
        }
        let query = Query {
            filter: same.and(self.visible()?),
            sort: default_sort(self.schema()),
            after: None,
            limit: SIMILAR + 1,
        };
        let found = self.storage.opportunities.search(&query).await?.records;
        let is = |own: &Option<String>, other: Option<String>| own.is_some() && *own == other;
        let similar = found.into_iter().filter(|record| Some(record.id) != except).map(|record| {
            let other = &record.deal;
            Similar {
                same_email: is(&email, other.email.as_deref().and_then(normalised_email)),
                same_phone: is(&phone, other.phone.as_deref().and_then(normalised_phone)),
                id: record.id,
                name: record.deal.name,
                state: record.state.kind(),
            }
        });
        Ok(similar.take(SIMILAR).collect())
    }
}

/// A new record has no id to be named by.
pub(crate) fn unfit(error: EditError) -> AppError {
    match error {
        EditError::Certain(_) => AppError::value(
            "probability",
            "100",
            "cannot be set: create it in a won stage, or mark it won afterwards",
        ),
        other => StoreError::from(other).into(),
    }
}

/// A record that is not stored yet: as if it were an open one.
const fn draft(deal: Deal, stamp: Stamp) -> Opportunity {
    Opportunity {
        id: OpportunityId::new(0),
        revision: Revision::FIRST,
        deal,
        state: State::Open,
        estimate: Probability::EVEN,
        created_at: stamp.at,
        updated_at: stamp.at,
        assigned_at: None,
        converted_at: None,
        stage_changed_at: None,
    }
}
