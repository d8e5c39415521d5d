//! Losses as an export holds them.

use winback_domain::{ClosingNote, LossDetails, LossRecord, LossRevision, LostReasonId};

use super::{
    ExportValue,
    record::{Records, named},
};

/// Returns a loss with its history.
pub(super) fn loss(record: &LossRecord, records: &Records) -> ExportValue {
    let loss = &record.loss;
    let end = record.end.as_ref();
    let (last, earlier) = match record.revisions.split_last() {
        Some((last, earlier)) => (Some(last), earlier),
        None => (None, &[][..]),
    };
    let [reason, note, competitor] = details(&loss.details, records);
    let earlier = earlier.iter().map(|revision| said(revision, records)).collect();
    ExportValue::Object(vec![
        reason,
        note,
        competitor,
        ("lost_at", ExportValue::Moment(loss.lost_at)),
        ("lost_by", records.person(loss.lost_by)),
        ("stage", named(loss.stage, &records.referred().stages)),
        ("probability", ExportValue::Percent(loss.probability)),
        ("expected_revenue", records.money(loss.expected_revenue)),
        ("salesperson", records.person(loss.salesperson)),
        ("ended_at", ExportValue::moment(end.map(|end| end.at))),
        ("ended_by", records.person(end.and_then(|end| end.by))),
        ("ended_how", ExportValue::text(end.map(|end| end.how.as_str()))),
        ("revised_at", ExportValue::moment(last.map(|last| last.at))),
        ("revised_by", records.person(last.and_then(|last| last.by))),
        ("revisions", ExportValue::List(earlier)),
    ])
}

/// Returns what was said before the loss was amended.
fn said(revision: &LossRevision, records: &Records) -> ExportValue {
    let [reason, note, competitor] = details(&revision.details, records);
    ExportValue::Object(vec![
        reason,
        note,
        competitor,
        ("at", ExportValue::Moment(revision.at)),
        ("by", records.person(revision.by)),
    ])
}

fn details(details: &LossDetails, records: &Records) -> [(&'static str, ExportValue); 3] {
    let note = details.note.as_ref().map(ClosingNote::html);
    [
        ("reason", details.reason.map_or(ExportValue::Empty, |id| reason(id, records))),
        ("note", ExportValue::text(note)),
        ("competitor", ExportValue::text(details.competitor.as_deref())),
    ]
}

/// Returns a reason with all that is known of it, so that it can be made anew.
fn reason(id: LostReasonId, records: &Records) -> ExportValue {
    let Some(reason) = records.referred().reasons.get(&id) else { return ExportValue::Empty };
    ExportValue::Object(vec![
        ("name", ExportValue::Text(reason.name.clone())),
        ("category", ExportValue::text(reason.category.as_deref())),
        ("outcome", ExportValue::Text(reason.outcome.as_str().into())),
        ("guidance", ExportValue::text(reason.guidance.as_deref())),
        ("position", ExportValue::Number(reason.position)),
        ("archived", ExportValue::YesNo(reason.archived)),
    ])
}
