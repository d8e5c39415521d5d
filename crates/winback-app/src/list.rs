//! Lists and counts.

use winback_domain::OpportunityId;
use winback_filter::{Condition, Predicate, Relation, Sort, Value};
use winback_store::{Cursor, Names, Page, Query, Selection, Tally, default_sort};

use crate::{AppError, Desk};

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

impl Desk {
    /// Returns one page of a list. Rule: behaviour 8.1.
    ///
    /// # Errors
    /// [`AppError::Filter`] for filter and order; [`AppError::Store`].
    pub async fn list(&self, request: &ListRequest) -> Result<Page, AppError> {
        let query = Query {
            filter: self.listed_by(&request.filter)?,
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
        let listed = self.listed_by(filter)?;
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
