//! Small parts that several pages have.

use maud::{Markup, PreEscaped, html};
use winback_app::store::{
    Names,
    domain::{ClosingNote, Opportunity, StateKind},
};

use crate::{sentence, words::Words};

/// Returns the stars of a priority, 0 to 3, with what they mean for who cannot see them.
pub(crate) fn stars(words: Words, stars: u8) -> Markup {
    let label = words.say(priority(stars));
    html! {
        span.stars role="img" aria-label=(label) title=(label) {
            @for star in 1..=3_u8 { span.on[star <= stars] aria-hidden="true" { "★" } }
        }
    }
}

/// Returns the key of a priority's name.
pub(crate) const fn priority(stars: u8) -> &'static str {
    match stars {
        0 => "priority-0",
        1 => "priority-1",
        2 => "priority-2",
        _ => "priority-3",
    }
}

/// Returns the badge of a state that is not *open*.
pub(crate) fn badge(words: Words, state: StateKind) -> Markup {
    html! {
        @if state != StateKind::Open {
            span class={ "badge " (state.as_str()) } { (words.say(sentence::state(state))) }
        }
    }
}

/// Returns the name of the lost reason of a record, if it is lost for one.
pub(crate) fn reason<'n>(record: &Opportunity, names: &'n Names) -> Option<&'n str> {
    let reason = record.loss()?.details.reason?;
    names.reasons.get(&reason).map(String::as_str)
}

/// Returns a closing note, which was sanitised on its way in. Rule: behaviour 2.5.
pub(crate) fn note(note: &ClosingNote) -> Markup {
    html! { div.note { (PreEscaped(note.html())) } }
}

/// Returns a box to choose one of several, each with its value and what people read.
pub(crate) fn choice(
    name: &str,
    chosen: &str,
    empty: Option<&str>,
    options: &[(String, String)],
) -> Markup {
    let is_known = options.iter().any(|(value, _)| value == chosen);
    html! {
        select name=(name) {
            @if let Some(empty) = empty {
                option value="" selected[chosen.is_empty()] { (empty) }
            }
            // What is archived by now stays until something else is chosen.
            @if !chosen.is_empty() && !is_known { option value=(chosen) selected { (chosen) } }
            @for (value, label) in options {
                option value=(value) selected[value == chosen] { (label) }
            }
        }
    }
}
