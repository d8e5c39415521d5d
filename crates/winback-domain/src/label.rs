//! Lists of plain names that records refer to: teams, tags, sources, mediums, campaigns, countries.

/// Which list a [`Label`] stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// Sales teams.
    Team,
    /// Tags.
    Tag,
    /// Where contacts come from, such as a newsletter.
    Source,
    /// How contacts come in, such as phone.
    Medium,
    /// Campaigns.
    Campaign,
    /// Countries.
    Country,
}

impl LabelKind {
    /// All lists.
    pub const ALL: [Self; 6] =
        [Self::Team, Self::Tag, Self::Source, Self::Medium, Self::Campaign, Self::Country];

    /// Returns the word for one entry of the list, such as `team`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Tag => "tag",
            Self::Source => "source",
            Self::Medium => "medium",
            Self::Campaign => "campaign",
            Self::Country => "country",
        }
    }
}

/// One entry of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its id within its list.
    pub id: i64,
    /// Its name, unique within its list ignoring case.
    pub name: String,
    /// The ISO 3166 code, for a country.
    pub code: Option<String>,
    /// Whether it is still offered.
    pub active: bool,
}
