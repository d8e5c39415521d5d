//! A record with its history, as programs read it.

use serde_json::{Value, json};
use winback_app::{
    Shown, Similar,
    store::{
        Names, Sign,
        domain::{ActivityEntry, FieldChange, LossRecord, LossRevision, OpportunityId},
    },
};

use super::history;
use crate::{
    command::similar::common,
    output::{Cell, Column, Units, object},
};

/// Returns the fields of a record with `losses`, `activity` and `similar`.
pub(super) fn of(columns: &[Column], cells: &[Cell], shown: &Shown, units: &Units) -> Value {
    let names = &shown.names;
    let mut document = object(columns.iter().map(|column| column.name.as_ref()).zip(cells), units);
    let losses: Value = shown.losses.iter().map(|record| loss(record, names, units)).collect();
    let activity: Value =
        shown.activity.iter().map(|entry| activity(entry, names, units)).collect();
    let similar: Value = shown.similar.iter().map(similar).collect();
    for (name, value) in [("losses", losses), ("activity", activity), ("similar", similar)] {
        put(&mut document, name, value);
    }
    document
}

fn put(document: &mut Value, name: &str, value: Value) {
    if let Some(members) = document.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// Says which record something is of that was merged into this one.
fn put_origin(document: &mut Value, origin: Option<OpportunityId>) {
    if let Some(origin) = origin {
        put(document, "origin", json!(origin.get()));
    }
}

fn members<const N: usize>(members: &[(&'static str, Cell); N], units: &Units) -> Value {
    object(members.iter().map(|(name, cell)| (*name, cell)), units)
}

fn loss(record: &LossRecord, names: &Names, units: &Units) -> Value {
    let loss = &record.loss;
    let end = record.end.as_ref();
    let [reason, note, competitor] = history::details(&loss.details, names);
    let revenue = loss.expected_revenue.map(|amount| Cell::Money(amount.minor().into()));
    let mut document = members(
        &[
            ("id", Cell::Id(loss.id.get())),
            reason,
            note,
            competitor,
            ("lost_at", Cell::Moment(loss.lost_at)),
            ("lost_by", history::person(loss.lost_by, names)),
            ("stage", history::stage(loss.stage, names)),
            ("probability", Cell::Percent(loss.probability.hundredths().into())),
            ("expected_revenue", revenue.unwrap_or(Cell::Empty)),
            ("salesperson", history::person(loss.salesperson, names)),
            ("ended_at", end.map_or(Cell::Empty, |end| Cell::Moment(end.at))),
            ("ended_by", history::person(end.and_then(|end| end.by), names)),
            ("ended_how", end.map_or(Cell::Empty, |end| Cell::Text(end.how.as_str().into()))),
        ],
        units,
    );
    let revisions = record.revisions.iter().map(|said| revision(said, names, units)).collect();
    put(&mut document, "revisions", revisions);
    put_origin(&mut document, record.origin);
    document
}

fn revision(said: &LossRevision, names: &Names, units: &Units) -> Value {
    let [reason, note, competitor] = history::details(&said.details, names);
    let at = ("at", Cell::Moment(said.at));
    members(&[reason, note, competitor, at, ("by", history::person(said.by, names))], units)
}

fn activity(entry: &ActivityEntry, names: &Names, units: &Units) -> Value {
    let note = entry.note.as_ref().map_or(Cell::Empty, |note| Cell::Note(note.html().into()));
    let mut document = members(
        &[
            ("id", Cell::Id(entry.id.get())),
            ("operation", Cell::Id(entry.operation.get())),
            ("kind", Cell::Text(entry.kind.as_str().into())),
            ("at", Cell::Moment(entry.at)),
            ("by", history::person(Some(entry.by), names)),
            ("revision", Cell::Id(entry.revision.get())),
            ("note", note),
        ],
        units,
    );
    let changes = entry.changes.iter().map(|one| change(one, names, units)).collect();
    put(&mut document, "changes", changes);
    put_origin(&mut document, entry.origin);
    document
}

fn change(change: &FieldChange, names: &Names, units: &Units) -> Value {
    let value = |value| history::tracked(change.field, value, names).json(units);
    let (old, new) = (value(change.old.as_ref()), value(change.new.as_ref()));
    json!({ "field": change.field.as_str(), "old": old, "new": new })
}

fn similar(similar: &Similar) -> Value {
    json!({
        "id": similar.id.get(),
        "kind": similar.kind.as_str(),
        "name": similar.name,
        "state": similar.state.as_str(),
        "same_email": common(similar, Sign::Email),
        "same_phone": common(similar, Sign::Phone),
        "same_customer": common(similar, Sign::Customer),
        "same_domain": common(similar, Sign::Domain),
    })
}
