//! Where results and talk go: results to standard output, talk to standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use crate::{
    arguments::{Color, Format},
    environment,
};

mod cell;
mod csv;
mod json;
mod rows;
mod style;
mod table;
mod units;
mod visible;
mod waiting;

pub(crate) use cell::{Cell, note_text, object};
pub(crate) use json::{compact_line, pretty};
pub(crate) use rows::{Column, RowWriter, Shape, write_object, write_rows};
pub(crate) use style::Style;
pub(crate) use units::{Units, count, counted};
pub(crate) use visible::{visible, visible_char};
pub(crate) use waiting::{Waiting, clearing};

/// Both streams of the process, and what is known of the terminal.
pub(crate) struct Output {
    results: Box<dyn Write>,
    talk: Box<dyn Write>,
    format: Format,
    width: Option<usize>,
    results_style: Style,
    talk_style: Style,
}

impl Output {
    /// Takes the streams of the process.
    pub(crate) fn of_process(format: Format, color: Color) -> Self {
        let terminal = io::stdout().is_terminal();
        let width = terminal.then(terminal_size::terminal_size).flatten();
        Self {
            results: Box::new(BufWriter::new(io::stdout())),
            talk: Box::new(io::stderr()),
            format,
            width: width.map(|(width, _)| usize::from(width.0)),
            results_style: style(color, terminal),
            talk_style: style(color, io::stderr().is_terminal()),
        }
    }

    /// Returns how results are printed.
    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    /// Tells whether results are for people to read.
    pub(crate) fn is_for_people(&self) -> bool {
        self.format == Format::Table
    }

    /// Returns how many columns the terminal has; nothing if results go elsewhere.
    pub(crate) const fn width(&self) -> Option<usize> {
        self.width
    }

    /// Returns how results are emphasised.
    pub(crate) const fn style(&self) -> Style {
        self.results_style
    }

    /// Returns the stream of results.
    pub(crate) fn results(&mut self) -> &mut dyn Write {
        &mut *self.results
    }

    /// Prints a line of the result for people: control characters are made visible.
    pub(crate) fn print(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.results, "{}", visible(line))
    }

    /// Prints a heading.
    pub(crate) fn print_heading(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.results, "{}", self.results_style.heading(&visible(line)))
    }

    /// Prints the ribbon of a lost record.
    pub(crate) fn print_lost(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.results, "{}", self.results_style.lost(&visible(line)))
    }

    /// Says a line on standard error, after what was printed before.
    pub(crate) fn say(&mut self, line: &str) -> io::Result<()> {
        self.results.flush()?;
        writeln!(self.talk, "{}", visible(line))
    }

    /// Says what went wrong.
    pub(crate) fn say_error(&mut self, sentence: &str) -> io::Result<()> {
        let label = self.talk_style.error("error:");
        writeln!(self.talk, "{label} {}", visible(sentence))
    }

    /// Asks a question; the answer is typed on the same line.
    pub(crate) fn ask(&mut self, question: &str) -> io::Result<()> {
        self.results.flush()?;
        write!(self.talk, "{question}")?;
        self.talk.flush()
    }

    /// Shows on a terminal that long work goes on, such as `Importing deals.csv`, until what it
    /// returns is dropped.
    pub(crate) fn waiting(&self, work: &str) -> Waiting {
        Waiting::for_work(work)
    }

    /// Shows on a terminal how far long work has come, such as `Making records`, of which there will
    /// be `total`, until what it returns is dropped.
    pub(crate) fn counting(
        &self,
        work: &str,
        total: u64,
        done: impl Fn() -> u64 + Send + 'static,
    ) -> Waiting {
        Waiting::for_counted(work, total, done)
    }

    /// Writes out everything that was printed.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.results.flush()
    }
}

fn style(color: Color, terminal: bool) -> Style {
    match color {
        Color::Always => Style::Ansi,
        Color::Never => Style::Plain,
        Color::Auto if terminal && !environment::refuses_color() => Style::Ansi,
        Color::Auto => Style::Plain,
    }
}
