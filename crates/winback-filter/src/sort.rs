//! The order of a list.

use std::fmt;

use crate::error::{Expected, FilterError, FilterErrorKind, FilterErrors, gathered};
use crate::lex::{self, Token, TokenKind};
use crate::schema::{Entity, FieldRef};
use crate::suggest;

/// The order of a list: by the first key, equal ones by the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    /// The keys, most significant first; none leaves the order to the backend.
    pub keys: Vec<SortKey>,
}

/// One field to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// The field.
    pub field: FieldRef,
    /// Whether great values come first.
    pub descending: bool,
    /// Whether records without a value come before all others.
    pub empty_first: bool,
}

impl SortKey {
    /// Returns a key with empty values where the reference's database puts them: last ascending,
    /// first descending.
    pub fn new(field: FieldRef, descending: bool) -> Self {
        Self { field, descending, empty_first: descending }
    }
}

impl Sort {
    /// Reads an order such as `priority desc, id asc` or `-priority, id`; ascending unless said
    /// otherwise. `nulls first` or `nulls last` says where empty values come. An empty text is no
    /// order.
    ///
    /// # Errors
    /// `UnknownField`; `NotSortable`; `Unexpected`, `Unclosed` and `UnknownCharacter` for what is
    /// no such list.
    pub fn parse(entity: &Entity, text: &str) -> Result<Self, FilterErrors> {
        let tokens = lex::tokens(text)?;
        keys(entity, &tokens, text.len())
            .map(|keys| Self { keys })
            .map_err(|errors| errors.with_columns(text))
    }
}

impl fmt::Display for Sort {
    /// Prints the order as [`Sort::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, key) in self.keys.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            let direction = if key.descending { " desc" } else { "" };
            let empty = match (key.empty_first, key.descending) {
                (true, false) => " nulls first",
                (false, true) => " nulls last",
                (true, true) | (false, false) => "",
            };
            write!(f, "{comma}{}{direction}{empty}", key.field.name())?;
        }
        Ok(())
    }
}

/// Reads the keys in tokens that end at `end`.
pub(crate) fn keys(
    entity: &Entity,
    tokens: &[Token<'_>],
    end: usize,
) -> Result<Vec<SortKey>, FilterErrors> {
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let parts = tokens.split(|token| token.kind == TokenKind::Comma);
    let commas = tokens.iter().filter(|token| token.kind == TokenKind::Comma).map(Some);
    let nothing = || FilterError::unexpected(None, end..end);
    gathered(parts.zip(commas.chain([None])).map(|(part, after)| {
        key(entity, part, after.map_or_else(nothing, |comma| unexpected(comma, &[])))
    }))
}

/// Reads what stands between two commas; `empty` is the error if that is nothing.
fn key(entity: &Entity, part: &[Token<'_>], empty: FilterError) -> Result<SortKey, FilterError> {
    let (name, rest) = match part {
        [Token { kind: TokenKind::Word(name), .. }, rest @ ..] => (*name, rest),
        [other, ..] => return Err(unexpected(other, &[]).expecting([Expected::Field])),
        [] => return Err(empty.expecting([Expected::Field])),
    };
    let place = part.first().map_or(0..0, |token| token.span.clone());
    let (name, minus) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
    let (rest, empty_first) = match rest {
        [direction @ .., nulls, first] if is_word(nulls, "nulls") && is_word(first, "first") => {
            (direction, Some(true))
        }
        [direction @ .., nulls, last] if is_word(nulls, "nulls") && is_word(last, "last") => {
            (direction, Some(false))
        }
        direction => (direction, None),
    };
    let descending = match rest {
        [] => minus,
        [direction] if !minus && is_word(direction, "asc") => false,
        [direction] if !minus && is_word(direction, "desc") => true,
        [other] if !minus => return Err(unexpected(other, &["asc", "desc", ","])),
        [other] | [_, other, ..] => return Err(unexpected(other, &[","])),
    };
    let field = entity
        .field(name)
        .zip(entity.field_ref(name))
        .ok_or_else(|| FilterError::no_field(entity, name).at(place.clone()))?;
    match field {
        (field, handle) if field.sortable => {
            let empty_first = empty_first.unwrap_or(descending);
            Ok(SortKey { field: handle, descending, empty_first })
        }
        (field, _) => {
            let sortable = entity.fields.iter().filter(|field| field.sortable);
            let kind = FilterErrorKind::NotSortable { field: field.name };
            Err(FilterError::new(kind, place).expecting_words(sortable.map(|field| field.name)))
        }
    }
}

fn is_word(token: &Token<'_>, word: &str) -> bool {
    matches!(token.kind, TokenKind::Word(found) if found.eq_ignore_ascii_case(word))
}

fn unexpected(token: &Token<'_>, words: &[&str]) -> FilterError {
    let suggestions = match token.kind {
        TokenKind::Word(found) => suggest::nearest(found, words.iter().copied()),
        _ => Vec::new(),
    };
    FilterError::unexpected(Some(&token.kind), token.span.clone())
        .expecting_words(words.iter().copied())
        .suggesting(suggestions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn check(text: &str, printed: &str) {
        let schema = sample::schema();
        let found = match Sort::parse(schema.entity("book").unwrap(), text) {
            Ok(sort) => sort.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, printed, "{text}");
    }

    #[test]
    fn directions_are_words_or_a_leading_minus() {
        check("price desc, title", "price desc, title");
        check("-price,title ASC", "price desc, title");
        check("list_price", "price");
        check(" ", "");
        check("price nulls first, isbn desc NULLS LAST", "price nulls first, isbn desc nulls last");
        check("price nulls last, isbn desc nulls first", "price, isbn desc");
    }

    #[test]
    fn a_wrong_key_is_named_with_its_place() {
        check("title, prise", "unknown field `prise` at column 8; did you mean `price`?");
        check(
            "shelf",
            "`shelf` cannot be sorted by at column 1; expected `title`, `isbn`, `price`, `pages`, \
             `state`, `published` or `added`",
        );
        check(
            "title dsc",
            "unexpected `dsc` at column 7; expected `asc`, `desc` or `,`; did you mean `desc` or `asc`?",
        );
        check("-title desc", "unexpected `desc` at column 8; expected `,`");
        check("title,", "unexpected end of the text at column 7; expected a field");
        check("title,,price", "unexpected `,` at column 7; expected a field");
        check("title (", "unexpected `(` at column 7; expected `asc`, `desc` or `,`");
    }
}
