//! Does what was planned: the people of the firm at their desks, in the order of time.

use std::{collections::HashMap, sync::Arc};

use winback_domain::{Deal, Effect, OpportunityId, Probability};
use winback_store::{NewOpportunity, Storage};

use super::{
    calendar::Calendar,
    cast::{Cast, MANAGER},
    plan::{Act, Scene},
};
use crate::{App, AppError, Assignment, Desk, FixedClock, Target};

/// The desks of all people, and their one clock.
pub(super) struct Play<'a> {
    calendar: &'a Calendar,
    clock: Arc<FixedClock>,
    desks: HashMap<&'static str, Desk>,
    /// The ids of the deals, by their numbers.
    ids: Vec<OpportunityId>,
}

impl<'a> Play<'a> {
    pub(super) async fn new(
        storage: &Storage,
        calendar: &'a Calendar,
        cast: &Cast,
    ) -> Result<Self, AppError> {
        let clock = Arc::new(FixedClock::at(calendar.founded()));
        let app = App::builder(storage.clone()).clock(clock.clone()).build();
        let mut desks = HashMap::new();
        for login in cast.sellers.iter().map(|seller| seller.login).chain([MANAGER]) {
            desks.insert(login, app.desk(Some(login)).await?);
        }
        Ok(Self { calendar, clock, desks, ids: Vec::new() })
    }

    /// Plays all scenes, and returns how many losses began.
    ///
    /// What one person does at one time to several deals is one operation.
    pub(super) async fn play(mut self, scenes: Vec<Scene>) -> Result<u64, AppError> {
        let mut losses = 0;
        for scenes in scenes.chunk_by(together) {
            let Some(first) = scenes.first() else { continue };
            let Some(desk) = self.desks.get(first.by) else { continue };
            self.clock.set(self.calendar.instant(first.at));
            let ids = scenes.iter().filter_map(|scene| self.ids.get(scene.deal).copied()).collect();
            match &first.act {
                Act::Create(deal) => {
                    let created = create(desk, deal).await?;
                    self.ids.push(created);
                }
                Act::Edit(assignment) => edit(desk, ids, assignment).await?,
                Act::Do(action) => {
                    let performed = desk.perform(&Target::Ids(ids), action).await?;
                    let lost = performed.effects.iter().filter(|(e, _)| *e == Effect::Lose);
                    losses += lost.map(|(_, count)| count).sum::<u64>();
                }
            }
        }
        Ok(losses)
    }
}

/// Tells whether two scenes are one operation.
fn together(one: &Scene, next: &Scene) -> bool {
    let same_hour = (one.at, one.by) == (next.at, next.by);
    same_hour && matches!(one.act, Act::Do(_)) && one.act == next.act
}

async fn create(desk: &Desk, deal: &Deal) -> Result<OpportunityId, AppError> {
    let stamp = desk.stamp();
    let (estimate, created_at) = (Probability::EVEN, stamp.at);
    let new = NewOpportunity { deal: deal.clone(), estimate, created_at };
    Ok(desk.storage.opportunities.create(&new, &[], stamp).await?.id)
}

async fn edit(
    desk: &Desk,
    ids: Vec<OpportunityId>,
    assignment: &Assignment,
) -> Result<(), AppError> {
    for id in ids {
        desk.edit(id, None, std::slice::from_ref(assignment)).await?;
    }
    Ok(())
}
