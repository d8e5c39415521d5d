//! Loss reports. Rule: behaviour 9.2, 9.3.

use jiff::{Timestamp, ToSpan, civil::Date};
use winback_domain::LostReasonId;
use winback_store::LossPeriod;

use crate::{AppError, Desk, Misuse, ValueProblem};

/// The days whose losses are reported, both included, in the deployment's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportPeriod {
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// One reason in a loss report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossReportRow {
    /// The reason; none for losses without one.
    pub reason: Option<LostReasonId>,
    /// Its name.
    pub name: Option<String>,
    /// How many losses, of records lost still and of those won back.
    pub losses: u64,
    /// Its share of all losses, in hundredths of a percent, rounded.
    pub share_hundredths: u64,
    /// The sum of the expected revenues at the moment of loss, in minor units.
    pub revenue_minor: i128,
    /// How many of the records are lost still.
    pub still_lost: u64,
    /// How many losses ended: the record was restored or won.
    pub won_back: u64,
}

/// Losses by reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossReport {
    /// Most losses first; of as many, those without a reason last.
    pub rows: Vec<LossReportRow>,
    /// All of them together.
    pub total: LossReportRow,
}

impl Desk {
    /// Reports losses by reason, over the losses of a period of visible records that match a
    /// filter, restored ones included.
    ///
    /// # Errors
    /// [`AppError::Filter`]; [`AppError::Usage`] for a period that ends before it begins.
    pub async fn report_losses(
        &self,
        filter: &str,
        period: ReportPeriod,
    ) -> Result<LossReport, AppError> {
        if let (Some(since), Some(until)) = (period.since, period.until)
            && until < since
        {
            return Err(Misuse::ReversedPeriod { since, until }.into());
        }
        let period = LossPeriod {
            from: period.since.map(|day| self.start_of(day)).transpose()?,
            until: match period.until {
                Some(day) => {
                    Some(self.start_of(day.checked_add(1.day()).map_err(|_| too_far(day))?)?)
                }
                None => None,
            },
        };
        let filter = self.parse_filter(filter).await?.and(self.visible()?);
        let found = self.storage.opportunities.losses_by_reason(&filter, period).await?;
        let names = self.storage.reasons.list().await?;
        let all: u64 = found.iter().map(|row| row.losses).sum();
        let share = |losses: u64| (losses * 10_000 + all / 2).checked_div(all).unwrap_or(0);
        let rows: Vec<LossReportRow> = found
            .iter()
            .map(|row| LossReportRow {
                reason: row.reason,
                name: names.iter().find(|r| Some(r.id) == row.reason).map(|r| r.name.clone()),
                losses: row.losses,
                share_hundredths: share(row.losses),
                revenue_minor: row.revenue_minor,
                still_lost: row.still_lost,
                won_back: row.won_back,
            })
            .collect();
        let total = LossReportRow {
            reason: None,
            name: None,
            losses: all,
            share_hundredths: share(all),
            revenue_minor: rows.iter().map(|row| row.revenue_minor).sum(),
            still_lost: rows.iter().map(|row| row.still_lost).sum(),
            won_back: rows.iter().map(|row| row.won_back).sum(),
        };
        Ok(LossReport { rows, total })
    }

    fn start_of(&self, day: Date) -> Result<Timestamp, AppError> {
        self.start_of_day(day).ok_or_else(|| too_far(day))
    }
}

fn too_far(day: Date) -> AppError {
    AppError::value("period", day.to_string(), ValueProblem::DayOutOfRange)
}
