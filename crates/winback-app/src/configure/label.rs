//! Lists of names that records refer to, which managers keep: teams, tags, sources, mediums, campaigns.
//! Rule: behaviour 1.10, 7.2.

use winback_domain::{Label, LabelEdit, LabelKind, Opportunity};
use winback_filter::fold;
use winback_store::LabelCounts;

use crate::{AppError, Desk, Refusal, ValueProblem, field};

/// What a manager changes of an entry of a list; what its list has no place for is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelChange {
    /// Another name, everywhere.
    Name(String),
    /// Whether it is not offered any more.
    Archived(bool),
    /// Another place in the order of teams.
    Position(i64),
    /// Another leader of a team, by login or name, or none.
    Leader(Option<String>),
    /// Another colour of a tag, or none.
    Colour(Option<i64>),
}

impl Desk {
    /// Returns a whole list, archived entries included, by name.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn labels(&self, kind: LabelKind) -> Result<Vec<Label>, AppError> {
        Ok(self.storage.pipeline.labels(kind).await?)
    }

    /// Returns a whole list with counts over the records that this person sees.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn label_counts(&self, kind: LabelKind) -> Result<Vec<LabelCounts>, AppError> {
        Ok(self.storage.labels.counts(kind, &self.visible()?).await?)
    }

    /// Adds an entry to a list, with what else is known of it. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Value`]; [`AppError::Unknown`] for a leader;
    /// [`AppError::Store`] if the name is taken.
    pub async fn add_label(
        &self,
        kind: LabelKind,
        name: &str,
        changes: &[LabelChange],
    ) -> Result<Label, AppError> {
        self.must_configure(format!("add {}", kind.plural()))?;
        let name = label_name(kind, name)?;
        let edits = self.label_edits(kind, changes).await?;
        let added = self.storage.labels.create(kind, &name).await?;
        match edits.as_slice() {
            [] => Ok(added),
            edits => Ok(self.storage.labels.edit(kind, added.id, edits).await?),
        }
    }

    /// Changes an entry of a list, named by its name. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`], also for a leader; [`AppError::Value`];
    /// [`AppError::Store`] if a new name is taken.
    pub async fn edit_label(
        &self,
        kind: LabelKind,
        name: &str,
        changes: &[LabelChange],
    ) -> Result<Label, AppError> {
        self.must_configure(format!("change {}", kind.plural()))?;
        let edits = self.label_edits(kind, changes).await?;
        let labels = self.labels(kind).await?;
        let wanted = fold(name.trim());
        let found = labels.iter().find(|label| fold(label.name.trim()) == wanted);
        let known = labels.iter().map(|label| label.name.as_str());
        let label = found.ok_or_else(|| AppError::unknown(kind.as_str(), name, known))?;
        Ok(self.storage.labels.edit(kind, label.id, &edits).await?)
    }

    async fn label_edits(
        &self,
        kind: LabelKind,
        changes: &[LabelChange],
    ) -> Result<Vec<LabelEdit>, AppError> {
        let mut edits = Vec::with_capacity(changes.len());
        for change in changes {
            edits.push(match change {
                LabelChange::Name(name) => LabelEdit::Name(label_name(kind, name)?),
                LabelChange::Archived(archived) => LabelEdit::Active(!archived),
                LabelChange::Position(position) => LabelEdit::Position(*position),
                LabelChange::Leader(None) => LabelEdit::Leader(None),
                LabelChange::Leader(Some(name)) => {
                    let name = field::required_text("leader", name)?;
                    LabelEdit::Leader(self.salesperson(&name).await?)
                }
                LabelChange::Colour(colour) => LabelEdit::Colour(*colour),
            });
        }
        Ok(edits)
    }

    /// Refuses to give a record an archived entry that it does not have yet. Rule: behaviour 1.10.
    pub(crate) async fn check_offered(
        &self,
        draft: &Opportunity,
        field: &str,
        value: &str,
    ) -> Result<(), AppError> {
        let deal = &draft.deal;
        let (kind, own) = match field {
            "team" => (LabelKind::Team, deal.team.map(|id| id.get())),
            "source" => (LabelKind::Source, deal.source.map(|id| id.get())),
            "medium" => (LabelKind::Medium, deal.medium.map(|id| id.get())),
            "campaign" => (LabelKind::Campaign, deal.campaign.map(|id| id.get())),
            "tags" => (LabelKind::Tag, None),
            _ => return Ok(()),
        };
        let has = |label: &Label| match kind {
            LabelKind::Tag => deal.tags.iter().any(|tag| tag.get() == label.id),
            _ => own == Some(label.id),
        };
        let given: Vec<String> = match kind {
            LabelKind::Tag => value.split(',').map(|name| fold(name.trim())).collect(),
            _ => vec![fold(value.trim())],
        };
        let labels = self.labels(kind).await?;
        let archived = labels.iter().filter(|label| !label.active && !has(label));
        match archived.into_iter().find(|label| given.contains(&fold(label.name.trim()))) {
            Some(label) => Err(not_offered(kind, label)),
            None => Ok(()),
        }
    }
}

/// Refuses an archived entry of a list.
pub(crate) fn not_offered(kind: LabelKind, label: &Label) -> AppError {
    Refusal::ArchivedLabel { kind, name: label.name.clone() }.into()
}

fn label_name(kind: LabelKind, name: &str) -> Result<String, AppError> {
    let line = field::line("name", name)?;
    let line = line.ok_or_else(|| AppError::value("name", name, ValueProblem::Empty))?;
    // Tags are given to records one after another, with commas between.
    if kind == LabelKind::Tag && line.contains(',') {
        return Err(AppError::value("name", line, ValueProblem::Comma));
    }
    Ok(line)
}
