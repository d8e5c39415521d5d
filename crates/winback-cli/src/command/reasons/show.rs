//! `winback reasons show`.

use std::io;

use serde_json::{Value, json};
use winback_app::{
    Desk, ShownReason,
    store::domain::{LostReason, ReasonDeed, ReasonEdit, ReasonEntry},
};

use crate::{
    arguments::Format,
    error::CliError,
    output::{self, Cell, Output, Units, counted, object, write_rows},
    session::Session,
};

/// Shows a reason with its history.
pub(super) async fn show(session: &mut Session, desk: &Desk, name: &str) -> Result<(), CliError> {
    let shown = desk.show_reason(name).await?;
    let units = Units::of(desk);
    let output = &mut session.output;
    match output.format() {
        Format::Table => page(output, &shown, &units)?,
        Format::Csv => {
            let rows = [super::cells(&shown.counts)];
            write_rows(output, &units, "reasons", &super::COLUMNS, &rows)?;
        }
        Format::Json => output::pretty(output.results(), &document(&shown, &units))?,
        Format::Jsonl => output::compact_line(output.results(), &document(&shown, &units))?,
    }
    Ok(())
}

fn page(output: &mut Output, shown: &ShownReason, units: &Units) -> io::Result<()> {
    output.print_heading(&title(&shown.counts.reason))?;
    for line in fields(shown) {
        output.print(&line)?;
    }
    if !shown.history.is_empty() {
        output.print("")?;
        output.print_heading("History")?;
    }
    let mut history = shown.history.iter().flat_map(|entry| told(entry, shown, units));
    history.try_for_each(|line| output.print(&line))
}

fn title(reason: &LostReason) -> String {
    let archived = if reason.archived { ", archived" } else { "" };
    format!("{} (lost reason {}{archived})", reason.name, reason.id)
}

fn fields(shown: &ShownReason) -> Vec<String> {
    let reason = &shown.counts.reason;
    let records = |count| counted(count, "record", "records");
    let mut fields = vec![("Outcome", reason.outcome.as_str().to_owned())];
    fields.extend(reason.category.clone().map(|category| ("Category", category)));
    fields.extend(reason.guidance.clone().map(|guidance| ("Guidance", guidance)));
    fields.push(("Place in the list", reason.position.to_string()));
    if shown.note_required {
        fields.push(("Closing note", "required".to_owned()));
    }
    fields.push(("Lost now", records(shown.counts.lost)));
    fields.push(("Ever lost", records(shown.counts.ever_lost)));
    fields.into_iter().map(|(title, value)| format!("  {title:<20}{value}")).collect()
}

/// Returns the lines of an entry.
fn told(entry: &ReasonEntry, shown: &ShownReason, units: &Units) -> Vec<String> {
    let who = shown.people.get(&entry.by).map_or("somebody", String::as_str);
    let other = |id| shown.reasons.get(&id).map_or("another", String::as_str);
    let did = match entry.deed {
        ReasonDeed::Added => "added".to_owned(),
        ReasonDeed::Changed => "changed".to_owned(),
        ReasonDeed::MergedInto(into) => format!("merged into `{}`", other(into)),
        ReasonDeed::TookOver(from) => format!("took over the losses of `{}`", other(from)),
    };
    let head = format!("  {}  {who}: {did}", units.moment(entry.at));
    let changes = entry.changes.iter().map(|change| {
        let (old, new) = (value(&change.old, units), value(&change.new, units));
        format!("    {}: {old} → {new}", label(&change.new))
    });
    std::iter::once(head).chain(changes).collect()
}

const fn label(edit: &ReasonEdit) -> &'static str {
    match edit {
        ReasonEdit::Name(_) => "Description",
        ReasonEdit::Guidance(_) => "Guidance",
        ReasonEdit::Category(_) => "Category",
        ReasonEdit::Outcome(_) => "Outcome",
        ReasonEdit::Position(_) => "Place in the list",
        ReasonEdit::Archived(_) => "Archived",
    }
}

fn cell(edit: &ReasonEdit) -> Cell {
    match edit {
        ReasonEdit::Name(text) => Cell::Text(text.clone()),
        ReasonEdit::Guidance(text) | ReasonEdit::Category(text) => Cell::text(text.as_deref()),
        ReasonEdit::Outcome(outcome) => Cell::Text(outcome.as_str().into()),
        ReasonEdit::Position(position) => Cell::Id(*position),
        ReasonEdit::Archived(archived) => Cell::YesNo(*archived),
    }
}

/// Returns a value as people read it, a dash for nothing.
fn value(edit: &ReasonEdit, units: &Units) -> String {
    let cell = cell(edit);
    if cell.is_empty() { "–".to_owned() } else { cell.shown(units) }
}

fn document(shown: &ShownReason, units: &Units) -> Value {
    let cells = super::cells(&shown.counts);
    let mut document =
        object(super::COLUMNS.iter().map(|column| column.name.as_ref()).zip(&cells), units);
    let history: Value = shown.history.iter().map(|entry| entry_of(entry, shown, units)).collect();
    if let Some(members) = document.as_object_mut() {
        members.insert("position".to_owned(), json!(shown.counts.reason.position));
        members.insert("note_required".to_owned(), json!(shown.note_required));
        members.insert("history".to_owned(), history);
    }
    document
}

fn entry_of(entry: &ReasonEntry, shown: &ShownReason, units: &Units) -> Value {
    let by = shown.people.get(&entry.by).cloned().unwrap_or_default();
    let other = entry.deed.other().map_or(Cell::Empty, |id| {
        Cell::Reference(id.get(), shown.reasons.get(&id).cloned().unwrap_or_default())
    });
    let members = [
        ("at", Cell::Moment(entry.at)),
        ("by", Cell::Reference(entry.by.get(), by)),
        ("did", Cell::Text(entry.deed.as_str().into())),
        ("other", other),
    ];
    let mut document = object(members.iter().map(|(name, cell)| (*name, cell)), units);
    let changes: Value = entry
        .changes
        .iter()
        .map(|change| {
            let (old, new) = (cell(&change.old).json(units), cell(&change.new).json(units));
            json!({ "part": change.new.part(), "old": old, "new": new })
        })
        .collect();
    if let Some(members) = document.as_object_mut() {
        members.insert("changes".to_owned(), changes);
    }
    document
}
