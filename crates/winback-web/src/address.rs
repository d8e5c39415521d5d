//! What stands in the address of a list, so that each state of the page is a link.
//!
//! `/pipeline?view=list&f=lost&q=customer:Acme&w=expected_revenue > 5000&archived=1&g=lost_reason&sort=name`

use form_urlencoded::Serializer;
use winback_app::{Facets, SearchedIn, store::domain::Kind};

use crate::fields::Fields;

/// How records are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// Cards in columns.
    Kanban,
    /// Lines.
    List,
}

impl View {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Kanban => "kanban",
            Self::List => "list",
        }
    }
}

/// A list of records as its address says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Opportunities or leads.
    pub(crate) kind: Kind,
    /// How they are shown.
    pub(crate) view: View,
    /// Which.
    pub(crate) facets: Facets,
    /// The keys of the groups.
    pub(crate) groups: Vec<String>,
    /// The order.
    pub(crate) sort: Option<String>,
    /// The columns of the list; those of the page itself if none are chosen.
    pub(crate) columns: Option<Vec<String>>,
    /// Where the page before ended.
    pub(crate) after: Option<String>,
    /// The groups that are open, each by the filter of its records.
    pub(crate) open: Vec<String>,
}

impl Address {
    /// Reads an address. What it says twice of one thing counts once; what it says of nothing known is
    /// left alone.
    pub(crate) fn of(kind: Kind, fields: &Fields) -> Self {
        let view = match (fields.get("view"), kind) {
            (Some("list"), _) | (None | Some(_), Kind::Lead) => View::List,
            (None | Some(_), Kind::Opportunity) => View::Kanban,
        };
        let view = if fields.get("view") == Some("kanban") { View::Kanban } else { view };
        let texts = fields.all("q").map(|whole| {
            let said = whole.split_once(':').and_then(|(word, text)| {
                Some((SearchedIn::from_word(word)?, text.trim().to_owned()))
            });
            said.unwrap_or_else(|| (SearchedIn::Opportunity, whole.trim().to_owned()))
        });
        let mut facets = Facets {
            named: fields.all("f").map(str::to_owned).collect(),
            texts: texts.filter(|(_, text)| !text.is_empty()).collect(),
            filters: fields.all("w").map(str::to_owned).collect(),
            include_archived: fields.is_on("archived"),
        };
        dedupe(&mut facets.named);
        dedupe(&mut facets.texts);
        dedupe(&mut facets.filters);
        let mut groups: Vec<String> = fields.all("g").map(str::to_owned).collect();
        dedupe(&mut groups);
        let columns =
            fields.get("cols").map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>());
        Self {
            kind,
            view,
            facets,
            groups,
            sort: fields.get("sort").map(str::to_owned),
            columns,
            after: fields.get("after").map(str::to_owned),
            open: fields.all("open").map(str::to_owned).collect(),
        }
    }

    /// Reads an address of this server that leads to a list.
    pub(crate) fn of_link(link: &str) -> Option<Self> {
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let kind = match path {
            "/pipeline" => Kind::Opportunity,
            "/leads" => Kind::Lead,
            _ => return None,
        };
        Some(Self::of(kind, &Fields::of_query(query)))
    }

    /// Returns the list of some kind, without facets.
    pub(crate) fn bare(kind: Kind) -> Self {
        Self::of(kind, &Fields::default())
    }

    /// Returns where the list is.
    pub(crate) const fn path(&self) -> &'static str {
        match self.kind {
            Kind::Opportunity => "/pipeline",
            Kind::Lead => "/leads",
        }
    }

    /// Returns the names and values of the address, without where the page begins and what is open.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("view", self.view.as_str().to_owned())];
        pairs.extend(self.facets.named.iter().map(|name| ("f", name.clone())));
        pairs.extend(self.facets.texts.iter().map(|(its, text)| ("q", format!("{its}:{text}"))));
        pairs.extend(self.facets.filters.iter().map(|filter| ("w", filter.clone())));
        pairs.extend(self.facets.include_archived.then(|| ("archived", "1".to_owned())));
        pairs.extend(self.groups.iter().map(|key| ("g", key.clone())));
        pairs.extend(self.sort.iter().map(|sort| ("sort", sort.clone())));
        pairs.extend(self.columns.iter().map(|columns| ("cols", columns.join(","))));
        pairs
    }

    /// Returns the link to the list.
    pub(crate) fn link(&self) -> String {
        let mut pairs = self.pairs();
        pairs.extend(self.open.iter().map(|filter| ("open", filter.clone())));
        pairs.extend(self.after.iter().map(|after| ("after", after.clone())));
        let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{}?{query}", self.path())
    }

    /// Returns the list changed in some way, from its first page on.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = Self { after: None, open: Vec::new(), ..self.clone() };
        change(&mut changed);
        changed
    }

    /// Returns the list with a facet by name more, or without it.
    pub(crate) fn toggled(&self, name: &str) -> Self {
        self.with(|to| toggle(&mut to.facets.named, name))
    }

    /// Returns the list with lost and archived records, or without them. Rule: behaviour 8.1.
    pub(crate) fn archived_toggled(&self) -> Self {
        self.with(|to| to.facets.include_archived = !to.facets.include_archived)
    }

    /// Returns the list with a key of groups more, or without it.
    pub(crate) fn grouped(&self, key: &str) -> Self {
        self.with(|to| toggle(&mut to.groups, key))
    }
}

fn toggle(names: &mut Vec<String>, name: &str) {
    match names.iter().position(|known| known == name) {
        Some(place) => drop(names.remove(place)),
        None => names.push(name.to_owned()),
    }
}

fn dedupe<T: PartialEq + Clone>(values: &mut Vec<T>) {
    let mut seen: Vec<T> = Vec::new();
    values.retain(|value| {
        let new = !seen.contains(value);
        if new {
            seen.push(value.clone());
        }
        new
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        let link = "/pipeline?view=list&f=lost&f=my-pipeline&q=customer%3AA+%26+B\
                    &w=expected_revenue+%3E+5&archived=1&g=lost_reason&g=lost_at%3Amonth&sort=name+desc&cols=name%2Cstage\
                    &open=state+%3D+lost&after=x";
        let address = Address::of_link(link).unwrap();
        assert_eq!(address.facets.texts, [(SearchedIn::Customer, "A & B".to_owned())]);
        assert_eq!(address.link(), link);
        let address = address.toggled("lost").grouped("lost_reason").archived_toggled();
        assert!(!address.facets.include_archived && !address.link().contains("archived"));
        assert_eq!(address.facets.named, ["my-pipeline"]);
        assert_eq!((address.groups.len(), address.after, address.open.len()), (1, None, 0));
    }

    #[test]
    fn what_is_no_list_has_no_address_and_what_is_unknown_is_left_alone() {
        assert_eq!(Address::of_link("/profile?view=list"), None);
        let address = Address::of_link("/leads?view=what&q=+&q=colour:red&f=a&f=a").unwrap();
        assert_eq!(address.link(), "/leads?view=list&f=a&q=opportunity%3Acolour%3Ared");
        assert_eq!(Address::bare(Kind::Opportunity).link(), "/pipeline?view=kanban");
    }
}
