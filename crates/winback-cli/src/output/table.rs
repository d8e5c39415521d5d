//! Tables for people: aligned, without heavy borders, cut to the width of the terminal.

use std::io::{self, Write};

use comfy_table::{
    Attribute, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Column, Shape, Style};

/// The space between two columns.
const GAP: usize = 2;
/// A column is not cut below this width.
const NARROWEST: usize = 10;
/// A title is not cut below this width.
const SHORTEST_TITLE: usize = 4;

/// A table that is written page by page; each page is at least as wide as those before.
pub(super) struct Table {
    columns: Vec<Column>,
    /// The widest content of each column so far.
    widths: Vec<usize>,
    terminal: Option<usize>,
    style: Style,
}

impl Table {
    pub(super) fn new(columns: &[Column], terminal: Option<usize>, style: Style) -> Self {
        let widths = vec![0; columns.len()];
        Self { columns: columns.to_vec(), widths, terminal, style }
    }

    /// Writes rows, the first time with the titles; nothing if there are none.
    pub(super) fn write(
        &mut self,
        out: &mut dyn Write,
        mut rows: Vec<Vec<String>>,
        titles: bool,
    ) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            for (width, text) in self.widths.iter_mut().zip(row) {
                *width = (*width).max(text.width());
            }
        }
        let widths = self.fitting();
        for row in &mut rows {
            for (text, width) in row.iter_mut().zip(&widths) {
                cut(text, *width);
            }
        }
        let mut table = self.layout(&widths);
        if titles {
            let cells = self.columns.iter().zip(&widths).map(|(column, width)| {
                let mut title = column.title.to_owned();
                cut(&mut title, *width);
                comfy_table::Cell::new(title).add_attribute(Attribute::Bold)
            });
            table.set_header(cells.collect::<Vec<_>>());
        }
        table.add_rows(rows);
        self.align(&mut table);
        writeln!(out, "{}", table.trim_fmt())
    }

    fn layout(&self, widths: &[usize]) -> comfy_table::Table {
        let mut table = comfy_table::Table::new();
        let line = LineStyle::none().fill('─');
        table.load_style(TableStyle::new().header_separator(line));
        table.force_no_tty().set_content_arrangement(ContentArrangement::Disabled);
        if self.style == Style::Ansi {
            table.enforce_styling();
        }
        let last = widths.len().saturating_sub(1);
        let constraints = widths.iter().enumerate().map(|(place, width)| {
            let gap = if place == last { 0 } else { GAP };
            let wide = u16::try_from(width + gap).unwrap_or(u16::MAX);
            ColumnConstraint::LowerBoundary(Width::Fixed(wide))
        });
        table.set_constraints(constraints.collect::<Vec<_>>());
        table
    }

    fn align(&self, table: &mut comfy_table::Table) {
        let last = self.columns.len().saturating_sub(1);
        for (place, column) in self.columns.iter().enumerate() {
            let Some(laid_out) = table.column_mut(place) else { continue };
            let gap = if place == last { 0 } else { GAP };
            laid_out.set_padding((0, u16::try_from(gap).unwrap_or_default()));
            if column.shape == Shape::Number {
                laid_out.set_cell_alignment(CellAlignment::Right);
            }
        }
    }

    /// Returns the widths that fit the terminal: first titles give way, then the widest columns of
    /// words. What cannot be cut may stand over the edge.
    fn fitting(&self) -> Vec<usize> {
        let titled = self.columns.iter().zip(&self.widths);
        let mut widths: Vec<usize> =
            titled.map(|(column, content)| column.title.width().max(*content)).collect();
        let Some(terminal) = self.terminal else { return widths };
        let room = terminal.saturating_sub(GAP * widths.len().saturating_sub(1));
        let narrowest = |column: &Column, content: usize| match column.shape {
            Shape::Words => content.clamp(SHORTEST_TITLE, NARROWEST),
            Shape::Short | Shape::Number => content.max(SHORTEST_TITLE),
        };
        let of_content = self.widths.iter().map(|content| (*content).max(SHORTEST_TITLE));
        shrink(&mut widths, &of_content.collect::<Vec<_>>(), room);
        let of_words = self.columns.iter().zip(&self.widths);
        let least: Vec<usize> =
            of_words.map(|(column, content)| narrowest(column, *content)).collect();
        shrink(&mut widths, &least, room);
        widths
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

/// Cuts a text to a width, with `…` at the end.
fn cut(text: &mut String, width: usize) {
    if text.width() <= width {
        return;
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    *text = format!("{}…", kept.trim_end());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(terminal: Option<usize>, name: &str) -> String {
        let columns = [
            Column::numbers("id", "Id"),
            Column::words("name", "Opportunity"),
            Column::numbers("revenue", "Expected revenue"),
        ];
        let mut out = Vec::new();
        let row = vec!["7".to_owned(), name.to_owned(), "1.00 EUR".to_owned()];
        Table::new(&columns, terminal, Style::Plain).write(&mut out, vec![row], true).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn check(terminal: Option<usize>, name: &str, lines: &[&str]) {
        assert_eq!(table(terminal, name).lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn without_a_terminal_everything_is_shown() {
        check(
            None,
            "Pumps for Ghent",
            &[
                "Id  Opportunity      Expected revenue",
                "─────────────────────────────────────",
                " 7  Pumps for Ghent          1.00 EUR",
            ],
        );
    }

    #[test]
    fn a_narrow_terminal_cuts_titles_first_and_then_words_but_never_numbers() {
        check(
            Some(29),
            "Pumps for Ghent",
            &[
                "Id  Opportunity      Expecte…",
                "─────────────────────────────",
                " 7  Pumps for Ghent  1.00 EUR",
            ],
        );
        check(
            Some(25),
            "Pumps for Ghent",
            &[
                "Id  Opportunity  Expecte…",
                "─────────────────────────",
                " 7  Pumps for…   1.00 EUR",
            ],
        );
    }
}
