//! What a change does to the records of a selection, and which of them refuse it.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Text};
use winback_store::StoreError;
use winback_store::domain::{Change, Effect, OpportunityId, Refusal, StateKind, TransitionError};

use super::Doing;
use super::target::Targets;
use crate::connection::Conn;
use crate::error::{Attempt, Failure, unknown};
use crate::rows::count;
use crate::sql::{Sql, sql};

/// What a change does to the records of a selection.
#[derive(Debug)]
pub(super) struct Plan {
    /// The condition of being selected.
    pub(super) selected: Sql,
    /// How many are selected.
    pub(super) total: u64,
    /// What happens to some of them, other than nothing.
    pub(super) effects: BTreeSet<Effect>,
    /// Whether some of the records that change are won or lost, so that scoring counts them.
    pub(super) has_closed: bool,
    /// The stages that *mark won* leads to.
    pub(super) targets: Targets,
}

impl Plan {
    /// Makes the plan, or lists the records that refuse.
    pub(super) fn make(conn: &mut Conn, selected: Sql, doing: Doing<'_>) -> Attempt<Self> {
        let groups = groups(conn, &selected)?;
        let (mut effects, mut is_refused) = (BTreeSet::new(), false);
        let mut has_closed = false;
        for (state, at_zero, _) in &groups {
            match doing.change.effect(*state, *at_zero) {
                Ok(Effect::Nothing) => {}
                Ok(effect) => {
                    has_closed |= matches!(state, StateKind::Won | StateKind::Lost);
                    effects.insert(effect);
                }
                Err(_) => is_refused = true,
            }
        }
        let targets = match effects.contains(&Effect::Win) {
            true => Targets::find(conn, &selected, doing)?,
            false => Targets::default(),
        };
        if is_refused || targets.is_lacking() {
            return Err(refuse(conn, &selected, doing.change, &targets)?);
        }
        let total = groups.iter().map(|(_, _, records)| records).sum();
        Ok(Self { selected, total, effects, has_closed, targets })
    }
}

fn groups(conn: &mut Conn, selected: &Sql) -> Attempt<Vec<(StateKind, bool, u64)>> {
    let statement = sql("SELECT state, probability = 0, COUNT(*) FROM opportunities WHERE ")
        .then(selected.clone())
        .text(" GROUP BY state, probability = 0");
    let rows: Vec<(String, bool, i64)> = statement.rows::<(Text, Bool, BigInt)>().load(conn)?;
    rows.into_iter()
        .map(|(word, at_zero, records)| Ok((state(&word)?, at_zero, count(records))))
        .collect()
}

fn state(word: &str) -> Attempt<StateKind> {
    StateKind::from_word(word).ok_or_else(|| unknown("the state", word))
}

/// Returns the condition that a record is in a state, at zero or above, for which `holds`.
fn where_state(holds: impl Fn(StateKind, bool) -> bool) -> Sql {
    let one = |state: StateKind| {
        let is = || sql("opportunities.state = ").str(state.as_str());
        match (holds(state, true), holds(state, false)) {
            (true, true) => Some(is()),
            (true, false) => Some(sql("(").then(is()).text(" AND opportunities.probability = 0)")),
            (false, true) => Some(sql("(").then(is()).text(" AND opportunities.probability <> 0)")),
            (false, false) => None,
        }
    };
    Sql::joined(StateKind::ALL.into_iter().filter_map(one).collect(), " OR ", "(1 = 0)")
}

/// Returns the condition that the domain's table gives this effect to a record.
pub(super) fn has_effect(change: &Change, effect: Effect) -> Sql {
    where_state(|state, at_zero| change.effect(state, at_zero) == Ok(effect))
}

/// Returns the error that lists the first refused records and counts them all.
fn refuse(conn: &mut Conn, selected: &Sql, change: &Change, targets: &Targets) -> Attempt<Failure> {
    let by_state = where_state(|state, at_zero| change.effect(state, at_zero).is_err());
    let refused = || {
        sql(" FROM opportunities WHERE ")
            .then(selected.clone())
            .text(" AND (")
            .then(by_state.clone())
            .text(" OR (")
            .then(has_effect(change, Effect::Win))
            .text(" AND ")
            .then(targets.lacking())
            .text("))")
    };
    let total: i64 = sql("SELECT COUNT(*)").then(refused()).rows::<BigInt>().get_result(conn)?;
    let rows: Vec<(i64, String, String, bool)> = sql("SELECT id, name, state, probability = 0")
        .then(refused())
        .text(" ORDER BY id LIMIT ")
        .int(i64::try_from(StoreError::LISTED).unwrap_or(i64::MAX))
        .rows::<(BigInt, Text, Text, Bool)>()
        .load(conn)?;
    let mut errors = Vec::with_capacity(rows.len());
    for (id, name, word, at_zero) in rows {
        let state = state(&word)?;
        let refusal = change.effect(state, at_zero).err().unwrap_or(Refusal::NoWonStage);
        errors.push(TransitionError { opportunity: OpportunityId::new(id), name, state, refusal });
    }
    Ok(Failure::Store(StoreError::Refused { refused: errors, total: count(total) }))
}
