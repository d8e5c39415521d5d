//! The store of settings, and the filling of a new store.

use async_trait::async_trait;
use winback_store::domain::{LabelKind, Pipeline, SettingEdit, Settings, Stage, StageId, Stamp};
use winback_store::{Fresh, FreshStage, SettingsStore, StoreError, StoreResult};

use crate::backend::Memory;
use crate::world::World;

impl World {
    fn install(&mut self, fresh: &Fresh) {
        self.settings = Some(fresh.settings.clone());
        let manager = self.add_person(&fresh.manager);
        let stamp = Stamp { by: manager.id, at: fresh.at };
        self.stages = Pipeline::new((1..).zip(&fresh.stages).map(stage).collect());
        for reason in &fresh.reasons {
            self.add_reason(reason, stamp);
        }
        for (code, name) in &fresh.countries {
            self.add_label(LabelKind::Country, name.clone(), Some(code.clone()));
        }
    }
}

fn stage((id, stage): (i64, &FreshStage)) -> Stage {
    Stage {
        id: StageId::new(id),
        name: stage.name.clone(),
        position: stage.position,
        won: stage.won,
        folded: false,
        team: None,
        archived: false,
    }
}

#[async_trait]
impl SettingsStore for Memory {
    async fn install(&self, fresh: &Fresh) -> StoreResult<bool> {
        self.write(|world| {
            let is_new = world.settings.is_none();
            if is_new {
                world.install(fresh);
            }
            Ok(is_new)
        })
    }

    async fn get(&self) -> StoreResult<Option<Settings>> {
        Ok(self.read(|world| world.settings.clone()))
    }

    async fn edit(&self, edit: &SettingEdit) -> StoreResult<Settings> {
        self.write(|world| {
            if let SettingEdit::RequireNoteFor(reasons) = edit {
                reasons.iter().try_for_each(|reason| world.check_reason(Some(*reason)))?;
            }
            let missing = StoreError::Missing { what: "settings row", id: 1 };
            let settings = world.settings.as_mut().ok_or(missing)?;
            settings.edit(edit.clone());
            let settings = settings.clone();
            if matches!(edit, SettingEdit::ScoringSince(_)) {
                world.recount();
            }
            Ok(settings)
        })
    }
}
