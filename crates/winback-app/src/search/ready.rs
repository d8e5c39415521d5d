//! Ready filters: what everybody can use by name without having saved it. Rule: behaviour 8.2.

use winback_filter::fold;

/// The facets that are or-ed when several are used at once; groups are and-ed. Rule: behaviour 8.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetGroup {
    /// By whose records they are.
    Whose,
    /// By when a record was created.
    Created,
    /// By when a record was closed.
    Closed,
    /// By where a record stands.
    State,
}

impl FacetGroup {
    /// Returns the word for the group: `whose`, `created`, `closed`, `state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whose => "whose",
            Self::Created => "created",
            Self::Closed => "closed",
            Self::State => "state",
        }
    }
}

/// A filter that everybody can use by its name, as `@NAME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadyFilter {
    /// What it is called, such as `my-pipeline`; no saved search has this name.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// With which others it is or-ed.
    pub group: FacetGroup,
    /// The filter in the text spelling; what is relative in it is resolved when it is used.
    pub filter: &'static str,
}

/// What lists open with if a person has no default search of their own. Rule: behaviour 8.1.
pub(super) const PIPELINE: &str = "my-pipeline";

/// All ready filters, in the order in which they are offered. Rule: behaviour 8.2.
///
/// *Archived* means the state, as losing is not archiving here (rule: behaviour 1.6); so it is or-ed
/// with *Lost*, and both together are what the reference's *Archived* shows.
pub const READY_FILTERS: &[ReadyFilter] = &[
    ready(PIPELINE, "My Pipeline", FacetGroup::Whose, "salesperson = me and kind = opportunity"),
    ready("my-leads", "My Leads", FacetGroup::Whose, "salesperson = me and kind = lead"),
    ready("unassigned", "Unassigned", FacetGroup::Whose, "salesperson is not set"),
    ready("open", "Open Opportunities", FacetGroup::State, "state = open and kind = opportunity"),
    ready("won", "Won", FacetGroup::State, "state = won"),
    ready("ongoing", "Ongoing", FacetGroup::State, "state = open"),
    ready("lost", "Lost", FacetGroup::State, "state = lost"),
    ready("archived", "Archived", FacetGroup::State, "state = archived"),
    ready(
        "created-this-month",
        "Created this month",
        FacetGroup::Created,
        "created_at is this month",
    ),
    ready(
        "created-this-quarter",
        "Created this quarter",
        FacetGroup::Created,
        "created_at is this quarter",
    ),
    ready("created-this-year", "Created this year", FacetGroup::Created, "created_at is this year"),
    ready("closed-this-month", "Closed this month", FacetGroup::Closed, "closed_at is this month"),
    ready(
        "closed-this-quarter",
        "Closed this quarter",
        FacetGroup::Closed,
        "closed_at is this quarter",
    ),
    ready("closed-this-year", "Closed this year", FacetGroup::Closed, "closed_at is this year"),
];

const fn ready(
    name: &'static str,
    title: &'static str,
    group: FacetGroup,
    filter: &'static str,
) -> ReadyFilter {
    ReadyFilter { name, title, group, filter }
}

impl ReadyFilter {
    /// Finds a ready filter by its name; case, and spaces for hyphens, make no other.
    pub fn named(name: &str) -> Option<&'static Self> {
        let hyphenated = fold(name.trim()).replace(char::is_whitespace, "-");
        READY_FILTERS.iter().find(|ready| ready.name == hyphenated)
    }
}

/// One filter of several that are used at once.
#[derive(Debug, Clone)]
pub(super) struct Facet {
    /// With which others it is or-ed; a saved search stands alone.
    pub(super) group: Option<FacetGroup>,
    /// The filter in the text spelling, without names of others.
    pub(super) filter: String,
}

/// Joins facets into one condition: those of a group are or-ed, groups are and-ed. Rule: behaviour
/// 8.3.
pub(super) fn joined(facets: &[Facet]) -> String {
    let mut groups: Vec<(Option<FacetGroup>, Vec<String>)> = Vec::new();
    for facet in facets {
        let condition = match facet.filter.trim() {
            "" => "everything".to_owned(),
            _ => format!("({})", facet.filter),
        };
        let same =
            |(group, _): &&mut (Option<FacetGroup>, _)| group.is_some() && *group == facet.group;
        match groups.iter_mut().find(same) {
            Some((_, conditions)) => conditions.push(condition),
            None => groups.push((facet.group, vec![condition])),
        }
    }
    let any = groups.iter().map(|(_, conditions)| bracketed(conditions, " or "));
    bracketed(&any.collect::<Vec<_>>(), " and ")
}

fn bracketed(conditions: &[String], joint: &str) -> String {
    match conditions {
        [one] => one.clone(),
        several => format!("({})", several.join(joint)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined_names(names: &[&str]) -> String {
        let facets: Vec<Facet> = names
            .iter()
            .map(|name| match ReadyFilter::named(name) {
                Some(ready) => Facet { group: Some(ready.group), filter: ready.filter.into() },
                None => Facet { group: None, filter: (*name).into() },
            })
            .collect();
        joined(&facets)
    }

    #[test]
    fn facets_of_a_group_are_or_ed_and_groups_are_and_ed() {
        assert_eq!(joined_names(&["lost"]), "(state = lost)");
        assert_eq!(joined_names(&["won", "lost"]), "((state = won) or (state = lost))");
        assert_eq!(
            joined_names(&["won", "unassigned", "lost", "a = 1", "b = 2"]),
            "(((state = won) or (state = lost)) and (salesperson is not set) and (a = 1) and (b = 2))"
        );
        assert_eq!(joined_names(&[""]), "everything");
        assert_eq!(joined_names(&["", "lost"]), "(everything and (state = lost))");
    }

    #[test]
    fn a_ready_filter_is_found_as_people_write_its_name() {
        for name in ["my-pipeline", "My Pipeline", " MY-PIPELINE "] {
            assert_eq!(ReadyFilter::named(name).map(|ready| ready.name), Some("my-pipeline"));
        }
        assert_eq!(ReadyFilter::named("mypipeline"), None);
    }
}
