//! The operators of leaves.

use crate::predicate::Relation;

/// What a leaf asks, without regard to a negation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// `=`, `!=`.
    Equal,
    /// `=?`: true without a value, or else `=`.
    Maybe,
    /// `<`, `<=`, `>`, `>=`.
    Order(Relation),
    /// `in`, `not in`.
    In,
    /// The family of `like`.
    Like {
        /// Whether the value is the pattern for the whole text (`=like`), or for a part of it.
        whole: bool,
        /// Whether case is ignored (`ilike`).
        ignore_case: bool,
    },
    /// `any`, `not any`.
    Any,
    /// `child_of`.
    ChildOf,
    /// `parent_of`.
    ParentOf,
}

/// An operator as it stands in a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) ask: Ask,
    pub(super) negated: bool,
    pub(super) name: &'static str,
}

const fn like(whole: bool, ignore_case: bool) -> Ask {
    Ask::Like { whole, ignore_case }
}

const OPERATORS: [(&str, Ask, bool); 20] = [
    ("=", Ask::Equal, false),
    ("!=", Ask::Equal, true),
    ("<>", Ask::Equal, true),
    ("=?", Ask::Maybe, false),
    ("<", Ask::Order(Relation::Less), false),
    ("<=", Ask::Order(Relation::LessOrEqual), false),
    (">", Ask::Order(Relation::Greater), false),
    (">=", Ask::Order(Relation::GreaterOrEqual), false),
    ("in", Ask::In, false),
    ("not in", Ask::In, true),
    ("like", like(false, false), false),
    ("not like", like(false, false), true),
    ("ilike", like(false, true), false),
    ("not ilike", like(false, true), true),
    ("=like", like(true, false), false),
    ("=ilike", like(true, true), false),
    ("any", Ask::Any, false),
    ("not any", Ask::Any, true),
    ("child_of", Ask::ChildOf, false),
    ("parent_of", Ask::ParentOf, false),
];

impl Operator {
    /// Finds an operator by its spelling, in lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let found = OPERATORS.iter().find(|(known, ..)| *known == name);
        found.map(|(name, ask, negated)| Self { ask: *ask, negated: *negated, name })
    }

    /// Returns all spellings.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        OPERATORS.iter().map(|(name, ..)| *name)
    }

    /// Returns the operator that asks the opposite, if there is one.
    pub(super) fn opposite(self) -> Option<Self> {
        let ask = match self.ask {
            Ask::Order(relation) => Ask::Order(match relation {
                Relation::Less => Relation::GreaterOrEqual,
                Relation::LessOrEqual => Relation::Greater,
                Relation::Greater => Relation::LessOrEqual,
                Relation::GreaterOrEqual => Relation::Less,
                Relation::Equal => return None,
            }),
            Ask::Equal | Ask::In | Ask::Any | Ask::Like { whole: false, .. } => {
                return Some(Self { negated: !self.negated, ..self });
            }
            Ask::Maybe | Ask::Like { whole: true, .. } | Ask::ChildOf | Ask::ParentOf => {
                return None;
            }
        };
        Some(Self { ask, ..self })
    }
}
