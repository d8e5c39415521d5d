//! What was done is told as done, even if what is asked afterwards fails.

use std::sync::Arc;

use async_trait::async_trait;
use winback_api::Limits;
use winback_app::store::{
    BackendFactory, Conversions, Converted, Counterpart, MergeInput, MergeStore, Merged, Selection,
    StoreError, StoreResult, UndoneMerge,
    domain::{MergeWish, OperationId, OpportunityId, Revision, Stamp, Unmerge, UnmergeChoice},
    filter::Predicate,
};
use winback_memory::MemoryBackend;

use crate::site::Site;

/// Merges that cannot be asked for: what is not found may have been merged, and so cannot be looked for,
/// either.
struct Unreachable;

fn gone<T>() -> StoreResult<T> {
    Err(StoreError::Busy)
}

#[async_trait]
impl MergeStore for Unreachable {
    async fn merge(
        &self,
        _: &[MergeInput],
        _: &Predicate,
        _: &MergeWish,
        _: Stamp,
    ) -> StoreResult<Merged> {
        gone()
    }

    async fn counterparts(&self, _: &Selection, _: &Predicate) -> StoreResult<Vec<Counterpart>> {
        gone()
    }

    async fn convert_all(
        &self,
        _: &Conversions,
        _: &Predicate,
        _: Stamp,
    ) -> StoreResult<Converted> {
        gone()
    }

    async fn survivor_of(&self, _: OpportunityId) -> StoreResult<Option<OpportunityId>> {
        gone()
    }

    async fn merge_of(&self, _: OperationId, _: &Predicate) -> StoreResult<Unmerge> {
        gone()
    }

    async fn unmerge(
        &self,
        _: OperationId,
        _: &Predicate,
        _: &UnmergeChoice,
        _: Option<Revision>,
        _: Stamp,
    ) -> StoreResult<UndoneMerge> {
        gone()
    }
}

async fn site() -> Site {
    let mut storage = MemoryBackend.open("memory:").await.unwrap();
    storage.merges = Arc::new(Unreachable);
    Site::on(storage, Limits::default()).await
}

#[tokio::test]
async fn a_record_that_was_given_away_is_not_said_to_be_unchanged() {
    let site = site().await;
    let id = site.record("Deal", "anna", &[]).await;
    let anna = site.sign_in("anna").await;
    let (text, back) = (id.to_string(), format!("/opportunities/{id}"));
    let fields =
        [("id", text.as_str()), ("back", &back), ("confirmed", "1"), ("salesperson", "=ben")];
    let answer = anna.post("/actions/assign", &fields).await;
    assert_eq!(answer.goes_to(), back);
    assert!(anna.keeping(&answer).get("/profile").await.says("1 record assigned."));
    anna.get(&back).await.page(503);
}

#[tokio::test]
async fn a_record_whose_form_was_saved_is_not_said_to_be_unchanged() {
    let site = site().await;
    let id = site.record("Deal", "anna", &[]).await;
    let anna = site.sign_in("anna").await;
    let page = format!("/opportunities/{id}");
    let seen = anna.get(&page).await.values("revision");
    let form = [("revision", seen[0].as_str()), ("salesperson", "ben")];
    let answer = anna.post(&page, &form).await;
    assert_eq!(answer.goes_to(), page);
    assert!(anna.keeping(&answer).get("/profile").await.says("Saved."));
    anna.get(&page).await.page(503);
}
