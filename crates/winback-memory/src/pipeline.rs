//! The store of stages and labels.

use async_trait::async_trait;
use winback_store::domain::{Label, LabelKind, Pipeline, TagEdit, TagId, TeamEdit, TeamId};
use winback_store::{PipelineStore, StoreResult};

use crate::backend::Memory;

#[async_trait]
impl PipelineStore for Memory {
    async fn stages(&self) -> StoreResult<Pipeline> {
        Ok(self.read(|world| world.stages.clone()))
    }

    async fn labels(&self, kind: LabelKind) -> StoreResult<Vec<Label>> {
        let mut labels: Vec<Label> = self.read(|world| {
            let labels = world.labels.range((kind, i64::MIN)..=(kind, i64::MAX));
            labels.map(|(_, label)| label.clone()).collect()
        });
        labels.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(labels)
    }

    async fn ensure_label(&self, kind: LabelKind, name: &str) -> StoreResult<Label> {
        self.write(|world| Ok(world.ensure_label(kind, name)))
    }

    async fn edit_team(&self, id: TeamId, edits: &[TeamEdit]) -> StoreResult<Label> {
        self.write(|world| {
            for edit in edits {
                if let TeamEdit::Leader(leader) = edit {
                    world.check_person(*leader)?;
                }
            }
            let team = world.label_mut(LabelKind::Team, id.get())?;
            for edit in edits {
                match *edit {
                    TeamEdit::Position(position) => team.position = Some(position),
                    TeamEdit::Leader(leader) => team.leader = leader,
                    TeamEdit::Active(active) => team.active = active,
                }
            }
            Ok(team.clone())
        })
    }

    async fn edit_tag(&self, id: TagId, edits: &[TagEdit]) -> StoreResult<Label> {
        self.write(|world| {
            let tag = world.label_mut(LabelKind::Tag, id.get())?;
            for edit in edits {
                match *edit {
                    TagEdit::Colour(colour) => tag.colour = colour,
                    TagEdit::Active(active) => tag.active = active,
                }
            }
            Ok(tag.clone())
        })
    }
}
