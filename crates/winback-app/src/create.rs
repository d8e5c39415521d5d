//! Creating records, with a warning about similar ones.

use winback_domain::{
    Deal, EditError, Kind, Opportunity, OpportunityId, Probability, Revision, Stamp, State,
};
use winback_store::{Names, NewOpportunity, StoreError};

use crate::plugin::Intent;
use crate::{AppError, Assignment, Desk, Similar, ValueProblem, field::required_text};

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

/// How many similar records are told of a new one.
const TOLD: usize = 5;

impl Desk {
    /// Creates an opportunity, or a lead where leads are in use.
    ///
    /// It belongs to who creates it, unless a salesperson is given; without a stage it starts in
    /// the first one. Its probability is even until there is history to learn from.
    ///
    /// # Errors
    /// [`AppError::Value`], [`AppError::Unknown`], [`AppError::Usage`] for the assignments;
    /// [`AppError::Refused`] for a lead where leads are not in use; [`AppError::Vetoed`].
    pub async fn create(
        &self,
        name: &str,
        kind: Kind,
        stage: Option<&str>,
        assignments: &[Assignment],
    ) -> Result<Created, AppError> {
        if kind == Kind::Lead {
            self.must_use_leads()?;
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
        let (edits, adding) = self.edits(&draft, assignments).await?;
        draft.edit(&edits, stamp).map_err(unfit)?;
        let deal = draft.deal;
        let similar = self.similar_to(&deal, None, TOLD).await?;
        let new = NewOpportunity { deal, estimate: Probability::EVEN, created_at: stamp.at };
        let revenue = new.deal.expected_revenue.map_or(0, |amount| i128::from(amount.minor()));
        let intent = Intent::Create { deal: &new.deal, adding: &adding };
        let vetoes = self.vetoes(intent, 1, revenue).await?;
        let store = &self.storage.opportunities;
        let stored = store.create_with_names(&new, &adding, &vetoes.filters(), stamp).await;
        let opportunity = stored.map_err(|error| vetoes.told(error))?;
        let names = self.names_for(opportunity.id).await?;
        Ok(Created { opportunity, names, similar })
    }
}

/// A new record has no id to be named by.
pub(crate) fn unfit(error: EditError) -> AppError {
    match error {
        EditError::Certain(_) => AppError::value("probability", "100", ValueProblem::Certain),
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
