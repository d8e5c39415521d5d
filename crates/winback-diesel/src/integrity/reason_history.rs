//! The history of lost reasons, replayed.

use std::collections::BTreeMap;

use winback_store::domain::{LostReasonId, ReasonEntry};

use super::tally::Tally;
use crate::connection::Conn;
use crate::error::Attempt;
use crate::reasons;

/// Finds reasons that their history does not lead to.
pub(super) fn walk(conn: &mut Conn) -> Attempt<Tally> {
    let mut tally = Tally::default();
    let mut histories: BTreeMap<LostReasonId, Vec<ReasonEntry>> = BTreeMap::new();
    for row in reasons::history::all(conn)? {
        let reason = row.reason;
        match row.into_entry() {
            Ok(entry) => histories.entry(reason).or_default().push(entry),
            Err(_) => tally.find(None, || {
                format!("an entry in the history of lost reason {reason} cannot be read")
            }),
        }
    }
    for reason in reasons::list(conn)? {
        let history = histories.get(&reason.id).into_iter().flatten();
        if let Some(problem) = reason.contradiction(history) {
            tally.find(None, || format!("lost reason {} {problem}", reason.id));
        }
    }
    Ok(tally)
}
