//! Reports. Rule: behaviour 9.2.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use winback_app::{LossReportRow, ReportPeriod, store::domain::Currency};

use crate::{Api, Problem, caller::Reader, extract::Params, model::Money};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(losses))
}

/// What to report on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReportParams {
    /// Which records, as a filter in any spelling.
    filter: Option<String>,
    /// The first day, such as `2026-01-01`, in the deployment's zone.
    since: Option<String>,
    /// The last day.
    until: Option<String>,
}

/// Losses by reason.
#[derive(Serialize, ToSchema)]
struct LossReportBody {
    /// A row for each reason that has losses, and one for those without a reason.
    rows: Vec<LossRow>,
    /// All together.
    total: LossRow,
}

/// The losses of one reason.
#[derive(Serialize, ToSchema)]
struct LossRow {
    /// The id of the reason; absent for losses without one.
    reason: Option<i64>,
    /// Its name.
    name: Option<String>,
    /// How many losses.
    losses: u64,
    /// Their share of all, in percent.
    share: f64,
    /// The sum of the expected revenues when they were lost.
    expected_revenue: Money,
    /// How many of the records are still lost.
    still_lost: u64,
    /// How many were won afterwards.
    won_back: u64,
}

impl LossRow {
    fn of(row: &LossReportRow, currency: &Currency) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a share is at most 10,000 hundredths")]
        let share = row.share_hundredths as f64 / 100.0;
        Self {
            reason: row.reason.map(|id| id.get()),
            name: row.name.clone(),
            losses: row.losses,
            share,
            expected_revenue: Money::of(row.revenue_minor, currency),
            still_lost: row.still_lost,
            won_back: row.won_back,
        }
    }
}

fn day(text: Option<&String>, field: &str) -> Result<Option<jiff::civil::Date>, Problem> {
    let read = |text: &String| {
        text.parse().map_err(|_| {
            Problem::malformed(field, "this is no day")
                .given(text)
                .expecting("a day, as 2026-03-31")
        })
    };
    text.map(read).transpose()
}

/// Reports losses by reason, by the day on which they were lost.
#[utoipa::path(get, path = "/reports/losses", tag = "reports", operation_id = "report_losses",
    params(ReportParams), responses((status = 200, body = LossReportBody)))]
async fn losses(
    desk: Reader,
    Params(params): Params<ReportParams>,
) -> Result<Json<LossReportBody>, Problem> {
    let since = day(params.since.as_ref(), "since")?;
    let until = day(params.until.as_ref(), "until")?;
    let filter = params.filter.unwrap_or_default();
    let report = desk.report_losses(&filter, ReportPeriod { since, until }).await?;
    let currency = &desk.settings().currency;
    Ok(Json(LossReportBody {
        rows: report.rows.iter().map(|row| LossRow::of(row, currency)).collect(),
        total: LossRow::of(&report.total, currency),
    }))
}
