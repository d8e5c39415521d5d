//! What groups are ordered by.

use super::list::{Item, items};
use super::{Grouping, aggregate};
use crate::error::{Expected, FilterError, FilterErrorKind};
use crate::suggest;

/// One thing to order groups by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupOrder {
    /// What.
    pub by: OrderBy,
    /// Whether great values come first, and groups without one before them; otherwise those come
    /// last.
    pub descending: bool,
}

/// What groups can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderBy {
    /// The key at this place of the grouping: references as lists are sorted by them.
    Key(usize),
    /// How many records the group has.
    Count,
    /// The aggregate at this place of the grouping.
    Aggregate(usize),
}

pub(super) fn parse_all(grouping: &Grouping, text: &str) -> Result<Vec<GroupOrder>, FilterError> {
    let items = items(text, &Expected::KeyOrAggregate)?;
    items.iter().map(|item| parse(grouping, item)).collect()
}

fn parse(grouping: &Grouping, item: &Item<'_>) -> Result<GroupOrder, FilterError> {
    let direction = item.text.rsplit_once(char::is_whitespace);
    let (name, descending) = match (item.text.strip_prefix('-'), direction) {
        (Some(name), _) => (name, true),
        (None, Some((name, word))) if word.eq_ignore_ascii_case("desc") => (name, true),
        (None, Some((name, word))) if word.eq_ignore_ascii_case("asc") => (name, false),
        (None, _) => (item.text, false),
    };
    let name = item.part(name.trim());
    find(grouping, &name).map(|by| GroupOrder { by, descending })
}

fn find(grouping: &Grouping, name: &Item<'_>) -> Result<OrderBy, FilterError> {
    if name.text.eq_ignore_ascii_case("count") {
        return Ok(OrderBy::Count);
    }
    let whole = || {
        let keys = grouping.keys.iter().map(ToString::to_string);
        let aggregates = grouping.aggregates.iter().map(ToString::to_string);
        keys.map(|key| vec![key])
            .chain(aggregates.map(|it| aggregate::words(&it).map(str::to_owned).collect()))
            .zip(places(grouping))
    };
    let fields = || {
        let keys = grouping.keys.iter().map(|key| key.field().name());
        keys.chain(grouping.aggregates.iter().map(|it| it.field().name())).zip(places(grouping))
    };
    let at_length = || grouping.keys.iter().map(|key| key.at_length().to_string());
    let words: Vec<&str> = aggregate::words(name.text).collect();
    if let Some((_, place)) = whole().find(|(known, _)| *known == words) {
        return Ok(place);
    }
    if let Some((_, place)) = at_length().zip(places(grouping)).find(|(key, _)| *key == name.text) {
        return Ok(place);
    }
    let mut named = fields().filter(|(field, _)| *field == name.text);
    if let (Some((_, place)), None) = (named.next(), named.next()) {
        return Ok(place);
    }
    let kind = FilterErrorKind::NoSuchOrder { name: suggest::shown(name.text) };
    let keys = grouping.keys.iter().map(ToString::to_string);
    let known: Vec<_> = ["count".to_owned()]
        .into_iter()
        .chain(keys)
        .chain(grouping.aggregates.iter().map(ToString::to_string))
        .collect();
    let words = || known.iter().map(String::as_str);
    Err(FilterError::new(kind, name.span())
        .expecting_words(words())
        .suggesting(suggest::nearest(name.text, words())))
}

/// Returns what can be ordered by, keys first.
fn places(grouping: &Grouping) -> impl Iterator<Item = OrderBy> {
    let keys = (0..grouping.keys.len()).map(OrderBy::Key);
    keys.chain((0..grouping.aggregates.len()).map(OrderBy::Aggregate))
}
