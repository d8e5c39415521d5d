//! The check of what can be wrong in memory: whatever is kept in two places, or refers to another.

use std::collections::BTreeMap;

use async_trait::async_trait;
use winback_store::domain::{
    Customer, Deal, LossRecord, OperationId, Opportunity, OpportunityId, PersonId, StateKind,
};
use winback_store::{
    Checkup, Finding, IntegrityStore, Invariant, LogProblems, LogReplay, Standing, StoreResult,
};

use crate::backend::Memory;
use crate::world::MergedRecords;
use crate::world::{World, name_key};

#[async_trait]
impl IntegrityStore for Memory {
    async fn check(&self) -> StoreResult<Vec<Checkup>> {
        Ok(self.read(World::check))
    }

    async fn rebuild_search(&self) -> StoreResult<()> {
        Ok(())
    }
}

impl World {
    fn check(&self) -> Vec<Checkup> {
        let logs: Vec<(OpportunityId, LogProblems)> =
            self.opportunities.values().map(|record| (record.id, self.replayed(record))).collect();
        let told = |part: fn(&LogProblems) -> &Option<String>| {
            let problem = |(id, told): &(_, _)| Some(finding(*id, part(told).as_ref()?));
            logs.iter().filter_map(problem).collect()
        };
        let each = |problem: fn(&Self, &Opportunity) -> Option<String>| {
            let records = self.opportunities.values();
            records.filter_map(|record| Some(finding(record.id, &problem(self, record)?))).collect()
        };
        [
            (
                Invariant::References,
                [each(Self::dangling), self.orphans(), self.lost_merges()].concat(),
            ),
            (Invariant::Unique, self.shared()),
            (Invariant::SearchForms, self.misnamed()),
            (Invariant::CurrentLoss, each(Self::wrong_losses)),
            (Invariant::LostReason, each(Self::wrong_reason)),
            (Invariant::WonStage, each(Self::wrong_stage)),
            (Invariant::LossRevisions, each(Self::wrong_revisions)),
            (Invariant::LogRevisions, told(|told| &told.revisions)),
            (Invariant::LogState, told(|told| &told.state)),
            (Invariant::Operations, self.miscounted()),
            (Invariant::ReasonHistory, self.contradicted()),
            (Invariant::Frequencies, self.wrong_frequencies()),
            (Invariant::DefaultSearch, self.defaults()),
        ]
        .into_iter()
        .map(|(invariant, findings): (_, Vec<Finding>)| {
            let total = u64::try_from(findings.len()).unwrap_or(u64::MAX);
            Checkup::of(invariant, total, findings)
        })
        .collect()
    }

    fn replayed(&self, record: &Opportunity) -> LogProblems {
        let mut replay = LogReplay::default();
        let entries = self.entries.get(&record.id).into_iter().flatten();
        for entry in entries.filter(|entry| entry.origin.is_none()) {
            replay.entry(entry.kind, entry.revision, &entry.changes);
        }
        replay.end(Standing {
            revision: record.revision,
            state: record.state.kind(),
            stage: record.deal.stage,
            lost_reason: record.loss().and_then(|loss| loss.details.reason),
        })
    }

    fn dangling(&self, record: &Opportunity) -> Option<String> {
        let deal = Deal { external_id: None, ..record.deal.clone() };
        let reasons = self.losses_of(record.id).iter().map(|it| it.loss.details.reason);
        let missing = self.check_deal(&deal).err();
        let missing =
            missing.or_else(|| reasons.into_iter().find_map(|id| self.check_reason(id).err()));
        missing.map(|error| format!("refers to what does not exist: {error}"))
    }

    fn shared(&self) -> Vec<Finding> {
        let mut holders: BTreeMap<(&str, String), u64> = BTreeMap::new();
        let logins = self.people.values().map(|person| ("login", name_key(&person.login)));
        let reasons = self.reasons.values().map(|reason| ("lost reason", name_key(&reason.name)));
        let labels =
            self.labels.iter().map(|((kind, _), label)| (kind.as_str(), name_key(&label.name)));
        let searches = self.searches.values().map(|search| {
            ("saved search", format!("{} of person {}", name_key(&search.name), search.owner))
        });
        let external_ids = self
            .opportunities
            .values()
            .filter_map(|record| Some(("external id", record.deal.external_id.clone()?)));
        for name in logins.chain(reasons).chain(labels).chain(searches).chain(external_ids) {
            *holders.entry(name).or_default() += 1;
        }
        let shared = holders.into_iter().filter(|(_, holders)| *holders > 1);
        let problem = |((what, name), holders)| format!("{holders} have the {what} `{name}`");
        shared.map(|it| Finding { record: None, sentence: problem(it) }).collect()
    }

    fn misnamed(&self) -> Vec<Finding> {
        let customers = self.customers.values();
        let misnamed = customers.filter(|it| self.full_name(&it.profile) != it.full_name);
        let sentence = |it: &Customer| {
            format!("the full name of customer {} does not follow from its company's", it.id)
        };
        misnamed.map(|it| Finding { record: None, sentence: sentence(it) }).collect()
    }

    fn wrong_losses(&self, record: &Opportunity) -> Option<String> {
        let losses = self.losses_of(record.id);
        let current: Vec<&LossRecord> = losses.iter().filter(|loss| loss.end.is_none()).collect();
        let state = record.state.kind().as_str();
        match (record.loss(), current.as_slice()) {
            (None, []) => None,
            (Some(loss), [kept]) if loss.id == kept.loss.id => None,
            (_, current) => Some(format!("is {state} and has {} current losses", current.len())),
        }
    }

    fn wrong_reason(&self, record: &Opportunity) -> Option<String> {
        let loss = record.loss()?;
        let kept = self.losses_of(record.id).iter().find(|it| it.end.is_none())?;
        (loss != &kept.loss).then(|| "has another current loss than its list of losses".to_owned())
    }

    fn wrong_stage(&self, record: &Opportunity) -> Option<String> {
        let stage_is_won = self.stages.is_won(record.deal.stage);
        let problem = match (record.state.kind(), stage_is_won) {
            (StateKind::Open, true) => "is open, and its stage is a won stage",
            (StateKind::Won, false) => "is won, and its stage is no won stage",
            (StateKind::Open | StateKind::Won | StateKind::Lost | StateKind::Archived, _) => {
                return None;
            }
        };
        Some(problem.to_owned())
    }

    fn wrong_revisions(&self, record: &Opportunity) -> Option<String> {
        let is_wrong = |loss: &&LossRecord| {
            loss.revisions.last().map(|revision| &revision.details) != Some(&loss.loss.details)
        };
        let wrong = self.losses_of(record.id).iter().find(is_wrong)?;
        Some(format!("has a loss, {}, that its last revision does not tell", wrong.loss.id))
    }

    fn miscounted(&self) -> Vec<Finding> {
        let mut told: BTreeMap<OperationId, u64> = BTreeMap::new();
        for entry in self.entries.values().flatten() {
            *told.entry(entry.operation).or_default() += 1;
        }
        let wrong = self.operations.iter().filter_map(|operation| {
            let (id, says) = (operation.id, operation.records);
            let told = told.get(&id).copied().unwrap_or(0);
            (told != says).then(|| {
                format!(
                    "operation {id} says it changed {says} records, and the log tells of {told}"
                )
            })
        });
        wrong.map(|sentence| Finding { record: None, sentence }).collect()
    }

    fn orphans(&self) -> Vec<Finding> {
        let orphans = self.searches.values().filter_map(|search| {
            let error = self.check_person(Some(search.owner)).err()?;
            Some(format!("saved search {} belongs to nobody: {error}", search.id))
        });
        orphans.map(|sentence| Finding { record: None, sentence }).collect()
    }

    fn lost_merges(&self) -> Vec<Finding> {
        let lost = self.merges.iter().filter(|(_, merge)| {
            let survivor = self.survivor_of(merge.before.id).unwrap_or(merge.before.id);
            !self.opportunities.contains_key(&survivor)
        });
        let problem = |(id, merge): (&OperationId, &MergedRecords)| {
            format!("merge {id} left opportunity {}, which does not exist", merge.before.id)
        };
        lost.map(|it| Finding { record: None, sentence: problem(it) }).collect()
    }

    fn defaults(&self) -> Vec<Finding> {
        let mut owners: BTreeMap<PersonId, u64> = BTreeMap::new();
        for search in self.searches.values().filter(|search| search.default) {
            *owners.entry(search.owner).or_default() += 1;
        }
        let several = owners.into_iter().filter(|(_, searches)| *searches > 1);
        let problem = |(owner, searches)| format!("person {owner} has {searches} default searches");
        several.map(|it| Finding { record: None, sentence: problem(it) }).collect()
    }

    fn contradicted(&self) -> Vec<Finding> {
        let wrong = self.reasons.values().filter_map(|reason| {
            let problem = reason.contradiction(self.history_of(reason.id))?;
            Some(format!("lost reason {} {problem}", reason.id))
        });
        wrong.map(|sentence| Finding { record: None, sentence }).collect()
    }
}

fn finding(id: OpportunityId, problem: &str) -> Finding {
    Finding { record: Some(id), sentence: format!("opportunity {id} {problem}") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use winback_store::Selection;
    use winback_store::domain::{
        Change, Frequencies, LossInput, LostReason, LostReasonId, NewSavedSearch, ReasonEdit,
        Revision, SavedSearch, SavedSearchId, SearchView, StageId, Stamp, State,
    };
    use winback_store::filter::Predicate;
    use winback_testkit::{deal, fixed_now, fresh};

    use super::*;
    use crate::backend::storage;

    fn stamp() -> Stamp {
        Stamp { by: PersonId::new(1), at: fixed_now() }
    }

    /// A world with a record that was lost and one that is open.
    fn world() -> World {
        let memory = Arc::new(Memory::default());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let storage = storage(&memory);
            storage.settings.install(&fresh()).await.unwrap();
            for name in ["Pumps", "Valves"] {
                storage
                    .opportunities
                    .create(&deal(name).new_opportunity(), &[], stamp())
                    .await
                    .unwrap();
            }
            let first = Selection::ids(vec![OpportunityId::new(1)], Predicate::everything());
            let lose = Change::MarkLost(LossInput::default());
            storage.opportunities.apply(&first, &lose, stamp()).await.unwrap();
        });
        memory.read(World::clone)
    }

    fn broken(world: &World) -> Vec<String> {
        let broken = world.check().into_iter().filter(|checkup| checkup.total() > 0);
        broken.map(|it| format!("{}: {}", it.invariant, it.findings()[0].sentence)).collect()
    }

    fn after(damage: impl FnOnce(&mut World)) -> Vec<String> {
        let mut world = world();
        damage(&mut world);
        broken(&world)
    }

    fn record(world: &mut World, id: i64) -> &mut Opportunity {
        world.opportunities.get_mut(&OpportunityId::new(id)).unwrap()
    }

    #[test]
    fn a_sound_world_has_no_findings() {
        assert_eq!(after(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn each_invariant_that_is_broken_is_found_and_named() {
        let one = OpportunityId::new(1);
        let found = after(|world| record(world, 2).deal.stage = Some(StageId::new(9)));
        assert!(found[0].starts_with("references: opportunity 2 refers to what does not exist"));
        let found = after(|world| {
            let twin = world.reasons.values().next().unwrap().clone();
            let id = LostReasonId::new(99);
            world.reasons.insert(id, LostReason { id, ..twin });
        });
        assert_eq!(found, ["unique: 2 have the lost reason `too expensive`"]);
        let found = after(|world| drop(world.losses.remove(&one)));
        assert_eq!(found, ["current-loss: opportunity 1 is lost and has 0 current losses"]);
        let found = after(|world| world.losses.get_mut(&one).unwrap()[0].revisions.clear());
        assert_eq!(
            found,
            ["loss-revisions: opportunity 1 has a loss, 1, that its last revision does not tell"]
        );
        let found = after(|world| record(world, 2).deal.stage = Some(StageId::new(4)));
        assert_eq!(found, ["won-stage: opportunity 2 is open, and its stage is a won stage"]);
        let found = after(|world| record(world, 2).revision = Revision::new(3));
        assert_eq!(
            found,
            ["log-revisions: opportunity 2 is at revision 3, and its log ends at revision 1"]
        );
        let found = after(|world| world.operations[0].records = 7);
        assert_eq!(
            found,
            ["operations: operation 1 says it changed 7 records, and the log tells of 1"]
        );
        let found = after(|world| {
            let first = LostReasonId::new(1);
            world.edit_reason(first, &[ReasonEdit::Position(7)], stamp()).unwrap();
            world.reasons.get_mut(&first).unwrap().position = 8;
        });
        assert_eq!(
            found,
            [
                "reason-history: lost reason 1 has the position 8, and its history ends at the position 7"
            ]
        );
    }

    fn add_search(world: &mut World, id: i64, owner: i64, name: &str) {
        let new = NewSavedSearch {
            owner: PersonId::new(owner),
            name: name.into(),
            filter: String::new(),
            group_by: None,
            order: None,
            view: SearchView::List,
            shared: true,
            default: true,
        };
        let id = SavedSearchId::new(id);
        world.searches.insert(id, SavedSearch::new(id, new));
    }

    #[test]
    fn saved_searches_of_nobody_and_several_defaults_are_found() {
        let found = after(|world| add_search(world, 1, 9, "Lost"));
        assert_eq!(found, ["references: saved search 1 belongs to nobody: no such person: 9"]);
        let found = after(|world| {
            add_search(world, 1, 1, "Lost");
            add_search(world, 2, 1, "LOST");
        });
        let shared = "unique: 2 have the saved search `lost of person 1`";
        assert_eq!(found, [shared, "default-search: person 1 has 2 default searches"]);
    }

    #[test]
    fn what_scoring_counted_wrongly_is_found() {
        let found = after(|world| world.frequencies = Frequencies::default());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("frequencies: FrequencyKey"), "{found:?}");
        assert!(found[0].ends_with("lacks 0 won and 1 lost"), "{found:?}");
    }

    #[test]
    fn a_state_without_its_entry_is_found() {
        let found = after(|world| {
            world.losses.clear();
            record(world, 1).state = State::Open;
            world.recount();
        });
        assert_eq!(
            found,
            ["log-state: opportunity 1 has the `state` `open`, and its log ends at `lost`"]
        );
    }
}
