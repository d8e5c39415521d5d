//! The history of lost reasons, and the names that they had.

use std::collections::BTreeMap;

use winback_store::domain::{
    FormerName, LostReasonId, ReasonChange, ReasonDeed, ReasonEdit, ReasonEntry, Stamp,
};

use crate::world::{World, name_key};

impl World {
    /// Notes what was done to a reason; a change that changes nothing is none.
    pub(super) fn note_reason(
        &mut self,
        reason: LostReasonId,
        deed: ReasonDeed,
        changes: Vec<ReasonChange>,
        stamp: Stamp,
    ) {
        if deed == ReasonDeed::Changed && changes.is_empty() {
            return;
        }
        let Stamp { at, by } = stamp;
        self.reason_entries.push(ReasonEntry { reason, deed, changes, at, by });
    }

    /// Returns what happened to a reason, the oldest entry first.
    pub(crate) fn history_of(
        &self,
        id: LostReasonId,
    ) -> impl DoubleEndedIterator<Item = &ReasonEntry> {
        self.reason_entries.iter().filter(move |entry| entry.reason == id)
    }

    /// Returns the names that reasons had and no reason has now, the latest first.
    pub(super) fn former_names(&self) -> Vec<FormerName> {
        let mut latest: BTreeMap<(String, LostReasonId), (usize, FormerName)> = BTreeMap::new();
        for (place, entry) in self.reason_entries.iter().enumerate() {
            for change in &entry.changes {
                let ReasonEdit::Name(name) = &change.old else { continue };
                if self.reason_named(name).is_none() {
                    let (name, reason, until) = (name.clone(), entry.reason, entry.at);
                    let key = (name_key(&name), reason);
                    latest.insert(key, (place, FormerName { name, reason, until }));
                }
            }
        }
        let mut former: Vec<(usize, FormerName)> = latest.into_values().collect();
        former.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        former.into_iter().map(|(_, former)| former).collect()
    }

    /// Returns the reason that an imported name stands for, as
    /// [`ImportReason`](winback_store::ImportReason) says, and whether it has that name now.
    pub(crate) fn imported_reason(&self, name: &str) -> Option<(LostReasonId, bool)> {
        let named = self.reason_named(name).map(|reason| reason.id);
        let found = named.or_else(|| {
            let key = name_key(name);
            let former = self.former_names().into_iter().filter(|it| name_key(&it.name) == key);
            match former.map(|it| it.reason).collect::<Vec<_>>().as_slice() {
                [reason] => Some(*reason),
                _ => None,
            }
        })?;
        let stands_for = self.stands_for(found);
        Some((stands_for, named == Some(stands_for)))
    }

    /// Follows the merges that were the last that happened to a reason.
    fn stands_for(&self, mut id: LostReasonId) -> LostReasonId {
        // Each merge on the way is later than the one before, so that the way ends.
        while let Some(ReasonDeed::MergedInto(into)) =
            self.history_of(id).next_back().map(|entry| entry.deed)
        {
            id = into;
        }
        id
    }
}
