//! The history of a record: its losses, its log, and records of the same people.

use maud::{Markup, html};
use winback_app::{
    Shown,
    store::{
        Sign,
        domain::{
            ActivityEntry, EndedHow, EntryKind, LossRecord, OpportunityId, PersonId, TrackedField,
        },
    },
};

use super::tracked;
use crate::{
    layout::avatar,
    pages::records::{label, link},
    visitor::Visitor,
    widget,
    words::Said,
};

/// How many similar records the page names.
const NAMED: usize = 6;

/// Records of the same people, each with what is common. Rule: behaviour 5.6.
pub(super) fn similar(visitor: &Visitor, shown: &Shown) -> Markup {
    let words = visitor.words;
    let record = &shown.opportunity;
    html! {
        @if !shown.similar.is_empty() {
            section.similar {
                h2 { (words.say("similar")) }
                ul {
                    @for similar in shown.similar.iter().take(NAMED) {
                        li {
                            a href={ "/opportunities/" (similar.id) } { (similar.name) }
                            " " (widget::badge(words, similar.state))
                            br;
                            small {
                                @for (place, evidence) in similar.evidence.iter().enumerate() {
                                    @if place > 0 { " · " }
                                    span title=(evidence.value) { (words.say(sign(evidence.sign))) }
                                }
                            }
                        }
                    }
                }
                @if shown.similar.len() > NAMED { p.hint { (words.say("similar-more")) } }
                @let ids: Vec<OpportunityId> = std::iter::once(record.id)
                    .chain(shown.similar.iter().map(|similar| similar.id)).take(5).collect();
                @let pairs: Vec<(&str, String)> = ids.iter().map(|id| ("id", id.to_string()))
                    .chain([("back", format!("/opportunities/{}", record.id))]).collect();
                p { a.button href=(link("/actions/merge", &pairs)) data-dialog { (words.say("action-merge")) } }
            }
        }
    }
}

const fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Email => "same-email",
        Sign::Phone => "same-phone",
        Sign::Customer => "same-customer",
        Sign::Domain => "same-domain",
    }
}

fn person(visitor: &Visitor, shown: &Shown, id: Option<PersonId>) -> String {
    let name = id.and_then(|id| shown.names.people.get(&id));
    name.cloned().unwrap_or_else(|| visitor.words.say("somebody").into_owned())
}

/// All losses, the latest first. Rule: behaviour 2.4.
pub(super) fn losses(visitor: &Visitor, shown: &Shown) -> Markup {
    let words = visitor.words;
    html! {
        @if !shown.losses.is_empty() {
            section.losses {
                h2 { (words.say("loss-history")) }
                ol {
                    @for record in shown.losses.iter().rev() { li { (loss(visitor, shown, record)) } }
                }
            }
        }
    }
}

fn loss(visitor: &Visitor, shown: &Shown, record: &LossRecord) -> Markup {
    let (words, loss) = (visitor.words, &record.loss);
    let names = &shown.names;
    let reason = loss.details.reason.and_then(|id| names.reasons.get(&id));
    let at = words.moment(loss.lost_at, visitor.desk.zone());
    let by = person(visitor, shown, loss.lost_by);
    let said = [("when", Said::Text(&at)), ("who", Said::Text(&by))];
    html! {
        p {
            strong { @match reason { Some(name) => (name), None => (words.say("no-reason")) } }
            @if record.end.is_none() { " " span.badge.lost { (words.say("loss-current")) } }
        }
        p.hint { (words.say_with("lost-when-by", &said)) }
        p.hint {
            @if let Some(stage) = loss.stage.and_then(|id| names.stages.get(&id)) { (stage) " · " }
            (words.percent(loss.probability.hundredths()))
            @if let Some(amount) = loss.expected_revenue {
                " · " (words.amount(amount, &visitor.desk.settings().currency))
            }
            @if let Some(competitor) = &loss.details.competitor {
                " · " (words.say("field-competitor")) ": " (competitor)
            }
        }
        @if let Some(note) = &loss.details.note { (widget::note(note)) }
        @if record.revisions.len() > 1 {
            details {
                summary { (words.say("loss-revisions")) }
                @for revision in record.revisions.iter().rev().skip(1) {
                    @let reason = revision.details.reason.and_then(|id| names.reasons.get(&id));
                    p.hint {
                        (words.moment(revision.at, visitor.desk.zone())) ": "
                        @match reason { Some(name) => (name), None => (words.say("no-reason")) }
                    }
                    @if let Some(note) = &revision.details.note { (widget::note(note)) }
                }
            }
        }
        @if let Some(end) = &record.end {
            @let at = words.moment(end.at, visitor.desk.zone());
            @let by = person(visitor, shown, end.by);
            @let said = [("when", Said::Text(&at)), ("who", Said::Text(&by))];
            p.hint { (words.say_with(ended(end.how), &said)) }
        }
    }
}

const fn ended(how: EndedHow) -> &'static str {
    match how {
        EndedHow::Restored => "ended-restored",
        EndedHow::Merged => "ended-merged",
        EndedHow::Won => "ended-won",
    }
}

/// The log, the newest first.
pub(super) fn activity(visitor: &Visitor, shown: &Shown, limit: usize) -> Markup {
    let words = visitor.words;
    html! {
        section.activity {
            h2 { (words.say("activity")) }
            ol { @for it in &shown.activity { li { (entry(visitor, shown, it)) } } }
            @if shown.activity.len() == limit {
                a.more href={ "/opportunities/" (shown.opportunity.id) "?everything=1" } {
                    (words.say("activity-more"))
                }
            }
        }
    }
}

fn entry(visitor: &Visitor, shown: &Shown, entry: &ActivityEntry) -> Markup {
    let words = visitor.words;
    let name = person(visitor, shown, Some(entry.by));
    html! {
        (avatar(&name))
        div {
            p {
                strong { (name) } " " (words.say(happened(entry.kind)))
                @if let Some(origin) = entry.origin { " " small { "#" (origin) } }
            }
            p.hint { (words.moment(entry.at, visitor.desk.zone())) }
            @if !entry.changes.is_empty() {
                ul.changes {
                    @for change in &entry.changes {
                        @if change.field != TrackedField::ClosedAt && change.field != TrackedField::StageChangedAt {
                            @let shown_value = |value: &Option<_>| value.as_ref()
                                .map(|value| tracked(visitor, change.field, value, &shown.names))
                                .unwrap_or_else(|| words.say("none").into_owned());
                            li {
                                (label(words, change.field.as_str())) ": "
                                (shown_value(&change.old)) span aria-hidden="true" { " → " }
                                span.hidden { (words.say("changed-to")) } (shown_value(&change.new))
                            }
                        }
                    }
                }
            }
            @if let Some(note) = &entry.note { (widget::note(note)) }
        }
    }
}

const fn happened(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Created => "entry-created",
        EntryKind::Changed => "entry-changed",
        EntryKind::Lost => "entry-lost",
        EntryKind::LossAmended => "entry-loss-amended",
        EntryKind::Restored => "entry-restored",
        EntryKind::Archived => "entry-archived",
        EntryKind::Won => "entry-won",
        EntryKind::StageMoved => "entry-stage-moved",
        EntryKind::Assigned => "entry-assigned",
        EntryKind::Converted => "entry-converted",
        EntryKind::Imported => "entry-imported",
        EntryKind::Merged => "entry-merged",
        EntryKind::MergedAway => "entry-merged-away",
        EntryKind::Undone => "entry-undone",
    }
}
