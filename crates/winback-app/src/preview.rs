//! Previews: what an action would do to which records. Rule: behaviour 2.7.

use std::sync::Arc;

use winback_domain::{Change, Effect, OpportunityId, PersonId, StateKind, TeamId, TransitionError};
use winback_filter::{Condition, Predicate, Relation, Sort, Value};
use winback_store::{Query, Selection, Tally, TallyRow};

use crate::plugin::{Intent, Verdict};
use crate::{Action, AppError, Desk, Target, policy, reason::Chosen};

/// What an action would do. Rule: behaviour 2.7.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// What would happen to records from which state, those to which nothing would happen included.
    pub rows: Vec<PreviewRow>,
    /// Records whose state does not allow it, by state. With any, the action is refused.
    pub refused: Vec<(StateKind, u64)>,
    /// The first of them by id, each with why, at most [`Preview::NAMED`].
    pub named: Vec<TransitionError>,
    /// What the policy asks for and the records would lack, or why a policy of the deployment's own
    /// refuses some. With any, the action is refused.
    pub policy: Option<Arc<AppError>>,
    /// Ids that do not exist or may not be seen. With any, the action is refused.
    pub missing: Vec<OpportunityId>,
}

/// Records of one state to which the same would happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewRow {
    /// What would happen.
    pub effect: Effect,
    /// The state that they are in.
    pub from: StateKind,
    /// How many.
    pub count: u64,
    /// The sum of their expected revenues in minor units.
    pub revenue_minor: i128,
}

impl Preview {
    /// How many of the refused records a preview names.
    pub const NAMED: usize = 10;

    /// Returns how many records the action would be refused for.
    pub fn refused_count(&self) -> u64 {
        self.refused.iter().map(|(_, count)| count).sum()
    }

    /// Returns how many records the action is about, those to which nothing would happen included.
    pub fn selected(&self) -> u64 {
        self.rows.iter().map(|row| row.count).sum()
    }

    /// Returns how many records would change.
    pub fn changing(&self) -> u64 {
        self.change_rows().map(|row| row.count).sum()
    }

    /// Returns the sum of the expected revenues of those that would change, in minor units.
    pub fn revenue_minor(&self) -> i128 {
        self.change_rows().map(|row| row.revenue_minor).sum()
    }

    /// Tells whether the action would be refused.
    pub const fn is_refused(&self) -> bool {
        !self.refused.is_empty() || !self.missing.is_empty() || self.policy.is_some()
    }

    fn change_rows(&self) -> impl Iterator<Item = &PreviewRow> {
        self.rows.iter().filter(|row| row.effect != Effect::Nothing)
    }
}

impl Desk {
    /// Says what an action would do, without doing it. Rule: behaviour 2.7.
    ///
    /// # Errors
    /// As [`perform`](Self::perform), but for what the preview itself tells.
    pub async fn preview(&self, target: &Target, action: &Action) -> Result<Preview, AppError> {
        let selection = self.selection(target, action).await?;
        let change = self.previewed(action).await?;
        let (there, elsewhere) = self.split_by_need(&selection, &change)?;
        let mut preview = Preview::default();
        let tally = self.storage.opportunities.tally(&elsewhere).await?;
        preview.add(&tally, |row| change.effect(row.state, row.at_zero).ok());
        preview.missing = tally.missing;
        if let Some(there) = there {
            let tally = self.storage.opportunities.tally(&there).await?;
            preview.missing.retain(|id| tally.missing.contains(id));
            let effect = |row: &TallyRow| change.effect(row.state, row.at_zero).ok();
            preview.add(&tally, |row| effect(row).map(|_| Effect::Nothing));
        }
        if let Some(breach) = policy::breach(self, &change, action.reason().is_some())? {
            let refusal = self.policy_refusal(&selection, &change, &breach).await?;
            preview.policy = refusal.map(Arc::new);
        }
        if preview.policy.is_none() {
            let verdict = self.asked(&selection, Intent::Act(action)).await?;
            if let Some(Verdict::Refused(refusal)) = verdict {
                preview.policy = Some(Arc::new(refusal));
            }
        }
        if !preview.refused.is_empty() {
            preview.named = self.refusing(&selection, &change, &preview.refused).await?;
        }
        Ok(preview)
    }

    /// Names the first records whose state does not allow a change.
    async fn refusing(
        &self,
        selection: &Selection,
        change: &Change,
        refused: &[(StateKind, u64)],
    ) -> Result<Vec<TransitionError>, AppError> {
        let states = refused.iter().map(|(state, _)| Value::Choice(state.as_str())).collect();
        let mut filter =
            selection.filter.clone().and(self.test("state", Condition::OneOf(states))?);
        if let Some(ids) = &selection.ids {
            filter = filter.and(self.among(ids)?);
        }
        let sort =
            Sort::parse(self.entity()?, "id").map_err(|error| AppError::filter("id", error))?;
        let query = Query { filter, sort, after: None, limit: Preview::NAMED };
        let page = self.storage.opportunities.search(&query).await?;
        let refusals = page.records.into_iter().filter_map(|record| {
            let state = record.state.kind();
            let at_zero = record.probability().hundredths() == 0;
            let refusal = change.effect(state, at_zero).err()?;
            let (opportunity, name) = (record.id, record.deal.name);
            Some(TransitionError { opportunity, name, state, refusal })
        });
        Ok(refusals.collect())
    }

    fn among(&self, ids: &[OpportunityId]) -> Result<Predicate, AppError> {
        self.test("id", Condition::OneOf(ids.iter().map(|id| Value::Number(id.get())).collect()))
    }

    /// The change as far as a preview needs it: a reason that is yet to be added has no id.
    async fn previewed(&self, action: &Action) -> Result<Change, AppError> {
        let reason = self.chosen(action).await?;
        self.change(action, reason.as_ref().and_then(Chosen::id)).await
    }

    /// A move does nothing to records that are in the stage already, nor does an assignment to those
    /// of the same people: they are told apart.
    fn split_by_need(
        &self,
        selection: &Selection,
        change: &Change,
    ) -> Result<(Option<Selection>, Selection), AppError> {
        let there = match change {
            Change::MoveStage(stage) => self.refers_to("stage", Some(stage.get()))?,
            Change::Assign(handover) => {
                let mut there = Predicate::everything();
                if let Some(salesperson) = handover.salesperson() {
                    let id = salesperson.map(PersonId::get);
                    there = there.and(self.refers_to("salesperson", id)?);
                }
                if let Some(team) = handover.team() {
                    there = there.and(self.refers_to("team", team.map(TeamId::get))?);
                }
                there
            }
            Change::MarkLost(_)
            | Change::AmendLoss(_)
            | Change::Restore
            | Change::Archive
            | Change::MarkWon => return Ok((None, selection.clone())),
        };
        let within = |filter| selection.narrowed(filter);
        Ok((
            Some(within(selection.filter.clone().and(there.clone()))),
            within(selection.filter.clone().and(there.not())),
        ))
    }

    /// Returns the filter that a field refers to this, or to nothing.
    fn refers_to(&self, field: &str, id: Option<i64>) -> Result<Predicate, AppError> {
        let Some(id) = id else { return Ok(self.test(field, Condition::IsSet)?.not()) };
        let value = Value::Reference(id);
        self.test(field, Condition::Compare { relation: Relation::Equal, value })
    }
}

impl Preview {
    fn add(&mut self, tally: &Tally, effect: impl Fn(&TallyRow) -> Option<Effect>) {
        for row in &tally.rows {
            let Some(effect) = effect(row) else {
                match self.refused.iter_mut().find(|(state, _)| *state == row.state) {
                    Some((_, count)) => *count += row.count,
                    None => self.refused.push((row.state, row.count)),
                }
                continue;
            };
            let same = |known: &&mut PreviewRow| known.effect == effect && known.from == row.state;
            match self.rows.iter_mut().find(same) {
                Some(known) => {
                    known.count += row.count;
                    known.revenue_minor += row.revenue_minor;
                }
                None => self.rows.push(PreviewRow {
                    effect,
                    from: row.state,
                    count: row.count,
                    revenue_minor: row.revenue_minor,
                }),
            }
        }
    }
}
