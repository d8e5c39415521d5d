//! All that is wrong with a text, in its order.

use std::fmt;
use std::ops::Range;

use super::FilterError;

/// The most errors that are told of one text; a person mends a few at a time.
pub(crate) const MOST: usize = 20;

/// Why a text is no filter: at least one error, in the order of their places, and not more than 20.
///
/// Its `Display` is a line for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterErrors(Vec<FilterError>);

impl FilterErrors {
    /// Returns the errors if there are any, sorted and with the columns that they have in `text`.
    pub(crate) fn in_text(mut errors: Vec<FilterError>, text: &str) -> Option<Self> {
        errors.sort_by_key(|error| error.span.start);
        errors.truncate(MOST);
        let errors: Vec<_> = errors.into_iter().map(|error| error.in_text(text)).collect();
        (!errors.is_empty()).then_some(Self(errors))
    }

    /// Gives each error its column in the text.
    pub(crate) fn with_columns(self, text: &str) -> Self {
        Self(self.0.into_iter().map(|error| error.in_text(text)).collect())
    }

    /// Returns the errors with the places that they have in another text, from which the one that
    /// was read had been made.
    #[must_use]
    pub fn moved(self, text: &str, place: impl Fn(&Range<usize>) -> Range<usize>) -> Self {
        let moved = self.0.into_iter().map(|error| {
            let span = place(&error.span);
            error.at(span).in_text(text)
        });
        Self(moved.collect())
    }

    /// Returns the errors, in the order of their places.
    pub fn iter(&self) -> std::slice::Iter<'_, FilterError> {
        self.0.iter()
    }

    /// Returns the first error.
    pub fn first(&self) -> Option<&FilterError> {
        self.0.first()
    }

    /// Says whether more errors would not be told.
    pub(crate) fn is_full(errors: &[FilterError]) -> bool {
        errors.len() >= MOST
    }
}

impl From<FilterError> for FilterErrors {
    fn from(error: FilterError) -> Self {
        Self(vec![error])
    }
}

impl IntoIterator for FilterErrors {
    type Item = FilterError;
    type IntoIter = std::vec::IntoIter<FilterError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a FilterErrors {
    type Item = &'a FilterError;
    type IntoIter = std::slice::Iter<'a, FilterError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for FilterErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for FilterErrors {}

/// Returns all results, or all errors; stops looking when there are more than will be told.
pub(crate) fn gathered<T, E: Into<FilterErrors>>(
    results: impl IntoIterator<Item = Result<T, E>>,
) -> Result<Vec<T>, FilterErrors> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(one) => found.push(one),
            Err(errors) => wrong.extend(errors.into().0),
        }
        if FilterErrors::is_full(&wrong) {
            break;
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(FilterErrors(wrong)) }
}
