//! Records that come with their past.

use std::collections::HashMap;

use async_trait::async_trait;
use winback_store::domain::{Operation, OperationId};
use winback_store::{Chapter, ChapterIds, ChapterStore, Chapters, StoreError, StoreResult};

use crate::backend::Memory;
use crate::world::World;

#[async_trait]
impl ChapterStore for Memory {
    async fn write(&self, chapters: Box<dyn Chapters>) -> StoreResult<u64> {
        self.write(|world| {
            let mut written = world.clone();
            let records = written.write_chapters(chapters)?;
            *world = written;
            Ok(records)
        })
    }
}

impl World {
    fn write_chapters(&mut self, mut chapters: Box<dyn Chapters>) -> StoreResult<u64> {
        let (mut ids, mut written) = (ChapterIds::default(), 0);
        let refused = |_| StoreError::ImportRefused;
        while let Some(chapter) = chapters.next_chapter().map_err(refused)? {
            written += u64::try_from(chapter.records.len()).unwrap_or(u64::MAX);
            self.write_chapter(chapter, &mut ids);
        }
        Ok(written)
    }

    fn write_chapter(&mut self, mut chapter: Chapter, ids: &mut ChapterIds) {
        for profile in std::mem::take(&mut chapter.customers) {
            ids.customers.push(self.add_customer(profile).id.get());
        }
        let from = |first: i64, count: usize| (first..).take(count).collect();
        ids.records = from(self.next_opportunity().get(), chapter.records.len());
        ids.losses = from(self.next_loss().get(), chapter.losses.len());
        ids.operations = from(self.next_operation().get(), chapter.operations.len());
        ids.give(&mut chapter);
        let Chapter { customers: _, records, losses, operations, entries } = chapter;
        let logged: HashMap<OperationId, Operation> =
            operations.iter().map(|operation| (operation.id, operation.clone())).collect();
        self.operations.extend(operations);
        for entry in entries {
            if let Some(operation) = logged.get(&entry.operation) {
                let (record, revision) = (entry.opportunity, entry.revision);
                self.log_at(record, revision, operation, entry.kind, entry.changes);
            }
        }
        losses.into_iter().for_each(|loss| self.add_loss(loss));
        records.into_iter().for_each(|record| self.put(record));
    }
}
