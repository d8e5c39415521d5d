//! A filter with what a list does with it: its order and its groups.

use std::fmt;
use std::ops::Range;

use crate::check::Context;
use crate::error::{Expected, FilterError, FilterErrors};
use crate::group::Grouping;
use crate::lex::{self, Token, TokenKind};
use crate::predicate::Predicate;
use crate::schema::Schema;
use crate::sort::Sort;

/// A text cut into its clauses: a filter, and behind it `sort by …` and `group by …` in any order.
///
/// ```
/// use winback_filter::Clauses;
///
/// # fn main() -> Result<(), winback_filter::FilterErrors> {
/// let text = "state = lost sort by closed_at desc group by lost_reason, lost_at:month";
/// let clauses = Clauses::of(text)?;
/// assert_eq!(clauses.filter(), "state = lost");
/// assert_eq!(clauses.sort(), Some("closed_at desc"));
/// assert_eq!(clauses.group(), Some("lost_reason, lost_at:month"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clauses<'t> {
    text: &'t str,
    filter: Range<usize>,
    sort: Option<Range<usize>>,
    group: Option<Range<usize>>,
}

/// A filter with the order and the groups of a list, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Which records.
    pub filter: Predicate,
    /// In which order; nothing leaves that to who lists.
    pub sort: Sort,
    /// In which groups; no keys are no groups.
    pub grouping: Grouping,
}

/// A clause behind a filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    Sort,
    Group,
}

impl<'t> Clauses<'t> {
    /// Cuts a text where `sort by` (or `order by`) and `group by` stand outside all parentheses and
    /// quotes.
    ///
    /// # Errors
    /// `Unclosed` and `UnknownCharacter` for what cannot be read at all; `Unexpected` for a second
    /// clause of one kind, or one without anything behind.
    pub fn of(text: &'t str) -> Result<Self, FilterErrors> {
        let no_clause = Self { text, filter: 0..text.len(), sort: None, group: None };
        // Nothing to look for is common, and what cannot be read is told with the filter's errors.
        if !text.to_ascii_lowercase().contains("by") || text.len() > crate::parse::MAX_LENGTH {
            return Ok(no_clause);
        }
        let tokens = lex::tokens(text)?;
        let starts = starts(&tokens);
        let mut found = no_clause;
        if let Some((_, first, _)) = starts.first() {
            found.filter = 0..*first;
        }
        let ends = starts.iter().skip(1).map(|(_, start, _)| *start).chain([text.len()]);
        for ((clause, start, behind), end) in starts.iter().zip(ends) {
            let place = match clause {
                Clause::Sort => &mut found.sort,
                Clause::Group => &mut found.group,
            };
            let again = place.replace(*behind..end).is_some();
            let wrong = if again {
                let words = text.get(*start..*behind).unwrap_or_default();
                Some(FilterError::unexpected(Some(&TokenKind::Word(words)), *start..*behind))
            } else if text.get(*behind..end).is_none_or(|keys| keys.trim().is_empty()) {
                let next = tokens.iter().find(|token| token.span.start >= *behind);
                let next = next.map(|token| &token.kind);
                Some(FilterError::unexpected(next, end..end).expecting([Expected::Field]))
            } else {
                None
            };
            if let Some(error) = wrong {
                return Err(FilterErrors::from(error.in_text(text)));
            }
        }
        Ok(found)
    }

    /// Returns the filter.
    pub fn filter(&self) -> &'t str {
        self.text.get(self.filter.clone()).unwrap_or_default().trim_end()
    }

    /// Returns what stands behind `sort by`.
    pub fn sort(&self) -> Option<&'t str> {
        self.sort.clone().and_then(|sort| self.text.get(sort)).map(str::trim)
    }

    /// Returns what stands behind `group by`.
    pub fn group(&self) -> Option<&'t str> {
        self.group.clone().and_then(|group| self.text.get(group)).map(str::trim)
    }

    /// Returns the text with nothing but one of its parts, at its place, so that errors keep theirs.
    fn alone(&self, part: Option<&Range<usize>>) -> String {
        let part = part.map_or(0..0, Clone::clone);
        let blank = " ".repeat(part.start);
        blank + self.text.get(part).unwrap_or_default()
    }
}

/// Finds the clauses: where each begins, and where its words end.
fn starts(tokens: &[Token<'_>]) -> Vec<(Clause, usize, usize)> {
    let mut open: usize = 0;
    let mut found = Vec::new();
    for pair in tokens.windows(2) {
        let [first, second] = pair else { continue };
        match &first.kind {
            TokenKind::Open => open += 1,
            TokenKind::Close => open = open.saturating_sub(1),
            TokenKind::Word(word) if open == 0 && is_word(second, "by") => {
                let is = |clause: &str| word.eq_ignore_ascii_case(clause);
                let clause = if is("sort") || is("order") {
                    Clause::Sort
                } else if is("group") {
                    Clause::Group
                } else {
                    continue;
                };
                found.push((clause, first.span.start, second.span.end));
            }
            TokenKind::Word(_) | TokenKind::Quoted(_) | TokenKind::Sign(_) | TokenKind::Comma => {}
        }
    }
    found
}

fn is_word(token: &Token<'_>, word: &str) -> bool {
    matches!(token.kind, TokenKind::Word(found) if found.eq_ignore_ascii_case(word))
}

impl Schema {
    /// Reads a filter with its clauses and checks all of it.
    ///
    /// # Errors
    /// Those of [`Clauses::of`], [`Schema::parse`], [`Sort::parse`] and [`Grouping::by`], at their
    /// places in the whole text; what is wrong with the filter, the order and the groups is told at
    /// once.
    pub fn parse_listing(
        &self,
        entity: &str,
        text: &str,
        context: &Context,
    ) -> Result<Listing, FilterErrors> {
        let clauses = Clauses::of(text)?;
        let filter = self.parse(entity, clauses.filter(), context);
        // Without the entity the filter has failed already.
        let Some(entity) = self.entity(entity) else {
            return filter.map(|filter| Listing { filter, ..Listing::default() });
        };
        let sort = Sort::parse(entity, &clauses.alone(clauses.sort.as_ref()));
        let group = clauses.alone(clauses.group.as_ref());
        let grouping = Grouping::by(self, entity, &group, context.first_weekday);
        match (filter, sort, grouping) {
            (Ok(filter), Ok(sort), Ok(grouping)) => Ok(Listing { filter, sort, grouping }),
            (filter, sort, grouping) => {
                let errors = filter.err().into_iter().flatten();
                let errors = errors.chain(sort.err().into_iter().flatten());
                let errors = errors.chain(grouping.err()).collect();
                FilterErrors::in_text(errors, text).map_or_else(|| Ok(Listing::default()), Err)
            }
        }
    }
}

impl fmt::Display for Listing {
    /// Prints the filter and its clauses as [`Schema::parse_listing`] reads them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = vec![self.filter.to_string()];
        if !self.sort.keys.is_empty() {
            parts.push(format!("sort by {}", self.sort));
        }
        if !self.grouping.keys.is_empty() {
            let keys: Vec<_> = self.grouping.keys.iter().map(ToString::to_string).collect();
            parts.push(format!("group by {}", keys.join(", ")));
        }
        parts.retain(|part| !part.is_empty());
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use crate::sample;

    fn check(text: &str, printed: &str) {
        let (schema, context) = (sample::schema(), sample::context());
        let found = match schema.parse_listing("book", text, &context) {
            Ok(listing) => {
                let printed = listing.to_string();
                let again = schema.parse_listing("book", &printed, &context);
                assert_eq!(again, Ok(listing), "{printed}");
                printed
            }
            Err(errors) => errors.to_string(),
        };
        assert_eq!(found, printed, "{text}");
    }

    #[test]
    fn clauses_stand_behind_the_filter_in_any_order() {
        check("pages > 5", "pages > 5");
        check("pages > 5 sort by title", "pages > 5 sort by title");
        check(
            "pages > 5 GROUP BY state, added SORT BY -price, title",
            "pages > 5 sort by price desc, title group by state, added:month",
        );
        check("order by title", "sort by title");
        check("group by authors.born", "group by authors.born");
        check("title = 'sort by' and isbn = sort", "title = \"sort by\" and isbn = \"sort\"");
        check("title = by sort by title", "title = \"by\" sort by title");
        check("written by someone sort by title", r#"authors.name = "someone" sort by title"#);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_its_place() {
        check(
            "pages > many sort by tittle, pages group by stat",
            "`many` is no value for `pages` at column 9; expected a number such as `12.50`\n\
             unknown field `tittle` at column 22; did you mean `title`?\n\
             unknown field `stat` at column 45; did you mean `state`?",
        );
        check("group by state group by isbn", "unexpected `group by` at column 16");
        check("sort by", "unexpected end of the text at column 8; expected a field");
        check("sort by group by state", "unexpected `group` at column 9; expected a field");
        check(
            "pages = 1 and sort by title",
            "unexpected end of the text at column 14; expected a field, `not` or `(`",
        );
        check(
            "authors matches (born > 1 sort by born)",
            "unexpected `sort` at column 27; expected `and`, `or` or `)`",
        );
    }
}
