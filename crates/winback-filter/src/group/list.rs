//! Lists with commas between, as people type them.

use std::ops::Range;

use crate::error::{Expected, FilterError, FilterErrorKind, Found};

/// One member of a list, without the space around it.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub(super) text: &'a str,
    /// Where it stands.
    pub(super) start: usize,
}

impl<'a> Item<'a> {
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Returns a part of the item, which is a slice of its text.
    pub(super) fn part(&self, part: &'a str) -> Self {
        let offset = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        Self { text: part, start: self.start + offset.min(self.text.len()) }
    }

    /// Splits off what stands after a character.
    pub(super) fn split(&self, at: char) -> (Self, Option<Self>) {
        match self.text.split_once(at) {
            None => (self.clone(), None),
            Some((before, after)) => (self.part(before.trim()), Some(self.part(after.trim()))),
        }
    }
}

/// Cuts a text at its commas; an empty text has no members.
pub(super) fn items<'a>(text: &'a str, what: &Expected) -> Result<Vec<Item<'a>>, FilterError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let whole = Item { text, start: 0 };
    text.split(',')
        .map(|part| {
            let item = whole.part(part.trim());
            if item.text.is_empty() {
                let end = whole.part(part).span().end;
                let (found, span) = if end < text.len() {
                    (Found::Word(",".to_owned()), end..end + 1)
                } else {
                    (Found::End, end..end)
                };
                let kind = FilterErrorKind::Unexpected { found };
                return Err(FilterError::new(kind, span).expecting([what.clone()]));
            }
            Ok(item)
        })
        .collect()
}
