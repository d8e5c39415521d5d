//! Lists of plain names that records refer to: teams, tags, sources, mediums, campaigns, countries.

use crate::PersonId;

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

    /// Returns the word for its entries, such as `teams`.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Team => "teams",
            Self::Tag => "tags",
            Self::Source => "sources",
            Self::Medium => "mediums",
            Self::Campaign => "campaigns",
            Self::Country => "countries",
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
    /// The place in the order of teams, for a team; equal places are ordered from the newest.
    pub position: Option<i64>,
    /// Who leads it, for a team.
    pub leader: Option<PersonId>,
    /// The number of its colour in the palette of the frontend, for a tag.
    pub colour: Option<i64>,
    /// Whether it is still offered.
    pub active: bool,
}

impl Label {
    /// Returns an entry as it is added to its list; a team comes to a [place](TEAM_POSITION).
    pub fn new(kind: LabelKind, id: i64, name: String, code: Option<String>) -> Self {
        let position = (kind == LabelKind::Team).then_some(TEAM_POSITION);
        Self { id, name, code, position, leader: None, colour: None, active: true }
    }
}

/// The place of a team for which nobody chose one. Odoo: the default `sequence` of `crm.team`.
pub const TEAM_POSITION: i64 = 10;

/// One change to an entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelEdit {
    /// Another name, everywhere.
    Name(String),
    /// Whether it is still offered.
    Active(bool),
    /// Another place in the order of teams.
    Position(i64),
    /// Another leader of a team, or none.
    Leader(Option<PersonId>),
    /// Another colour of a tag, or none.
    Colour(Option<i64>),
}

impl Label {
    /// Changes the entry; what its list has no place for is left out.
    pub fn edit(&mut self, kind: LabelKind, edits: &[LabelEdit]) {
        for edit in edits {
            match edit {
                LabelEdit::Name(name) => name.trim().clone_into(&mut self.name),
                LabelEdit::Active(active) => self.active = *active,
                LabelEdit::Position(position) if kind == LabelKind::Team => {
                    self.position = Some(*position);
                }
                LabelEdit::Leader(leader) if kind == LabelKind::Team => self.leader = *leader,
                LabelEdit::Colour(colour) if kind == LabelKind::Tag => self.colour = *colour,
                LabelEdit::Position(_) | LabelEdit::Leader(_) | LabelEdit::Colour(_) => {}
            }
        }
    }
}
