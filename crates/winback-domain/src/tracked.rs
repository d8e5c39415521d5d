//! Structured changes: which field of a record changed, from what to what.

use jiff::{Timestamp, civil::Date};

use crate::{Amount, Probability};

/// What type the values of a tracked field have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Plain text, or the word of a choice.
    Text,
    /// A whole number.
    Number,
    /// An amount of money.
    Amount,
    /// A probability.
    Probability,
    /// A calendar day.
    Date,
    /// An instant.
    Instant,
    /// The id of a record that the field refers to.
    Reference,
    /// The ids of the records that the field refers to.
    References,
}

/// A value that a tracked field had or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrackedValue {
    /// Plain text, or the word of a choice.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount of money.
    Amount(Amount),
    /// A probability.
    Probability(Probability),
    /// A calendar day.
    Date(Date),
    /// An instant.
    Instant(Timestamp),
    /// The id of a record that the field refers to.
    Reference(i64),
    /// The ids of the records that the field refers to, in order.
    References(Vec<i64>),
}

macro_rules! tracked_fields {
    ($($(#[$doc:meta])* $field:ident $word:literal $kind:ident,)*) => {
        /// A field whose changes the activity log keeps; its word is the field's filter name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TrackedField { $($(#[$doc])* $field,)* }

        impl TrackedField {
            /// All tracked fields.
            pub const ALL: &[Self] = &[$(Self::$field,)*];

            /// Returns the word for the field: its name in filters.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$field => $word,)* }
            }

            /// Returns the type of its values.
            pub const fn value_type(self) -> ValueType {
                match self { $(Self::$field => ValueType::$kind,)* }
            }
        }
    };
}

tracked_fields! {
    /// State.
    State "state" Text,
    /// Probability.
    Probability "probability" Probability,
    /// Lost reason.
    LostReason "lost_reason" Reference,
    /// Competitor of the current loss.
    Competitor "competitor" Text,
    /// Stage.
    Stage "stage" Reference,
    /// When it was closed.
    ClosedAt "closed_at" Instant,
    /// When its stage last changed.
    StageChangedAt "stage_changed_at" Instant,
    /// When it was last given to a salesperson.
    AssignedAt "assigned_at" Instant,
    /// Name.
    Name "name" Text,
    /// Customer.
    Customer "customer" Reference,
    /// Name of the company.
    CompanyName "company_name" Text,
    /// Name of the contact.
    ContactName "contact_name" Text,
    /// E-mail address.
    Email "email" Text,
    /// Phone number.
    Phone "phone" Text,
    /// Street.
    Street "street" Text,
    /// Second line of the address.
    Street2 "street2" Text,
    /// City.
    City "city" Text,
    /// State, province or county.
    Region "region" Text,
    /// Postal code.
    Zip "zip" Text,
    /// Country.
    Country "country" Reference,
    /// Language.
    Language "language" Text,
    /// Notes.
    Notes "notes" Text,
    /// Salesperson.
    Salesperson "salesperson" Reference,
    /// Sales team.
    Team "team" Reference,
    /// Tags.
    Tags "tags" References,
    /// Priority.
    Priority "priority" Number,
    /// Source.
    Source "source" Reference,
    /// Medium.
    Medium "medium" Reference,
    /// Campaign.
    Campaign "campaign" Reference,
    /// Expected revenue.
    ExpectedRevenue "expected_revenue" Amount,
    /// The probability that a person set.
    HandProbability "hand_probability" Probability,
    /// Expected closing.
    ExpectedClosing "expected_closing" Date,
    /// Lead or opportunity.
    Kind "kind" Text,
    /// When the lead became an opportunity.
    ConvertedAt "converted_at" Instant,
    /// External id.
    ExternalId "external_id" Text,
}

impl TrackedField {
    /// Finds the field by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == word)
    }

    /// Tells whether the field stands beside the state: changes of state are told of by
    /// [`state_changes_since`](crate::Opportunity::state_changes_since).
    pub(crate) const fn is_of_deal(self) -> bool {
        !matches!(
            self,
            Self::State
                | Self::Probability
                | Self::LostReason
                | Self::Competitor
                | Self::Stage
                | Self::ClosedAt
                | Self::StageChangedAt
        )
    }

    /// Tells whether the field is kept for undo alone and need not be shown to people.
    pub const fn is_bookkeeping(self) -> bool {
        matches!(self, Self::ClosedAt | Self::StageChangedAt | Self::AssignedAt | Self::ConvertedAt)
    }
}

/// One field's change: from what to what; nothing stands for an empty field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: TrackedField,
    /// What it was.
    pub old: Option<TrackedValue>,
    /// What it became.
    pub new: Option<TrackedValue>,
}

impl FieldChange {
    /// Returns the change, or nothing if nothing changed.
    pub fn of(
        field: TrackedField,
        old: Option<TrackedValue>,
        new: Option<TrackedValue>,
    ) -> Option<Self> {
        (old != new).then_some(Self { field, old, new })
    }
}
