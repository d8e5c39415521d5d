//! Lists and counts.

pub(crate) mod cursor;

use winback_domain::OpportunityId;
use winback_filter::{Clauses, Condition, Predicate, Relation, Sort, Value};
use winback_store::{Cursor, Names, Page, Query, Selection, Tally, default_sort};

use crate::desk::{is_domain, is_tree};
use crate::{AppError, Desk, Misuse};

/// A list that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// The filter in the text spelling; empty for everything that lists show.
    pub filter: String,
    /// The order, such as `expected_revenue desc, name`; the default one if not given.
    pub sort: Option<String>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many records at the most; at least 1.
    pub limit: usize,
}

/// A filter, and what was said of the list behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The filter, in whatever spelling.
    pub filter: String,
    /// The order.
    pub sort: Option<String>,
    /// The keys to group by.
    pub group: Option<String>,
}

impl Asked {
    /// Cuts `sort by …` and `group by …` off a filter; a filter in JSON has no such clauses.
    ///
    /// # Errors
    /// [`AppError::Filter`] if they cannot be told apart.
    pub fn of(text: &str) -> Result<Self, AppError> {
        if is_domain(text) || is_tree(text) {
            return Ok(Self { filter: text.to_owned(), sort: None, group: None });
        }
        let clauses = Clauses::of(text).map_err(|errors| AppError::filter(text, errors))?;
        Ok(Self {
            filter: clauses.filter().to_owned(),
            sort: clauses.sort().map(str::to_owned),
            group: clauses.group().map(str::to_owned),
        })
    }
}

/// Returns what was said once, behind a filter or apart from it.
pub(crate) fn one_of(
    behind: Option<String>,
    apart: Option<String>,
    what: &'static str,
    clause: &'static str,
) -> Result<Option<String>, AppError> {
    if behind.is_some() && apart.is_some() {
        return Err(Misuse::GivenTwice { what, clause }.into());
    }
    Ok(behind.or(apart))
}

impl Desk {
    /// Reads what a list is asked for: opens what the filter names as `@NAME`, and cuts the order off
    /// it; `sort` is one that was given apart. An order that was saved counts if none is given.
    ///
    /// # Errors
    /// As [`parse_filter`](Self::parse_filter); [`AppError::Usage`] for two orders, and for groups.
    pub async fn asked_of_list(&self, text: &str, sort: Option<String>) -> Result<Asked, AppError> {
        let opened = self.opened(text).await?;
        if opened.asked.group.is_some() {
            return Err(Misuse::GroupedList.into());
        }
        let sort = one_of(opened.asked.sort.clone(), sort, "order", "sort by")?;
        let sort = match sort {
            None => self.saved_order(&opened)?,
            given => given,
        };
        Ok(Asked { sort, ..opened.asked })
    }

    /// Reads what a list of leads is asked for, as [`asked_of_list`](Self::asked_of_list) does; the
    /// filter returned finds leads alone. Rule: behaviour 1.1, 8.1.
    ///
    /// # Errors
    /// As [`asked_of_list`](Self::asked_of_list); [`AppError::Refused`] where leads are not in use.
    pub async fn asked_of_leads(
        &self,
        text: &str,
        sort: Option<String>,
    ) -> Result<Asked, AppError> {
        self.must_use_leads()?;
        let asked = self.asked_of_list(text, sort).await?;
        let filter = self.joined_with("kind = lead", &asked.filter).await?;
        Ok(Asked { filter, ..asked })
    }

    /// Joins a condition in the text spelling with a filter in whatever spelling that names no other.
    pub(crate) async fn joined_with(
        &self,
        condition: &str,
        filter: &str,
    ) -> Result<String, AppError> {
        let filter = match is_domain(filter) || is_tree(filter) {
            true => self.parse_filter(filter).await?.to_string(),
            false => filter.to_owned(),
        };
        Ok(match filter.trim() {
            "" => condition.to_owned(),
            filter => format!("{condition} and ({filter})"),
        })
    }

    /// Returns the filter in the text spelling that finds, wherever it is used, what a list by `text`
    /// shows: with `active is true` where the list leaves lost and archived records out, and with what
    /// lifts that otherwise. Rule: behaviour 8.1.
    ///
    /// # Errors
    /// As [`parse_filter`](Self::parse_filter).
    pub async fn as_listed(&self, text: &str) -> Result<String, AppError> {
        let opened = self.open_filter(text).await?;
        let is_lifted = self.shows_archived(&opened).await?;
        self.joined_with(if is_lifted { "state is set" } else { "active is true" }, &opened).await
    }

    /// Returns one page of a list. Rule: behaviour 8.1.
    ///
    /// # Errors
    /// [`AppError::Filter`] for filter and order; [`AppError::Store`].
    pub async fn list(&self, request: &ListRequest) -> Result<Page, AppError> {
        let query = Query {
            filter: self.listed_by(&request.filter).await?,
            sort: self.parse_sort(request.sort.as_deref())?,
            after: request.after.clone(),
            limit: request.limit.max(1),
        };
        Ok(self.storage.opportunities.search(&query).await?)
    }

    /// Counts a list, and sums its expected revenues.
    ///
    /// # Errors
    /// [`AppError::Filter`], [`AppError::Store`].
    pub async fn count(&self, filter: &str) -> Result<Tally, AppError> {
        let listed = self.listed_by(filter).await?;
        Ok(self.storage.opportunities.tally(&Selection::matching(listed)).await?)
    }

    /// Reads an order.
    ///
    /// # Errors
    /// [`AppError::Filter`].
    pub fn parse_sort(&self, text: Option<&str>) -> Result<Sort, AppError> {
        match text {
            None => Ok(default_sort(self.schema())),
            Some(text) => {
                Sort::parse(self.entity()?, text).map_err(|errors| AppError::filter(text, errors))
            }
        }
    }

    /// Returns the names that a record refers to which this person has just written: it may be out
    /// of sight now, given to somebody else.
    pub(crate) async fn names_for(&self, written: OpportunityId) -> Result<Names, AppError> {
        let query = Query {
            filter: self.is_id(written)?,
            sort: default_sort(self.schema()),
            after: None,
            limit: 1,
        };
        Ok(self.storage.opportunities.search(&query).await?.names)
    }

    fn is_id(&self, id: OpportunityId) -> Result<Predicate, AppError> {
        let (relation, value) = (Relation::Equal, Value::Number(id.get()));
        self.test("id", Condition::Compare { relation, value })
    }

    /// Returns the page that holds one visible record, with the names that it refers to.
    pub(crate) async fn page_of(&self, id: OpportunityId) -> Result<Page, AppError> {
        let query = Query {
            filter: self.is_id(id)?.and(self.visible()?),
            sort: default_sort(self.schema()),
            after: None,
            limit: 1,
        };
        let page = self.storage.opportunities.search(&query).await?;
        if page.records.is_empty() { Err(AppError::NotFound(vec![id])) } else { Ok(page) }
    }
}
