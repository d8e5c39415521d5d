//! Policies: what a deployment refuses beyond the rules, by code of its own.

use winback_filter::Predicate;
use winback_store::{Selection, StoreError};

use crate::{Action, Actor, AppError, ConversionRequest, Desk, MergeRequest};

/// What somebody is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Intent<'a> {
    /// To mark records lost, amend their losses, restore, archive or win them, move them to another
    /// stage, or give them to another salesperson or team.
    Act(&'a Action),
    /// To make opportunities of leads.
    Convert(&'a ConversionRequest),
    /// To make one of several records.
    Merge(&'a MergeRequest),
}

/// What a policy is asked.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Question<'a> {
    /// What is about to be done.
    pub intent: Intent<'a>,
    /// Who is about to do it.
    pub by: &'a Actor,
    /// How many records are selected, those to which nothing would happen included.
    pub records: u64,
    /// The sum of their expected revenues, in minor units.
    pub revenue_minor: i128,
}

/// Which records a policy refuses to change, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veto {
    which: String,
    sentence: String,
}

impl Veto {
    /// Refuses records by a filter, in any spelling that
    /// [`Desk::parse_filter`](crate::Desk::parse_filter) reads.
    ///
    /// The sentence is shown to people as an error is: in lower case, without a full stop, with what
    /// to do.
    pub fn of_those(which: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { which: which.into(), sentence: sentence.into() }
    }

    /// Refuses whatever is selected.
    pub fn of_all(sentence: impl Into<String>) -> Self {
        Self::of_those("everything", sentence)
    }
}

/// Refuses changes that a deployment does not want, by code of its own.
///
/// Every policy is asked before each change of state, assignment, conversion and merge, and by every preview of
/// one. It answers with a filter, and if any of the selected records matches it, nothing is
/// changed. Records that come to match only after the question are not changed either. Not asked about
/// are undoing, the won flag of a stage, and new, edited and imported records, but for an edit that
/// marks a record lost (behaviour 1.5). What the settings ask of losses comes first. Rule: behaviour 2.6, 2.7.
pub trait Policy: Send + Sync {
    /// Returns a name by which people know the policy, for errors.
    fn name(&self) -> &str;

    /// Says which records the change must not be made on; nothing if it may be made on any.
    ///
    /// It is asked for one record and for a hundred thousand alike, once; what it says of each stands in
    /// the filter.
    fn veto(&self, question: &Question<'_>) -> Option<Veto>;
}

/// The records that no policy refuses, or the first refusal.
pub(crate) enum Verdict {
    /// None of the selected records is refused. The filter is matched by those that would be.
    Allowed(Predicate),
    /// Some are.
    Refused(AppError),
}

impl Desk {
    /// Asks every policy, and narrows the selection to what none refuses, so that nothing slips by
    /// between this question and the change.
    ///
    /// # Errors
    /// [`AppError::Vetoed`]; [`AppError::Plugin`] for a policy whose filter cannot be read;
    /// [`AppError::Store`].
    pub(crate) async fn hold_to_policies(
        &self,
        selection: Selection,
        intent: Intent<'_>,
    ) -> Result<Selection, AppError> {
        match self.asked(&selection, intent).await? {
            None => Ok(selection),
            Some(Verdict::Refused(refusal)) => Err(refusal),
            Some(Verdict::Allowed(refused)) => {
                Ok(selection.narrowed(selection.filter.clone().and(refused.not())))
            }
        }
    }

    /// Returns what the policies say of a change; nothing if they say nothing.
    pub(crate) async fn asked(
        &self,
        selection: &Selection,
        intent: Intent<'_>,
    ) -> Result<Option<Verdict>, AppError> {
        let policies = self.policies();
        if policies.is_empty() {
            return Ok(None);
        }
        let store = &self.storage.opportunities;
        let tally = store.tally(selection).await?;
        let (records, revenue_minor) = (tally.count(), tally.revenue_minor());
        let question = Question { intent, by: self.actor(), records, revenue_minor };
        let mut refused: Option<Predicate> = None;
        for policy in policies {
            let Some(veto) = policy.veto(&question) else { continue };
            let which = self.parse_filter(&veto.which).await.map_err(|error| match error {
                AppError::Store(error @ (StoreError::Busy | StoreError::Backend { .. })) => {
                    AppError::Store(error)
                }
                error => AppError::Plugin {
                    what: "policy",
                    name: policy.name().to_owned(),
                    problem: "has a filter that cannot be read",
                    source: Box::new(error),
                },
            })?;
            let vetoed = selection.narrowed(selection.filter.clone().and(which.clone()));
            let records = store.tally(&vetoed).await?.count();
            if records > 0 {
                let (policy, sentence) = (policy.name().to_owned(), veto.sentence);
                let refusal = AppError::Vetoed { policy, sentence, records };
                return Ok(Some(Verdict::Refused(refusal)));
            }
            refused = Some(match refused {
                Some(refused) => refused.or(which),
                None => which,
            });
        }
        Ok(refused.map(Verdict::Allowed))
    }
}
