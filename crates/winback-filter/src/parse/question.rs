//! What stands after a field: an operator and what it needs.

use std::num::NonZeroU32;

use super::Parser;
use crate::error::{Expected, FilterError};
use crate::expr::{Node, Question};
use crate::lex::{Sign, TokenKind};
use crate::predicate::{Line, Relation, TextMatch};

/// What may follow a field, as offered in errors.
const OPERATORS: &[&str] = &[
    "=", "!=", "<", "<=", ">", ">=", "is", "in", "not", "between", "contains", "does", "starts",
    "ends", "equals", "like", "ilike", "matches", "all", "at", "under", "over", "within", "older",
];

/// Says whether an operator begins with the word.
pub(super) fn is_operator(word: &str) -> bool {
    let others = ["contain", "start", "end", "equal", "match"];
    OPERATORS.iter().chain(&others).any(|operator| operator.eq_ignore_ascii_case(word))
}

/// What may follow `within`.
const PERIODS: &[&str] = &["last", "this", "next", "today", "yesterday", "tomorrow"];

/// A question, and whether its answer is negated.
type Asked = (Question, bool);

impl Parser<'_, '_, '_> {
    pub(super) fn question(&mut self) -> Result<Asked, FilterError> {
        if let Some(TokenKind::Sign(sign)) = self.peek() {
            let sign = *sign;
            return self.comparison(sign);
        }
        if self.take("is") {
            return self.after_is();
        }
        let negated = self.negation()?;
        if let Some(question) = self.range()? {
            return Ok((question, negated));
        }
        if self.take("all") {
            self.require("of")?;
            return Ok((Question::AllOf(self.list()?), negated));
        }
        if self.take("matches") || self.take("match") {
            let none = self.take("none");
            return Ok((self.matches()?, negated != none));
        }
        if self.take("at") {
            return self.amount(negated);
        }
        for (word, line) in [("under", Line::Under), ("over", Line::Over)] {
            if self.take(word) {
                return Ok((self.in_line(line)?, negated));
            }
        }
        Ok((self.verb()?, negated))
    }

    fn comparison(&mut self, sign: Sign) -> Result<Asked, FilterError> {
        self.advance();
        let (relation, negated) = match sign {
            Sign::Is(relation) => (relation, false),
            Sign::NotEqual => (Relation::Equal, true),
        };
        Ok((Question::Compare(relation, self.literal()?), negated))
    }

    fn after_is(&mut self) -> Result<Asked, FilterError> {
        let negated = self.take("not");
        let question = if self.take("set") {
            Question::IsSet
        } else if self.take("true") || self.take("yes") {
            Question::Is(true)
        } else if self.take("false") || self.take("no") {
            Question::Is(false)
        } else if self.take("empty") {
            return Ok((Question::IsSet, !negated));
        } else if let Some(question) = self.range()? {
            question
        } else if let Some((period, place)) = self.period()? {
            Question::Within(period, place)
        } else {
            return Err(self.unexpected_word(&["set", "true", "false", "in", "between", "within"]));
        };
        Ok((question, negated))
    }

    /// Reads an operator that takes more than one value, with or without an `is` before.
    fn range(&mut self) -> Result<Option<Question>, FilterError> {
        let question = if self.take("in") {
            match self.period()? {
                Some((period, place)) => Question::Within(period, place),
                None => Question::In(self.list()?),
            }
        } else if self.take("between") {
            self.between()?
        } else if self.take("within") {
            match self.period()? {
                Some((period, place)) => Question::Within(period, place),
                None => return Err(self.unexpected_word(PERIODS)),
            }
        } else if self.take("older") {
            self.require("than")?;
            let start = self.next;
            Question::OlderThan(self.length()?, self.span_of(start))
        } else {
            return Ok(None);
        };
        Ok(Some(question))
    }

    fn negation(&mut self) -> Result<bool, FilterError> {
        if self.take("does") {
            self.require("not")?;
            return Ok(true);
        }
        Ok(self.take("not"))
    }

    fn between(&mut self) -> Result<Question, FilterError> {
        let from = self.literal()?;
        self.require("and")?;
        Ok(Question::Between(from, self.literal()?))
    }

    fn matches(&mut self) -> Result<Question, FilterError> {
        Ok(Question::Matches(Box::new(self.inner()?)))
    }

    fn in_line(&mut self, line: Line) -> Result<Question, FilterError> {
        match self.peek() {
            Some(TokenKind::Open) => {
                self.inner().map(|filter| Question::InLine(line, Box::new(filter)))
            }
            Some(_) | None => Ok(Question::InLineWith(line, self.literal()?)),
        }
    }

    /// Reads a filter on other records, in its parentheses.
    fn inner(&mut self) -> Result<Node, FilterError> {
        self.deeper(|parser| {
            parser.open()?;
            let nesting = parser.nesting_here();
            let outer = std::mem::replace(&mut parser.scope, parser.inner_scope);
            let inner = parser.filter();
            parser.scope = outer;
            parser.close(nesting)?;
            Ok(inner)
        })
    }

    /// At most so many is not one more.
    fn amount(&mut self, negated: bool) -> Result<Asked, FilterError> {
        let most = self.take("most");
        if !most && !self.take("least") {
            return Err(self.unexpected_word(&["least", "most"]));
        }
        let number = match self.peek() {
            Some(TokenKind::Word(word)) if word.eq_ignore_ascii_case("once") => Some(1),
            Some(TokenKind::Word(word)) if word.eq_ignore_ascii_case("twice") => Some(2),
            Some(TokenKind::Word(word)) => word.parse::<u32>().ok(),
            Some(_) | None => None,
        };
        let count =
            number.and_then(|number| if most { number.checked_add(1) } else { Some(number) });
        let Some(count) = count.and_then(NonZeroU32::new) else {
            let from = Expected::WholeNumberFrom(u32::from(!most));
            return Err(self.unexpected().expecting([from]));
        };
        self.advance();
        self.take("times");
        let filter = if self.take("matching") { self.inner()? } else { Node::All(Vec::new()) };
        Ok((Question::AtLeast(count, Box::new(filter)), negated != most))
    }

    fn verb(&mut self) -> Result<Question, FilterError> {
        let (how, ignore_case) = if self.take("contains") || self.take("contain") {
            (TextMatch::Contains, !self.take("exactly"))
        } else if self.take("starts") || self.take("start") {
            self.require("with")?;
            (TextMatch::StartsWith, !self.take("exactly"))
        } else if self.take("ends") || self.take("end") {
            self.require("with")?;
            (TextMatch::EndsWith, !self.take("exactly"))
        } else if self.take("equals") || self.take("equal") {
            (TextMatch::Equals, true)
        } else if self.take("like") {
            (TextMatch::Pattern, false)
        } else if self.take("ilike") {
            (TextMatch::Pattern, true)
        } else {
            return Err(self.unexpected_word(OPERATORS));
        };
        Ok(Question::Text { how, ignore_case, literal: self.literal()? })
    }

    pub(super) fn require(&mut self, keyword: &str) -> Result<(), FilterError> {
        if self.take(keyword) { Ok(()) } else { Err(self.unexpected_word(&[keyword])) }
    }
}
