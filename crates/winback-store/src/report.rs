//! Loss reports.

use jiff::Timestamp;
use winback_domain::LostReasonId;

/// The losses of which time are counted, by the loss's own date. Rule: behaviour 9.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LossPeriod {
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Up to this instant, which is not part of it.
    pub until: Option<Timestamp>,
}

/// The losses for one reason. Rule: behaviour 9.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonLosses {
    /// The reason; none for losses without one, which are never dropped.
    pub reason: Option<LostReasonId>,
    /// How many losses, current and ended.
    pub losses: u64,
    /// The sum of the expected revenues at the moment of loss, in minor units.
    pub revenue_minor: i128,
    /// How many of the losses are current: their records are lost still.
    pub still_lost: u64,
    /// How many of the losses ended because the record was restored or won.
    pub won_back: u64,
}
