//! Lost reasons by their names, and what a name that is gone is now.

use winback_domain::LostReason;
use winback_filter::fold;
use winback_store::domain::FormerName;

use crate::{AppError, Desk};

impl Desk {
    /// Finds a reason by its name, ignoring case and surrounding space, archived ones included.
    pub(crate) async fn reason_named(&self, name: &str) -> Result<LostReason, AppError> {
        let reasons = self.storage.reasons.list().await?;
        match named(&reasons, name) {
            Some(reason) => Ok(reason.clone()),
            None => Err(self.no_reason(name, &reasons, reasons.iter()).await?),
        }
    }

    /// Refuses a name that no reason has: what it is called now if it was renamed, and otherwise
    /// the nearest of those that could have been meant.
    pub(super) async fn no_reason<'a>(
        &self,
        name: &str,
        reasons: &[LostReason],
        meant: impl Iterator<Item = &'a LostReason>,
    ) -> Result<AppError, AppError> {
        if let Some(renamed) = self.renamed_reason(name, reasons).await? {
            return Ok(renamed);
        }
        Ok(AppError::unknown("lost reason", name, meant.map(|reason| reason.name.as_str())))
    }

    /// Refuses a former name with what it is called now, and the day of the rename in this person's
    /// zone; nothing for a name that no reason had.
    pub(crate) async fn renamed_reason(
        &self,
        name: &str,
        reasons: &[LostReason],
    ) -> Result<Option<AppError>, AppError> {
        let wanted = fold(name.trim());
        let former = self.storage.reasons.former_names().await?;
        let last = former.into_iter().find(|former| fold(former.name.trim()) == wanted);
        let Some(FormerName { name, reason, until }) = last else { return Ok(None) };
        let until = self.zone.to_datetime(until).date();
        let now = reasons.iter().find(|known| known.id == reason);
        Ok(now.map(|now| AppError::Renamed { name, now: now.name.clone(), until }))
    }
}

/// Finds a reason by its name, ignoring case and surrounding space.
pub(super) fn named<'r>(reasons: &'r [LostReason], name: &str) -> Option<&'r LostReason> {
    let wanted = fold(name.trim());
    reasons.iter().find(|reason| fold(reason.name.trim()) == wanted)
}
