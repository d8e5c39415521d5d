//! Phrases of the schema where a condition begins.

use std::ops::Range;

use super::Parser;
use crate::error::FilterError;
use crate::expr::{Clause, Name, Node, Question};
use crate::keyword;
use crate::lex::TokenKind;
use crate::predicate::Relation;
use crate::schema::{Entity, Meaning, Phrase, Schema};
use crate::suggest;

/// Whose phrases are read.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) schema: &'s Schema,
    pub(super) entity: &'s Entity,
}

impl<'s> Scope<'s> {
    /// Returns the scope of the records that a path leads to, if it leads to any.
    pub(super) fn at(self, path: &[Name]) -> Option<Self> {
        path.iter().try_fold(self, |scope, name| {
            let target = scope.entity.field(&name.text)?.kind.target()?;
            Some(Self { entity: scope.schema.entity(target)?, ..scope })
        })
    }
}

impl Parser<'_, '_, '_> {
    /// Reads a condition that begins with a phrase, if one stands here.
    pub(super) fn phrase(&mut self) -> Result<Option<Node>, FilterError> {
        let fitting = self.phrases().filter(|phrase| self.reads(phrase.words));
        let Some(phrase) = fitting.max_by_key(|phrase| phrase.words.split(' ').count()) else {
            return Ok(None);
        };
        let start = self.next;
        self.next += phrase.words.split(' ').count();
        let place = self.span_of(start);
        let path = match phrase.meaning {
            Meaning::Condition(text) => return Ok(Some(condition(text, &place))),
            Meaning::Path(path) | Meaning::Value(path) => names(path, &place),
        };
        self.ensure_depth(&path)?;
        let start = self.next;
        let (question, negated) = match phrase.meaning {
            Meaning::Value(_) if self.at_value() => {
                (Question::Compare(Relation::Equal, self.literal()?), false)
            }
            Meaning::Value(_) if self.peek() == Some(&TokenKind::Open) => {
                (Question::In(self.list()?), false)
            }
            Meaning::Path(_) | Meaning::Value(_) | Meaning::Condition(_) => {
                self.question_of(&path)?
            }
        };
        let operator = self.span_of(start);
        Ok(Some(Node::Clause(Clause { path, question, negated, operator })))
    }

    /// Returns the phrases that are much like the words from a token on, and longer than nothing.
    pub(super) fn phrases_near(&self, start: usize) -> Vec<String> {
        let words = |count: usize| {
            let tokens = self.tokens.get(start..start + count)?;
            let words = tokens.iter().map(|token| match token.kind {
                TokenKind::Word(word) => Some(word),
                TokenKind::Quoted(_)
                | TokenKind::Sign(_)
                | TokenKind::Open
                | TokenKind::Close
                | TokenKind::Comma => None,
            });
            words.collect::<Option<Vec<_>>>().map(|words| words.join(" "))
        };
        let near = |phrase: &Phrase| {
            let typed = words(phrase.words.split(' ').count());
            typed.is_some_and(|typed| {
                typed != phrase.words && suggest::is_near(&typed, phrase.words)
            })
        };
        self.phrases().filter(near).map(|phrase| phrase.words.to_owned()).collect()
    }

    fn phrases(&self) -> impl Iterator<Item = Phrase> {
        self.scope.into_iter().flat_map(|scope| scope.schema.phrases(scope.entity.name))
    }

    /// Says whether the next tokens are these words.
    fn reads(&self, words: &str) -> bool {
        let tokens = self.tokens.get(self.next..).unwrap_or_default();
        let mut kinds = tokens.iter().map(|token| &token.kind);
        words.split(' ').all(|word| {
            matches!(kinds.next(), Some(TokenKind::Word(found)) if found.eq_ignore_ascii_case(word))
        })
    }

    /// Says whether a value stands here, and no operator.
    fn at_value(&self) -> bool {
        match self.peek() {
            Some(TokenKind::Quoted(_)) => true,
            Some(TokenKind::Word(word)) => {
                !(keyword::is_reserved(word) || super::question::is_operator(word))
            }
            Some(TokenKind::Sign(_) | TokenKind::Open | TokenKind::Close | TokenKind::Comma)
            | None => false,
        }
    }
}

fn names(path: &str, place: &Range<usize>) -> Vec<Name> {
    let name = |text: &str| Name { text: text.to_owned(), span: place.clone() };
    path.split('.').map(name).collect()
}

/// Returns what a condition of the schema means, in the place of its phrase. The schema was checked,
/// so that it can be read.
fn condition(text: &str, place: &Range<usize>) -> Node {
    let mut node = crate::parse(text).map_or(Node::All(Vec::new()), |expr| expr.root);
    node.move_to(place);
    node
}
