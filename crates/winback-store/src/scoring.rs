//! The store of frequencies, from which probabilities are estimated.

use async_trait::async_trait;
use winback_domain::{
    Frequencies, Opportunity, OpportunityId, Scored, State, Variable, normalised_email,
    normalised_phone, quality,
};
use winback_filter::fold;

use crate::StoreResult;

/// Returns what is scored of a record. Rule: behaviour 6.2, 6.3.
///
/// Texts count folded, and a text that is empty is unset.
pub fn scored(record: &Opportunity) -> Scored {
    let deal = &record.deal;
    let email = deal.email.as_deref();
    let phone = deal.phone.as_deref();
    let folded = |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(fold);
    let email = quality(email, email.and_then(normalised_email).as_deref());
    let phone = quality(phone, phone.and_then(normalised_phone).as_deref());
    let one = [
        (Variable::Country, deal.address.country.map(|id| id.to_string())),
        (Variable::Region, folded(&deal.address.region)),
        (Variable::EmailQuality, Some(email.to_owned())),
        (Variable::PhoneQuality, Some(phone.to_owned())),
        (Variable::Source, deal.source.map(|id| id.to_string())),
        (Variable::Language, folded(&deal.language)),
    ];
    let one = one.into_iter().filter_map(|(variable, value)| Some((variable, value?)));
    let tags = deal.tags.iter().map(|tag| (Variable::Tag, tag.to_string()));
    Scored { team: deal.team, stage: deal.stage, values: one.chain(tags).collect() }
}

/// Tells whether a change of a record asks for another estimate: it is open again, or its stage, its
/// team or one of its scored values is another one. Rule: behaviour 3.1, 6.1.
pub fn is_estimated_anew(before: &Opportunity, after: &Opportunity) -> bool {
    match (&before.state, &after.state) {
        (State::Open, State::Open) | (State::Archived { .. }, State::Archived { .. }) => {
            scored(before) != scored(after)
        }
        (State::Won { .. } | State::Lost(_) | State::Archived { .. }, State::Open) => true,
        (_, State::Won { .. } | State::Lost(_) | State::Archived { .. }) => false,
    }
}

/// Some open records that were estimated anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimated {
    /// How many were looked at.
    pub records: u64,
    /// How many of them have another estimate now.
    pub changed: u64,
    /// The last of them, to go on after; nothing if there are no more.
    pub last: Option<OpportunityId>,
}

/// Keeps the frequencies of won and lost values.
///
/// Every write of the other stores keeps them right by itself: a record that becomes won or lost is
/// added, one that is so no more is subtracted, and a change of a scored value of one does both.
/// Rule: behaviour 6.2.
#[async_trait]
pub trait ScoringStore: Send + Sync {
    /// Returns the frequencies.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn frequencies(&self) -> StoreResult<Frequencies>;

    /// Counts all won and lost records again, in place of what was counted so far.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn recount(&self) -> StoreResult<()>;

    /// Estimates the open records after one, by id and at most `limit` of them, in one short
    /// transaction. Their revisions and logs stay as they are. Rule: behaviour 6.4.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn estimate(&self, after: Option<OpportunityId>, limit: usize) -> StoreResult<Estimated>;
}
