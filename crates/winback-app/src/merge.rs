//! Merging records, and undoing that. Rule: behaviour 5.

use winback_domain::{
    Conflict, Kind, LabelKind, Merge, MergeWish, Operation, OperationId, OperationKind,
    OpportunityId, Revision, StateKind, TeamId, UnmergeChoice,
};
use winback_filter::{Condition, Predicate, Sort, Value};
use winback_store::{MergeInput, Merged, Names, Query, Selection, StoreError, UndoneMerge};

use crate::error::SHOWN;
use crate::plugin::Intent;
use crate::{AppError, ConversionRequest, Desk, Misuse, Refusal, Target};

/// What a person says of a merge; what is absent is decided by the records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeRequest {
    /// Who works on the result, by login or name.
    pub salesperson: Option<String>,
    /// The team that works on it, by name.
    pub team: Option<String>,
    /// How many records may become one; [`MergeRequest::MOST`] if absent, more only for managers.
    pub up_to: Option<usize>,
}

impl MergeRequest {
    /// How many records may become one. Rule: behaviour 5.1.
    pub const MOST: usize = 5;
}

/// What a merge would do. Rule: behaviour 5.1-5.4.
#[derive(Debug, Clone)]
pub struct MergePreview {
    /// What it comes to, field by field.
    pub merge: Merge,
    /// The names of everything that the records refer to.
    pub names: Names,
    /// The records, each at the revision that is shown: what [`Desk::merge`] takes.
    pub inputs: Vec<MergeInput>,
    /// How many won records a filter leaves out.
    pub won_left_out: u64,
}

/// What undoing a merge would do.
#[derive(Debug, Clone)]
pub struct UnmergePlan {
    /// The merge.
    pub operation: Operation,
    /// The record that stayed, at the revision that is shown.
    pub survivor: winback_domain::Opportunity,
    /// The records that come back, as they were.
    pub others: Vec<winback_domain::Opportunity>,
    /// What the merge and later changes are at odds about.
    pub conflicts: Vec<Conflict>,
    /// The names of everything that the conflicts refer to.
    pub names: Names,
}

impl Desk {
    /// Says what merging records would do, field by field, without doing it. Of what a filter finds,
    /// won records are left out.
    ///
    /// # Errors
    /// [`AppError::NotFound`] with the ids; [`AppError::Usage`] for too few or too many records, or one
    /// that is named twice; [`AppError::NotAllowed`] if somebody else than a manager wants more than
    /// [`MergeRequest::MOST`]; [`AppError::Unknown`] for a salesperson or a team;
    /// [`AppError::Vetoed`].
    pub async fn preview_merge(
        &self,
        target: &Target,
        request: &MergeRequest,
    ) -> Result<MergePreview, AppError> {
        let most = self.most(request)?;
        let wish = self.merge_wish(request).await?;
        let mut selection = self.selection_of(target, false).await?;
        let mut won_left_out = 0;
        if let Target::Where(_) = target {
            let won =
                self.test("state", Condition::OneOf(vec![Value::Choice(StateKind::Won.as_str())]))?;
            let left_out = selection.narrowed(selection.filter.clone().and(won.clone()));
            won_left_out = self.storage.opportunities.tally(&left_out).await?.count();
            selection.filter = selection.filter.and(won.not());
        }
        let tally = self.storage.opportunities.tally(&selection).await?;
        if !tally.missing.is_empty() {
            return Err(AppError::NotFound(tally.missing));
        }
        let found = usize::try_from(tally.count()).unwrap_or(usize::MAX);
        if found > most {
            return Err(Misuse::TooManyToMerge { found, most }.into());
        }
        let selection = self.hold_to_policies(selection, Intent::Merge(request)).await?;
        let mut filter = selection.filter.clone();
        if let Some(ids) = &selection.ids {
            let ids = ids.iter().map(|id| Value::Number(id.get())).collect();
            filter = filter.and(self.test("id", Condition::OneOf(ids))?);
        }
        let sort =
            Sort::parse(self.entity()?, "id").map_err(|error| AppError::filter("id", error))?;
        let query = Query { filter, sort, after: None, limit: most };
        let page = self.storage.opportunities.search(&query).await?;
        let input = |record: &winback_domain::Opportunity| MergeInput {
            id: record.id,
            revision: Some(record.revision),
        };
        let inputs = page.records.iter().map(input).collect();
        let pipeline = self.storage.pipeline.stages().await?;
        let merge =
            Merge::of(page.records, &wish, &pipeline, self.stamp()).map_err(Misuse::Merge)?;
        let names = self.names_of_all(page.names).await?;
        Ok(MergePreview { merge, names, inputs, won_left_out })
    }

    /// Says what converting leads by merging them into an opportunity would do; [`Desk::merge`] does it.
    /// Rule: behaviour 1.1.
    ///
    /// # Errors
    /// As [`preview_merge`](Self::preview_merge); [`AppError::Refused`] where leads are not in use, for
    /// what is no open lead, and if it is a lead that they are to be merged into; [`AppError::Usage`] for
    /// a filter.
    pub async fn preview_conversion_into(
        &self,
        target: &Target,
        into: OpportunityId,
        request: &MergeRequest,
    ) -> Result<MergePreview, AppError> {
        let Target::Ids(leads) = target else {
            return Err(Misuse::UnnamedLeads.into());
        };
        // The policies are asked about the merge, which is what is done.
        let selection = self.convertible(target, &ConversionRequest::default()).await?;
        let preview = self.previewed_conversion(&selection).await?;
        if !preview.missing.is_empty() {
            return Err(AppError::NotFound(preview.missing));
        }
        if let Some(refused) = preview.named.into_iter().next() {
            return Err(Refusal::Transition(refused).into());
        }
        let page = self.page_of(into).await?;
        if page.records.iter().any(|record| record.deal.kind == Kind::Lead) {
            return Err(Refusal::LeadItself(into).into());
        }
        let ids = leads.iter().copied().chain([into]).collect();
        self.preview_merge(&Target::Ids(ids), request).await
    }

    /// Says of records that are not found which others they were merged into, as far as the person may
    /// see these; of any other error nothing more. Only the first ids are looked up, those that the
    /// error names. Rule: behaviour 5.5, 7.3.
    pub async fn with_survivors(&self, error: AppError) -> AppError {
        let AppError::NotFound(ids) = error else { return error };
        match self.survivors(&ids).await {
            // That the records are not found is told in any case.
            Ok(merged) if !merged.is_empty() => {
                let is_merged = |id: &OpportunityId| merged.iter().any(|(away, _)| away == id);
                let missing = ids.into_iter().filter(|id| !is_merged(id)).collect();
                AppError::Merged { merged, missing }
            }
            Ok(_) | Err(_) => AppError::NotFound(ids),
        }
    }

    async fn survivors(
        &self,
        ids: &[OpportunityId],
    ) -> Result<Vec<(OpportunityId, OpportunityId)>, AppError> {
        let mut merged = Vec::new();
        for id in ids.iter().take(SHOWN) {
            let Some(into) = self.storage.merges.survivor_of(*id).await? else { continue };
            match self.page_of(into).await {
                Ok(_) => merged.push((*id, into)),
                Err(AppError::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(merged)
    }

    /// Merges records that are still as a person was shown them.
    ///
    /// # Errors
    /// As [`preview_merge`](Self::preview_merge); [`AppError::Store`] if one has changed.
    pub async fn merge(
        &self,
        inputs: &[MergeInput],
        request: &MergeRequest,
    ) -> Result<Merged, AppError> {
        let desk = self.refreshed().await?;
        let most = desk.most(request)?;
        if inputs.len() > most {
            return Err(Misuse::TooManyToMerge { found: inputs.len(), most }.into());
        }
        let wish = desk.merge_wish(request).await?;
        let ids = inputs.iter().map(|input| input.id).collect();
        let selection = Selection::ids(ids, desk.visible()?);
        let visible = desk.hold_to_policies(selection, Intent::Merge(request)).await?.filter;
        match desk.storage.merges.merge(inputs, &visible, &wish, desk.stamp()).await {
            Err(StoreError::NotFound(ids)) => Err(AppError::NotFound(ids)),
            merged => Ok(merged?),
        }
    }

    pub(crate) fn most(&self, request: &MergeRequest) -> Result<usize, AppError> {
        let most = request.up_to.unwrap_or(MergeRequest::MOST);
        if most > MergeRequest::MOST {
            self.must_configure(format!("merge more than {} records", MergeRequest::MOST))?;
        }
        Ok(most)
    }

    async fn merge_wish(&self, request: &MergeRequest) -> Result<MergeWish, AppError> {
        let salesperson = match &request.salesperson {
            Some(name) => self.salesperson(name).await?,
            None => None,
        };
        let team = match &request.team {
            Some(name) => self.known_label(LabelKind::Team, "team", name).await?.map(TeamId::new),
            None => None,
        };
        Ok(MergeWish { salesperson, team })
    }

    /// Says what undoing a merge would do; nothing for an operation of another kind.
    ///
    /// # Errors
    /// [`AppError::Absent`] if there is no such operation, or it is somebody else's unless a manager
    /// asks; [`AppError::Refused`] if it was undone; [`AppError::Vetoed`]; [`AppError::Store`].
    pub async fn plan_unmerge(&self, id: OperationId) -> Result<Option<UnmergePlan>, AppError> {
        Ok(self.unmergeable(id).await?.map(|(plan, _)| plan))
    }

    /// Says what undoing a merge would do, and what the record that it left has to match for that.
    async fn unmergeable(
        &self,
        id: OperationId,
    ) -> Result<Option<(UnmergePlan, Predicate)>, AppError> {
        let operation = self.operation_of(id).await?.operation;
        if operation.kind != OperationKind::Merge {
            return Ok(None);
        }
        let unmerge = match self.storage.merges.merge_of(id, &self.visible()?).await {
            Err(StoreError::Missing { .. }) => {
                return Err(Refusal::UndoneAlready(id).into());
            }
            unmerge => unmerge?,
        };
        let pipeline = self.storage.pipeline.stages().await?;
        let unmerged = unmerge
            .decide(&UnmergeChoice::default(), &pipeline, self.stamp())
            .map_err(Refusal::Undo)?;
        let (survivor, others) = (unmerge.now, unmerge.others);
        let selection = Selection::ids(vec![survivor.id], self.visible()?);
        let visible = self.hold_to_policies(selection, Intent::Unmerge(&operation)).await?.filter;
        let conflicts = unmerged.conflicts;
        let values = conflicts.iter().flat_map(|it| {
            [&it.before, &it.merged, &it.now].map(|value| (it.field, value.as_ref()))
        });
        let names = self.names_of_values(values.collect()).await?;
        let plan = UnmergePlan { operation, survivor, others, conflicts, names };
        Ok(Some((plan, visible)))
    }

    /// Undoes a merge: every record is there again as it was, but for what people did since with the
    /// one that stayed. With `expected`, nothing is done if that was changed meanwhile.
    ///
    /// # Errors
    /// As [`plan_unmerge`](Self::plan_unmerge); [`AppError::Store`] for conflicts of which nothing was
    /// chosen.
    pub async fn unmerge(
        &self,
        id: OperationId,
        choice: &UnmergeChoice,
        expected: Option<Revision>,
    ) -> Result<UndoneMerge, AppError> {
        let desk = self.refreshed().await?;
        let visible = match desk.unmergeable(id).await? {
            Some((_, visible)) => visible,
            None => desk.visible()?,
        };
        let stamp = desk.stamp();
        Ok(desk.storage.merges.unmerge(id, &visible, choice, expected, stamp).await?)
    }
}
