//! The operators of the text spelling and of editors, and which field has which.

use std::fmt;

use self::OperatorKind as Op;
use crate::schema::FieldKind;

/// What an operator needs besides its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// One value.
    Value,
    /// The first and the last value of a range.
    Ends,
    /// Any number of values.
    Values,
    /// A filter on referred records.
    Filter,
    /// A record, by its id or name, or a filter on records.
    ValueOrFilter,
    /// How many, and a filter on what is counted if that is not all.
    Amount,
    /// A stretch of time.
    Period,
    /// A length of time.
    Length,
}

/// Declares the operators, each with its name, how it is typed, what it needs, and the operator that
/// asks the opposite of the same field.
macro_rules! operators {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $spelling:literal, $needs:ident, $opposite:expr;)*) => {
        /// One way to test a field (rule: behaviour 8.4).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum OperatorKind {
            $($(#[$doc])* $variant,)*
        }

        impl OperatorKind {
            /// All operators.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns how trees and catalogues name the operator.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns how the text spelling writes the operator.
            pub const fn spelling(self) -> &'static str {
                match self { $(Self::$variant => $spelling,)* }
            }

            /// Returns what it needs besides its field.
            pub const fn needs(self) -> Needs {
                match self { $(Self::$variant => Needs::$needs,)* }
            }

            /// Returns the operator that asks the opposite, if there is one; `<` and the like have
            /// none, as a record without a value passes neither.
            pub const fn opposite(self) -> Option<Self> {
                match self { $(Self::$variant => $opposite,)* }
            }
        }
    };
}

operators! {
    /// `=`: the value, text with its case; on a reference an id, or a name ignoring case.
    Equal, "equal", "=", Value, Some(Self::NotEqual);
    /// `!=`: not that value, or no value.
    NotEqual, "not_equal", "!=", Value, Some(Self::Equal);
    /// `<`.
    Less, "less", "<", Value, None;
    /// `<=`.
    LessOrEqual, "less_or_equal", "<=", Value, None;
    /// `>`.
    Greater, "greater", ">", Value, None;
    /// `>=`.
    GreaterOrEqual, "greater_or_equal", ">=", Value, None;
    /// `between`, both ends included.
    Between, "between", "between", Ends, Some(Self::NotBetween);
    /// `not between`: outside, or no value.
    NotBetween, "not_between", "not between", Ends, Some(Self::Between);
    /// `in`: any of a list.
    In, "in", "in", Values, Some(Self::NotIn);
    /// `not in`: none of a list, or no value.
    NotIn, "not_in", "not in", Values, Some(Self::In);
    /// `all of`: each of a list is among the records.
    AllOf, "all_of", "all of", Values, Some(Self::NotAllOf);
    /// `not all of`: one of the list at least is not among the records.
    NotAllOf, "not_all_of", "not all of", Values, Some(Self::AllOf);
    /// `contains`, ignoring case.
    Contains, "contains", "contains", Value, Some(Self::DoesNotContain);
    /// `does not contain`, ignoring case; true without a value, as are the other opposites.
    DoesNotContain, "does_not_contain", "does not contain", Value, Some(Self::Contains);
    /// `contains exactly`: with the case as given.
    ContainsExactly, "contains_exactly", "contains exactly", Value,
        Some(Self::DoesNotContainExactly);
    /// `does not contain exactly`.
    DoesNotContainExactly, "does_not_contain_exactly", "does not contain exactly", Value,
        Some(Self::ContainsExactly);
    /// `starts with`, ignoring case.
    StartsWith, "starts_with", "starts with", Value, Some(Self::DoesNotStartWith);
    /// `does not start with`.
    DoesNotStartWith, "does_not_start_with", "does not start with", Value, Some(Self::StartsWith);
    /// `starts with exactly`: with the case as given.
    StartsWithExactly, "starts_with_exactly", "starts with exactly", Value,
        Some(Self::DoesNotStartWithExactly);
    /// `does not start with exactly`.
    DoesNotStartWithExactly, "does_not_start_with_exactly", "does not start with exactly", Value,
        Some(Self::StartsWithExactly);
    /// `ends with`, ignoring case.
    EndsWith, "ends_with", "ends with", Value, Some(Self::DoesNotEndWith);
    /// `does not end with`.
    DoesNotEndWith, "does_not_end_with", "does not end with", Value, Some(Self::EndsWith);
    /// `ends with exactly`: with the case as given.
    EndsWithExactly, "ends_with_exactly", "ends with exactly", Value,
        Some(Self::DoesNotEndWithExactly);
    /// `does not end with exactly`.
    DoesNotEndWithExactly, "does_not_end_with_exactly", "does not end with exactly", Value,
        Some(Self::EndsWithExactly);
    /// `equals`: the whole text, ignoring case.
    Equals, "equals", "equals", Value, Some(Self::DoesNotEqual);
    /// `does not equal`.
    DoesNotEqual, "does_not_equal", "does not equal", Value, Some(Self::Equals);
    /// `like`: a pattern for the whole text, case kept.
    Like, "like", "like", Value, Some(Self::NotLike);
    /// `not like`.
    NotLike, "not_like", "not like", Value, Some(Self::Like);
    /// `ilike`: a pattern for the whole text, ignoring case.
    Ilike, "ilike", "ilike", Value, Some(Self::NotIlike);
    /// `not ilike`.
    NotIlike, "not_ilike", "not ilike", Value, Some(Self::Ilike);
    /// `matches`: some referred record passes a filter.
    Matches, "matches", "matches", Filter, Some(Self::MatchesNone);
    /// `matches none`: no referred record passes a filter.
    MatchesNone, "matches_none", "matches none", Filter, Some(Self::Matches);
    /// `at least`: so many of the records, of those that pass a filter if one is given.
    AtLeast, "at_least", "at least", Amount, Some(Self::AtMost);
    /// `at most`: not more of the records. The opposite of `at least` one more.
    AtMost, "at_most", "at most", Amount, Some(Self::AtLeast);
    /// `under`: the referred record, or one that it stands under, is this one or passes a filter.
    Under, "under", "under", ValueOrFilter, Some(Self::NotUnder);
    /// `not under`.
    NotUnder, "not_under", "not under", ValueOrFilter, Some(Self::Under);
    /// `over`: the referred record, or one that stands under it, is this one or passes a filter.
    Over, "over", "over", ValueOrFilter, Some(Self::NotOver);
    /// `not over`.
    NotOver, "not_over", "not over", ValueOrFilter, Some(Self::Over);
    /// `within`: in a stretch of time said from the present, such as `last 30 days`.
    Within, "within", "within", Period, Some(Self::NotWithin);
    /// `not within`.
    NotWithin, "not_within", "not within", Period, Some(Self::Within);
    /// `older than`: before a stretch of time that ends today.
    OlderThan, "older_than", "older than", Length, Some(Self::NotOlderThan);
    /// `not older than`.
    NotOlderThan, "not_older_than", "not older than", Length, Some(Self::OlderThan);
    /// `is set`: there is a value.
    IsSet, "is_set", "is set", Nothing, Some(Self::IsNotSet);
    /// `is not set`.
    IsNotSet, "is_not_set", "is not set", Nothing, Some(Self::IsSet);
    /// `is true`.
    IsTrue, "is_true", "is true", Nothing, Some(Self::IsNotTrue);
    /// `is not true`: false, or no value.
    IsNotTrue, "is_not_true", "is not true", Nothing, Some(Self::IsTrue);
    /// `is false`.
    IsFalse, "is_false", "is false", Nothing, Some(Self::IsNotFalse);
    /// `is not false`: true, or no value.
    IsNotFalse, "is_not_false", "is not false", Nothing, Some(Self::IsFalse);
}

impl OperatorKind {
    /// Returns the operator with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.name() == name)
    }

    /// Returns the operator of a question, or its opposite.
    pub(crate) fn asked(self, negated: bool) -> Self {
        if negated { self.opposite().unwrap_or(self) } else { self }
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
