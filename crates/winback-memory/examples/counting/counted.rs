//! The stores of another backend, with every call counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use winback_store::domain::*;
use winback_store::filter::Predicate;
use winback_store::*;

/// How often each method was called, by store and method.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<(&'static str, &'static str), u64>>);

impl Calls {
    fn count(&self, store: &'static str, method: &'static str) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry((store, method)).or_default() += 1;
    }

    /// Returns what was called, by name, and how often.
    pub(crate) fn counted(&self) -> Vec<(String, u64)> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |((store, method), count): (&(&str, &str), &u64)| {
            (format!("{store}::{method}"), *count)
        };
        calls.iter().map(line).collect()
    }
}

/// A store of another backend.
struct Counted<Store: ?Sized> {
    inner: Arc<Store>,
    calls: Arc<Calls>,
}

/// Makes each store pass its calls on; a method that a trait gets is missed here by the compiler.
macro_rules! counted {
    ($($store:ident {
        $($method:ident($($name:ident: $kind:ty),* $(,)?) -> $answer:ty;)*
    })*) => { $(
        #[async_trait]
        impl $store for Counted<dyn $store> {
            $(async fn $method(&self, $($name: $kind),*) -> StoreResult<$answer> {
                self.calls.count(stringify!($store), stringify!($method));
                self.inner.$method($($name),*).await
            })*
        }
    )* };
}

counted! {
    OpportunityStore {
        create(new: &NewOpportunity, barred: &[Predicate], stamp: Stamp) -> Opportunity;
        create_with_names(
            new: &NewOpportunity,
            names: &NewNames,
            barred: &[Predicate],
            stamp: Stamp,
        ) -> Opportunity;
        search(query: &Query) -> Page;
        tally(selection: &Selection) -> Tally;
        apply(selection: &Selection, change: &Change, stamp: Stamp) -> Applied;
        apply_with_reason(
            selection: &Selection,
            change: &Change,
            reason: &NewLostReason,
            stamp: Stamp,
        ) -> Applied;
        edit(
            id: OpportunityId,
            expected: Option<Revision>,
            visible: &Predicate,
            edits: &[Edit],
            stamp: Stamp,
        ) -> Opportunity;
        edit_with_names(
            id: OpportunityId,
            expected: Option<Revision>,
            visible: &Predicate,
            edits: &[Edit],
            names: &NewNames,
            stamp: Stamp,
        ) -> Opportunity;
        convert(selection: &Selection, conversion: &Conversion, stamp: Stamp) -> Option<Operation>;
        convert_with_customer(
            selection: &Selection,
            conversion: &Conversion,
            customer: Option<&str>,
            stamp: Stamp,
        ) -> Option<Operation>;
        losses(id: OpportunityId) -> Vec<LossRecord>;
        activity(
            id: OpportunityId,
            before: Option<ActivityEntryId>,
            limit: usize,
        ) -> Vec<ActivityEntry>;
        similar(
            to: &Likeness,
            except: Option<OpportunityId>,
            visible: &Predicate,
            limit: usize,
        ) -> Vec<SimilarRecord>;
        losses_by_reason(filter: &Predicate, period: LossPeriod) -> Vec<ReasonLosses>;
        group(query: &GroupQuery) -> Groups;
        import(rows: Box<dyn ImportRows>, mode: ImportMode, stamp: Stamp) -> Imported;
    }
    OperationStore {
        list(before: Option<OperationId>, by: Option<PersonId>, limit: usize) -> Vec<Operation>;
        plan_undo(id: OperationId, visible: &Predicate, barred: &[Predicate]) -> UndoPlan;
        undo(
            id: OperationId,
            visible: &Predicate,
            confirmed: Option<u64>,
            barred: &[Predicate],
            stamp: Stamp,
        ) -> Undone;
    }
    MergeStore {
        merge(
            records: &[MergeInput],
            visible: &Predicate,
            wish: &MergeWish,
            stamp: Stamp,
        ) -> Merged;
        counterparts(selection: &Selection, visible: &Predicate) -> Vec<Counterpart>;
        convert_all(conversions: &Conversions, visible: &Predicate, stamp: Stamp) -> Converted;
        survivor_of(id: OpportunityId) -> Option<OpportunityId>;
        merge_of(id: OperationId, visible: &Predicate) -> Unmerge;
        unmerge(
            id: OperationId,
            visible: &Predicate,
            choice: &UnmergeChoice,
            expected: Option<Revision>,
            stamp: Stamp,
        ) -> UndoneMerge;
    }
    LostReasonStore {
        list() -> Vec<LostReason>;
        counts(visible: &Predicate) -> Vec<ReasonCounts>;
        history(id: LostReasonId) -> Vec<ReasonEntry>;
        former_names() -> Vec<FormerName>;
        create(new: &NewLostReason, stamp: Stamp) -> LostReason;
        edit(id: LostReasonId, edits: &[ReasonEdit], stamp: Stamp) -> LostReason;
        merge(from: LostReasonId, into: LostReasonId, stamp: Stamp) -> MergedReasons;
    }
    PersonStore {
        list() -> Vec<Person>;
        create(new: &NewPerson) -> Person;
        edit(id: PersonId, edits: &[PersonEdit]) -> Person;
    }
    StageStore {
        counts(visible: &Predicate) -> Vec<StageCounts>;
        create(new: &NewStage) -> Stage;
        edit(id: StageId, edits: &[StageEdit]) -> Stage;
        place(id: StageId, place: usize) -> Pipeline;
        remove(id: StageId) -> ();
        set_won(
            id: StageId,
            won: bool,
            confirmed: Option<u64>,
            barred: &[Predicate],
            stamp: Stamp,
        ) -> Option<Operation>;
    }
    LabelStore {
        counts(kind: LabelKind, visible: &Predicate) -> Vec<LabelCounts>;
        create(kind: LabelKind, name: &str) -> Label;
        edit(kind: LabelKind, id: i64, edits: &[LabelEdit]) -> Label;
    }
    PipelineStore {
        stages() -> Pipeline;
        labels(kind: LabelKind) -> Vec<Label>;
        ensure_label(kind: LabelKind, name: &str) -> Label;
    }
    CustomerStore {
        get(id: CustomerId) -> Option<Customer>;
        of_ids(ids: &[CustomerId]) -> Vec<Customer>;
        named(name: &str, limit: usize) -> Vec<Customer>;
        named_alone(ids: &[CustomerId]) -> Vec<CustomerId>;
        list(query: &CustomerQuery) -> CustomerPage;
        count(filter: &Predicate) -> u64;
        create(new: &NewCustomer) -> Customer;
        lacking(selection: &Selection) -> u64;
        edit(id: CustomerId, edits: &[CustomerEdit]) -> Customer;
    }
    ExportStore {
        page(query: &Query) -> (Page, Vec<LossRecord>);
    }
    ChapterStore {
        write(chapters: Box<dyn Chapters>) -> u64;
    }
    SavedSearchStore {
        seen_by(person: PersonId) -> Vec<SavedSearch>;
        create(new: &NewSavedSearch) -> SavedSearch;
        edit(id: SavedSearchId, person: PersonId, edits: &[SavedSearchEdit]) -> SavedSearch;
        delete(id: SavedSearchId, person: PersonId) -> ();
    }
    ScoringStore {
        frequencies() -> Frequencies;
        recount() -> ();
        estimate(after: Option<OpportunityId>, limit: usize) -> Estimated;
    }
    SettingsStore {
        install(fresh: &Fresh) -> bool;
        get() -> Option<Settings>;
        edit(edit: &SettingEdit) -> Settings;
    }
    IntegrityStore {
        check() -> Vec<Checkup>;
        rebuild_search() -> ();
    }
    AccountStore {
        has_passwords() -> bool;
        credentials(login: &str) -> Option<Credentials>;
        credentials_of(person: PersonId) -> Credentials;
        set_password(
            person: PersonId,
            hash: &str,
            at: Timestamp,
            keep: Option<&SecretHash>,
        ) -> ();
        failures(login: &str) -> Option<Failures>;
        count_failure(login: &str, at: Timestamp, forget: Timestamp) -> ();
        begin_session(new: &NewSession, login: &str) -> ();
        session(secret: &SecretHash) -> Option<Session>;
        prolong_session(secret: &SecretHash, seen_at: Timestamp, expires_at: Timestamp) -> ();
        end_session(secret: &SecretHash) -> ();
        lock_out(person: PersonId, at: Timestamp) -> ();
        add_token(new: &NewApiToken, secret: &SecretHash) -> ApiToken;
        token(secret: &SecretHash) -> Option<(ApiToken, Person)>;
        tokens(person: Option<PersonId>) -> Vec<ApiToken>;
        use_token(id: TokenId, at: Timestamp) -> ();
        revoke_token(id: TokenId, person: Option<PersonId>, at: Timestamp) -> ApiToken;
        add_link(secret: &SecretHash, person: PersonId, expires_at: Timestamp) -> ();
        link(secret: &SecretHash, at: Timestamp) -> Option<Person>;
        use_link(secret: &SecretHash, hash: &str, session: &NewSession) -> bool;
    }
    OutboxStore {
        subscribe(name: &str) -> bool;
        unsubscribe(name: &str) -> bool;
        subscriptions() -> Vec<Subscription>;
        take(name: &str, limit: usize, at: Timestamp, until: Timestamp) -> Option<Delivery>;
        settle(name: &str, number: u64, told: &[OperationId]) -> ();
    }
}

/// Returns the storage with every call counted; what it commits passes the same gate.
pub(crate) fn counted(inner: &Storage, calls: &Arc<Calls>) -> Storage {
    macro_rules! wrapped {
        ($($field:ident)*) => {
            Storage {
                $($field: Arc::new(Counted {
                    inner: Arc::clone(&inner.$field),
                    calls: Arc::clone(calls),
                }),)*
                ..inner.clone()
            }
        };
    }
    wrapped! {
        opportunities operations merges reasons people stages labels pipeline customers exports
        chapters searches scoring settings integrity outbox accounts
    }
}
