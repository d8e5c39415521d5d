//! Phrases: words of a trade that stand for a path or a condition.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Entity, Schema, SchemaError};
use crate::check::Context;
use crate::keyword;
use crate::lex::{self, TokenKind};

/// Words that the text spelling reads as something longer, so that people can say what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// The words in lower case, with one space between: `stage at loss`.
    pub words: &'static str,
    /// What they stand for.
    pub meaning: Meaning,
}

/// What a phrase stands for, in the text spelling without phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A path of fields, which any operator may follow.
    Path(&'static str),
    /// A path of fields; a value that follows without an operator is compared by `=`, and a list by
    /// `in`.
    Value(&'static str),
    /// A whole condition.
    Condition(&'static str),
}

impl Phrase {
    /// Returns words that stand for a path.
    pub const fn path(words: &'static str, path: &'static str) -> Self {
        Self { words, meaning: Meaning::Path(path) }
    }

    /// Returns words that stand for a path and need no operator before a value.
    pub const fn value(words: &'static str, path: &'static str) -> Self {
        Self { words, meaning: Meaning::Value(path) }
    }

    /// Returns words that stand for a condition.
    pub const fn condition(words: &'static str, text: &'static str) -> Self {
        Self { words, meaning: Meaning::Condition(text) }
    }

    /// Returns what the phrase stands for, as it would be typed.
    pub const fn stands_for(self) -> &'static str {
        match self.meaning {
            Meaning::Path(text) | Meaning::Value(text) | Meaning::Condition(text) => text,
        }
    }

    /// Returns what is wrong with the phrase, if anything is.
    fn problem(self, entity: &Entity, schema: &Schema) -> Option<String> {
        let plain = |word: &str| {
            let tokens = lex::tokens(word).unwrap_or_default();
            matches!(tokens.as_slice(), [token] if token.kind == TokenKind::Word(word))
                && !keyword::is_reserved(word)
        };
        if !self.words.split(' ').all(plain) {
            return Some("it must be words that are no keywords".to_owned());
        }
        if entity.field(self.words).is_some() {
            return Some("a field has that name".to_owned());
        }
        let text = match self.meaning {
            Meaning::Path(path) | Meaning::Value(path) => format!("{path} is set"),
            Meaning::Condition(text) => text.to_owned(),
        };
        // What it means does not depend on the present, or on who reads: only whether it can be read.
        let context = Context::new(Timestamp::UNIX_EPOCH, TimeZone::UTC).read_by(0);
        let checked =
            crate::parse(&text).and_then(|expr| expr.check(schema, entity.name, &context));
        checked.err().map(|errors| errors.to_string())
    }
}

impl Schema {
    /// Declares phrases for filters on an entity; of those that fit, the one of most words counts.
    ///
    /// # Errors
    /// `UnknownPhrases` if there is no such entity, `BadPhrase` if a phrase could not be typed,
    /// hides a field, or stands for nothing that can be asked.
    pub fn with_phrases(
        mut self,
        entity: &'static str,
        phrases: &[Phrase],
    ) -> Result<Self, SchemaError> {
        let Some(found) = self.entity(entity) else {
            return Err(SchemaError::UnknownPhrases { entity });
        };
        for phrase in phrases {
            if let Some(problem) = phrase.problem(found, &self) {
                return Err(SchemaError::BadPhrase { entity, words: phrase.words, problem });
            }
        }
        self.phrases.extend(phrases.iter().map(|phrase| (entity, *phrase)));
        Ok(self)
    }

    /// Returns the phrases of an entity, in the order in which they were declared.
    pub fn phrases<'a>(&'a self, entity: &'a str) -> impl Iterator<Item = Phrase> + 'a {
        let own = self.phrases.iter().filter(move |(owner, _)| *owner == entity);
        own.map(|(_, phrase)| *phrase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_phrase_that_could_not_be_read_is_refused() {
        for (phrase, problem) in [
            (Phrase::path("written in", "authors"), "it must be words that are no keywords"),
            (Phrase::path("by  whom", "authors"), "it must be words that are no keywords"),
            (Phrase::path("list_price", "authors"), "a field has that name"),
            (
                Phrase::value("by", "authors.nam"),
                "unknown field `nam` at column 9; did you mean `name`?",
            ),
            (
                Phrase::condition("cheap", "price < much"),
                "`much` is no value for `price` at column 9; expected a number such as `12.50`",
            ),
        ] {
            let error = sample::schema().with_phrases("book", &[phrase]).unwrap_err();
            let expected = format!("`book` cannot have the phrase `{}`: {problem}", phrase.words);
            assert_eq!(error.to_string(), expected);
        }
        let error = sample::schema().with_phrases("boo", &[]).unwrap_err();
        assert_eq!(error.to_string(), "phrases are declared for `boo`, which is not in the schema");
    }
}
