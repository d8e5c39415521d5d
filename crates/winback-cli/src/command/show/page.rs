//! A record with its history, as people read it.

use std::io;

use winback_app::{
    Shown,
    store::{
        Names,
        domain::{ActivityEntry, ClosingNote, Loss, LossDetails, LossRecord, PersonId},
    },
};

use super::history;
use crate::{
    column::value::name_of,
    command::similar::{counted, sentence},
    output::{Cell, Column, Output, Units, note_text},
};

/// How many similar records the page names; of more it tells how many there are.
const NAMED: usize = 5;

/// What the page says in another place, or what only programs need.
const ELSEWHERE: [&str; 9] = [
    "id",
    "name",
    "email_normalised",
    "phone_normalised",
    "active",
    "competitor",
    "closing_note",
    "lost_by",
    "revision",
];

/// A line of a note is hard to read if it is longer.
const WIDEST_NOTE: usize = 104;
/// What stands before each line of a note.
const MARGIN: &str = "│ ";
const MARGIN_WIDTH: usize = 2;

/// One line of the page, or a note of several.
pub(super) enum Line {
    /// The title, or the heading of a section.
    Heading(String),
    /// The ribbon of a lost record.
    Lost(String),
    /// A closing note as HTML, between its indent and the edge of the terminal.
    Note(&'static str, String),
    /// Anything else.
    Text(String),
}

impl Line {
    /// Prints it.
    pub(super) fn print(&self, output: &mut Output) -> io::Result<()> {
        match self {
            Self::Heading(text) => output.print_heading(text),
            Self::Lost(text) => output.print_lost(text),
            Self::Note(indent, html) => {
                let width = output.width().unwrap_or(WIDEST_NOTE).min(WIDEST_NOTE);
                let width = width.saturating_sub(indent.len() + MARGIN_WIDTH);
                for line in note_text(html, width).lines() {
                    output.print(format!("{indent}{MARGIN}{line}").trim_end())?;
                }
                Ok(())
            }
            Self::Text(text) => output.print(text),
        }
    }

    fn note(indent: &'static str, note: Option<&ClosingNote>) -> Option<Self> {
        note.map(|note| Self::Note(indent, note.html().to_owned()))
    }
}

/// Returns the page of a record, from title to similar records.
pub(super) fn lines(columns: &[Column], cells: &[Cell], shown: &Shown, units: &Units) -> Vec<Line> {
    let names = &shown.names;
    let record = &shown.opportunity;
    let (kind, id) = (record.deal.kind.as_str(), record.id);
    let (state, revision) = (record.state.kind(), record.revision.get());
    let name = &record.deal.name;
    let mut page =
        vec![Line::Heading(format!("{name} ({kind} {id}, {state}, revision {revision})"))];
    if let Some(merged) = shown.merged {
        page.push(Line::Text(format!("Opportunity {merged} was merged into this one.")));
    }
    if let Some(loss) = record.loss() {
        page.push(Line::Lost(ribbon(loss, names, units)));
        page.extend(Line::note("  ", loss.details.note.as_ref()));
        page.push(Line::Text(String::new()));
    }
    page.extend(fields(columns, cells, units));
    let mut section = |title: &str, lines: Vec<Line>| {
        if !lines.is_empty() {
            page.extend([Line::Text(String::new()), Line::Heading(title.to_owned())]);
            page.extend(lines);
        }
    };
    let losses = shown.losses.iter().enumerate();
    section("Losses", losses.flat_map(|(n, record)| loss(n + 1, record, names, units)).collect());
    let entries = shown.activity.iter();
    section("Activity", entries.flat_map(|one| entry(one, columns, names, units)).collect());
    let similar = shown.similar.iter().take(NAMED).map(|one| format!("  {}", sentence(one)));
    let more = (shown.similar.len() > NAMED).then(|| {
        let all = counted(shown.similar.len());
        format!("  {all} in all: `winback similar {id}` lists them")
    });
    section("Similar", similar.chain(more).map(Line::Text).collect());
    page
}

fn ribbon(loss: &Loss, names: &Names, units: &Units) -> String {
    let said = said(&loss.details, names);
    let (at, by) = (units.moment(loss.lost_at), by(loss.lost_by, names));
    format!("LOST — {said} ({at}{by})")
}

/// The fields that have a value, a line each.
fn fields(columns: &[Column], cells: &[Cell], units: &Units) -> Vec<Line> {
    let filled = columns.iter().zip(cells).filter(|(column, cell)| {
        let usual = column.name == "kind" || column.name == "state";
        !usual && !cell.is_empty() && !ELSEWHERE.contains(&column.name.as_ref())
    });
    filled
        .map(|(column, cell)| Line::Text(format!("  {:<26}{}", column.title, cell.shown(units))))
        .collect()
}

fn loss(number: usize, record: &LossRecord, names: &Names, units: &Units) -> Vec<Line> {
    let loss = &record.loss;
    let (at, by_whom) = (units.moment(loss.lost_at), by(loss.lost_by, names));
    let reason = said(&loss.details, names);
    let mut lines = vec![Line::Text(format!("  {number}. {at}{by_whom}: {reason}"))];
    let mut then: Vec<String> =
        record.origin.iter().map(|id| format!("opportunity {id}")).collect();
    then.push(format!("at {} %", loss.probability));
    then.extend(loss.stage.map(|stage| format!("in {}", name_of(stage, &names.stages))));
    then.extend(loss.expected_revenue.map(|amount| units.money(amount.minor().into())));
    then.extend(loss.salesperson.map(|person| name_of(person, &names.people)));
    lines.push(Line::Text(format!("     {}", then.join(", "))));
    // The note of the current loss stands under the ribbon.
    if record.end.is_some() {
        lines.extend(Line::note("     ", loss.details.note.as_ref()));
    }
    for pair in record.revisions.windows(2) {
        let [before, after] = pair else { continue };
        let (at, by) = (units.moment(after.at), by(after.by, names));
        let reason = said(&before.details, names);
        lines.push(Line::Text(format!("     amended {at}{by}; before: {reason}")));
        if before.details.note != after.details.note {
            lines.extend(Line::note("       ", before.details.note.as_ref()));
        }
    }
    if let Some(end) = &record.end {
        let (at, by) = (units.moment(end.at), by(end.by, names));
        lines.push(Line::Text(format!("     {} {at}{by}", end.how.as_str())));
    }
    lines
}

fn entry(entry: &ActivityEntry, columns: &[Column], names: &Names, units: &Units) -> Vec<Line> {
    let (at, who) = (units.moment(entry.at), name_of(entry.by, &names.people));
    let what = history::happened(entry.kind);
    let origin = entry.origin.map(|id| format!(" (opportunity {id})")).unwrap_or_default();
    let mut lines = vec![Line::Text(format!("  {at}  {who}: {what}{origin}"))];
    for change in entry.changes.iter().filter(|change| !change.field.is_bookkeeping()) {
        let word = change.field.as_str();
        let label = columns.iter().find(|column| column.name == word).map_or(word, |c| &c.title);
        let value = |value| match history::tracked(change.field, value, names) {
            Cell::Empty => "–".to_owned(),
            cell => cell.shown(units),
        };
        let (old, new) = (value(change.old.as_ref()), value(change.new.as_ref()));
        lines.push(Line::Text(format!("    {label}: {old} → {new}")));
    }
    lines.extend(Line::note("    ", entry.note.as_ref()));
    lines
}

/// What was said about a loss, in words; the note stands below.
fn said(details: &LossDetails, names: &Names) -> String {
    let reason = details.reason.map(|id| name_of(id, &names.reasons));
    let reason = reason.unwrap_or_else(|| "no reason".to_owned());
    match &details.competitor {
        Some(competitor) => format!("{reason}, to {competitor}"),
        None => reason,
    }
}

fn by(person: Option<PersonId>, names: &Names) -> String {
    person.map(|id| format!(", by {}", name_of(id, &names.people))).unwrap_or_default()
}
