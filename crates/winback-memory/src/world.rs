//! What the store keeps.

use std::collections::BTreeMap;

use winback_store::domain::{
    ActivityEntry, Customer, CustomerId, CustomerKind, Frequencies, Label, LabelKind, LossId,
    LossRecord, LostReason, LostReasonId, NewCustomer, Operation, OperationId, Opportunity,
    OpportunityId, Person, PersonId, Pipeline, ReasonEntry, SavedSearch, SavedSearchId, Settings,
};
use winback_store::filter::fold;
use winback_store::{StoreError, StoreResult};

use crate::accounts::Accounts;
use crate::outbox::Outbox;

mod journal;
mod reference;

/// Everything that the store keeps. Ids count from 1 and are never given twice.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) settings: Option<Settings>,
    pub(crate) stages: Pipeline,
    pub(crate) reasons: BTreeMap<LostReasonId, LostReason>,
    /// The history of all reasons, the oldest entry first.
    pub(crate) reason_entries: Vec<ReasonEntry>,
    pub(crate) people: BTreeMap<PersonId, Person>,
    pub(crate) customers: BTreeMap<CustomerId, Customer>,
    pub(crate) labels: BTreeMap<(LabelKind, i64), Label>,
    pub(crate) opportunities: BTreeMap<OpportunityId, Opportunity>,
    /// All losses of each record that has any, the oldest first; the last one of a lost record is
    /// its current loss, as in its state.
    pub(crate) losses: BTreeMap<OpportunityId, Vec<LossRecord>>,
    /// The log of each record, the oldest entry first.
    pub(crate) entries: BTreeMap<OpportunityId, Vec<ActivityEntry>>,
    pub(crate) operations: Vec<Operation>,
    /// By the names of subscribers.
    pub(crate) outboxes: BTreeMap<String, Outbox>,
    /// The merges that were not undone.
    pub(crate) merges: BTreeMap<OperationId, MergedRecords>,
    pub(crate) searches: BTreeMap<SavedSearchId, SavedSearch>,
    /// Passwords, sessions, tokens.
    pub(crate) accounts: Accounts,
    /// How often each value was won and lost; [`put`](World::put) keeps it right.
    pub(crate) frequencies: Frequencies,
    /// Deleted ones give their id to no other.
    pub(crate) last_search: i64,
    pub(crate) last_stage: i64,
    last_loss: i64,
    last_entry: i64,
    /// The first of all customers that imports take for the same.
    customer_keys: BTreeMap<CustomerKey, CustomerId>,
    /// Labels by list and [`name_key`].
    label_names: BTreeMap<(LabelKind, String), i64>,
    external_ids: BTreeMap<String, OpportunityId>,
}

/// What a merge left behind.
#[derive(Debug, Clone)]
pub(crate) struct MergedRecords {
    /// The record that stayed, before the merge.
    pub(crate) before: Opportunity,
    /// The record that stayed, after it.
    pub(crate) merged: Opportunity,
    /// The others, before the merge.
    pub(crate) others: Vec<Opportunity>,
}

/// What imports know a customer by: the full name as [`name_key`] writes it, and for people the
/// folded e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum CustomerKey {
    Company(String),
    Person(String, Option<String>),
}

/// Returns what names are compared by: without surrounding space, and folded.
pub(crate) fn name_key(name: &str) -> String {
    fold(name.trim())
}

impl World {
    /// Returns the id that the next loss gets.
    pub(crate) fn next_loss(&self) -> LossId {
        LossId::new(self.last_loss + 1)
    }

    /// Returns the losses of a record, the oldest first.
    pub(crate) fn losses_of(&self, id: OpportunityId) -> &[LossRecord] {
        self.losses.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Returns the name of a label.
    pub(crate) fn label(&self, kind: LabelKind, id: i64) -> Option<&Label> {
        self.labels.get(&(kind, id))
    }

    /// Returns a label to be changed.
    pub(crate) fn label_mut(&mut self, kind: LabelKind, id: i64) -> StoreResult<&mut Label> {
        let missing = StoreError::Missing { what: kind.as_str(), id };
        self.labels.get_mut(&(kind, id)).ok_or(missing)
    }

    /// Returns a whole list, by name and id.
    pub(crate) fn labels_of(&self, kind: LabelKind) -> Vec<Label> {
        let labels = self.labels.range((kind, i64::MIN)..=(kind, i64::MAX));
        let mut labels: Vec<Label> = labels.map(|(_, label)| label.clone()).collect();
        labels.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        labels
    }

    /// Puts a changed label in place of what it was.
    pub(crate) fn put_label(&mut self, kind: LabelKind, label: Label) {
        let id = label.id;
        self.label_names.retain(|(of, _), holder| *of != kind || *holder != id);
        self.label_names.insert((kind, name_key(&label.name)), id);
        self.labels.insert((kind, id), label);
    }

    /// Finds a label by its name.
    pub(crate) fn label_named(&self, kind: LabelKind, name: &str) -> Option<&Label> {
        let id = self.label_names.get(&(kind, name_key(name)))?;
        self.label(kind, *id)
    }

    /// Finds a label by its name, or adds it.
    pub(crate) fn ensure_label(&mut self, kind: LabelKind, name: &str) -> Label {
        match self.label_named(kind, name) {
            Some(label) => label.clone(),
            None => self.add_label(kind, name.trim().to_owned(), None),
        }
    }

    /// Adds a label.
    pub(crate) fn add_label(
        &mut self,
        kind: LabelKind,
        name: String,
        code: Option<String>,
    ) -> Label {
        let last = self.labels.range((kind, i64::MIN)..=(kind, i64::MAX)).next_back();
        let id = last.map_or(1, |((_, id), _)| id + 1);
        let label = Label::new(kind, id, name, code);
        self.label_names.entry((kind, name_key(&label.name))).or_insert(id);
        self.labels.insert((kind, id), label.clone());
        label
    }

    /// Finds a lost reason by its name.
    pub(crate) fn reason_named(&self, name: &str) -> Option<&LostReason> {
        let wanted = name_key(name);
        self.reasons.values().find(|reason| name_key(&reason.name) == wanted)
    }

    /// Finds a person by login.
    pub(crate) fn person_with_login(&self, login: &str) -> Option<&Person> {
        let wanted = name_key(login);
        self.people.values().find(|person| name_key(&person.login) == wanted)
    }

    /// Finds the first customer that imports take for the same: of the same kind and full name, and
    /// for people with the same e-mail address.
    pub(crate) fn customer_like(&self, profile: &NewCustomer) -> Option<CustomerId> {
        self.customer_keys.get(&self.customer_key(profile)).copied()
    }

    /// Notes a customer to be found by imports.
    pub(crate) fn note_customer(&mut self, profile: &NewCustomer, id: CustomerId) {
        let key = self.customer_key(profile);
        self.customer_keys.entry(key).or_insert(id);
    }

    /// Notes all customers anew: some are called otherwise.
    pub(crate) fn note_customers(&mut self) {
        let mut keys = BTreeMap::new();
        for customer in self.customers.values() {
            keys.entry(self.customer_key(&customer.profile)).or_insert(customer.id);
        }
        self.customer_keys = keys;
    }

    fn customer_key(&self, profile: &NewCustomer) -> CustomerKey {
        let name = name_key(&self.full_name(profile));
        match profile.kind {
            CustomerKind::Company => CustomerKey::Company(name),
            CustomerKind::Person => CustomerKey::Person(name, profile.email.as_deref().map(fold)),
        }
    }

    /// Returns the name of a customer behind its parent's.
    pub(crate) fn full_name(&self, profile: &NewCustomer) -> String {
        let parent = profile.parent.and_then(|id| self.customers.get(&id));
        profile.full_name(parent.map(|parent| parent.full_name.as_str()))
    }

    /// Finds the record with an external id.
    pub(crate) fn with_external_id(&self, external_id: &str) -> Option<OpportunityId> {
        self.external_ids.get(external_id).copied()
    }

    /// Puts a record in place, new or changed.
    pub(crate) fn put(&mut self, record: Opportunity) {
        let id = record.id;
        let external_id = record.deal.external_id.clone();
        self.observe(&record);
        let before = self.opportunities.insert(id, record);
        if let Some(before) = &before {
            self.retract(before);
        }
        let old = before.and_then(|record| record.deal.external_id);
        if old != external_id {
            old.and_then(|old| self.external_ids.remove(&old));
            self.external_ids.extend(external_id.map(|new| (new, id)));
        }
    }

    /// Takes a record away, as one that was merged into another.
    pub(crate) fn take(&mut self, id: OpportunityId) {
        if let Some(record) = self.opportunities.remove(&id) {
            self.retract(&record);
            record.deal.external_id.and_then(|external_id| self.external_ids.remove(&external_id));
        }
    }

    /// Returns the records that were merged into another, as they were before.
    pub(crate) fn merged_away(&self) -> impl Iterator<Item = &Opportunity> {
        self.merges.values().flat_map(|merge| &merge.others)
    }

    /// Tells whether an external id is that of a record that was merged into another than `except`.
    pub(crate) fn is_merged_external_id(
        &self,
        external_id: &str,
        except: Option<OpportunityId>,
    ) -> bool {
        let others = self.merges.values().filter(|merge| Some(merge.before.id) != except);
        let mut records = others.flat_map(|merge| &merge.others);
        records.any(|record| record.deal.external_id.as_deref() == Some(external_id))
    }

    /// Returns the id that the next record gets.
    pub(crate) fn next_opportunity(&self) -> OpportunityId {
        let last = self.opportunities.last_key_value().map(|(id, _)| *id);
        let last = last.into_iter().chain(self.merged_away().map(|record| record.id)).max();
        OpportunityId::new(last.map_or(1, |id| id.get() + 1))
    }
}
