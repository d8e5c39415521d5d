//! Policies: what a deployment refuses beyond the rules, by code of its own.

use winback_domain::{Deal, Edit, LostReason, Operation, Stage};
use winback_filter::Predicate;
use winback_store::{NewNames, Selection, StoreError};

use crate::{Action, Actor, AppError, ConversionRequest, Desk, MergeRequest};

/// What somebody is about to do. Each says which records the filter of a [`Veto`] looks at: mostly
/// those that there are, as they are before the change; new ones as they would be.
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
    /// To add a record. The filter looks at it as it would be, with the new names.
    Create {
        /// What is to be written into it.
        deal: &'a Deal,
        /// What it is to refer to besides, and what is added to its list with it.
        adding: &'a NewNames,
    },
    /// To set fields of a record, the probability included, by hand or back to automatic.
    Edit {
        /// What is to be set.
        edits: &'a [Edit],
        /// What the record is to refer to besides, and what is added to its list with the edit.
        adding: &'a NewNames,
    },
    /// To take back what an operation did to its records: to restore what it marked lost, to mark lost
    /// again what it restored, and so on. The filter looks at those that would change.
    Undo(&'a Operation),
    /// To make several records again of the one that this merge left, at which the filter looks.
    Unmerge(&'a Operation),
    /// To make a stage a won stage, which wins its open records, or one that is not, which opens its
    /// won ones. The filter looks at these, whoever may see them.
    FlagStage {
        /// The stage as it is.
        stage: &'a Stage,
        /// What its flag becomes.
        won: bool,
    },
    /// To give all losses of one reason to another. The filter looks at the records that ever were lost for
    /// it, whoever may see them.
    MergeReasons {
        /// The reason that goes.
        from: &'a LostReason,
        /// The reason that it goes into.
        into: &'a LostReason,
    },
    /// To import a file. The filter looks at the records that come of its rows, new ones and changed
    /// ones, as they would be.
    Import,
    /// To change records by an import that are there already. The filter looks at them as they are
    /// before it.
    Overwrite,
}

/// What a policy is asked.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Question<'a> {
    /// What is about to be done.
    pub intent: Intent<'a>,
    /// Who is about to do it.
    pub by: &'a Actor,
    /// How many records are selected, those to which nothing would happen included; 0 for a file,
    /// whose rows are not read yet.
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
/// Every policy is asked before anything is done that an [`Intent`] tells, and by every preview of it:
/// whatever writes opportunities or their losses. An edit that marks a record lost (behaviour 1.5) is
/// asked about as marking lost. It answers with a filter, and if any of the records matches it, nothing
/// is changed. Records that come to match only after the question are not changed either, but for a
/// merge of lost reasons. What the settings ask of losses comes first.
///
/// Not asked about is what changes no opportunity, such as the name of a reason, a stage or a customer,
/// nor what scoring estimates anew, and sample data. Rule: behaviour 2.6, 2.7.
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

/// What policies refuse of one change, for a store to hold it to.
#[derive(Debug, Default)]
pub(crate) struct Vetoes(Vec<Vetoed>);

/// What one policy refuses.
#[derive(Debug)]
struct Vetoed {
    policy: String,
    sentence: String,
    which: Predicate,
}

impl Vetoes {
    /// Returns the filters, in the order of what they are known by.
    pub(crate) fn filters(&self) -> Vec<Predicate> {
        self.0.iter().map(|veto| veto.which.clone()).collect()
    }

    /// Adds others, behind these.
    pub(crate) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    /// Returns a policy that refuses, and what it says.
    pub(crate) fn said(&self, by: usize) -> Option<(&str, &str)> {
        self.0.get(by).map(|veto| (veto.policy.as_str(), veto.sentence.as_str()))
    }

    /// Returns what a store says of a change, in the words of the policy that refuses it.
    pub(crate) fn told(&self, error: StoreError) -> AppError {
        match error {
            StoreError::Barred { by, records } => match self.0.get(by) {
                Some(veto) => veto.refusal(records),
                None => AppError::from(error),
            },
            other => other.into(),
        }
    }
}

impl Vetoed {
    fn refusal(&self, records: u64) -> AppError {
        let (policy, sentence) = (self.policy.clone(), self.sentence.clone());
        AppError::Vetoed { policy, sentence, records }
    }
}

impl Desk {
    /// Asks every policy about records that the store finds while it writes.
    ///
    /// # Errors
    /// [`AppError::Plugin`] for a policy whose filter cannot be read; [`AppError::Store`].
    pub(crate) async fn vetoes(
        &self,
        intent: Intent<'_>,
        records: u64,
        revenue_minor: i128,
    ) -> Result<Vetoes, AppError> {
        let question = Question { intent, by: self.actor(), records, revenue_minor };
        let mut vetoes = Vetoes::default();
        for policy in self.policies() {
            vetoes.0.extend(self.veto_of(policy.as_ref(), &question).await?);
        }
        Ok(vetoes)
    }

    /// Refuses records of a selection that a policy refuses.
    pub(crate) async fn hold_to(
        &self,
        vetoes: &Vetoes,
        selection: &Selection,
    ) -> Result<(), AppError> {
        for veto in &vetoes.0 {
            let vetoed = selection.filter.clone().and(veto.which.clone());
            let tally = self.storage.opportunities.tally(&selection.narrowed(vetoed)).await?;
            if tally.count() > 0 {
                return Err(veto.refusal(tally.count()));
            }
        }
        Ok(())
    }

    /// Asks one policy.
    async fn veto_of(
        &self,
        policy: &dyn Policy,
        question: &Question<'_>,
    ) -> Result<Option<Vetoed>, AppError> {
        let Some(Veto { which, sentence }) = policy.veto(question) else { return Ok(None) };
        let policy = policy.name().to_owned();
        match self.parse_filter(&which).await {
            Ok(which) => Ok(Some(Vetoed { policy, sentence, which })),
            Err(AppError::Store(error @ (StoreError::Busy | StoreError::Backend { .. }))) => {
                Err(AppError::Store(error))
            }
            Err(error) => Err(AppError::Plugin {
                what: "policy",
                name: policy,
                problem: "has a filter that cannot be read",
                source: Box::new(error),
            }),
        }
    }

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
            let Some(veto) = self.veto_of(policy.as_ref(), &question).await? else { continue };
            let vetoed = selection.filter.clone().and(veto.which.clone());
            let records = store.tally(&selection.narrowed(vetoed)).await?.count();
            if records > 0 {
                return Ok(Some(Verdict::Refused(veto.refusal(records))));
            }
            refused = Some(match refused {
                Some(refused) => refused.or(veto.which),
                None => veto.which,
            });
        }
        Ok(refused.map(Verdict::Allowed))
    }
}
