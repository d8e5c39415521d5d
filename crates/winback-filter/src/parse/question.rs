//! What stands after a field: an operator and what it needs.

use super::Parser;
use crate::error::FilterError;
use crate::expr::Question;
use crate::lex::{Sign, TokenKind};
use crate::predicate::{Relation, TextMatch};

/// What may follow a field, as offered in errors.
const OPERATORS: &[&str] = &[
    "=", "!=", "<", "<=", ">", ">=", "is", "in", "not", "between", "contains", "does", "starts",
    "ends", "equals", "like", "ilike", "matches", "all",
];

/// A question, and whether its answer is negated.
type Asked = (Question, bool);

impl Parser<'_> {
    pub(super) fn question(&mut self) -> Result<Asked, FilterError> {
        if let Some(TokenKind::Sign(sign)) = self.peek() {
            let sign = *sign;
            return self.comparison(sign);
        }
        if self.take("is") {
            return self.after_is();
        }
        let negated = self.negation()?;
        if self.take("in") {
            return Ok((Question::In(self.list()?), negated));
        }
        if self.take("between") {
            return Ok((self.between()?, negated));
        }
        if self.take("all") {
            self.require("of")?;
            return Ok((Question::AllOf(self.list()?), negated));
        }
        if self.take("matches") || self.take("match") {
            let none = self.take("none");
            return Ok((self.matches()?, negated != none));
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
        } else if self.take("in") {
            Question::In(self.list()?)
        } else if self.take("between") {
            self.between()?
        } else {
            return Err(self.unexpected_word(&["set", "true", "false", "in", "between"]));
        };
        Ok((question, negated))
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
        self.deeper(|parser| {
            parser.open()?;
            let inner = parser.filter()?;
            parser.close()?;
            Ok(Question::Matches(Box::new(inner)))
        })
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

    fn require(&mut self, keyword: &str) -> Result<(), FilterError> {
        if self.take(keyword) { Ok(()) } else { Err(self.unexpected_word(&[keyword])) }
    }
}
