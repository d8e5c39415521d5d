//! What a current loss becomes when it is amended.

use winback_store::domain::{Change, ClosingNote, LossInput, LostReasonId};
use winback_store::filter::fold;

use crate::sql::{Sql, sql};

/// What a current loss becomes when it is amended; what is absent stays.
#[derive(Debug)]
pub(super) struct Amended {
    pub(super) reason: Option<Option<i64>>,
    /// The note, and its folded twin.
    note: Option<(Sql, Sql)>,
    pub(super) competitor: Option<Option<String>>,
}

impl Amended {
    /// Returns what a change makes of a current loss, as `Change::amended` does.
    pub(super) fn by(change: &Change) -> Self {
        match change {
            Change::MarkLost(LossInput { reason, note, competitor }) => Self {
                reason: reason.map(|reason| Some(reason.get())),
                note: note.as_ref().map(|note| {
                    (
                        below("losses.note", note.html()),
                        below("losses.note_folded", &fold(note.html())),
                    )
                }),
                competitor: competitor.clone().map(Some),
            },
            Change::AmendLoss(amend) => Self {
                reason: amend.reason.map(|reason| reason.map(LostReasonId::get)),
                note: amend.note.as_ref().map(|note| replaced(note.as_ref())),
                competitor: amend.competitor.clone(),
            },
            Change::Restore
            | Change::Archive
            | Change::MarkWon
            | Change::MoveStage(_)
            | Change::Assign(_) => Self { reason: None, note: None, competitor: None },
        }
    }

    /// Returns the assignments to the columns of the loss, each with a comma behind it.
    pub(super) fn assignments(self) -> Sql {
        let mut list = Sql::default();
        if let Some(reason) = self.reason {
            list = list.text("reason_id = ").int(reason).text(", ");
        }
        if let Some((note, folded)) = self.note {
            list = list.text("note = ").then(note).text(", note_folded = ").then(folded).text(", ");
        }
        if let Some(competitor) = self.competitor {
            let folded = competitor.as_deref().map(fold);
            list = list.text("competitor = ").opt_str(competitor);
            list = list.text(", competitor_folded = ").opt_str(folded).text(", ");
        }
        list
    }

    /// Returns the condition that amending changes the loss at all.
    pub(super) fn differs(self) -> Sql {
        let reason =
            self.reason.map(|reason| sql("losses.reason_id IS DISTINCT FROM ").int(reason));
        let note = self.note.map(|(note, _)| sql("losses.note IS DISTINCT FROM ").then(note));
        let competitor = self
            .competitor
            .map(|competitor| sql("losses.competitor IS DISTINCT FROM ").opt_str(competitor));
        let parts = [reason, note, competitor].into_iter().flatten().collect();
        Sql::joined(parts, " OR ", "(1 = 0)")
    }
}

/// Folding goes character by character, so the fold of two texts is the two folds.
fn below(present: &'static str, added: &str) -> Sql {
    sql("(COALESCE(").text(present).text(", '') || ").str(added).text(")")
}

fn replaced(note: Option<&ClosingNote>) -> (Sql, Sql) {
    let html = note.map(ClosingNote::html);
    (Sql::default().opt_str(html.map(str::to_owned)), Sql::default().opt_str(html.map(fold)))
}
