//! A mapping file as it is written. What each key means is documented in `MAPPING.md`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use winback_domain::StateKind;

use super::source_spec::Sources;

/// A mapping file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MapSpec {
    #[serde(default)]
    pub(super) file: FileSpec,
    #[serde(default)]
    pub(super) join: BTreeMap<String, Spanned<JoinSpec>>,
    pub(super) fields: BTreeMap<FieldName, Sources>,
    #[serde(default)]
    pub(super) salesperson: Option<PersonSpec>,
    #[serde(default)]
    pub(super) customer: Option<CustomerSpec>,
    #[serde(default)]
    pub(super) loss: Vec<LossSpec>,
}

/// How files are written.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSpec {
    #[serde(default)]
    pub(super) format: Option<FormatName>,
    #[serde(default)]
    pub(super) delimiter: Option<Spanned<char>>,
    #[serde(default)]
    pub(super) dates: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub(super) zone: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) decimal: Option<char>,
    #[serde(default)]
    pub(super) thousands: Option<String>,
    #[serde(default)]
    pub(super) empty: Vec<String>,
    #[serde(default)]
    pub(super) trim: Option<bool>,
}

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FormatName {
    Csv,
    Jsonl,
}

/// A file beside the one that is imported, whose rows are found by a key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinSpec {
    pub(super) file: Spanned<String>,
    pub(super) key: String,
    pub(super) on: String,
    #[serde(default)]
    pub(super) ignore: Vec<Ignored>,
    #[serde(default)]
    pub(super) many: bool,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) missing: Unmatched,
    #[serde(default)]
    pub(super) delimiter: Option<Spanned<char>>,
}

/// What does not count when keys are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Ignored {
    Case,
    Spaces,
}

/// What becomes of a key that no row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unmatched {
    #[default]
    Refuse,
    Empty,
}

/// What becomes of a value that stands in no list of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unlisted {
    #[default]
    Refuse,
    Keep,
    Empty,
}

/// The salesperson.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonSpec {
    pub(super) name: Sources,
    #[serde(default)]
    pub(super) login: Option<Sources>,
}

/// The customer, or the company that it belongs to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerSpec {
    pub(super) name: Sources,
    #[serde(default)]
    pub(super) kind: Option<Sources>,
    #[serde(default)]
    pub(super) email: Option<Sources>,
    #[serde(default)]
    pub(super) phone: Option<Sources>,
    #[serde(default)]
    pub(super) reference: Option<Sources>,
    #[serde(default)]
    pub(super) country: Option<Sources>,
    #[serde(default)]
    pub(super) city: Option<Sources>,
    #[serde(default)]
    pub(super) language: Option<Sources>,
    #[serde(default)]
    pub(super) sector: Option<Sources>,
    #[serde(default)]
    pub(super) employees: Option<Sources>,
    #[serde(default)]
    pub(super) parent: Option<Box<Self>>,
}

/// A loss of a record, or with `each` as many as rows of a joined file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LossSpec {
    #[serde(default)]
    pub(super) each: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) lost_at: Option<Sources>,
    #[serde(default)]
    pub(super) lost_by: Option<Sources>,
    #[serde(default)]
    pub(super) reason: Option<Sources>,
    #[serde(default)]
    pub(super) reason_category: Option<Sources>,
    #[serde(default)]
    pub(super) reason_outcome: Option<Sources>,
    #[serde(default)]
    pub(super) note: Option<Sources>,
    #[serde(default)]
    pub(super) competitor: Option<Sources>,
    #[serde(default)]
    pub(super) stage: Option<Sources>,
    #[serde(default)]
    pub(super) probability: Option<Sources>,
    #[serde(default)]
    pub(super) expected_revenue: Option<Sources>,
    #[serde(default)]
    pub(super) salesperson: Option<Sources>,
    #[serde(default)]
    pub(super) ended_at: Option<Sources>,
    #[serde(default)]
    pub(super) ended_how: Option<Sources>,
    #[serde(default)]
    pub(super) ended_by: Option<Sources>,
}

/// The word of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StateName {
    Open,
    Won,
    Lost,
    Archived,
}

impl StateName {
    pub(super) const fn kind(self) -> StateKind {
        match self {
            Self::Open => StateKind::Open,
            Self::Won => StateKind::Won,
            Self::Lost => StateKind::Lost,
            Self::Archived => StateKind::Archived,
        }
    }
}

macro_rules! field_names {
    ($($field:ident $word:literal $kind:ident,)*) => {
        /// A field of a record, by its name in exports and filters.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        pub(super) enum FieldName { $(#[serde(rename = $word)] $field,)* }

        impl FieldName {
            pub(super) const fn as_str(self) -> &'static str {
                match self { $(Self::$field => $word,)* }
            }

            pub(super) const fn kind(self) -> ValueKind {
                match self { $(Self::$field => ValueKind::$kind,)* }
            }
        }
    };
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    Text,
    Note,
    Amount,
    Percent,
    Day,
    Instant,
    Names,
}

field_names! {
    ExternalId "external_id" Text,
    Kind "kind" Text,
    Name "name" Text,
    State "state" Text,
    Stage "stage" Text,
    ExpectedRevenue "expected_revenue" Amount,
    Probability "probability" Percent,
    HandProbability "hand_probability" Percent,
    Estimate "estimate" Percent,
    ExpectedClosing "expected_closing" Day,
    Priority "priority" Text,
    Team "team" Text,
    Tags "tags" Names,
    CompanyName "company_name" Text,
    ContactName "contact_name" Text,
    Email "email" Text,
    Phone "phone" Text,
    Street "street" Text,
    Street2 "street2" Text,
    City "city" Text,
    Region "region" Text,
    Zip "zip" Text,
    Country "country" Text,
    Language "language" Text,
    Source "source" Text,
    Medium "medium" Text,
    Campaign "campaign" Text,
    CreatedAt "created_at" Instant,
    UpdatedAt "updated_at" Instant,
    AssignedAt "assigned_at" Instant,
    ConvertedAt "converted_at" Instant,
    ClosedAt "closed_at" Instant,
    StageChangedAt "stage_changed_at" Instant,
    Notes "notes" Text,
}
