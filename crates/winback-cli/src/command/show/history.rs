//! Names and values in the history of a record.

use winback_app::store::{
    Names,
    domain::{
        CampaignId, CountryId, CustomerId, EntryKind, LossDetails, LostReasonId, MediumId,
        PersonId, SourceId, StageId, TagId, TeamId, TrackedField, TrackedValue,
    },
};

use crate::{column::value::name_of, output::Cell};

/// Returns the value that a tracked field had or has.
pub(crate) fn tracked(field: TrackedField, value: Option<&TrackedValue>, names: &Names) -> Cell {
    let referred = |id: &i64| (*id, referred_name(field, *id, names));
    match value {
        None => Cell::Empty,
        Some(TrackedValue::Text(text)) => Cell::Text(text.clone()),
        Some(TrackedValue::Number(number)) => match u8::try_from(*number) {
            Ok(stars) if field == TrackedField::Priority => Cell::Stars(stars),
            Ok(_) | Err(_) => Cell::Id(*number),
        },
        Some(TrackedValue::Amount(amount)) => Cell::Money(amount.minor().into()),
        Some(TrackedValue::Probability(odds)) => Cell::Percent(odds.hundredths().into()),
        Some(TrackedValue::Date(day)) => Cell::Day(*day),
        Some(TrackedValue::Instant(instant)) => Cell::Moment(*instant),
        Some(TrackedValue::Reference(id)) => {
            let (id, name) = referred(id);
            Cell::Reference(id, name)
        }
        Some(TrackedValue::References(ids)) => Cell::References(ids.iter().map(referred).collect()),
    }
}

fn referred_name(field: TrackedField, id: i64, names: &Names) -> String {
    use TrackedField as Field;
    match field {
        Field::LostReason => name_of(LostReasonId::new(id), &names.reasons),
        Field::Stage => name_of(StageId::new(id), &names.stages),
        Field::Customer => name_of(CustomerId::new(id), &names.customers),
        Field::Country => name_of(CountryId::new(id), &names.countries),
        Field::Salesperson => name_of(PersonId::new(id), &names.people),
        Field::Team => name_of(TeamId::new(id), &names.teams),
        Field::Tags => name_of(TagId::new(id), &names.tags),
        Field::Source => name_of(SourceId::new(id), &names.sources),
        Field::Medium => name_of(MediumId::new(id), &names.mediums),
        Field::Campaign => name_of(CampaignId::new(id), &names.campaigns),
        _ => format!("#{id}"),
    }
}

/// Returns a person, if known.
pub(super) fn person(id: Option<PersonId>, names: &Names) -> Cell {
    id.map_or(Cell::Empty, |id| Cell::Reference(id.get(), name_of(id, &names.people)))
}

/// Returns a stage, if known.
pub(super) fn stage(id: Option<StageId>, names: &Names) -> Cell {
    id.map_or(Cell::Empty, |id| Cell::Reference(id.get(), name_of(id, &names.stages)))
}

/// Returns what people said about a loss: reason, note and competitor.
pub(super) fn details(details: &LossDetails, names: &Names) -> [(&'static str, Cell); 3] {
    let reason = details
        .reason
        .map_or(Cell::Empty, |id| Cell::Reference(id.get(), name_of(id, &names.reasons)));
    let note = details.note.as_ref().map_or(Cell::Empty, |note| Cell::Note(note.html().into()));
    [("reason", reason), ("note", note), ("competitor", Cell::text(details.competitor.as_deref()))]
}

/// Returns what happened, in words.
pub(super) const fn happened(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Created => "created",
        EntryKind::Changed => "changed",
        EntryKind::Lost => "marked lost",
        EntryKind::LossAmended => "loss amended",
        EntryKind::Restored => "restored",
        EntryKind::Archived => "archived",
        EntryKind::Won => "marked won",
        EntryKind::StageMoved => "moved to another stage",
        EntryKind::Assigned => "assigned",
        EntryKind::Converted => "converted into an opportunity",
        EntryKind::Imported => "imported",
        EntryKind::Merged => "merged with others",
        EntryKind::MergedAway => "merged into this one",
        EntryKind::Undone => "undid the change before",
    }
}
