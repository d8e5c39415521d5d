//! Lost reasons, stages, lists of names, people, saved searches and settings.

use serde::Serialize;
use utoipa::ToSchema;
use winback_app::{
    Setting, ShownSearch,
    store::{
        LabelCounts, ReasonCounts, StageCounts,
        domain::{Label, LostReason, Person, Stage},
    },
};

/// A lost reason. Rule: behaviour 4.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonBody {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// When to use it.
    pub guidance: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// `competitive`, `no-decision`, `disqualified` or `other`.
    pub outcome: &'static str,
    /// Its place in the order.
    pub position: i64,
    /// Whether it is not offered any more.
    pub archived: bool,
    /// How many records that one sees are lost for it now; in lists.
    pub lost: Option<u64>,
    /// How many were ever lost for it; in lists.
    pub ever_lost: Option<u64>,
}

impl ReasonBody {
    pub(crate) fn of(reason: &LostReason) -> Self {
        Self {
            id: reason.id.get(),
            name: reason.name.clone(),
            guidance: reason.guidance.clone(),
            category: reason.category.clone(),
            outcome: reason.outcome.as_str(),
            position: reason.position,
            archived: reason.archived,
            lost: None,
            ever_lost: None,
        }
    }

    pub(crate) fn counted(counts: &ReasonCounts) -> Self {
        let (lost, ever_lost) = (Some(counts.lost), Some(counts.ever_lost));
        Self { lost, ever_lost, ..Self::of(&counts.reason) }
    }
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageBody {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its place in the order.
    pub position: i64,
    /// Whether records in it are won.
    pub won: bool,
    /// Whether it is folded in the pipeline.
    pub folded: bool,
    /// The id of the only team that has it; absent if all have.
    pub team: Option<i64>,
    /// Whether it is not offered any more.
    pub archived: bool,
    /// How many open records that one sees are in it; in lists.
    pub open: Option<u64>,
    /// How many won ones; in lists.
    pub won_records: Option<u64>,
    /// How many lost ones; in lists.
    pub lost: Option<u64>,
}

impl StageBody {
    pub(crate) fn of(stage: &Stage) -> Self {
        Self {
            id: stage.id.get(),
            name: stage.name.clone(),
            position: stage.position,
            won: stage.won,
            folded: stage.folded,
            team: stage.team.map(|team| team.get()),
            archived: stage.archived,
            open: None,
            won_records: None,
            lost: None,
        }
    }

    pub(crate) fn counted(counts: &StageCounts) -> Self {
        Self {
            open: Some(counts.open),
            won_records: Some(counts.won),
            lost: Some(counts.lost),
            ..Self::of(&counts.stage)
        }
    }
}

/// An entry of a list of names: a team, a tag, a source, a medium, a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LabelBody {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its place in the order, for teams.
    pub position: Option<i64>,
    /// The id of the person who leads it, for teams.
    pub leader: Option<i64>,
    /// Its colour, 0 to 11, for tags.
    pub colour: Option<i64>,
    /// Whether it is not offered any more.
    pub archived: bool,
    /// How many records that one sees have it; in lists.
    pub records: Option<u64>,
}

impl LabelBody {
    pub(crate) fn of(label: &Label) -> Self {
        Self {
            id: label.id,
            name: label.name.clone(),
            position: label.position,
            leader: label.leader.map(|id| id.get()),
            colour: label.colour,
            archived: !label.active,
            records: None,
        }
    }

    pub(crate) fn counted(counts: &LabelCounts) -> Self {
        Self { records: Some(counts.records), ..Self::of(&counts.label) }
    }
}

/// A person who works here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonBody {
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The short name to sign in by.
    pub login: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// `salesperson`, `salesperson-all` or `manager`.
    pub role: &'static str,
    /// Whether the person still works here.
    pub active: bool,
}

impl PersonBody {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: person.id.get(),
            name: person.name.clone(),
            login: person.login.clone(),
            email: person.email.clone(),
            role: person.role.as_str(),
            active: person.active,
        }
    }
}

/// A saved search. Rule: behaviour 8.8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchBody {
    /// Its name.
    pub name: String,
    /// How a filter names it, such as `@lost-in-may`.
    pub mention: String,
    /// The name of the person whose it is.
    pub owner: String,
    /// Whether it is one's own.
    pub own: bool,
    /// The filter, in the text spelling.
    pub filter: String,
    /// The keys to group by.
    pub group_by: Option<String>,
    /// The order.
    pub order: Option<String>,
    /// `list` or `group`.
    pub view: &'static str,
    /// Whether everybody sees it.
    pub shared: bool,
    /// Whether lists open with it.
    pub default: bool,
}

impl SearchBody {
    pub(crate) fn of(shown: &ShownSearch) -> Self {
        let search = &shown.search;
        Self {
            name: search.name.clone(),
            mention: shown.mention.clone(),
            owner: shown.owner.clone(),
            own: shown.own,
            filter: search.filter.clone(),
            group_by: search.group_by.clone(),
            order: search.order.clone(),
            view: search.view.as_str(),
            shared: search.shared,
            default: search.default,
        }
    }
}

/// A setting of the deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettingBody {
    /// Its name.
    pub key: &'static str,
    /// Its value, as text.
    pub value: String,
    /// What it does.
    pub help: &'static str,
}

impl SettingBody {
    pub(crate) fn of(setting: Setting) -> Self {
        Self { key: setting.key, value: setting.value, help: setting.help }
    }
}
