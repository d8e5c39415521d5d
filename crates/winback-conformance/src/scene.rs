//! What the checks share: short ways to set a scene, and to say what is seen as one line of text.

use jiff::{SignedDuration, Timestamp};
use winback_store::domain::{
    ActivityEntry, Change, ClosingNote, FieldChange, LabelKind, LossDetails, LossInput, LossRecord,
    LostReasonId, NewPerson, Operation, Opportunity, OpportunityId, PersonId, Role, Stamp,
    TrackedValue,
};
use winback_store::filter::{Condition, Entity, Predicate, Relation, Schema, TextMatch, Value};
use winback_store::{
    Applied, OPPORTUNITY, Page, Query, Selection, Storage, StoreError, StoreResult, default_sort,
    opportunity_schema,
};
use winback_testkit::{DealBuilder, fixed_now};

/// Returns the instant so many minutes after the fixed now.
pub(crate) fn at(minutes: i64) -> Timestamp {
    fixed_now() + SignedDuration::from_mins(minutes)
}

/// Returns a stamp of the manager, so many minutes after the fixed now.
pub(crate) fn stamp(minutes: i64) -> Stamp {
    Stamp { by: PersonId::new(1), at: at(minutes) }
}

/// Returns a stamp of another person.
pub(crate) fn stamp_by(person: PersonId, minutes: i64) -> Stamp {
    Stamp { by: person, at: at(minutes) }
}

/// Returns the schema that checks ask by, for a currency with two digits.
pub(crate) fn schema() -> Schema {
    opportunity_schema(2)
}

/// Returns an entity of the schema.
pub(crate) fn entity<'s>(schema: &'s Schema, name: &str) -> &'s Entity {
    schema.entity(name).unwrap()
}

/// Returns a test of a field of an opportunity.
pub(crate) fn ask(field: &str, condition: Condition) -> Predicate {
    ask_of(OPPORTUNITY, field, condition)
}

/// Returns a test of a field of any entity.
pub(crate) fn ask_of(of: &str, field: &str, condition: Condition) -> Predicate {
    Predicate::test(entity(&schema(), of), field, condition).unwrap()
}

/// Returns the condition that a value is this one.
pub(crate) fn is(value: Value) -> Condition {
    compare(Relation::Equal, value)
}

/// Returns the condition that a value stands in a relation to this one.
pub(crate) fn compare(relation: Relation, value: Value) -> Condition {
    Condition::Compare { relation, value }
}

/// Returns the condition that a text contains this one, ignoring case.
pub(crate) fn contains(text: &str) -> Condition {
    Condition::Text { how: TextMatch::Contains, ignore_case: true, text: text.into() }
}

/// Creates a record at the fixed now.
pub(crate) async fn create(storage: &Storage, deal: DealBuilder) -> Opportunity {
    storage.opportunities.create(&deal.new_opportunity(), &[], stamp(0)).await.unwrap()
}

/// Finds a record by its id.
pub(crate) async fn get(storage: &Storage, id: OpportunityId) -> Opportunity {
    let page = list(storage, ask("id", is(Value::Number(id.get())))).await;
    page.records.into_iter().next().unwrap()
}

/// Lists what matches, in the default order, on one page.
pub(crate) async fn list(storage: &Storage, filter: Predicate) -> Page {
    let sort = default_sort(&schema());
    storage.opportunities.search(&Query { filter, sort, after: None, limit: 10_000 }).await.unwrap()
}

/// Returns the names of the records that match, by id, as one text.
pub(crate) async fn names(storage: &Storage, filter: Predicate) -> String {
    let mut records = list(storage, filter).await.records;
    records.sort_by_key(|record| record.id);
    let names: Vec<String> = records.into_iter().map(|record| record.deal.name).collect();
    names.join(" ")
}

/// Selects records by id, whatever they are.
pub(crate) fn these(records: &[&Opportunity]) -> Selection {
    let ids = records.iter().map(|record| record.id).collect();
    Selection::ids(ids, Predicate::everything())
}

/// Applies a change to one record and returns what became of it.
pub(crate) async fn change(
    storage: &Storage,
    record: &Opportunity,
    change: &Change,
    minutes: i64,
) -> Opportunity {
    apply(storage, record, change, minutes).await.unwrap();
    get(storage, record.id).await
}

/// Applies a change to one record.
pub(crate) async fn apply(
    storage: &Storage,
    record: &Opportunity,
    change: &Change,
    minutes: i64,
) -> StoreResult<Applied> {
    storage.opportunities.apply(&these(&[record]), change, stamp(minutes)).await
}

/// Returns the change that marks lost for a reason, with a note.
pub(crate) fn lost(reason: Option<i64>, text: Option<&str>) -> Change {
    Change::MarkLost(LossInput {
        reason: reason.map(LostReasonId::new),
        note: note(text),
        competitor: None,
    })
}

/// Returns the details of a loss.
pub(crate) fn details(
    reason: Option<i64>,
    text: Option<&str>,
    competitor: Option<&str>,
) -> LossDetails {
    LossDetails {
        reason: reason.map(LostReasonId::new),
        note: note(text),
        competitor: competitor.map(str::to_owned),
    }
}

/// Returns a closing note.
pub(crate) fn note(text: Option<&str>) -> Option<ClosingNote> {
    text.and_then(ClosingNote::from_sanitised)
}

/// Adds a salesperson.
pub(crate) async fn person(storage: &Storage, name: &str, login: &str) -> PersonId {
    let (name, login, role) = (name.to_owned(), login.to_owned(), Role::Salesperson);
    storage.people.create(&NewPerson { name, login, email: None, role }).await.unwrap().id
}

/// Adds a label.
pub(crate) async fn label(storage: &Storage, kind: LabelKind, name: &str) -> i64 {
    storage.pipeline.ensure_label(kind, name).await.unwrap().id
}

/// Returns all entries of a record, the newest first.
pub(crate) async fn entries(storage: &Storage, record: &Opportunity) -> Vec<ActivityEntry> {
    storage.opportunities.activity(record.id, None, 1_000).await.unwrap()
}

/// Returns the newest entry of a record.
pub(crate) async fn newest(storage: &Storage, record: &Opportunity) -> ActivityEntry {
    entries(storage, record).await.swap_remove(0)
}

/// Returns all losses of a record, the oldest first.
pub(crate) async fn losses(storage: &Storage, record: &Opportunity) -> Vec<LossRecord> {
    storage.opportunities.losses(record.id).await.unwrap()
}

/// Everything that a store shows of one record.
pub(crate) type Shown = (Opportunity, Vec<LossRecord>, Vec<ActivityEntry>);

/// Returns everything that a store shows of its records, by id.
pub(crate) async fn all(storage: &Storage) -> Vec<Shown> {
    let mut records = list(storage, Predicate::everything()).await.records;
    records.sort_by_key(|record| record.id);
    let mut shown = Vec::new();
    for record in records {
        let (losses, entries) = (losses(storage, &record).await, entries(storage, &record).await);
        shown.push((record, losses, entries));
    }
    shown
}

/// Creates a record and returns the operation that it was: the next one of the store.
pub(crate) async fn next_operation(storage: &Storage) -> i64 {
    let record = create(storage, winback_testkit::deal("next operation")).await;
    newest(storage, &record).await.operation.get()
}

/// Returns the operation of what was applied.
pub(crate) fn operation(applied: Applied) -> Operation {
    applied.operation.unwrap()
}

/// Says what state a record is in: `lost 0% auto 0% in 1 closed +5 moved - rev 2`.
pub(crate) fn line(record: &Opportunity) -> String {
    format!(
        "{} {}% auto {}% in {} closed {} moved {} rev {}",
        record.state.kind(),
        record.probability(),
        record.automated_probability(),
        record.deal.stage.map_or("-".into(), |stage| stage.to_string()),
        minutes(record.state.closed_at()),
        minutes(record.stage_changed_at),
        record.revision.get(),
    )
}

/// Says what an entry holds: `lost: state open→lost, probability 50%→0%`.
pub(crate) fn said(entry: &ActivityEntry) -> String {
    let changes: Vec<String> = entry.changes.iter().map(said_of).collect();
    format!("{}: {}", entry.kind.as_str(), changes.join(", "))
}

fn said_of(change: &FieldChange) -> String {
    let value = |value: &Option<TrackedValue>| value.as_ref().map_or("-".into(), value_text);
    format!("{} {}→{}", change.field.as_str(), value(&change.old), value(&change.new))
}

/// Says a value of the log.
pub(crate) fn value_text(value: &TrackedValue) -> String {
    match value {
        TrackedValue::Text(text) => text.clone(),
        TrackedValue::Number(number) => number.to_string(),
        TrackedValue::Amount(amount) => amount.minor().to_string(),
        TrackedValue::Probability(probability) => format!("{probability}%"),
        TrackedValue::Date(day) => day.to_string(),
        TrackedValue::Instant(at) => minutes(Some(*at)),
        TrackedValue::Reference(id) => format!("#{id}"),
        TrackedValue::References(ids) => ids.iter().map(|id| format!("#{id}")).collect(),
    }
}

/// Says how many minutes after the fixed now an instant is.
pub(crate) fn minutes(at: Option<Timestamp>) -> String {
    at.map_or("-".into(), |at| format!("+{}", at.duration_since(fixed_now()).as_mins()))
}

/// Says what went wrong by kind, with the values that matter.
pub(crate) fn kind_of<T>(result: &StoreResult<T>) -> String {
    match result {
        Ok(_) => "done".into(),
        Err(StoreError::NotFound(ids)) => {
            let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
            format!("not found {ids:?}")
        }
        Err(StoreError::Refused { refused, total }) => {
            let ids: Vec<i64> = refused.iter().map(|error| error.opportunity.get()).collect();
            format!("refused {total}: {ids:?}")
        }
        Err(StoreError::Edit(error)) => format!("edit: {error}"),
        Err(StoreError::Stale { id, expected, current }) => {
            format!("stale {id}: {} is {}", expected.get(), current.get())
        }
        Err(StoreError::Taken { what, name }) => format!("taken: {what} `{name}`"),
        Err(StoreError::Missing { what, id }) => format!("missing: {what} {id}"),
        Err(StoreError::ImportRefused) => "import refused".into(),
        Err(error) => format!("failed: {error:?}"),
    }
}
