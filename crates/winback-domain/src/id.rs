//! Identifiers: one type for each kind of record, so that a stage is never taken for a team.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Wraps the number that the store assigned.
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// Returns the number that the store assigned.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}

ids! {
    /// Names an opportunity or a lead.
    OpportunityId,
    /// Names a customer, company or person.
    CustomerId,
    /// Names a person who works with the pipeline.
    PersonId,
    /// Names a sales team.
    TeamId,
    /// Names a stage of the pipeline.
    StageId,
    /// Names a tag.
    TagId,
    /// Names where a contact came from.
    SourceId,
    /// Names how a contact came in.
    MediumId,
    /// Names a campaign.
    CampaignId,
    /// Names a country.
    CountryId,
    /// Names a lost reason.
    LostReasonId,
    /// Names a loss.
    LossId,
    /// Names an operation: one change to one or many records.
    OperationId,
    /// Names an entry of the activity log.
    ActivityEntryId,
    /// Names a saved search.
    SavedSearchId,
    /// Names an API token.
    TokenId,
}

/// Counts the changes of a record: 1 when created, one more with each change.
///
/// Whoever changes a record says which revision was seen; a stale one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(i64);

impl Revision {
    /// The revision of a record that was just created.
    pub const FIRST: Self = Self(1);

    /// Wraps a number read from a store or named by a person.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// Returns the number, from 1.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Returns the revision after one more change.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}
