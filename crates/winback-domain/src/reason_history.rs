//! What happened to a lost reason itself: added, renamed, archived, merged. Losses point to the
//! reason, so none of this touches them.

use std::fmt;

use jiff::Timestamp;

use crate::{LostReason, LostReasonId, PersonId, ReasonEdit};

/// One part of a lost reason, before and after; both are the same variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonChange {
    /// What undoes the change.
    pub old: ReasonEdit,
    /// What was done.
    pub new: ReasonEdit,
}

/// What was done to a lost reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonDeed {
    /// It was added; what it was then follows from the later changes.
    Added,
    /// Parts of it were changed.
    Changed,
    /// It was merged into this one, which has its losses since. Rule: behaviour 4.2.
    MergedInto(LostReasonId),
    /// This one was merged into it.
    TookOver(LostReasonId),
}

impl ReasonDeed {
    /// Returns the word for the deed: `added`, `changed`, `merged_into`, `took_over`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::MergedInto(_) => "merged_into",
            Self::TookOver(_) => "took_over",
        }
    }

    /// Returns the other reason of a merge.
    pub const fn other(self) -> Option<LostReasonId> {
        match self {
            Self::Added | Self::Changed => None,
            Self::MergedInto(other) | Self::TookOver(other) => Some(other),
        }
    }

    /// Finds the deed by its word and, for a merge, the other reason.
    pub fn from_word(word: &str, other: Option<LostReasonId>) -> Option<Self> {
        match (word, other) {
            ("added", None) => Some(Self::Added),
            ("changed", None) => Some(Self::Changed),
            ("merged_into", Some(into)) => Some(Self::MergedInto(into)),
            ("took_over", Some(from)) => Some(Self::TookOver(from)),
            _ => None,
        }
    }
}

/// One entry of a lost reason's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonEntry {
    /// The reason.
    pub reason: LostReasonId,
    /// What was done to it.
    pub deed: ReasonDeed,
    /// Which of its parts changed with that.
    pub changes: Vec<ReasonChange>,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: PersonId,
}

/// A name that a lost reason had, and no reason has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The reason that had it.
    pub reason: LostReasonId,
    /// Since when it is called otherwise.
    pub until: Timestamp,
}

impl LostReason {
    /// Changes the reason, and returns what of it is other than before.
    pub fn edit(&mut self, edits: &[ReasonEdit]) -> Vec<ReasonChange> {
        let before = self.parts();
        for edit in edits {
            match edit {
                ReasonEdit::Name(name) => self.name.clone_from(name),
                ReasonEdit::Guidance(guidance) => self.guidance.clone_from(guidance),
                ReasonEdit::Category(category) => self.category.clone_from(category),
                ReasonEdit::Outcome(outcome) => self.outcome = *outcome,
                ReasonEdit::Position(position) => self.position = *position,
                ReasonEdit::Archived(archived) => self.archived = *archived,
            }
        }
        let parts = before.into_iter().zip(self.parts());
        parts.filter(|(old, new)| old != new).map(|(old, new)| ReasonChange { old, new }).collect()
    }

    /// Returns all that can be changed of the reason, as the edits that make another one the same.
    pub fn parts(&self) -> [ReasonEdit; 6] {
        let Self { id: _, name, guidance, category, outcome, position, archived } = self.clone();
        [
            ReasonEdit::Name(name),
            ReasonEdit::Guidance(guidance),
            ReasonEdit::Category(category),
            ReasonEdit::Outcome(outcome),
            ReasonEdit::Position(position),
            ReasonEdit::Archived(archived),
        ]
    }

    /// Tells what of its history, the oldest entry first, does not lead to the reason as it is: a
    /// sentence to follow its name, or nothing.
    pub fn contradiction<'a>(
        &self,
        history: impl IntoIterator<Item = &'a ReasonEntry>,
    ) -> Option<String> {
        let mut replayed: [Option<ReasonEdit>; 6] = [const { None }; 6];
        for change in history.into_iter().flat_map(|entry| &entry.changes) {
            let place = change.new.place();
            let part = replayed.get_mut(place)?;
            if change.old.place() != place || part.as_ref().is_some_and(|last| *last != change.old)
            {
                return Some(format!("has a history that does not go on from {}", change.old));
            }
            *part = Some(change.new.clone());
        }
        let parts = self.parts();
        let left = replayed.iter().zip(&parts).find_map(|(last, now)| {
            last.as_ref().filter(|last| *last != now).map(|last| (last, now))
        });
        left.map(|(last, now)| format!("has {now}, and its history ends at {last}"))
    }
}

impl ReasonEdit {
    /// Returns the word for the part that it changes: its name in commands and files.
    pub const fn part(&self) -> &'static str {
        match self {
            Self::Name(_) => "name",
            Self::Guidance(_) => "guidance",
            Self::Category(_) => "category",
            Self::Outcome(_) => "outcome",
            Self::Position(_) => "position",
            Self::Archived(_) => "archived",
        }
    }

    /// Returns the place of its part in [`LostReason::parts`].
    const fn place(&self) -> usize {
        match self {
            Self::Name(_) => 0,
            Self::Guidance(_) => 1,
            Self::Category(_) => 2,
            Self::Outcome(_) => 3,
            Self::Position(_) => 4,
            Self::Archived(_) => 5,
        }
    }
}

impl fmt::Display for ReasonEdit {
    /// Prints the part and its value, such as "the name `Price`" or "no guidance".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.part();
        match self {
            Self::Name(text) | Self::Guidance(Some(text)) | Self::Category(Some(text)) => {
                write!(f, "the {part} `{text}`")
            }
            Self::Guidance(None) | Self::Category(None) => write!(f, "no {part}"),
            Self::Outcome(outcome) => write!(f, "the {part} `{}`", outcome.as_str()),
            Self::Position(position) => write!(f, "the {part} {position}"),
            Self::Archived(true) => f.write_str("archived"),
            Self::Archived(false) => f.write_str("not archived"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OutcomeClass;

    fn reason() -> LostReason {
        LostReason {
            id: LostReasonId::new(1),
            name: "Price".into(),
            guidance: None,
            category: None,
            outcome: OutcomeClass::Other,
            position: 1,
            archived: false,
        }
    }

    fn entry(changes: Vec<ReasonChange>) -> ReasonEntry {
        ReasonEntry {
            reason: LostReasonId::new(1),
            deed: ReasonDeed::Changed,
            changes,
            at: Timestamp::UNIX_EPOCH,
            by: PersonId::new(1),
        }
    }

    #[test]
    fn an_edit_tells_what_is_other_than_before() {
        let mut reason = reason();
        let changes = reason.edit(&[
            ReasonEdit::Name("Too dear".into()),
            ReasonEdit::Category(None),
            ReasonEdit::Archived(true),
            ReasonEdit::Archived(false),
        ]);
        let (old, new) = (ReasonEdit::Name("Price".into()), ReasonEdit::Name("Too dear".into()));
        assert_eq!(changes, [ReasonChange { old, new }]);
        assert_eq!(reason.name, "Too dear");
        let parts: Vec<&str> = reason.parts().iter().map(ReasonEdit::part).collect();
        assert_eq!(parts, ["name", "guidance", "category", "outcome", "position", "archived"]);
        assert!(reason.parts().iter().enumerate().all(|(place, part)| part.place() == place));
    }

    #[test]
    fn a_history_leads_to_the_reason_or_the_contradiction_is_told() {
        let mut now = reason();
        let first = entry(now.edit(&[ReasonEdit::Name("Dear".into())]));
        let second = entry(now.edit(&[ReasonEdit::Name("Too dear".into())]));
        assert_eq!(now.contradiction([&first, &second]), None);
        assert_eq!(now.contradiction([]), None);
        assert_eq!(
            now.contradiction([&first]).unwrap(),
            "has the name `Too dear`, and its history ends at the name `Dear`"
        );
        assert_eq!(
            now.contradiction([&second, &first]).unwrap(),
            "has a history that does not go on from the name `Price`"
        );
    }
}
