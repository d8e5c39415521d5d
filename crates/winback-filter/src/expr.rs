//! The tree before the check: names and values as they were typed, with their places.

use std::num::NonZeroU32;
use std::ops::Range;

use crate::operator::OperatorKind;
use crate::period::{Length, Period};
use crate::predicate::{Line, Relation, TextMatch};

/// A filter whose fields and values are not yet checked, made by [`parse`](crate::parse()).
#[derive(Debug, Clone)]
pub struct Expr {
    /// Errors of the check show places in it.
    pub(crate) text: String,
    pub(crate) root: Node,
}

/// A branch or a leaf.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Clause(Clause),
}

/// One question about one field, which may be reached through dots.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    /// Never empty.
    pub(crate) path: Vec<Name>,
    pub(crate) question: Question,
    pub(crate) negated: bool,
    /// Where the operator stands.
    pub(crate) operator: Range<usize>,
}

/// The name of a field.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// A value as typed; the field's type decides what it means.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    /// Without its quotes.
    pub(crate) text: String,
    pub(crate) quoted: bool,
    pub(crate) span: Range<usize>,
}

/// An operator with what it needs.
#[derive(Debug, Clone)]
pub(crate) enum Question {
    Compare(Relation, Literal),
    Between(Literal, Literal),
    In(Vec<Literal>),
    AllOf(Vec<Literal>),
    Text {
        how: TextMatch,
        ignore_case: bool,
        literal: Literal,
    },
    Matches(Box<Node>),
    AtLeast(NonZeroU32, Box<Node>),
    /// In line with the record of this id or name.
    InLineWith(Line, Literal),
    /// In line with a record that passes.
    InLine(Line, Box<Node>),
    IsSet,
    Is(bool),
    /// With its place.
    Within(Period, Range<usize>),
    OlderThan(Length, Range<usize>),
}

impl Node {
    /// Puts everything at one place of the text.
    pub(crate) fn move_to(&mut self, place: &Range<usize>) {
        match self {
            Self::All(members) | Self::Any(members) => {
                members.iter_mut().for_each(|member| member.move_to(place));
            }
            Self::Not(inner) => inner.move_to(place),
            Self::Clause(clause) => {
                clause.operator = place.clone();
                clause.path.iter_mut().for_each(|name| name.span = place.clone());
                clause.question.move_to(place);
            }
        }
    }
}

impl Question {
    fn move_to(&mut self, place: &Range<usize>) {
        match self {
            Self::Compare(_, literal)
            | Self::Text { literal, .. }
            | Self::InLineWith(_, literal) => literal.span = place.clone(),
            Self::Between(from, to) => {
                from.span = place.clone();
                to.span = place.clone();
            }
            Self::In(literals) | Self::AllOf(literals) => {
                literals.iter_mut().for_each(|literal| literal.span = place.clone());
            }
            Self::Matches(inner) | Self::AtLeast(_, inner) | Self::InLine(_, inner) => {
                inner.move_to(place);
            }
            Self::Within(_, span) | Self::OlderThan(_, span) => *span = place.clone(),
            Self::IsSet | Self::Is(_) => {}
        }
    }

    /// Returns the operator, without regard to a negation.
    pub(crate) fn operator(&self) -> OperatorKind {
        match self {
            Self::Compare(Relation::Equal, _) => OperatorKind::Equal,
            Self::Compare(Relation::Less, _) => OperatorKind::Less,
            Self::Compare(Relation::LessOrEqual, _) => OperatorKind::LessOrEqual,
            Self::Compare(Relation::Greater, _) => OperatorKind::Greater,
            Self::Compare(Relation::GreaterOrEqual, _) => OperatorKind::GreaterOrEqual,
            Self::Between(..) => OperatorKind::Between,
            Self::In(_) => OperatorKind::In,
            Self::AllOf(_) => OperatorKind::AllOf,
            Self::Text { how, ignore_case, .. } => text_operator(*how, *ignore_case),
            Self::Matches(_) => OperatorKind::Matches,
            Self::AtLeast(..) => OperatorKind::AtLeast,
            Self::InLineWith(line, _) | Self::InLine(line, _) => line.operator(),
            Self::Within(..) => OperatorKind::Within,
            Self::OlderThan(..) => OperatorKind::OlderThan,
            Self::IsSet => OperatorKind::IsSet,
            Self::Is(true) => OperatorKind::IsTrue,
            Self::Is(false) => OperatorKind::IsFalse,
        }
    }
}

/// Returns the operator that asks for such a comparison of texts.
pub(crate) fn text_operator(how: TextMatch, ignore_case: bool) -> OperatorKind {
    match (how, ignore_case) {
        (TextMatch::Equals, true) => OperatorKind::Equals,
        (TextMatch::Equals, false) => OperatorKind::Equal,
        (TextMatch::Contains, true) => OperatorKind::Contains,
        (TextMatch::Contains, false) => OperatorKind::ContainsExactly,
        (TextMatch::StartsWith, true) => OperatorKind::StartsWith,
        (TextMatch::StartsWith, false) => OperatorKind::StartsWithExactly,
        (TextMatch::EndsWith, true) => OperatorKind::EndsWith,
        (TextMatch::EndsWith, false) => OperatorKind::EndsWithExactly,
        (TextMatch::Pattern, true) => OperatorKind::Ilike,
        (TextMatch::Pattern, false) => OperatorKind::Like,
    }
}
