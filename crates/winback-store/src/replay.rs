//! The activity log of one record, replayed entry by entry.

use winback_domain::{
    EntryKind, FieldChange, LostReasonId, Revision, StageId, StateKind, TrackedField, TrackedValue,
};

/// What is known of a record beside its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its revision.
    pub revision: Revision,
    /// Its state.
    pub state: StateKind,
    /// Its stage.
    pub stage: Option<StageId>,
    /// The reason of its current loss.
    pub lost_reason: Option<LostReasonId>,
}

/// A field whose changes are replayed, and what the last one left.
#[derive(Debug, Clone)]
struct Track {
    field: TrackedField,
    last: Option<Option<TrackedValue>>,
}

/// Replays the log of one record, the oldest entry first, and tells what does not fit.
///
/// ```
/// use winback_store::{LogReplay, Standing};
/// use winback_store::domain::{EntryKind, Revision, StateKind};
///
/// let mut replay = LogReplay::default();
/// replay.entry(EntryKind::Created, Revision::FIRST, &[]);
/// let now = Standing { revision: Revision::new(2), state: StateKind::Open, stage: None, lost_reason: None };
/// let told = replay.end(now);
/// assert_eq!(told.revisions.unwrap(), "is at revision 2, and its log ends at revision 1");
/// assert_eq!(told.state, None);
/// ```
#[derive(Debug, Clone)]
pub struct LogReplay {
    last: i64,
    tracks: [Track; 3],
    told: LogProblems,
}

/// What does not fit: a sentence each, to follow the record's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogProblems {
    /// About the revisions.
    pub revisions: Option<String>,
    /// About state, stage and lost reason.
    pub state: Option<String>,
}

impl Default for LogReplay {
    fn default() -> Self {
        let fields = [TrackedField::State, TrackedField::Stage, TrackedField::LostReason];
        let tracks = fields.map(|field| Track { field, last: None });
        Self { last: 0, tracks, told: LogProblems::default() }
    }
}

impl LogReplay {
    /// Takes the next entry.
    pub fn entry(&mut self, kind: EntryKind, revision: Revision, changes: &[FieldChange]) {
        let begins = matches!(kind, EntryKind::Created | EntryKind::Imported);
        if begins != (self.last == 0) {
            let problem = match begins {
                true => format!("begins again at revision {}", revision.get()),
                false => format!("has a log that begins with `{}`", kind.as_str()),
            };
            self.told.revisions.get_or_insert(problem);
        }
        if self.last.checked_add(1) != Some(revision.get()) {
            let (found, last) = (revision.get(), self.last);
            let problem = format!("has revision {found} in its log after revision {last}");
            self.told.revisions.get_or_insert(problem);
        }
        self.last = revision.get();
        for change in changes {
            self.change(change);
        }
    }

    fn change(&mut self, change: &FieldChange) {
        let Some(track) = self.tracks.iter_mut().find(|track| track.field == change.field) else {
            return;
        };
        if let Some(last) = track.last.as_ref().filter(|last| **last != change.old) {
            let (field, old, last) = (track.field.as_str(), said(&change.old), said(last));
            let problem = format!(
                "changed its `{field}` from {old} at revision {}, where its log stood at {last}",
                self.last
            );
            self.told.state.get_or_insert(problem);
        }
        track.last = Some(change.new.clone());
    }

    /// Ends the log, and compares it with the record as it stands.
    #[must_use]
    pub fn end(mut self, now: Standing) -> LogProblems {
        let revision = now.revision.get();
        if self.last == 0 {
            self.told.revisions = Some("has no log".to_owned());
        } else if self.last != revision {
            let problem =
                format!("is at revision {revision}, and its log ends at revision {}", self.last);
            self.told.revisions.get_or_insert(problem);
        }
        for track in &self.tracks {
            let is = match track.field {
                TrackedField::State => Some(TrackedValue::Text(now.state.as_str().to_owned())),
                TrackedField::Stage => now.stage.map(|id| TrackedValue::Reference(id.get())),
                _ => now.lost_reason.map(|id| TrackedValue::Reference(id.get())),
            };
            if let Some(last) = track.last.as_ref().filter(|last| **last != is) {
                let (field, is, last) = (track.field.as_str(), said(&is), said(last));
                let problem = format!("has the `{field}` {is}, and its log ends at {last}");
                self.told.state.get_or_insert(problem);
            }
        }
        self.told
    }
}

fn said(value: &Option<TrackedValue>) -> String {
    match value {
        Some(TrackedValue::Text(word)) => format!("`{word}`"),
        Some(TrackedValue::Reference(id) | TrackedValue::Number(id)) => id.to_string(),
        None => "none".to_owned(),
        Some(other) => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(old: StateKind, new: StateKind) -> FieldChange {
        let word = |state: StateKind| Some(TrackedValue::Text(state.as_str().to_owned()));
        FieldChange { field: TrackedField::State, old: word(old), new: word(new) }
    }

    fn told(entries: &[(EntryKind, i64, Vec<FieldChange>)], revision: i64) -> LogProblems {
        let mut replay = LogReplay::default();
        for (kind, revision, changes) in entries {
            replay.entry(*kind, Revision::new(*revision), changes);
        }
        replay.end(Standing {
            revision: Revision::new(revision),
            state: StateKind::Open,
            stage: Some(StageId::new(1)),
            lost_reason: None,
        })
    }

    fn lost() -> (EntryKind, i64, Vec<FieldChange>) {
        (EntryKind::Lost, 2, vec![state(StateKind::Open, StateKind::Lost)])
    }

    fn restored() -> (EntryKind, i64, Vec<FieldChange>) {
        (EntryKind::Restored, 3, vec![state(StateKind::Lost, StateKind::Open)])
    }

    const CREATED: (EntryKind, i64, Vec<FieldChange>) = (EntryKind::Created, 1, Vec::new());

    #[test]
    fn a_whole_log_has_no_problems() {
        assert_eq!(told(&[CREATED, lost(), restored()], 3), LogProblems::default());
    }

    #[test]
    fn gaps_and_missing_ends_are_told_by_their_revisions() {
        let revisions = |entries: &[_], now| told(entries, now).revisions.unwrap();
        assert_eq!(revisions(&[], 1), "has no log");
        assert_eq!(
            revisions(&[CREATED, restored()], 3),
            "has revision 3 in its log after revision 1"
        );
        assert_eq!(revisions(&[lost()], 2), "has a log that begins with `lost`");
        assert_eq!(revisions(&[CREATED, CREATED], 1), "begins again at revision 1");
        assert_eq!(revisions(&[CREATED], 2), "is at revision 2, and its log ends at revision 1");
    }

    #[test]
    fn a_state_that_the_log_does_not_give_is_told() {
        let open = told(&[CREATED, lost()], 2).state.unwrap();
        assert_eq!(open, "has the `state` `open`, and its log ends at `lost`");
        let twice = (EntryKind::Lost, 3, vec![state(StateKind::Won, StateKind::Open)]);
        let jumped = told(&[CREATED, lost(), twice], 3).state.unwrap();
        assert_eq!(
            jumped,
            "changed its `state` from `won` at revision 3, where its log stood at `lost`"
        );
    }
}
