//! Saved searches: kept under a name, shared, and used as `@NAME` wherever a filter is read. Rule:
//! behaviour 8.1, 8.2, 8.3, 8.8.

use winback_domain::{NewSavedSearch, SavedSearch, SavedSearchEdit, SearchView};
use winback_filter::Grouping;

use crate::{
    AppError, Asked, Desk, Refusal, ValueProblem,
    desk::{is_domain, is_tree},
    field,
    list::one_of,
};

mod known;
mod mention;
mod opened;
mod ready;

pub use ready::{FacetGroup, READY_FILTERS, ReadyFilter};

use opened::DEFAULT;

/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// A search that a person saves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// Its name; case and spaces around and between words make no other.
    pub name: String,
    /// The filter in any spelling, which may name ready filters; empty for everything that lists show.
    /// Keys and order may stand behind it, as `group by` and `sort by`.
    pub filter: String,
    /// What it is grouped by, such as `lost_reason, lost_at:month`.
    pub group_by: Option<String>,
    /// The order of the records, such as `expected_revenue desc`.
    pub order: Option<String>,
    /// How it is shown; if not given, in groups if it has some, else as a list.
    pub view: Option<SearchView>,
    /// Whether everybody can use it.
    pub shared: bool,
    /// Whether it is what this person's lists open with.
    pub default: bool,
}

/// A saved search as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSearch {
    /// The saved search.
    pub search: SavedSearch,
    /// The name of the person whose it is.
    pub owner: String,
    /// Whether it is this person's own.
    pub own: bool,
    /// How this person names it in a filter, such as `@Big deals` or `@ann/Big deals`.
    pub mention: String,
}

impl Desk {
    /// Returns the saved searches that this person sees: own ones, then those that others share,
    /// each by name.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn saved_searches(&self) -> Result<Vec<ShownSearch>, AppError> {
        Ok(self.known_searches().await?.shown())
    }

    /// Returns a saved search by its name, an own one before those that others share; the name may
    /// stand behind its owner's login or name, as in `ann/Big deals`, and behind `@`.
    ///
    /// # Errors
    /// [`AppError::Unknown`], also for what others keep for themselves (rule: behaviour 7.3);
    /// [`AppError::Refused`] if several people share one of this name, and for ready filters.
    pub async fn saved_search(&self, name: &str) -> Result<ShownSearch, AppError> {
        let name = plain(name);
        if let Some(ready) = ReadyFilter::named(name) {
            return Err(Refusal::ReadyFilter { name: ready.name, filter: ready.filter }.into());
        }
        let known = self.known_searches().await?;
        Ok(known.show(known.named(name)?))
    }

    /// Saves a search of this person's own.
    ///
    /// A filter in another spelling is kept in the text spelling; one in the domain spelling with what
    /// lists by it leave out.
    ///
    /// # Errors
    /// [`AppError::Filter`], [`AppError::Domain`] and [`AppError::Tree`] for filter, groups and order,
    /// with the place; [`AppError::Usage`] if groups or order are given twice; [`AppError::Value`] for
    /// the name, and for a filter that names another saved search; [`AppError::Store`] if another
    /// search of the person's has the name.
    pub async fn save_search(&self, request: &SearchRequest) -> Result<ShownSearch, AppError> {
        let SearchRequest { name, filter, group_by, order, view, shared, default } = request;
        let asked = self.asked_to_save(filter).await?;
        let group_by = one_of(asked.group, group_by.clone(), "grouping", "group by")?;
        let order = one_of(asked.sort, order.clone(), "order", "sort by")?;
        let group_by = self.groups_to_save(group_by.as_deref())?;
        let implied = if group_by.is_some() { SearchView::Group } else { SearchView::List };
        let new = NewSavedSearch {
            owner: self.actor().id,
            name: name_to_save(name)?,
            filter: asked.filter,
            group_by,
            order: self.order_to_save(order.as_deref())?,
            view: view.unwrap_or(implied),
            shared: *shared,
            default: *default,
        };
        let saved = self.storage.searches.create(&new).await?;
        Ok(self.known_searches().await?.show(&saved))
    }

    /// Changes a saved search, named as in [`saved_search`](Self::saved_search): an own one, and
    /// managers also one that is shared.
    ///
    /// # Errors
    /// As for both [`saved_search`](Self::saved_search) and [`save_search`](Self::save_search);
    /// [`AppError::NotAllowed`]; [`AppError::Refused`] to make another's the default.
    pub async fn edit_search(
        &self,
        name: &str,
        edits: &[SavedSearchEdit],
    ) -> Result<ShownSearch, AppError> {
        let shown = self.saved_search(name).await?;
        self.must_change(&shown, "change")?;
        let mut cleaned = Vec::new();
        for edit in edits {
            cleaned.extend(self.cleaned(&shown, edit).await?);
        }
        let person = self.actor().id;
        let edited = self.storage.searches.edit(shown.search.id, person, &cleaned).await?;
        Ok(self.known_searches().await?.show(&edited))
    }

    /// Checks an edit; groups and order behind a filter are edits of their own.
    async fn cleaned(
        &self,
        shown: &ShownSearch,
        edit: &SavedSearchEdit,
    ) -> Result<Vec<SavedSearchEdit>, AppError> {
        Ok(match edit {
            SavedSearchEdit::Name(name) => vec![SavedSearchEdit::Name(name_to_save(name)?)],
            SavedSearchEdit::Filter(filter) => {
                let Asked { filter, sort, group } = self.asked_to_save(filter).await?;
                let order = self.order_to_save(sort.as_deref())?;
                let keys = self.groups_to_save(group.as_deref())?;
                let mut edits = vec![SavedSearchEdit::Filter(filter)];
                edits.extend(order.map(|order| SavedSearchEdit::Order(Some(order))));
                edits.extend(keys.map(|keys| SavedSearchEdit::GroupBy(Some(keys))));
                edits
            }
            SavedSearchEdit::GroupBy(keys) => {
                vec![SavedSearchEdit::GroupBy(self.groups_to_save(keys.as_deref())?)]
            }
            SavedSearchEdit::Order(order) => {
                vec![SavedSearchEdit::Order(self.order_to_save(order.as_deref())?)]
            }
            SavedSearchEdit::Default(_) if !shown.own => {
                let (name, owner) = (shown.search.name.clone(), shown.owner.clone());
                return Err(Refusal::DefaultOfOther { name, owner }.into());
            }
            SavedSearchEdit::View(_) | SavedSearchEdit::Shared(_) | SavedSearchEdit::Default(_) => {
                vec![edit.clone()]
            }
        })
    }

    /// Deletes a saved search, as it may be changed, and returns what it was.
    ///
    /// # Errors
    /// As for [`saved_search`](Self::saved_search); [`AppError::NotAllowed`].
    pub async fn delete_search(&self, name: &str) -> Result<ShownSearch, AppError> {
        let shown = self.saved_search(name).await?;
        self.must_change(&shown, "delete")?;
        self.storage.searches.delete(shown.search.id, self.actor().id).await?;
        Ok(shown)
    }

    /// Lets this person's lists open with *My Pipeline* again; returns what was the default.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn forget_default_search(&self) -> Result<Option<ShownSearch>, AppError> {
        let known = self.known_searches().await?;
        let Some(search) = known.default() else { return Ok(None) };
        let edits = [SavedSearchEdit::Default(false)];
        let edited = self.storage.searches.edit(search.id, self.actor().id, &edits).await?;
        Ok(Some(known.show(&edited)))
    }

    /// Refuses changes to what others share, but for managers. Rule: behaviour 8.8.
    fn must_change(&self, shown: &ShownSearch, verb: &str) -> Result<(), AppError> {
        if shown.own {
            return Ok(());
        }
        let (name, owner) = (&shown.search.name, &shown.owner);
        self.must_configure(format!("{verb} the saved search `{name}` of {owner}"))
    }

    /// Checks a filter to be saved, and cuts groups and order off it.
    async fn asked_to_save(&self, filter: &str) -> Result<Asked, AppError> {
        let filter = field::text("filter", filter)?.unwrap_or_default();
        let filter = match &filter {
            domain if is_domain(domain) => self.parse_domain(domain, true)?.to_string(),
            tree if is_tree(tree) => self.parse_tree(tree)?.0.to_string(),
            _ => filter,
        };
        if let Some(name) = self.named_search(&filter).await? {
            let problem = ValueProblem::NestedSearch;
            return Err(AppError::value("filter", format!("@{name}"), problem));
        }
        let asked = Asked::of(&filter)?;
        self.parse_expanded(&filter, &self.expanded_with_ready(&asked.filter)?)?;
        Ok(asked)
    }

    /// Returns the name of the first saved search that a filter names.
    async fn named_search(&self, filter: &str) -> Result<Option<String>, AppError> {
        Ok(self.expanded(filter).await?.first_search().map(|search| search.name.clone()))
    }

    fn groups_to_save(&self, keys: Option<&str>) -> Result<Option<String>, AppError> {
        let keys = field::text("groups", keys.unwrap_or_default())?;
        keys.map(|keys| self.check_groups(&keys).map(|()| keys)).transpose()
    }

    fn order_to_save(&self, order: Option<&str>) -> Result<Option<String>, AppError> {
        let order = field::text("order", order.unwrap_or_default())?;
        order.map(|order| self.parse_sort(Some(&order)).map(|_| order)).transpose()
    }

    fn check_groups(&self, keys: &str) -> Result<(), AppError> {
        let weekday = self.context().first_weekday;
        let grouping = Grouping::by(self.schema(), self.entity()?, keys, weekday);
        grouping.map(|_| ()).map_err(|error| AppError::filter(keys, error))
    }
}

/// Returns a name without the `@` that people may put before it.
fn plain(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix('@').unwrap_or(name)
}

/// Returns a name with one space between its words, if a search can have it.
fn name_to_save(name: &str) -> Result<String, AppError> {
    let name = field::required_text("name", plain(name))?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let refused = |problem| Err(AppError::value("name", &name, problem));
    if name.chars().count() > LONGEST_NAME {
        return refused(ValueProblem::TooLong { most: LONGEST_NAME });
    }
    if name.contains(['@', '/']) || name.chars().any(char::is_control) {
        return refused(ValueProblem::ReservedCharacter);
    }
    if winback_filter::fold(&name) == DEFAULT {
        return refused(ValueProblem::NameOfDefault);
    }
    match ReadyFilter::named(&name) {
        Some(ready) => refused(ValueProblem::NameOfReadyFilter { filter: ready.filter.to_owned() }),
        None => Ok(name),
    }
}
