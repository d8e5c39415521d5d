//! Tables for people: aligned, without heavy borders, cut to the width of the terminal.

use std::io::{self, Write};

use comfy_table::{
    Attribute, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Column, Shape, Style};

mod fitting;

/// The space between two columns.
const GAP: usize = 2;

/// A table that is written page by page; each page is at least as wide as those before.
pub(super) struct Table {
    /// Those that are shown.
    columns: Vec<Column>,
    /// The widest content of each of them so far.
    widths: Vec<usize>,
    /// Names of columns that are hidden where they do not fit, from the most important.
    giving_way: &'static [&'static str],
    /// Which of the values of a row are shown; the first rows decide it.
    shown: Option<Vec<bool>>,
    terminal: Option<usize>,
    style: Style,
}

impl Table {
    pub(super) fn new(columns: &[Column], terminal: Option<usize>, style: Style) -> Self {
        let widths = vec![0; columns.len()];
        let columns = columns.to_vec();
        Self { columns, widths, giving_way: &[], shown: None, terminal, style }
    }

    /// Lets columns be hidden where the terminal is too narrow, from the last of these names.
    pub(super) const fn let_give_way(&mut self, names: &'static [&'static str]) {
        self.giving_way = names;
    }

    /// Returns how many columns are hidden.
    pub(super) fn hidden(&self) -> usize {
        self.shown.iter().flatten().filter(|shown| !**shown).count()
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
        self.choose_columns(&mut rows);
        self.widen(&rows);
        let widths = fitting::widths(&self.columns, &self.widths, self.terminal);
        for row in &mut rows {
            for (text, width) in row.iter_mut().zip(&widths) {
                cut(text, *width);
            }
        }
        let mut table = self.layout(&widths);
        if titles {
            let cells = self.columns.iter().zip(&widths).map(|(column, width)| {
                let mut title = column.title.to_string();
                cut(&mut title, *width);
                comfy_table::Cell::new(title).add_attribute(Attribute::Bold)
            });
            table.set_header(cells.collect::<Vec<_>>());
        }
        table.add_rows(rows);
        self.align(&mut table);
        writeln!(out, "{}", table.trim_fmt())
    }

    /// Takes away what is not shown.
    fn choose_columns(&mut self, rows: &mut [Vec<String>]) {
        if self.shown.is_none() {
            self.widen(rows);
            let shown = fitting::shown(&self.columns, &self.widths, self.terminal, self.giving_way);
            keep(&mut self.columns, &shown);
            keep(&mut self.widths, &shown);
            self.shown = Some(shown);
        }
        for row in rows {
            keep(row, self.shown.as_deref().unwrap_or_default());
        }
    }

    fn widen(&mut self, rows: &[Vec<String>]) {
        for row in rows {
            for (width, text) in self.widths.iter_mut().zip(row) {
                *width = (*width).max(text.width());
            }
        }
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
}

fn keep<T>(values: &mut Vec<T>, shown: &[bool]) {
    let mut shown = shown.iter();
    values.retain(|_| shown.next() == Some(&true));
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

    #[test]
    fn what_is_hidden_on_the_first_page_stays_hidden() {
        let columns =
            [Column::words("name", "Opportunity"), Column::words("reason", "Lost reason")];
        let mut table = Table::new(&columns, Some(20), Style::Plain);
        table.let_give_way(&["reason"]);
        let mut out = Vec::new();
        let row = |texts: [&str; 2]| vec![texts.map(str::to_owned).to_vec()];
        table.write(&mut out, row(["Pumps for Ghent", "Too expensive"]), true).unwrap();
        table.write(&mut out, row(["Valves", ""]), false).unwrap();
        let lines = ["Opportunity", "───────────────", "Pumps for Ghent", "Valves"];
        assert_eq!(String::from_utf8(out).unwrap().lines().collect::<Vec<_>>(), lines);
        assert_eq!(table.hidden(), 1);
    }
}
