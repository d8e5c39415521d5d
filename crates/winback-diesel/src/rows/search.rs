//! Rows of saved searches.

use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};
use winback_store::domain::{NewSavedSearch, PersonId, SavedSearch, SavedSearchId, SearchView};

use super::name_key;
use crate::error::{Attempt, unknown};
use crate::schema::saved_searches;

/// What is read of a row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = saved_searches)]
pub(crate) struct SearchRow {
    id: i64,
    owner_id: i64,
    name: String,
    filter: String,
    group_by: Option<String>,
    sort: Option<String>,
    view: String,
    shared: bool,
    is_default: bool,
}

impl SearchRow {
    /// Returns the saved search.
    pub(crate) fn into_search(self) -> Attempt<SavedSearch> {
        let view = SearchView::from_word(&self.view);
        let view = view.ok_or_else(|| unknown("the view", &self.view))?;
        let Self { id, owner_id, name, filter, group_by, sort, view: _, shared, is_default } = self;
        Ok(SavedSearch {
            id: SavedSearchId::new(id),
            owner: PersonId::new(owner_id),
            name,
            filter,
            group_by,
            order: sort,
            view,
            shared,
            default: is_default,
        })
    }
}

/// What is written of a saved search.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = saved_searches)]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SearchColumns<'a> {
    owner_id: i64,
    name: &'a str,
    name_key: String,
    filter: &'a str,
    group_by: Option<&'a str>,
    sort: Option<&'a str>,
    view: &'static str,
    shared: bool,
    is_default: bool,
}

impl<'a> SearchColumns<'a> {
    /// Returns the columns of a new saved search.
    pub(crate) fn of_new(new: &'a NewSavedSearch) -> Self {
        let NewSavedSearch { owner, name, filter, group_by, order, view, shared, default } = new;
        Self {
            owner_id: owner.get(),
            name,
            name_key: name_key(name),
            filter,
            group_by: group_by.as_deref(),
            sort: order.as_deref(),
            view: view.as_str(),
            shared: *shared,
            is_default: *default,
        }
    }

    /// Returns the columns of a saved search, all but its id.
    pub(crate) fn of(search: &'a SavedSearch) -> Self {
        let SavedSearch { id: _, owner, name, filter, group_by, order, view, shared, default } =
            search;
        Self {
            owner_id: owner.get(),
            name,
            name_key: name_key(name),
            filter,
            group_by: group_by.as_deref(),
            sort: order.as_deref(),
            view: view.as_str(),
            shared: *shared,
            is_default: *default,
        }
    }
}
