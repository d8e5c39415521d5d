//! Filters that name others, opened: every name gives way to the filter that it stands for.

use std::ops::Range;

use winback_domain::SavedSearch;
use winback_filter::Predicate;
use winback_store::OPPORTUNITY;

use super::{
    known::Known,
    mention::{self, Mention},
    ready::{self, Facet, PIPELINE, ReadyFilter},
};
use crate::{
    AppError, Asked, Desk,
    desk::{is_domain, is_tree},
};

/// The name that stands for a person's default search.
pub(super) const DEFAULT: &str = "default";

/// What was asked for in a text without names of others, and the saved searches that it named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    /// What was asked for; the filter is right.
    pub(crate) asked: Asked,
    searches: Vec<SavedSearch>,
}

/// A text in which every mention has given way to what it stands for.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    text: String,
    /// Where each was put, and where the mentions stood.
    places: Vec<(Range<usize>, Range<usize>)>,
    /// The saved searches that were named.
    searches: Vec<SavedSearch>,
}

/// What a mention stands for, and where it ends.
struct Meant {
    facet: Facet,
    end: usize,
    search: Option<SavedSearch>,
}

impl Expanded {
    /// Opens every mention of a text; several with nothing between are facets used at once (rule:
    /// behaviour 8.3).
    fn of(
        text: &str,
        mentions: &[Mention],
        mut meaning: impl FnMut(&Mention) -> Result<Meant, AppError>,
    ) -> Result<Self, AppError> {
        let mut expanded = Self::default();
        let mut mentions = mentions.iter().peekable();
        let mut copied = 0;
        while let Some(first) = mentions.next() {
            let mut facets = Vec::new();
            let mut meant = meaning(first)?;
            loop {
                facets.push(meant.facet);
                expanded.searches.extend(meant.search);
                let between = |next: &&Mention| text.get(meant.end..next.start);
                let is_next =
                    |next: &&Mention| between(next).is_some_and(|it| it.trim().is_empty());
                let Some(next) = mentions.next_if(is_next) else { break };
                meant = meaning(next)?;
            }
            expanded.text.push_str(text.get(copied..first.start).unwrap_or_default());
            let start = expanded.text.len();
            expanded.text.push_str(&ready::joined(&facets));
            expanded.places.push((start..expanded.text.len(), first.start..meant.end));
            copied = meant.end;
        }
        expanded.text.push_str(text.get(copied..).unwrap_or_default());
        Ok(expanded)
    }

    /// Returns the first saved search that was named.
    pub(super) fn first_search(&self) -> Option<&SavedSearch> {
        self.searches.first()
    }

    /// Returns where in the text as it was typed something stands.
    fn typed(&self, place: &Range<usize>) -> Range<usize> {
        let (start, end) = (self.typed_at(place.start, false), self.typed_at(place.end, true));
        start..end.max(start)
    }

    /// Tells an error in the opened text as one in the text as it was typed.
    fn moved(&self, typed: &str, error: AppError) -> AppError {
        match error {
            AppError::Filter { text: _, errors } => {
                AppError::filter(typed, errors.moved(typed, |place| self.typed(place)))
            }
            other => other,
        }
    }

    fn typed_at(&self, at: usize, ends: bool) -> usize {
        let mut typed = at;
        for (put, mention) in &self.places {
            let inside = if ends { put.start < at } else { put.start <= at };
            if inside && at < put.end {
                return if ends { mention.end } else { mention.start };
            }
            if at >= put.end {
                typed = mention.end + (at - put.end);
            }
        }
        typed
    }
}

impl Desk {
    /// Opens a filter that may name saved searches and ready filters, as `@Big deals and team =
    /// South` does, so that whoever reads it again is sure to read the same. `@default` is the
    /// person's default search or, without one, *My Pipeline*. Rule: behaviour 8.1, 8.2, 8.8.
    ///
    /// # Errors
    /// As [`parse_filter`](Self::parse_filter).
    pub async fn open_filter(&self, text: &str) -> Result<String, AppError> {
        if is_json(text) {
            self.parse_filter(text).await?;
            return Ok(text.to_owned());
        }
        let expanded = self.expanded(text).await?;
        self.parse_expanded(text, &expanded)?;
        Ok(expanded.text)
    }

    /// Opens a filter as [`open_filter`](Self::open_filter) does, with clauses that may stand behind
    /// it.
    pub(crate) async fn opened(&self, text: &str) -> Result<Opened, AppError> {
        if is_json(text) {
            self.parse_filter(text).await?;
            return Ok(Opened { asked: Asked::of(text)?, searches: Vec::new() });
        }
        let expanded = self.expanded(text).await?;
        let moved = |error| expanded.moved(text, error);
        let asked = Asked::of(&expanded.text).map_err(moved)?;
        self.parse_text(&asked.filter).map_err(moved)?;
        Ok(Opened { asked, searches: expanded.searches })
    }

    /// Returns the order of the first saved search that was named and has one.
    ///
    /// # Errors
    /// [`AppError::SavedSearch`] if it cannot be used any more.
    pub(crate) fn saved_order(&self, opened: &Opened) -> Result<Option<String>, AppError> {
        let order = |search: &SavedSearch| Some((search.name.clone(), search.order.clone()?));
        let Some((name, order)) = opened.searches.iter().find_map(order) else { return Ok(None) };
        let read = self.parse_sort(Some(&order));
        read.map_err(|error| error.in_saved_search(&name, "order"))?;
        Ok(Some(order))
    }

    /// Returns the groups of the first saved search that was named and has some.
    ///
    /// # Errors
    /// [`AppError::SavedSearch`] if they cannot be used any more.
    pub(crate) fn saved_groups(&self, opened: &Opened) -> Result<Option<String>, AppError> {
        let keys = |search: &SavedSearch| Some((search.name.clone(), search.group_by.clone()?));
        let Some((name, keys)) = opened.searches.iter().find_map(keys) else { return Ok(None) };
        let read = self.check_groups(&keys);
        read.map_err(|error| error.in_saved_search(&name, "grouping"))?;
        Ok(Some(keys))
    }

    /// Opens the mentions of a filter in the text spelling.
    pub(crate) async fn expanded(&self, text: &str) -> Result<Expanded, AppError> {
        let mentions = mention::find(text);
        let is_ready = |mention: &Mention| match mention.names.as_slice() {
            [(name, _)] => ReadyFilter::named(name).is_some(),
            _ => false,
        };
        // Who names ready filters alone, or none, costs no look into the store.
        let known = match mentions.iter().all(is_ready) {
            true => None,
            false => Some(self.known_searches().await?),
        };
        Expanded::of(text, &mentions, |mention| self.meaning(mention, known.as_ref()))
    }

    /// Finds what a mention stands for: the most of its words that are a name.
    fn meaning(&self, mention: &Mention, known: Option<&Known>) -> Result<Meant, AppError> {
        for (name, end) in mention.names.iter().rev() {
            if let Some(ready) = ReadyFilter::named(name) {
                return Ok(Meant { facet: ready.facet(), end: *end, search: None });
            }
            let Some(known) = known else { continue };
            let is_default = winback_filter::fold(name) == DEFAULT;
            let found = if is_default { known.default() } else { known.find(name)? };
            match (found, is_default.then(|| ReadyFilter::named(PIPELINE)).flatten()) {
                (Some(search), _) => {
                    let facet = Facet { group: None, filter: self.saved_filter(search)? };
                    return Ok(Meant { facet, end: *end, search: Some(search.clone()) });
                }
                (None, Some(pipeline)) => {
                    return Ok(Meant { facet: pipeline.facet(), end: *end, search: None });
                }
                (None, None) => {}
            }
        }
        let name = mention.names.last().map_or("", |(name, _)| name);
        Err(known.map_or_else(|| not_ready(name), |known| known.unknown(name)))
    }

    /// Returns the filter of a saved search without names of others.
    fn saved_filter(&self, search: &SavedSearch) -> Result<String, AppError> {
        let expanded = self.expanded_with_ready(&search.filter)?;
        let read = self.parse_expanded(&search.filter, &expanded);
        read.map_err(|error| error.in_saved_search(&search.name, "filter"))?;
        Ok(expanded.text)
    }

    /// Opens the mentions of a filter to be saved, which may name ready filters alone.
    pub(super) fn expanded_with_ready(&self, text: &str) -> Result<Expanded, AppError> {
        Expanded::of(text, &mention::find(text), |mention| self.meaning(mention, None))
    }

    /// Reads an opened filter; errors have their places in the text as it was typed.
    pub(crate) fn parse_expanded(
        &self,
        typed: &str,
        expanded: &Expanded,
    ) -> Result<Predicate, AppError> {
        self.parse_text(&expanded.text).map_err(|error| expanded.moved(typed, error))
    }

    fn parse_text(&self, text: &str) -> Result<Predicate, AppError> {
        let read = self.schema().parse(OPPORTUNITY, text, &self.context());
        read.map_err(|errors| AppError::filter(text, errors))
    }
}

fn is_json(text: &str) -> bool {
    is_domain(text) || is_tree(text)
}

impl ReadyFilter {
    fn facet(&self) -> Facet {
        Facet { group: Some(self.group), filter: self.filter.to_owned() }
    }
}

/// Refuses a name in a filter to be saved that is not that of a ready filter.
fn not_ready(name: &str) -> AppError {
    AppError::unknown("ready filter", name, ready::READY_FILTERS.iter().map(|ready| ready.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> Expanded {
        let mentions = mention::find(text);
        Expanded::of(text, &mentions, |mention| {
            let (name, end) = mention.names.last().unwrap();
            let ready = ReadyFilter::named(name).unwrap();
            Ok(Meant { facet: ready.facet(), end: *end, search: None })
        })
        .unwrap()
    }

    #[test]
    fn each_mention_gives_way_to_its_filter() {
        assert_eq!(
            expanded("@lost and (a = '@won' or @won)").text,
            "(state = lost) and (a = '@won' or (state = won))"
        );
        assert_eq!(
            expanded("not @won  @lost\n and x").text,
            "not ((state = won) or (state = lost))\n and x"
        );
        assert_eq!(expanded("a = 1").text, "a = 1");
    }

    #[test]
    fn a_place_is_told_where_it_was_typed() {
        let typed = "a = 1 and @lost and b = 2 or @won";
        let expanded = expanded(typed);
        let place = |part: &str| {
            let start = expanded.text.find(part).unwrap();
            &typed[expanded.typed(&(start..start + part.len()))]
        };
        assert_eq!(place("a = 1"), "a = 1");
        assert_eq!(place("state"), "@lost");
        assert_eq!(place("(state = lost)"), "@lost");
        assert_eq!(place("1 and (state"), "1 and @lost");
        assert_eq!(place("b = 2"), "b = 2");
        assert_eq!(place("lost) and b"), "@lost and b");
        assert_eq!(place("won)"), "@won");
        let (end, typed_end) = (expanded.text.len(), typed.len());
        assert_eq!(expanded.typed(&(end..end)), typed_end..typed_end);
    }
}
