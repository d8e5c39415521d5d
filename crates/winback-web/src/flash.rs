//! What was just done, told once on the next page, with a way to undo it.

use axum::http::{HeaderMap, HeaderValue};
use winback_api::session::set_cookie;
use winback_app::store::domain::{Operation, OperationId, OperationKind, OpportunityId};

use crate::{
    sentence::signed,
    words::{Said, Words, cookie},
};

const COOKIE: &str = "winback_done";

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// An operation on records, which can be undone.
    Operation(OperationKind, OperationId, u64),
    /// A record was created.
    Created(OpportunityId),
    /// An operation was undone, on so many records; others had changed since.
    Undone(u64, u64),
    /// Nothing: all was as wanted already.
    Nothing,
    /// Something else was saved.
    Saved,
}

impl Done {
    pub(crate) fn of(operation: Option<&Operation>) -> Self {
        match operation {
            Some(it) => Self::Operation(it.kind, it.id, it.records),
            None => Self::Nothing,
        }
    }

    /// Returns the operation that can be undone.
    pub(crate) fn undoable(self) -> Option<OperationId> {
        match self {
            Self::Operation(kind, id, _) => {
                (kind.is_undoable() || kind == OperationKind::Merge).then_some(id)
            }
            Self::Created(_) | Self::Undone(..) | Self::Nothing | Self::Saved => None,
        }
    }

    /// Returns the record that was created.
    pub(crate) fn created(self) -> Option<OpportunityId> {
        match self {
            Self::Created(id) => Some(id),
            _ => None,
        }
    }

    /// Returns what sets the cookie; `secure` sends it over encrypted connections alone.
    pub(crate) fn cookie(self, secure: bool) -> HeaderValue {
        let text = match self {
            Self::Operation(kind, id, records) => format!("{}.{id}.{records}", kind.as_str()),
            Self::Created(id) => format!("created.{id}.1"),
            Self::Undone(records, left) => format!("undone.{records}.{left}"),
            Self::Nothing => "nothing.0.0".to_owned(),
            Self::Saved => "saved.0.0".to_owned(),
        };
        set_cookie(COOKIE, &text, 60, secure)
    }

    /// Returns what takes the cookie away.
    pub(crate) fn gone(secure: bool) -> HeaderValue {
        set_cookie(COOKIE, "", 0, secure)
    }

    /// Reads the cookie of a request.
    pub(crate) fn of_request(headers: &HeaderMap) -> Option<Self> {
        let text = cookie(headers, COOKIE)?;
        let mut parts = text.split('.');
        let (word, first, second) = (parts.next()?, parts.next()?, parts.next()?);
        let second: u64 = second.parse().ok()?;
        match word {
            "undone" => Some(Self::Undone(first.parse().ok()?, second)),
            "created" => Some(Self::Created(OpportunityId::new(first.parse().ok()?))),
            "nothing" => Some(Self::Nothing),
            "saved" => Some(Self::Saved),
            word => {
                let kind = OperationKind::ALL.into_iter().find(|kind| kind.as_str() == word)?;
                Some(Self::Operation(kind, OperationId::new(first.parse().ok()?), second))
            }
        }
    }

    /// Says what was done.
    pub(crate) fn sentence(self, words: Words) -> String {
        let count = |key: &str, count: u64| {
            let shown = words.count(count);
            words.say_with(key, &[("count", Said::Count(signed(count), &shown))])
        };
        match self {
            Self::Operation(kind, _, records) => count(done(kind), records),
            Self::Created(_) => words.say("done-create").into_owned(),
            Self::Undone(records, 0) => count("done-undone", records),
            Self::Undone(records, left) => {
                let (shown, left_shown) = (words.count(records), words.count(left));
                let values = [
                    ("count", Said::Count(signed(records), &shown)),
                    ("left", Said::Count(signed(left), &left_shown)),
                ];
                words.say_with("done-undone-some", &values)
            }
            Self::Nothing => words.say("done-nothing").into_owned(),
            Self::Saved => words.say("done-saved").into_owned(),
        }
    }
}

const fn done(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Create => "done-create",
        OperationKind::Edit => "done-edit",
        OperationKind::MarkLost => "done-mark-lost",
        OperationKind::AmendLoss => "done-amend-loss",
        OperationKind::Restore => "done-restore",
        OperationKind::Archive => "done-archive",
        OperationKind::MarkWon => "done-mark-won",
        OperationKind::MoveStage => "done-move-stage",
        OperationKind::Assign => "done-assign",
        OperationKind::Convert => "done-convert",
        OperationKind::Import => "done-import",
        OperationKind::Merge => "done-merge",
        OperationKind::MergeReasons => "done-merge-reasons",
        OperationKind::ConfigureStage => "done-configure-stage",
        OperationKind::Undo => "done-undo",
    }
}
