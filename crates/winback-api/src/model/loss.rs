//! Losses with their history. Rule: behaviour 2.4.

use serde::Serialize;
use utoipa::ToSchema;
use winback_app::store::{
    Names,
    domain::{Currency, LossDetails, LossRecord, LossRevision},
};

use super::{Money, Ref, opportunity::person};

/// One loss.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LossBody {
    /// Its id.
    pub id: i64,
    /// The record that was lost, if that was merged into this one.
    pub origin: Option<i64>,
    /// Why.
    pub lost_reason: Option<Ref>,
    /// What happened, as sanitised HTML.
    pub closing_note: Option<String>,
    /// The competitor who won.
    pub competitor: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    pub lost_at: String,
    /// By whom; unknown for imported ones.
    pub lost_by: Option<Ref>,
    /// The stage at which the deal died.
    pub stage: Option<Ref>,
    /// The probability just before, in percent.
    pub probability: f64,
    /// The expected revenue at that moment.
    pub expected_revenue: Option<Money>,
    /// The salesperson at that moment.
    pub salesperson: Option<Ref>,
    /// When it ended; absent while it is the current loss.
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
    /// Who ended it.
    pub ended_by: Option<Ref>,
    /// `restored`, `merged` or `won`.
    pub ended_how: Option<&'static str>,
    /// What was said of it, from the first time to the current.
    pub revisions: Vec<RevisionBody>,
}

/// What was said of a loss at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RevisionBody {
    /// Why.
    pub lost_reason: Option<Ref>,
    /// What happened, as sanitised HTML.
    pub closing_note: Option<String>,
    /// The competitor who won.
    pub competitor: Option<String>,
    /// When it was said.
    #[schema(format = DateTime)]
    pub at: String,
    /// By whom.
    pub by: Option<Ref>,
}

fn reason(details: &LossDetails, names: &Names) -> Option<Ref> {
    details.reason.map(|id| Ref::of(id.get(), names.reasons.get(&id)))
}

fn note(details: &LossDetails) -> Option<String> {
    details.note.as_ref().map(|note| note.html().to_owned())
}

impl LossBody {
    pub(crate) fn of(record: &LossRecord, names: &Names, currency: &Currency) -> Self {
        let (loss, end) = (&record.loss, record.end.as_ref());
        Self {
            id: loss.id.get(),
            origin: record.origin.map(|id| id.get()),
            lost_reason: reason(&loss.details, names),
            closing_note: note(&loss.details),
            competitor: loss.details.competitor.clone(),
            lost_at: loss.lost_at.to_string(),
            lost_by: person(loss.lost_by, names),
            stage: loss.stage.map(|id| Ref::of(id.get(), names.stages.get(&id))),
            probability: f64::from(loss.probability.hundredths()) / 100.0,
            expected_revenue: Money::maybe(loss.expected_revenue, currency),
            salesperson: person(loss.salesperson, names),
            ended_at: end.map(|end| end.at.to_string()),
            ended_by: end.and_then(|end| person(end.by, names)),
            ended_how: end.map(|end| end.how.as_str()),
            revisions: record.revisions.iter().map(|it| RevisionBody::of(it, names)).collect(),
        }
    }
}

impl RevisionBody {
    fn of(revision: &LossRevision, names: &Names) -> Self {
        Self {
            lost_reason: reason(&revision.details, names),
            closing_note: note(&revision.details),
            competitor: revision.details.competitor.clone(),
            at: revision.at.to_string(),
            by: person(revision.by, names),
        }
    }
}
