//! What a search bar holds: facets that are used at once. Rule: behaviour 8.1, 8.3.

use std::fmt;

use winback_domain::Kind;
use winback_filter::{Operand, OperatorKind, Rule, Scalar, Tree};

use crate::{AppError, Misuse};

/// What a text that is typed into a search bar is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SearchedIn {
    /// The record itself: its name, its e-mail address, and the names of company and contact.
    Opportunity,
    /// The customer.
    Customer,
    /// The salesperson.
    Salesperson,
    /// The lost reason; finds lost records.
    LostReason,
}

impl SearchedIn {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] =
        [Self::Opportunity, Self::Customer, Self::Salesperson, Self::LostReason];

    /// Returns the word for it: `opportunity`, `customer`, `salesperson`, `lost_reason`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opportunity => "opportunity",
            Self::Customer => "customer",
            Self::Salesperson => "salesperson",
            Self::LostReason => "lost_reason",
        }
    }

    /// Returns the one that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|searched| searched.as_str() == word)
    }

    /// The fields that are looked into.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Opportunity => &["name", "company_name", "contact_name", "email"],
            Self::Customer => &["customer"],
            Self::Salesperson => &["salesperson"],
            Self::LostReason => &["lost_reason"],
        }
    }

    fn contains(self, text: &str) -> Result<Vec<Tree>, AppError> {
        let rule = |field: &&str| {
            let operand = Operand::Value(Scalar::Text(text.to_owned()));
            Rule::new(*field, OperatorKind::Contains, operand).map(Tree::Rule)
        };
        let rules: Result<Vec<Tree>, _> = self.fields().iter().map(rule).collect();
        rules.map_err(|_| Misuse::NotInSchema("opportunities").into())
    }
}

/// Facets that are used at once: those of one group are or-ed, groups are and-ed.
///
/// Ready filters are or-ed within their group, texts that are looked for in the same place as well;
/// custom filters and saved searches stand alone. Rule: behaviour 8.3.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Ready filters and saved searches, by their names as in `@NAME`, without `@`.
    pub named: Vec<String>,
    /// Texts, and what each is looked for in.
    pub texts: Vec<(SearchedIn, String)>,
    /// Custom filters in the text spelling.
    pub filters: Vec<String>,
    /// Whether *Include archived* is on: lost and archived records are not left out. Rule: behaviour 8.1.
    pub include_archived: bool,
}

impl Facets {
    /// Returns the filter on records of one kind that the facets come to, in the text spelling; it names
    /// saved searches, so it is for [`Desk::asked_of_list`](crate::Desk::asked_of_list) and others that
    /// open those.
    ///
    /// # Errors
    /// [`AppError::Filter`] for a custom filter that is none by itself, with the place in it.
    pub fn filter(&self, kind: Kind) -> Result<String, AppError> {
        let mut conditions = Vec::new();
        if self.include_archived {
            // Every record has a state, and a filter that speaks of it leaves nothing out.
            conditions.push("state is set".to_owned());
        }
        if !self.named.is_empty() {
            let named = self.named.iter().map(|name| format!("@{name}")).collect::<Vec<_>>();
            conditions.push(named.join(" "));
        }
        for searched in SearchedIn::ALL {
            let texts = self.texts.iter().filter(|(its, _)| *its == searched);
            let rules: Result<Vec<_>, _> =
                texts.map(|(searched, text)| searched.contains(text)).collect();
            let rules: Vec<Tree> = rules?.into_iter().flatten().collect();
            if !rules.is_empty() {
                conditions.push(Tree::Any(rules).to_string());
            }
        }
        for filter in &self.filters {
            // A filter that closes a parenthesis which it did not open would end this one.
            winback_filter::parse(filter).map_err(|errors| AppError::filter(filter, errors))?;
            conditions.push(filter.clone());
        }
        Ok(conditions.iter().fold(format!("kind = {}", kind.as_str()), |all, condition| {
            format!("{all} and ({condition})")
        }))
    }
}

impl fmt::Display for SearchedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_of_a_group_are_or_ed_and_groups_are_and_ed() {
        let facets = Facets {
            named: vec!["my-pipeline".into(), "lost".into()],
            texts: vec![
                (SearchedIn::Customer, "Acme".into()),
                (SearchedIn::LostReason, "a \"b\" \\".into()),
                (SearchedIn::Customer, "Bolt".into()),
            ],
            filters: vec!["expected_revenue > 5 or city = Ghent".into()],
            include_archived: false,
        };
        assert_eq!(
            facets.filter(Kind::Opportunity).unwrap(),
            "kind = opportunity and (@my-pipeline @lost) \
             and (customer contains \"Acme\" or customer contains \"Bolt\") \
             and (lost_reason contains \"a \\\"b\\\" \\\\\") \
             and (expected_revenue > 5 or city = Ghent)"
        );
        assert_eq!(Facets::default().filter(Kind::Lead).unwrap(), "kind = lead");
        let all = Facets { include_archived: true, ..Facets::default() };
        assert_eq!(all.filter(Kind::Lead).unwrap(), "kind = lead and (state is set)");
    }

    #[test]
    fn a_custom_filter_cannot_reach_out_of_its_parentheses() {
        let facets = Facets { filters: vec!["city = a) or (city = b".into()], ..Facets::default() };
        assert!(matches!(facets.filter(Kind::Opportunity), Err(AppError::Filter { .. })));
    }
}
