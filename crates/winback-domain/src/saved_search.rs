//! Saved searches (favourites): what a list shows, and how, kept under a name.

use crate::{PersonId, SavedSearchId};

/// How what was found is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchView {
    /// As a list of records.
    List,
    /// As groups with their counts.
    Group,
}

impl SearchView {
    /// All views.
    pub const ALL: [Self; 2] = [Self::List, Self::Group];

    /// Returns the word for the view: `list`, `group`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Group => "group",
        }
    }

    /// Finds the view by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == word)
    }
}

/// A saved search before a store has given it an id. Rule: behaviour 8.8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSavedSearch {
    /// Whose it is.
    pub owner: PersonId,
    /// Its name, unique among its owner's, ignoring case and surrounding space.
    pub name: String,
    /// The filter in the text spelling, as it was typed, so that relative dates and `me` stay
    /// relative; empty for everything that lists show.
    pub filter: String,
    /// What it is grouped by, such as `lost_reason, lost_at:month`.
    pub group_by: Option<String>,
    /// The order of the records, such as `expected_revenue desc`.
    pub order: Option<String>,
    /// How it is shown.
    pub view: SearchView,
    /// Whether everybody can use it.
    pub shared: bool,
    /// Whether it is what its owner's lists open with; at most one of each person's is.
    pub default: bool,
}

/// A saved search. Rule: behaviour 8.8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its id.
    pub id: SavedSearchId,
    /// Whose it is.
    pub owner: PersonId,
    /// Its name, unique among its owner's, ignoring case and surrounding space.
    pub name: String,
    /// The filter in the text spelling, as it was typed.
    pub filter: String,
    /// What it is grouped by.
    pub group_by: Option<String>,
    /// The order of the records.
    pub order: Option<String>,
    /// How it is shown.
    pub view: SearchView,
    /// Whether everybody can use it.
    pub shared: bool,
    /// Whether it is what its owner's lists open with.
    pub default: bool,
}

/// One change to a saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedSearchEdit {
    /// Another name.
    Name(String),
    /// Another filter.
    Filter(String),
    /// Other keys of groups, or none.
    GroupBy(Option<String>),
    /// Another order, or none.
    Order(Option<String>),
    /// Another view.
    View(SearchView),
    /// Whether everybody can use it.
    Shared(bool),
    /// Whether it is what its owner's lists open with; the one that was before is no more.
    Default(bool),
}

impl SavedSearch {
    /// Returns a new one, with its id.
    pub fn new(id: SavedSearchId, new: NewSavedSearch) -> Self {
        let NewSavedSearch { owner, name, filter, group_by, order, view, shared, default } = new;
        Self { id, owner, name, filter, group_by, order, view, shared, default }
    }

    /// Tells whether a person sees it: an own one, or a shared one. Rule: behaviour 8.8.
    pub fn is_seen_by(&self, person: PersonId) -> bool {
        self.shared || self.owner == person
    }

    /// Makes changes, one after another.
    pub fn edit(&mut self, edits: &[SavedSearchEdit]) {
        for edit in edits {
            match edit.clone() {
                SavedSearchEdit::Name(name) => self.name = name,
                SavedSearchEdit::Filter(filter) => self.filter = filter,
                SavedSearchEdit::GroupBy(keys) => self.group_by = keys,
                SavedSearchEdit::Order(order) => self.order = order,
                SavedSearchEdit::View(view) => self.view = view,
                SavedSearchEdit::Shared(shared) => self.shared = shared,
                SavedSearchEdit::Default(default) => self.default = default,
            }
        }
    }
}
