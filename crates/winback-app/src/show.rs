//! One record, with its losses and its activity log.

use std::collections::BTreeSet;

use winback_domain::{
    ActivityEntry, CampaignId, CountryId, CustomerId, LabelKind, LossRecord, MediumId, Opportunity,
    OpportunityId, SourceId, TagId, TeamId, TrackedField, TrackedValue,
};
use winback_store::Names;

use crate::{AppError, Desk};

mod similar;

pub use similar::{Evidence, Similar};

/// One record, with all that is known of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The record that was asked for, if it was merged into this one. Rule: behaviour 5.5.
    pub merged: Option<OpportunityId>,
    /// The record.
    pub opportunity: Opportunity,
    /// The names of everything that the record, its losses and its log refer to.
    pub names: Names,
    /// All its losses, the oldest first.
    pub losses: Vec<LossRecord>,
    /// Its latest activity, the newest first.
    pub activity: Vec<ActivityEntry>,
    /// Records of the same people, at most one more than [`SIMILAR`](Self::SIMILAR).
    pub similar: Vec<Similar>,
}

impl Shown {
    /// How many similar records are found and counted with a record.
    pub const SIMILAR: usize = 20;
}

impl Desk {
    /// Shows a record with its losses and the latest `entries` of its activity log; for one that was
    /// merged into another, that one. Rule: behaviour 5.5.
    ///
    /// # Errors
    /// [`AppError::NotFound`], also if the person may not see it (behaviour 7.3).
    pub async fn show(&self, id: OpportunityId, entries: usize) -> Result<Shown, AppError> {
        let (page, merged) = match self.page_of(id).await {
            Err(AppError::NotFound(ids)) => match self.storage.merges.survivor_of(id).await? {
                // What one may not see is as absent as the record that was asked for.
                Some(survivor) => match self.page_of(survivor).await {
                    Err(AppError::NotFound(_)) => return Err(AppError::NotFound(ids)),
                    page => (page?, Some(id)),
                },
                None => return Err(AppError::NotFound(ids)),
            },
            page => (page?, None),
        };
        let opportunity: Opportunity =
            page.records.into_iter().next().ok_or_else(|| AppError::NotFound(vec![id]))?;
        let id = opportunity.id;
        let losses = self.storage.opportunities.losses(id).await?;
        let activity = self.storage.opportunities.activity(id, None, entries).await?;
        let similar = self.similar_to(&opportunity.deal, Some(id), Shown::SIMILAR + 1).await?;
        let mut names = page.names;
        self.add_history_names(&mut names, &losses, &activity).await?;
        Ok(Shown { merged, opportunity, names, losses, activity, similar })
    }

    /// Adds the names of all people, stages, reasons and lists.
    pub(crate) async fn names_of_all(&self, mut names: Names) -> Result<Names, AppError> {
        let people = self.storage.people.list().await?;
        names.people.extend(people.into_iter().map(|person| (person.id, person.name)));
        let stages = self.storage.pipeline.stages().await?;
        names.stages.extend(stages.stages().iter().map(|stage| (stage.id, stage.name.clone())));
        let reasons = self.storage.reasons.list().await?;
        names.reasons.extend(reasons.into_iter().map(|reason| (reason.id, reason.name)));
        for field in [TrackedField::Team, TrackedField::Tags] {
            self.add_label_names(&mut names, field).await?;
        }
        Ok(names)
    }

    /// Returns the names of what values of fields refer to.
    pub(crate) async fn names_of_values(
        &self,
        values: Vec<(TrackedField, Option<&TrackedValue>)>,
    ) -> Result<Names, AppError> {
        if values.is_empty() {
            return Ok(Names::default());
        }
        let mut names = self.names_of_all(Names::default()).await?;
        let fields: BTreeSet<TrackedField> = values.iter().map(|(field, _)| *field).collect();
        for field in fields {
            self.add_label_names(&mut names, field).await?;
        }
        self.add_customer_names(&mut names, values).await?;
        Ok(names)
    }

    /// Adds the names that only the history of a record mentions.
    async fn add_history_names(
        &self,
        names: &mut Names,
        losses: &[LossRecord],
        activity: &[ActivityEntry],
    ) -> Result<(), AppError> {
        let people = self.storage.people.list().await?;
        names.people.extend(people.into_iter().map(|person| (person.id, person.name)));
        let stages = self.storage.pipeline.stages().await?;
        names.stages.extend(stages.stages().iter().map(|stage| (stage.id, stage.name.clone())));
        let mentioned: BTreeSet<TrackedField> =
            activity.iter().flat_map(|entry| &entry.changes).map(|change| change.field).collect();
        if !losses.is_empty() || mentioned.contains(&TrackedField::LostReason) {
            let reasons = self.storage.reasons.list().await?;
            names.reasons.extend(reasons.into_iter().map(|reason| (reason.id, reason.name)));
        }
        for field in mentioned {
            self.add_label_names(names, field).await?;
        }
        let changes = activity.iter().flat_map(|entry| &entry.changes);
        let values = changes.flat_map(|change| {
            [&change.old, &change.new].map(|value| (change.field, value.as_ref()))
        });
        self.add_customer_names(names, values.collect()).await
    }

    async fn add_label_names(
        &self,
        names: &mut Names,
        field: TrackedField,
    ) -> Result<(), AppError> {
        let kind = match field {
            TrackedField::Team => LabelKind::Team,
            TrackedField::Tags => LabelKind::Tag,
            TrackedField::Source => LabelKind::Source,
            TrackedField::Medium => LabelKind::Medium,
            TrackedField::Campaign => LabelKind::Campaign,
            TrackedField::Country => LabelKind::Country,
            _ => return Ok(()),
        };
        for label in self.storage.pipeline.labels(kind).await? {
            match kind {
                LabelKind::Team => names.teams.insert(TeamId::new(label.id), label.name),
                LabelKind::Tag => names.tags.insert(TagId::new(label.id), label.name),
                LabelKind::Source => names.sources.insert(SourceId::new(label.id), label.name),
                LabelKind::Medium => names.mediums.insert(MediumId::new(label.id), label.name),
                LabelKind::Campaign => {
                    names.campaigns.insert(CampaignId::new(label.id), label.name)
                }
                LabelKind::Country => names.countries.insert(CountryId::new(label.id), label.name),
            };
        }
        Ok(())
    }

    async fn add_customer_names(
        &self,
        names: &mut Names,
        values: Vec<(TrackedField, Option<&TrackedValue>)>,
    ) -> Result<(), AppError> {
        let ids: BTreeSet<CustomerId> = values
            .into_iter()
            .filter_map(|value| match value {
                (TrackedField::Customer, Some(TrackedValue::Reference(id))) => {
                    Some(CustomerId::new(*id))
                }
                _ => None,
            })
            .filter(|id| !names.customers.contains_key(id))
            .collect();
        for id in ids {
            if let Some(customer) = self.storage.customers.get(id).await? {
                names.customers.insert(id, customer.full_name);
            }
        }
        Ok(())
    }
}
