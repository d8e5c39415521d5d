//! The store of stages and labels.

use async_trait::async_trait;
use winback_store::domain::{Label, LabelKind, Pipeline};
use winback_store::{PipelineStore, StoreResult};

use crate::backend::Memory;

#[async_trait]
impl PipelineStore for Memory {
    async fn stages(&self) -> StoreResult<Pipeline> {
        Ok(self.read(|world| world.stages.clone()))
    }

    async fn labels(&self, kind: LabelKind) -> StoreResult<Vec<Label>> {
        Ok(self.read(|world| world.labels_of(kind)))
    }

    async fn ensure_label(&self, kind: LabelKind, name: &str) -> StoreResult<Label> {
        self.write(|world| Ok(world.ensure_label(kind, name)))
    }
}
