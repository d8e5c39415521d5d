//! The losses of a row.

use std::sync::Arc;

use serde_json::Value;
use winback_domain::{Currency, EndedHow, NewLostReason, OutcomeClass, Probability};
use winback_store::{
    ImportEndedLoss, ImportLoss, ImportLossEnd, ImportReason, ImportReasonRest, ImportRevision,
};

use super::{
    customer::person,
    fields::{Fields, Reader},
    place::Places,
};
use crate::NoteInput;

const LOSS: [&str; 15] = [
    "reason",
    "note",
    "competitor",
    "lost_at",
    "lost_by",
    "stage",
    "probability",
    "expected_revenue",
    "salesperson",
    "ended_at",
    "ended_by",
    "ended_how",
    "revised_at",
    "revised_by",
    "revisions",
];

/// The losses of a row: those that ended, and the current one.
#[derive(Default)]
pub(super) struct Losses {
    pub(super) ended: Vec<ImportEndedLoss>,
    pub(super) current: Option<ImportLoss>,
}

/// Reads the losses of a row; only the last of them can be the current one.
pub(super) fn losses(
    places: &Places,
    currency: &Currency,
    reader: &mut Reader<'_>,
    row: Fields<'_>,
) -> Losses {
    let mut losses = Losses::default();
    let list = reader.list(row, "losses");
    for (number, value) in list.iter().enumerate() {
        let place = format!("losses[{number}].");
        let Value::Object(members) = value else {
            reader.problem(row, "losses", format!("an object as loss {number}"));
            continue;
        };
        let fields = Fields { members, place: &place };
        reader.only(fields, &LOSS);
        let loss = loss(places, currency, reader, fields);
        match end(reader, fields) {
            Some(end) => losses.ended.push(ImportEndedLoss { loss, end }),
            None if number + 1 == list.len() => losses.current = Some(loss),
            None => reader.problem(fields, "ended_at", "the end of the loss: another follows"),
        }
    }
    losses
}

fn loss(
    places: &Places,
    currency: &Currency,
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
) -> ImportLoss {
    let lost_at = reader.required_instant(fields, "lost_at");
    let lost_by = person(reader, fields, "lost_by");
    let earlier = revisions(reader, fields);
    // What was never amended was said when the record was lost.
    let (at, by) = if fields.names("revised_at") || !earlier.is_empty() {
        (reader.required_instant(fields, "revised_at"), person(reader, fields, "revised_by"))
    } else {
        (lost_at, lost_by.clone())
    };
    let said = ImportRevision { at, by, ..details(reader, fields, lost_at) };
    ImportLoss {
        lost_at,
        lost_by,
        earlier,
        said,
        stage: places.stage(reader, fields, "stage"),
        probability: reader.percent(fields, "probability").unwrap_or(Probability::EVEN),
        expected_revenue: reader.amount(fields, "expected_revenue", currency),
        salesperson: person(reader, fields, "salesperson"),
    }
}

fn revisions(reader: &mut Reader<'_>, loss: Fields<'_>) -> Vec<ImportRevision> {
    let mut revisions = Vec::new();
    for (number, value) in reader.list(loss, "revisions").iter().enumerate() {
        let place = format!("{}revisions[{number}].", loss.place);
        let Value::Object(members) = value else {
            reader.problem(loss, "revisions", format!("an object as revision {number}"));
            continue;
        };
        let fields = Fields { members, place: &place };
        reader.only(fields, &["reason", "note", "competitor", "at", "by"]);
        let at = reader.required_instant(fields, "at");
        let by = person(reader, fields, "by");
        revisions.push(ImportRevision { by, ..details(reader, fields, at) });
    }
    revisions
}

/// Reads what was said, by nobody known.
fn details(reader: &mut Reader<'_>, fields: Fields<'_>, at: jiff::Timestamp) -> ImportRevision {
    let note = reader.long_text(fields, "note");
    ImportRevision {
        reason: reason(reader, fields),
        note: note.and_then(|html| NoteInput::Html(html).sanitised()),
        competitor: reader.text(fields, "competitor"),
        at,
        by: None,
    }
}

fn reason(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<Arc<ImportReason>> {
    let members = reader.object(fields, "reason")?;
    let place = format!("{}reason.", fields.place);
    let fields = Fields { members, place: &place };
    reader.only(fields, &["name", "category", "outcome", "guidance", "position", "archived"]);
    let outcomes = OutcomeClass::ALL.map(|class| format!("`{}`", class.as_str())).join(", ");
    let outcome = reader.word(fields, "outcome", &outcomes, OutcomeClass::from_word);
    let position = reader.word(fields, "position", "a place from 1", |text| {
        text.parse().ok().filter(|place| *place > 0)
    });
    let archived = reader.word(fields, "archived", "`true` or `false`", |word| word.parse().ok());
    let profile = NewLostReason {
        name: reader.required(fields, "name", "the name of the lost reason"),
        guidance: reader.text(fields, "guidance"),
        category: reader.text(fields, "category"),
        outcome: outcome.unwrap_or(OutcomeClass::Other),
    };
    let is_whole = outcome.is_some() && fields.names("category") && fields.names("guidance");
    let rest = position.zip(archived).filter(|_| is_whole);
    let rest = rest.map(|(position, archived)| ImportReasonRest { position, archived });
    Some(Arc::new(ImportReason { profile, rest }))
}

fn end(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<ImportLossEnd> {
    let by = person(reader, fields, "ended_by");
    let ways = EndedHow::ALL.map(|how| format!("`{}`", how.as_str())).join(", ");
    let how = reader.word(fields, "ended_how", &ways, EndedHow::from_word);
    match (reader.instant(fields, "ended_at"), how) {
        (Some(at), Some(how)) => Some(ImportLossEnd { at, by, how }),
        (None, None) => {
            if by.is_some() {
                reader.problem(fields, "ended_at", "an instant: somebody ended the loss");
            }
            None
        }
        (None, Some(_)) => {
            reader.problem(fields, "ended_at", "an instant: it is told how the loss ended");
            None
        }
        (Some(_), None) => {
            reader.problem(fields, "ended_how", format!("how the loss ended: {ways}"));
            None
        }
    }
}
