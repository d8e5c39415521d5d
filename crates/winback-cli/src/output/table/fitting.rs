//! How wide the columns of a table are, and which of them a terminal has room for.

use unicode_width::UnicodeWidthStr;

use super::GAP;
use crate::output::{Column, Shape};

/// A column is not cut below this width.
const NARROWEST: usize = 10;
/// Words that are cut below this width tell little: a column gives way before.
const READABLE: usize = 20;
/// A title is not cut below this width.
const SHORTEST_TITLE: usize = 6;

/// Returns the widths that fit the terminal: first titles give way, then the widest columns of
/// words. What cannot be cut may stand over the edge.
pub(super) fn widths(
    columns: &[Column],
    contents: &[usize],
    terminal: Option<usize>,
) -> Vec<usize> {
    let mut widths = whole(columns, contents);
    let Some(terminal) = terminal else { return widths };
    let room = terminal.saturating_sub(GAP * widths.len().saturating_sub(1));
    for words in [usize::MAX, NARROWEST] {
        let least = columns.iter().zip(contents);
        let least: Vec<usize> =
            least.map(|(column, content)| cut_to(column, *content, words)).collect();
        shrink(&mut widths, &least, room);
    }
    widths
}

/// Tells which columns are shown: all if nothing has to be cut. Otherwise those that never give
/// way, and of the others that are not empty, from the most important, those that there is room
/// for.
pub(super) fn shown(
    columns: &[Column],
    contents: &[usize],
    terminal: Option<usize>,
    giving_way: &[&str],
) -> Vec<bool> {
    let gaps = GAP * columns.len().saturating_sub(1);
    let whole = gaps + whole(columns, contents).iter().sum::<usize>();
    let terminal = terminal.unwrap_or(usize::MAX);
    let gives_way =
        |column: &Column| whole > terminal && giving_way.contains(&column.name.as_ref());
    let mut shown: Vec<bool> = columns.iter().map(|column| !gives_way(column)).collect();
    let needed: Vec<usize> = columns
        .iter()
        .zip(contents)
        .map(|(column, content)| GAP + cut_to(column, *content, READABLE))
        .collect();
    let always = needed.iter().zip(&shown).filter(|(_, shown)| **shown);
    // The last column needs no gap.
    let mut used = always.map(|(needed, _)| needed).sum::<usize>().saturating_sub(GAP);
    for name in giving_way {
        let place = columns.iter().position(|column| column.name == *name).unwrap_or(usize::MAX);
        let (Some(needed), Some(shown)) = (needed.get(place), shown.get_mut(place)) else {
            continue;
        };
        let empty = contents.get(place) == Some(&0);
        if !*shown && !empty && used + needed <= terminal {
            used += needed;
            *shown = true;
        }
    }
    shown
}

/// Returns the widths at which nothing is cut.
fn whole(columns: &[Column], contents: &[usize]) -> Vec<usize> {
    let titled = columns.iter().zip(contents);
    titled.map(|(column, content)| column.title.width().max(*content)).collect()
}

/// Returns the width of a column whose title is cut, and whose words are cut to `words`.
fn cut_to(column: &Column, content: usize, words: usize) -> usize {
    let title = column.title.width().min(SHORTEST_TITLE);
    match column.shape {
        Shape::Words => content.min(words).max(title),
        Shape::Short | Shape::Number => content.max(title),
    }
}

/// Narrows the widest columns until all fit into the room, or none can be narrower.
fn shrink(widths: &mut [usize], least: &[usize], room: usize) {
    while widths.iter().sum::<usize>() > room {
        let narrowable = widths.iter_mut().zip(least).filter(|(width, least)| **width > **least);
        match narrowable.map(|(width, _)| width).max() {
            Some(widest) => *widest -= 1,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column::words("name", "Opportunity"),
        Column::words("customer", "Customer"),
        Column::numbers("revenue", "Expected revenue"),
        Column::words("reason", "Lost reason"),
    ];

    fn check(terminal: usize, contents: [usize; 4], names: &[&str]) {
        let shown = shown(&COLUMNS, &contents, Some(terminal), &["reason", "customer"]);
        let columns = COLUMNS;
        let shown = columns.iter().zip(shown).filter(|(_, shown)| *shown);
        assert_eq!(
            shown.map(|(column, _)| column.name.as_ref()).collect::<Vec<_>>(),
            names,
            "{terminal}"
        );
    }

    #[test]
    fn the_least_important_columns_give_way_first() {
        let contents = [30, 24, 8, 12];
        check(90, contents, &["name", "customer", "revenue", "reason"]);
        check(65, contents, &["name", "revenue", "reason"]);
        check(44, contents, &["name", "revenue", "reason"]);
        check(43, contents, &["name", "revenue"]);
        check(1, contents, &["name", "revenue"]);
    }

    #[test]
    fn what_needs_less_room_may_stay_where_something_more_important_goes() {
        check(44, [30, 12, 8, 30], &["name", "customer", "revenue"]);
    }

    #[test]
    fn an_empty_column_gives_way_as_soon_as_something_would_be_cut() {
        check(83, [30, 20, 16, 0], &["name", "customer", "revenue", "reason"]);
        check(82, [30, 20, 16, 0], &["name", "customer", "revenue"]);
    }
}
