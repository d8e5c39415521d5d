//! What an action would do, before it is done. Rule: behaviour 2.7.

use maud::{Markup, html};
use winback_app::{
    Preview,
    store::domain::{Effect, StateKind},
};

use super::chosen::Chosen;
use crate::{
    sentence::{signed, state, transition},
    visitor::Visitor,
    words::Said,
};

/// Shows a preview: how many records, of which state, with which revenue, and what is in the way.
pub(super) fn shown(visitor: &Visitor, chosen: &Chosen, path: &str, preview: &Preview) -> Markup {
    let (words, currency) = (visitor.words, &visitor.desk.settings().currency);
    let count = |key: &str, count: u64| {
        let shown = words.count(count);
        words.say_with(key, &[("count", Said::Count(signed(count), &shown))])
    };
    let is_one = chosen.only().is_some() && !preview.is_refused();
    html! {
        @if !is_one {
            ul.preview {
                @for row in &preview.rows {
                    li {
                        strong { (count("records", row.count)) }
                        " (" (words.say(state(row.from))) ") " (words.say(effect(row.effect)))
                        @if row.effect != Effect::Nothing { " · " (words.money(row.revenue_minor, currency)) }
                    }
                }
            }
            @if !preview.missing.is_empty() {
                p.problem role="alert" { (count("preview-missing", signed_len(&preview.missing))) }
            }
            @if !preview.refused.is_empty() {
                div.problem role="alert" {
                    p { (count("preview-refused", preview.refused_count())) }
                    ul { @for error in &preview.named { li { (transition(words, error)) } } }
                    @let states = allowed(preview);
                    @if !states.is_empty() {
                        p { a.button href=(chosen.narrowed(path, &states)) data-dialog {
                            (count("preview-leave-out", preview.refused_count())) } }
                    }
                }
            }
        }
    }
}

fn signed_len<T>(values: &[T]) -> u64 {
    u64::try_from(values.len()).unwrap_or(u64::MAX)
}

/// Returns the states of the records that the action can be done on.
fn allowed(preview: &Preview) -> String {
    let mut states: Vec<StateKind> = preview.rows.iter().map(|row| row.from).collect();
    states.dedup();
    states.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ")
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Nothing => "effect-nothing",
        Effect::Lose => "effect-lose",
        Effect::AmendLoss => "effect-amend",
        Effect::Archive => "effect-archive",
        Effect::Reopen => "effect-reopen",
        Effect::Win => "effect-win",
        Effect::MoveStage => "effect-move",
        Effect::Assign => "effect-assign",
    }
}
