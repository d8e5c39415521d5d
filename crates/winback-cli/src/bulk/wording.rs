//! What is said of a change: before, as a preview, and afterwards.

use winback_app::{
    Action, Performed, Preview, Target,
    store::domain::{Effect, Verb},
};

use crate::output::{Units, count, counted};

/// Says what an action would do, a line for each state and effect.
pub(super) fn preview_lines(preview: &Preview, action: &Action, units: &Units) -> Vec<String> {
    let mut lines = Vec::new();
    if preview.changing() > 0 {
        let records = counted(preview.changing(), "opportunity", "opportunities");
        let revenue = units.money(preview.revenue_minor());
        lines.push(format!("This changes {records} with an expected revenue of {revenue}:"));
    }
    for row in &preview.rows {
        let revenue = units.money(row.revenue_minor);
        let count = count(row.count);
        let what = previewed(row.effect);
        lines.push(format!("  {count} {}, {revenue}: {what}", row.from));
    }
    for (state, refused) in &preview.refused {
        let (count, verb) = (count(*refused), participle(action));
        lines.push(format!("  {count} {state}: refused, cannot be {verb}"));
    }
    lines.extend(preview.policy.iter().map(|policy| format!("  refused: {policy}")));
    lines
}

const fn previewed(effect: Effect) -> &'static str {
    match effect {
        Effect::Nothing => "nothing happens, it is so already",
        Effect::Lose => "marked lost",
        Effect::AmendLoss => "the loss is amended",
        Effect::Archive => "archived",
        Effect::Reopen => "restored",
        Effect::Win => "marked won",
        Effect::MoveStage => "moved",
        Effect::Assign => "assigned",
    }
}

/// Returns what was to be done to the records, as in "cannot be …".
pub(super) const fn participle(action: &Action) -> &'static str {
    match action {
        Action::Lose(_) => Verb::MarkLost.past_participle(),
        Action::Amend(_) => "amended",
        Action::Restore => Verb::Restore.past_participle(),
        Action::Archive => Verb::Archive.past_participle(),
        Action::Win => Verb::MarkWon.past_participle(),
        Action::Move(_) => Verb::MoveStage.past_participle(),
        Action::Assign(_) => Verb::Assign.past_participle(),
    }
}

/// Names the work of an action while it goes on.
pub(super) const fn work(action: &Action) -> &'static str {
    match action {
        Action::Lose(_) => "Marking opportunities lost",
        Action::Amend(_) => "Amending losses",
        Action::Restore => "Restoring opportunities",
        Action::Archive => "Archiving opportunities",
        Action::Win => "Marking opportunities won",
        Action::Move(_) => "Moving opportunities",
        Action::Assign(_) => "Assigning opportunities",
    }
}

/// Says what was done.
pub(super) fn sentence(target: &Target, performed: &Performed) -> String {
    let parts: Vec<String> = match target {
        Target::Ids(ids) if ids.len() == 1 => {
            let id = ids.first().map(ToString::to_string).unwrap_or_default();
            performed.effects.iter().map(|(effect, _)| done_to(*effect, &id)).collect()
        }
        Target::Ids(_) | Target::Where(_) => {
            performed.effects.iter().map(|(effect, count)| done(*effect, *count)).collect()
        }
    };
    match parts.as_slice() {
        [] => "No opportunity matches; nothing was changed.".to_owned(),
        parts => capitalised(&format!("{}.", parts.join("; "))),
    }
}

fn capitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), chars.as_str()))
}

fn done_to(effect: Effect, id: &str) -> String {
    match effect {
        Effect::Nothing => format!("Opportunity {id} is so already; nothing was changed"),
        Effect::Lose => format!("Marked opportunity {id} lost"),
        Effect::AmendLoss => format!("Amended the loss of opportunity {id}"),
        Effect::Archive => format!("Archived opportunity {id}"),
        Effect::Reopen => format!("Restored opportunity {id}"),
        Effect::Win => format!("Marked opportunity {id} won"),
        Effect::MoveStage => format!("Moved opportunity {id}"),
        Effect::Assign => format!("Assigned opportunity {id}"),
    }
}

fn done(effect: Effect, count: u64) -> String {
    let records = counted(count, "opportunity", "opportunities");
    match effect {
        Effect::Nothing => format!("left {records} as before"),
        Effect::Lose => format!("marked {records} lost"),
        Effect::AmendLoss => format!("amended the loss of {records}"),
        Effect::Archive => format!("archived {records}"),
        Effect::Reopen => format!("restored {records}"),
        Effect::Win => format!("marked {records} won"),
        Effect::MoveStage => format!("moved {records}"),
        Effect::Assign => format!("assigned {records}"),
    }
}

/// The word for an effect in documents for programs.
pub(super) const fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Nothing => "unchanged",
        Effect::Lose => "lost",
        Effect::AmendLoss => "amended",
        Effect::Archive => "archived",
        Effect::Reopen => "restored",
        Effect::Win => "won",
        Effect::MoveStage => "moved",
        Effect::Assign => "assigned",
    }
}
