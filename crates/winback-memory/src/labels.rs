//! What managers do to lists of names.

use async_trait::async_trait;
use winback_store::domain::{Label, LabelEdit, LabelKind, Opportunity};
use winback_store::filter::Predicate;
use winback_store::{LabelCounts, LabelStore, StoreError, StoreResult};

use crate::backend::Memory;
use crate::world::World;

impl World {
    /// Checks that no other entry than `own` has the name.
    fn check_label_name(&self, kind: LabelKind, own: Option<i64>, name: &str) -> StoreResult<()> {
        match self.label_named(kind, name) {
            Some(holder) if Some(holder.id) != own => {
                Err(StoreError::Taken { what: kind.as_str(), name: name.to_owned() })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn edit_label(&mut self, kind: LabelKind, id: i64, edits: &[LabelEdit]) -> StoreResult<Label> {
        let mut label = self.label_mut(kind, id)?.clone();
        for edit in edits {
            match edit {
                LabelEdit::Name(name) => self.check_label_name(kind, Some(id), name)?,
                LabelEdit::Leader(leader) => self.check_person(*leader)?,
                LabelEdit::Active(_) | LabelEdit::Position(_) | LabelEdit::Colour(_) => {}
            }
        }
        label.edit(kind, edits);
        self.put_label(kind, label.clone());
        Ok(label)
    }
}

/// Tells whether a record refers to an entry of a list.
fn has(record: &Opportunity, kind: LabelKind, id: i64) -> bool {
    let deal = &record.deal;
    match kind {
        LabelKind::Team => deal.team.is_some_and(|own| own.get() == id),
        LabelKind::Tag => deal.tags.iter().any(|own| own.get() == id),
        LabelKind::Source => deal.source.is_some_and(|own| own.get() == id),
        LabelKind::Medium => deal.medium.is_some_and(|own| own.get() == id),
        LabelKind::Campaign => deal.campaign.is_some_and(|own| own.get() == id),
        LabelKind::Country => deal.address.country.is_some_and(|own| own.get() == id),
    }
}

#[async_trait]
impl LabelStore for Memory {
    async fn counts(&self, kind: LabelKind, visible: &Predicate) -> StoreResult<Vec<LabelCounts>> {
        Ok(self.read(|world| {
            let records = world.matching(visible);
            let counts = |label: Label| {
                let having = records.iter().filter(|record| has(record, kind, label.id)).count();
                LabelCounts { label, records: u64::try_from(having).unwrap_or(u64::MAX) }
            };
            world.labels_of(kind).into_iter().map(counts).collect()
        }))
    }

    async fn create(&self, kind: LabelKind, name: &str) -> StoreResult<Label> {
        self.write(|world| {
            world.check_label_name(kind, None, name)?;
            Ok(world.ensure_label(kind, name))
        })
    }

    async fn edit(&self, kind: LabelKind, id: i64, edits: &[LabelEdit]) -> StoreResult<Label> {
        self.write(|world| world.edit_label(kind, id, edits))
    }
}
