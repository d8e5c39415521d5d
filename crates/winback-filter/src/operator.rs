//! The operators of the text spelling and of editors, and which field has which.

use std::fmt;

use self::OperatorKind as Op;
use crate::schema::FieldKind;

/// One way to test a field (rule: behaviour 8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperatorKind {
    /// `=`: the value, text with its case; on a reference an id, or a name ignoring case.
    Equal,
    /// `!=`: not that value, or no value.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `between`, both ends included.
    Between,
    /// `in`: any of a list.
    In,
    /// `not in`: none of a list, or no value.
    NotIn,
    /// `all of`: each of a list is among the records.
    AllOf,
    /// `contains`, ignoring case.
    Contains,
    /// `does not contain`, ignoring case; true without a value.
    DoesNotContain,
    /// `contains exactly`: with the case as given.
    ContainsExactly,
    /// `starts with`, ignoring case.
    StartsWith,
    /// `starts with exactly`: with the case as given.
    StartsWithExactly,
    /// `ends with`, ignoring case.
    EndsWith,
    /// `ends with exactly`: with the case as given.
    EndsWithExactly,
    /// `equals`: the whole text, ignoring case.
    Equals,
    /// `like`: a pattern for the whole text, case kept.
    Like,
    /// `ilike`: a pattern for the whole text, ignoring case.
    Ilike,
    /// `matches`: some referred record passes a filter.
    Matches,
    /// `matches none`: no referred record passes a filter.
    MatchesNone,
    /// `at least`: so many of the records, of those that pass a filter if one is given.
    AtLeast,
    /// `at most`: not more of the records.
    AtMost,
    /// `under`: the referred record, or one that it stands under, is this one or passes a filter.
    Under,
    /// `over`: the referred record, or one that stands under it, is this one or passes a filter.
    Over,
    /// `within`: in a stretch of time said from the present, such as `last 30 days`.
    Within,
    /// `older than`: before a stretch of time that ends today.
    OlderThan,
    /// `is set`: there is a value.
    IsSet,
    /// `is not set`.
    IsNotSet,
    /// `is true`.
    IsTrue,
    /// `is false`.
    IsFalse,
}

impl OperatorKind {
    /// Returns how the text spelling writes the operator.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Between => "between",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::AllOf => "all of",
            Self::Contains => "contains",
            Self::DoesNotContain => "does not contain",
            Self::ContainsExactly => "contains exactly",
            Self::StartsWith => "starts with",
            Self::StartsWithExactly => "starts with exactly",
            Self::EndsWith => "ends with",
            Self::EndsWithExactly => "ends with exactly",
            Self::Equals => "equals",
            Self::Like => "like",
            Self::Ilike => "ilike",
            Self::Matches => "matches",
            Self::MatchesNone => "matches none",
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::Under => "under",
            Self::Over => "over",
            Self::Within => "within",
            Self::OlderThan => "older than",
            Self::IsSet => "is set",
            Self::IsNotSet => "is not set",
            Self::IsTrue => "is true",
            Self::IsFalse => "is false",
        }
    }

    /// Returns the operator that asks the opposite, if it has a name of its own, or else itself.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::In => Self::NotIn,
            Self::Contains => Self::DoesNotContain,
            Self::Matches => Self::MatchesNone,
            Self::AtLeast => Self::AtMost,
            Self::IsSet => Self::IsNotSet,
            other => other,
        }
    }
}

impl fmt::Display for OperatorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spelling())
    }
}

const TEXT: &[OperatorKind] = &[
    Op::Equal,
    Op::NotEqual,
    Op::Contains,
    Op::DoesNotContain,
    Op::ContainsExactly,
    Op::StartsWith,
    Op::EndsWith,
    Op::Like,
    Op::Ilike,
    Op::In,
    Op::NotIn,
    Op::IsSet,
    Op::IsNotSet,
];
const NUMBER: &[OperatorKind] = &[
    Op::Equal,
    Op::NotEqual,
    Op::Greater,
    Op::GreaterOrEqual,
    Op::Less,
    Op::LessOrEqual,
    Op::Between,
    Op::In,
    Op::IsSet,
    Op::IsNotSet,
];
const TIME: &[OperatorKind] = &[
    Op::Equal,
    Op::NotEqual,
    Op::Greater,
    Op::GreaterOrEqual,
    Op::Less,
    Op::LessOrEqual,
    Op::Between,
    Op::Within,
    Op::OlderThan,
    Op::IsSet,
    Op::IsNotSet,
];
const CHOICE: &[OperatorKind] =
    &[Op::Equal, Op::NotEqual, Op::In, Op::NotIn, Op::IsSet, Op::IsNotSet];
const YES_NO: &[OperatorKind] = &[Op::IsTrue, Op::IsFalse];
const REFERENCE: &[OperatorKind] = &[
    Op::Equal,
    Op::NotEqual,
    Op::In,
    Op::NotIn,
    Op::Contains,
    Op::DoesNotContain,
    Op::StartsWith,
    Op::EndsWith,
    Op::Matches,
    Op::MatchesNone,
    Op::IsSet,
    Op::IsNotSet,
];
const MANY: &[OperatorKind] = &[
    Op::In,
    Op::NotIn,
    Op::AllOf,
    Op::Contains,
    Op::Matches,
    Op::MatchesNone,
    Op::AtLeast,
    Op::AtMost,
    Op::IsSet,
    Op::IsNotSet,
];

impl FieldKind {
    /// Returns the operators to offer for fields of this type, in order (rule: behaviour 8.4).
    pub fn operators(self) -> &'static [OperatorKind] {
        match self {
            Self::Text => TEXT,
            Self::Number { .. } => NUMBER,
            Self::Date | Self::Instant => TIME,
            Self::Choice(_) => CHOICE,
            Self::YesNo => YES_NO,
            Self::Reference { .. } => REFERENCE,
            Self::Many { .. } => MANY,
        }
    }

    /// Says whether the text spelling takes the operator: those offered, and a few that are only
    /// typed.
    pub(crate) fn accepts(self, operator: OperatorKind) -> bool {
        let typed: &[OperatorKind] = match self {
            Self::Text => &[
                Op::Equals,
                Op::StartsWithExactly,
                Op::EndsWithExactly,
                Op::Less,
                Op::LessOrEqual,
                Op::Greater,
                Op::GreaterOrEqual,
                Op::Between,
            ],
            Self::YesNo => &[Op::Equal, Op::IsSet],
            Self::Reference { .. } => &[Op::Under, Op::Over],
            Self::Number { .. }
            | Self::Date
            | Self::Instant
            | Self::Choice(_)
            | Self::Many { .. } => &[],
        };
        self.operators().contains(&operator) || typed.contains(&operator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: FieldKind, expected: &str) {
        let spelled: Vec<_> = kind.operators().iter().map(|operator| operator.spelling()).collect();
        assert_eq!(spelled.join(", "), expected, "{}", kind.name());
    }

    #[test]
    fn each_type_offers_its_operators() {
        check(
            FieldKind::Text,
            "=, !=, contains, does not contain, contains exactly, starts with, ends with, like, \
             ilike, in, not in, is set, is not set",
        );
        check(
            FieldKind::Number { scale: 0 },
            "=, !=, >, >=, <, <=, between, in, is set, is not set",
        );
        let times = "=, !=, >, >=, <, <=, between, within, older than, is set, is not set";
        check(FieldKind::Date, times);
        check(FieldKind::Instant, times);
        check(FieldKind::Choice(&[]), "=, !=, in, not in, is set, is not set");
        check(FieldKind::YesNo, "is true, is false");
        check(
            FieldKind::Reference { to: "x" },
            "=, !=, in, not in, contains, does not contain, starts with, ends with, matches, \
             matches none, is set, is not set",
        );
        check(
            FieldKind::Many { to: "x" },
            "in, not in, all of, contains, matches, matches none, at least, at most, is set, \
             is not set",
        );
    }
}
