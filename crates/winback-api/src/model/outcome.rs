//! What a change did, or would do. Rule: behaviour 2.7.

use serde::Serialize;
use utoipa::ToSchema;
use winback_app::{
    ConversionPreview, Performed, Preview,
    store::{
        UndoPlan, Undone,
        domain::{Currency, Effect, Operation},
    },
};

use super::{Money, OperationBody};

/// What a change did, or in a preview would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Outcome {
    /// Whether this is a preview, and nothing was changed.
    pub preview: bool,
    /// The operation, by which it can be undone; absent in a preview, and if nothing changed.
    pub operation: Option<OperationBody>,
    /// How many records changed or would change: what `confirmed` takes.
    pub changing: u64,
    /// How many records are selected, those that would not change included; `confirmed` takes it.
    pub selected: u64,
    /// The sum of the expected revenues of those that would change; in a preview alone.
    pub expected_revenue: Option<Money>,
    /// What happened to how many.
    pub effects: Vec<EffectCount>,
    /// The records that do not allow it, the first of them named: with any, nothing is done.
    pub refused: Vec<String>,
    /// How many do not allow it.
    pub refused_count: u64,
    /// What the policy asks for beyond what was given: with it, nothing is done.
    pub policy: Option<String>,
    /// Ids that do not exist or may not be seen: with any, nothing is done.
    pub missing: Vec<i64>,
    /// Ids of records that were left alone, the first of them.
    pub left: Vec<i64>,
    /// How many were left alone.
    pub left_count: u64,
}

/// To how many records the same happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EffectCount {
    /// What happened, such as `lost`, `restored`, `nothing`.
    pub effect: &'static str,
    /// The state before; in a preview alone.
    pub from: Option<&'static str>,
    /// How many.
    pub count: u64,
    /// The sum of their expected revenues; in a preview alone.
    pub expected_revenue: Option<Money>,
}

impl Outcome {
    pub(crate) fn previewed(preview: &Preview, currency: &Currency) -> Self {
        let effect = |row: &winback_app::PreviewRow| EffectCount {
            effect: row.effect.as_str(),
            from: Some(row.from.as_str()),
            count: row.count,
            expected_revenue: Some(Money::of(row.revenue_minor, currency)),
        };
        Self {
            preview: true,
            changing: preview.changing(),
            selected: preview.selected(),
            expected_revenue: Some(Money::of(preview.revenue_minor(), currency)),
            effects: preview.rows.iter().map(effect).collect(),
            refused: preview.named.iter().map(ToString::to_string).collect(),
            refused_count: preview.refused_count(),
            policy: preview.policy.as_ref().map(ToString::to_string),
            missing: preview.missing.iter().map(|id| id.get()).collect(),
            ..Self::default()
        }
    }

    pub(crate) fn performed(performed: &Performed) -> Self {
        let effect = |(effect, count): &(Effect, u64)| EffectCount {
            effect: effect.as_str(),
            from: None,
            count: *count,
            expected_revenue: None,
        };
        let changed = performed.effects.iter().filter(|(effect, _)| *effect != Effect::Nothing);
        Self {
            operation: performed.operation.as_ref().map(OperationBody::of),
            changing: changed.map(|(_, count)| count).sum(),
            selected: performed.effects.iter().map(|(_, count)| count).sum(),
            effects: performed.effects.iter().map(effect).collect(),
            ..Self::default()
        }
    }

    /// What one operation did to as many records as it tells.
    pub(crate) fn done(operation: Option<&Operation>) -> Self {
        let changed = operation.map_or(0, |operation| operation.records);
        Self {
            operation: operation.map(OperationBody::of),
            changing: changed,
            selected: changed,
            ..Self::default()
        }
    }

    pub(crate) fn converting(preview: &ConversionPreview, currency: &Currency) -> Self {
        Self {
            preview: true,
            changing: preview.leads,
            selected: preview.leads,
            expected_revenue: Some(Money::of(preview.revenue_minor, currency)),
            refused: preview.named.iter().map(ToString::to_string).collect(),
            refused_count: preview.refused,
            missing: preview.missing.iter().map(|id| id.get()).collect(),
            ..Self::default()
        }
    }

    pub(crate) fn undoing(plan: &UndoPlan) -> Self {
        Self {
            preview: true,
            operation: Some(OperationBody::of(&plan.operation)),
            changing: plan.undoable,
            selected: plan.undoable,
            left: plan.left.iter().map(|id| id.get()).collect(),
            left_count: plan.left_total,
            ..Self::default()
        }
    }

    pub(crate) fn undone(undone: &Undone) -> Self {
        Self {
            left: undone.left.iter().map(|id| id.get()).collect(),
            left_count: undone.left_total,
            ..Self::done(undone.operation.as_ref())
        }
    }
}
