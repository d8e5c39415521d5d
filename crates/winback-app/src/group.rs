//! Records counted in groups. Rule: behaviour 8.2, 9.1, 9.3.

use winback_filter::{FilterError, Grouping, Offsets};
use winback_store::{GroupFill, GroupQuery, GroupedRecords, Groups, lifts_archived};

use crate::list::one_of;
use crate::{AppError, Desk};

/// Groups that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupRequest {
    /// Which records, as a filter in any spelling; empty for everything that lists show. Keys and the
    /// order of the groups may stand behind it, as `group by` and `sort by`;
    /// a saved search that it names brings its keys.
    pub filter: String,
    /// By what, such as `lost_reason, lost_at:month`; at most three keys, none for one group of all.
    pub by: String,
    /// What is computed of each group besides its count, such as `sum(expected_revenue)`.
    pub aggregates: String,
    /// In which order, such as `count desc`; by the keys if empty.
    pub order: String,
    /// Whether groups without records are wanted where their set is known.
    pub fill: bool,
    /// How many groups at the most.
    pub limit: Option<usize>,
}

/// Groups, and what they were made by.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    /// The keys and aggregates, in the order of the values of each group.
    pub grouping: Grouping,
    /// The groups.
    pub groups: Groups,
}

impl Desk {
    /// Counts visible records in groups, in this person's days and weeks.
    ///
    /// Lost and archived records are counted if the filter speaks of them as in lists (rule:
    /// behaviour 8.1), and if a key does: who groups by lost reason asks for lost records.
    ///
    /// # Errors
    /// As [`parse_filter`](Self::parse_filter), for the filter, the keys, the aggregates and the
    /// order; [`AppError::Store`] if empty groups are wanted and would be too many.
    pub async fn group(&self, request: &GroupRequest) -> Result<Grouped, AppError> {
        let (schema, entity, context) = (self.schema(), self.entity()?, self.context());
        let refused = |text: &str, error: FilterError| AppError::filter(text, error);
        let opened = self.opened(&request.filter).await?;
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        let asked = &opened.asked;
        let by = one_of(asked.group.clone(), given(&request.by), "grouping", "group by")?;
        let by = match by {
            None => self.saved_groups(&opened)?.unwrap_or_default(),
            Some(given) => given,
        };
        let order = one_of(asked.sort.clone(), given(&request.order), "order", "sort by")?;
        let order = order.unwrap_or_default();
        let grouping = Grouping::by(schema, entity, &by, context.first_weekday);
        let by = grouping.map_err(|error| refused(&by, error))?;
        let with = by.with(entity, &request.aggregates);
        let with = with.map_err(|error| refused(&request.aggregates, error))?;
        let grouping = with.ordered(&order);
        let grouping = grouping.map_err(|error| refused(&order, error))?;
        let asks_for_lost = grouping
            .keys
            .iter()
            .any(|key| lifts_archived(key.field()) || key.via().is_some_and(lifts_archived));
        let filter = if asks_for_lost {
            self.parse_filter(&asked.filter).await?.and(self.visible()?)
        } else {
            self.listed_by(&asked.filter).await?
        };
        let query = GroupQuery {
            records: GroupedRecords::Opportunities,
            filter,
            grouping: grouping.clone(),
            offsets: Offsets::of(&context.zone),
            fill: request.fill.then(GroupFill::default),
            offset: 0,
            limit: request.limit,
        };
        let groups = self.storage.opportunities.group(&query).await?;
        Ok(Grouped { grouping, groups })
    }
}
