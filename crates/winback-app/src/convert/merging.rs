//! Leads that become opportunities, each merged into that of the same people if there is one.

use std::collections::BTreeMap;

use winback_domain::{MergeWish, OpportunityId};
use winback_filter::{Condition, Predicate, Sort, Value};
use winback_store::{
    Conversions, Converted, Counterpart, MergeInput, Query, Selection, Sign, StoreError,
};

use super::{ConversionPreview, ConversionRequest};
use crate::plugin::Intent;
use crate::{AppError, Desk, MergeRequest, Misuse, Preview, Refusal, Target};

/// What converting leads, or merging them into similar opportunities, would do. Rule: behaviour 1.1,
/// 2.7, 5.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergingPreview {
    /// How many leads there are, those that are merged included, and what is refused.
    pub leads: ConversionPreview,
    /// The first leads that would be merged, by the opportunities' ids, at most [`Preview::NAMED`].
    pub named: Vec<Pair>,
    /// How many leads there are too many for their opportunity. With any, all is refused, so that no
    /// policy is asked, and no new customer counted.
    pub crowded: u64,
    /// The first of them, at most [`Preview::NAMED`].
    pub crowd: Vec<Pair>,
    /// How many records may become one.
    pub most: usize,
    /// The records that would be merged, each at the revision that is shown: the opportunity and then
    /// its leads.
    pub merges: Vec<Vec<MergeInput>>,
}

/// A lead and the opportunity that it would be merged into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The lead.
    pub lead: OpportunityId,
    /// Its name.
    pub lead_name: String,
    /// The opportunity.
    pub opportunity: OpportunityId,
    /// Its name.
    pub opportunity_name: String,
    /// The strongest that they have in common.
    pub sign: Sign,
}

/// Leads that are converted, as far as no policy refuses them.
struct Held {
    /// Those that become opportunities of their own.
    alone: Selection,
    /// What the records have to match that are merged.
    visible: Predicate,
}

impl MergingPreview {
    /// At most so many opportunities are merged into at once: each merge is an operation of its own.
    pub const MOST_MERGES: usize = 1_000;

    /// Returns how many leads would be merged.
    pub fn merged(&self) -> u64 {
        self.merges.iter().map(|group| as_count(group.len().saturating_sub(1))).sum()
    }

    /// Returns how many leads would become opportunities of their own.
    pub fn alone(&self) -> u64 {
        self.leads.leads.saturating_sub(self.merged())
    }
}

impl Desk {
    /// Says what converting leads would do if each is merged into the open opportunity of the same
    /// people: the visible one with the same e-mail address, or else phone number, or else customer, the
    /// newest of several. Those that have none become opportunities of their own. Nothing is done yet.
    /// Rule: behaviour 1.1, 5.1, 5.7.
    ///
    /// # Errors
    /// As [`convert_merging`](Self::convert_merging), but for what the preview itself tells.
    pub async fn preview_merging(
        &self,
        target: &Target,
        request: &ConversionRequest,
        up_to: Option<usize>,
    ) -> Result<MergingPreview, AppError> {
        let most = self.merging_at_most(request, up_to)?;
        let selection = self.convertible(target, request).await?;
        let leads = self.previewed_conversion(&selection).await?;
        let mut preview = MergingPreview {
            leads,
            named: Vec::new(),
            crowded: 0,
            crowd: Vec::new(),
            most,
            merges: Vec::new(),
        };
        if preview.leads.refused > 0 || !preview.leads.missing.is_empty() {
            return Ok(preview);
        }
        let found = self.storage.merges.counterparts(&selection, &self.visible()?).await?;
        let mut groups: BTreeMap<OpportunityId, Vec<Counterpart>> = BTreeMap::new();
        for pair in found {
            groups.entry(pair.opportunity.id).or_default().push(pair);
        }
        if groups.len() > MergingPreview::MOST_MERGES {
            let most = MergingPreview::MOST_MERGES;
            return Err(Refusal::TooManyMerges { groups: groups.len(), most }.into());
        }
        let (mut named, mut crowd) = (Vec::new(), Vec::new());
        for pairs in groups.values() {
            let (own, rest) = pairs.split_at(pairs.len().min(most.saturating_sub(1)));
            preview.crowded = preview.crowded.saturating_add(as_count(rest.len()));
            crowd.extend_from_slice(rest);
            named.extend_from_slice(own);
            let opportunity = own.first().map(|pair| pair.opportunity);
            let group: Vec<MergeInput> =
                opportunity.into_iter().chain(own.iter().map(|pair| pair.lead)).collect();
            if group.len() > 1 {
                preview.merges.push(group);
            }
        }
        // With too many leads for an opportunity nothing is done, and so nothing is asked: the policies
        // would be told that the rest of them become opportunities of their own.
        if preview.crowded == 0 {
            let held = self.held_apart(selection, &preview.merges, request, most).await?;
            preview.leads.new_customers = self.lacking(&held.alone, request).await?;
        }
        named.truncate(Preview::NAMED);
        crowd.truncate(Preview::NAMED);
        preview.named = self.named_pairs(&named).await?;
        preview.crowd = self.named_pairs(&crowd).await?;
        Ok(preview)
    }

    /// Converts leads as a person was shown it: all or none. The conversion of those that become
    /// opportunities of their own is one operation, each merge another.
    ///
    /// # Errors
    /// As [`convert`](Self::convert), and [`AppError::Store`] if a record that is merged has changed
    /// since; [`AppError::Usage`] with a customer, as the opportunities have theirs, and for less than
    /// two records that may become one; [`AppError::NotAllowed`] if somebody else than a manager wants
    /// more than [`MergeRequest::MOST`]; [`AppError::Refused`] for more than
    /// [`MergingPreview::MOST_MERGES`] merges.
    pub async fn convert_merging(
        &self,
        target: &Target,
        request: &ConversionRequest,
        shown: &MergingPreview,
    ) -> Result<Converted, AppError> {
        let desk = self.refreshed().await?;
        desk.must_use_leads()?;
        let most = desk.merging_at_most(request, Some(shown.most))?;
        if shown.crowded > 0 || shown.merges.iter().any(|group| group.len() > most) {
            return Err(Refusal::TooManyLeads { most }.into());
        }
        let conversion = desk.conversion(request).await?;
        let wish = MergeWish { salesperson: conversion.salesperson, team: conversion.team };
        let selection = desk.selection_of(target, false).await?;
        let Held { alone, visible } =
            desk.held_apart(selection, &shown.merges, request, most).await?;
        let alone = Selection { confirmed: Some(shown.alone()), ..alone };
        let conversions = Conversions { alone, conversion, merges: shown.merges.clone(), wish };
        let stamp = desk.stamp();
        match desk.storage.merges.convert_all(&conversions, &visible, stamp).await {
            Err(StoreError::NotFound(ids)) => Err(AppError::NotFound(ids)),
            converted => Ok(converted?),
        }
    }

    /// Asks the policies about leads that become opportunities of their own, and about the records that
    /// are merged.
    async fn held_apart(
        &self,
        selection: Selection,
        merges: &[Vec<MergeInput>],
        request: &ConversionRequest,
        most: usize,
    ) -> Result<Held, AppError> {
        let merged = merges.iter().flat_map(|group| group.iter().skip(1));
        let merged: Vec<OpportunityId> = merged.map(|it| it.id).collect();
        let alone = self.without(selection, &merged)?;
        let alone = self.hold_to_policies(alone, Intent::Convert(request)).await?;
        let together: Vec<OpportunityId> = merges.iter().flatten().map(|it| it.id).collect();
        let together = Selection::ids(together, self.visible()?);
        let asked = MergeRequest {
            salesperson: request.salesperson.clone(),
            team: request.team.clone(),
            up_to: Some(most),
        };
        let visible = self.hold_to_policies(together, Intent::Merge(&asked)).await?.filter;
        Ok(Held { alone, visible })
    }

    fn merging_at_most(
        &self,
        request: &ConversionRequest,
        up_to: Option<usize>,
    ) -> Result<usize, AppError> {
        if request.customer.is_some() {
            return Err(Misuse::CustomerOfMerged.into());
        }
        let most = self.most(&MergeRequest { up_to, ..MergeRequest::default() })?;
        if most < 2 {
            return Err(Misuse::MergeOfOne(most).into());
        }
        Ok(most)
    }

    /// Takes records out of a selection.
    fn without(
        &self,
        mut selection: Selection,
        out: &[OpportunityId],
    ) -> Result<Selection, AppError> {
        match &mut selection.ids {
            Some(ids) => ids.retain(|id| !out.contains(id)),
            None => selection.filter = selection.filter.and(self.these(out)?.not()),
        }
        Ok(selection)
    }

    fn these(&self, ids: &[OpportunityId]) -> Result<Predicate, AppError> {
        let ids = ids.iter().map(|id| Value::Number(id.get())).collect();
        self.test("id", Condition::OneOf(ids))
    }

    async fn named_pairs(&self, pairs: &[Counterpart]) -> Result<Vec<Pair>, AppError> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<OpportunityId> =
            pairs.iter().flat_map(|pair| [pair.lead.id, pair.opportunity.id]).collect();
        let sort =
            Sort::parse(self.entity()?, "id").map_err(|error| AppError::filter("id", error))?;
        let query = Query { filter: self.these(&ids)?, sort, after: None, limit: ids.len() };
        let page = self.storage.opportunities.search(&query).await?;
        let names: BTreeMap<OpportunityId, String> =
            page.records.into_iter().map(|record| (record.id, record.deal.name)).collect();
        let name = |id| names.get(&id).cloned().unwrap_or_default();
        let pair = |pair: &Counterpart| Pair {
            lead: pair.lead.id,
            lead_name: name(pair.lead.id),
            opportunity: pair.opportunity.id,
            opportunity_name: name(pair.opportunity.id),
            sign: pair.sign,
        };
        Ok(pairs.iter().map(pair).collect())
    }
}

fn as_count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
