//! What the columns of the selected records become, in whatever states they are.

use std::collections::BTreeMap;

use winback_store::domain::{Change, Effect, Handover, PersonId, TeamId};

use super::Doing;
use super::amended::Amended;
use super::column::Column;
use super::effect::values;
use super::plan::{Plan, has_effect};
use crate::sql::{Sql, sql};

/// What each column becomes, for the effects that a change has on a selection.
#[derive(Debug)]
pub(super) struct Next<'a> {
    doing: Doing<'a>,
    /// By effect, the columns that it changes.
    values: Vec<(Effect, BTreeMap<Column, Sql>)>,
}

impl<'a> Next<'a> {
    pub(super) fn new(plan: &Plan, doing: Doing<'a>) -> Self {
        let values = plan.effects.iter().map(|effect| (*effect, values(*effect, plan, doing)));
        Self { doing, values: values.collect() }
    }

    /// Returns the kind of entry that a record gets; NULL if nothing happens to it.
    pub(super) fn kind(&self, plan: &Plan) -> Sql {
        let mut cases = sql("CASE");
        for effect in &plan.effects {
            let Some(kind) = effect.entry_kind() else { continue };
            cases = cases.text(" WHEN (").then(has_effect(self.doing.change, *effect)).text(")");
            if let Some(also) = changes_anything(self.doing.change, *effect) {
                cases = cases.text(" AND (").then(also).text(")");
            }
            cases = cases.text(" THEN ").str(kind.as_str());
        }
        cases.text(" END")
    }

    /// Returns what a column becomes; none if no record's changes.
    pub(super) fn value(&self, column: Column) -> Option<Sql> {
        let changed = |values: &BTreeMap<Column, Sql>| values.contains_key(&column);
        self.values.iter().find(|(_, values)| changed(values))?;
        if let [(_, values)] = self.values.as_slice() {
            return values.get(&column).cloned();
        }
        let cases = self.values.iter().fold(sql("CASE"), |cases, (effect, values)| {
            let value = values.get(&column).cloned().unwrap_or_else(|| sql(column.old()));
            let is_so = has_effect(self.doing.change, *effect);
            cases.text(" WHEN (").then(is_so).text(") THEN ").then(value)
        });
        Some(cases.text(" END"))
    }
}

/// Returns what must hold besides the state, for the effects that may change nothing.
fn changes_anything(change: &Change, effect: Effect) -> Option<Sql> {
    match (effect, change) {
        (Effect::AmendLoss, _) => Some(Amended::by(change).differs()),
        (Effect::MoveStage, Change::MoveStage(stage)) => {
            Some(sql("opportunities.stage_id IS DISTINCT FROM ").int(stage.get()))
        }
        (Effect::Assign, Change::Assign(handover)) => Some(is_handed_over(*handover)),
        _ => None,
    }
}

fn is_handed_over(handover: Handover) -> Sql {
    let differs = |column: &'static str, id: Option<i64>| {
        sql("opportunities.").text(column).text(" IS DISTINCT FROM ").int(id)
    };
    let salesperson = handover.salesperson().map(|id| id.map(PersonId::get));
    let team = handover.team().map(|id| id.map(TeamId::get));
    let parts = [
        salesperson.map(|id| differs("salesperson_id", id)),
        team.map(|id| differs("team_id", id)),
    ];
    Sql::joined(parts.into_iter().flatten().collect(), " OR ", "(1 = 0)")
}
