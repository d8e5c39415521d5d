//! Who and what there is before the first record: people, teams, lists and lost reasons.

use std::collections::HashMap;

use winback_domain::{
    CampaignId, ClosingNote, CountryId, LabelKind, LossPolicy, LostReasonId, MediumId, NewPerson,
    PersonId, Pipeline, Role, SourceId, TagId, TeamId,
};
use winback_filter::fold;

use super::firms::person_numbered;
use crate::{
    AppError, Desk, NoteInput,
    demo::{companies::ascii, reasons},
};

/// How many records one salesperson has in three years, about.
const EACH: u64 = 2_500;

/// How many salespeople there are at the least and at the most.
const SELLERS: (u64, u64) = (5, 120);

/// How many salespeople a team has.
const TEAM: usize = 8;

const TEAMS: &[&str] = &[
    "North",
    "South",
    "East",
    "West",
    "Benelux",
    "Iberia",
    "Nordics",
    "Alps",
    "Isles",
    "Key accounts",
    "Public sector",
    "Partners",
    "Inside sales",
    "Renewals",
    "Overseas",
];

const SOURCES: &[&str] =
    &["Website", "Referral", "Trade fair", "Cold call", "Newsletter", "Partner", "Search engine"];
const MEDIUMS: &[&str] = &["E-mail", "Phone", "Banner", "Direct mail", "Social media"];
const CAMPAIGNS: &[&str] = &[
    "Spring fair",
    "Summer service",
    "Autumn fair",
    "New year",
    "Cold chain",
    "Paperless warehouse",
    "Trade-in",
    "Ten years",
];
const TAGS: &[&str] = &[
    "Hardware",
    "Software",
    "Service",
    "Renewal",
    "Framework contract",
    "Tender",
    "Pilot",
    "Training",
];

/// A salesperson.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seller {
    pub(super) id: PersonId,
    pub(super) team: TeamId,
}

/// A lost reason, with how it is used.
pub(super) struct Reason {
    pub(super) id: LostReasonId,
    /// How often it is given, compared with the others.
    pub(super) weight: i64,
    /// In how many cases of a hundred a competitor is named.
    pub(super) competitor: u32,
    /// What is written into closing notes.
    pub(super) notes: Vec<ClosingNote>,
    /// Whether it is given to many deals at once, of which nobody hears any more.
    pub(super) is_silence: bool,
}

/// Who and what the records are made of.
pub(super) struct Cast {
    pub(super) pipeline: Pipeline,
    pub(super) policy: LossPolicy,
    /// How many minor units the currency has for one of its units.
    pub(super) minor: i64,
    pub(super) manager: PersonId,
    pub(super) sellers: Vec<Seller>,
    pub(super) reasons: Vec<Reason>,
    pub(super) sources: Vec<SourceId>,
    pub(super) mediums: Vec<MediumId>,
    pub(super) campaigns: Vec<CampaignId>,
    pub(super) tags: Vec<TagId>,
    /// By ISO 3166 code.
    pub(super) countries: HashMap<String, CountryId>,
}

impl Cast {
    /// Adds everybody and everything that is not there yet: as many people as so many records need.
    pub(super) async fn hire(desk: &Desk, records: u64) -> Result<Self, AppError> {
        reasons::make(desk).await?;
        let countries = desk.storage.pipeline.labels(LabelKind::Country).await?;
        let countries =
            countries.into_iter().filter_map(|it| Some((it.code?, CountryId::new(it.id))));
        let digits = u32::from(desk.settings().currency.digits);
        Ok(Self {
            pipeline: desk.storage.pipeline.stages().await?,
            policy: desk.settings().policy.clone(),
            minor: 10_i64.checked_pow(digits).unwrap_or(1),
            manager: desk.actor().id,
            sellers: sellers(desk, records).await?,
            reasons: known_reasons(desk).await?,
            sources: labels(desk, LabelKind::Source, SOURCES, SourceId::new).await?,
            mediums: labels(desk, LabelKind::Medium, MEDIUMS, MediumId::new).await?,
            campaigns: labels(desk, LabelKind::Campaign, CAMPAIGNS, CampaignId::new).await?,
            tags: labels(desk, LabelKind::Tag, TAGS, TagId::new).await?,
            countries: countries.collect(),
        })
    }
}

async fn labels<T>(
    desk: &Desk,
    kind: LabelKind,
    names: &[&str],
    id: impl Fn(i64) -> T,
) -> Result<Vec<T>, AppError> {
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        ids.push(id(desk.storage.pipeline.ensure_label(kind, name).await?.id));
    }
    Ok(ids)
}

async fn sellers(desk: &Desk, records: u64) -> Result<Vec<Seller>, AppError> {
    let count = (records / EACH).clamp(SELLERS.0, SELLERS.1);
    let count = usize::try_from(count).unwrap_or(1);
    let present = desk.storage.people.list().await?;
    let teams = TEAMS.get(..count.div_ceil(TEAM)).unwrap_or(TEAMS);
    let teams = labels(desk, LabelKind::Team, teams, TeamId::new).await?;
    let mut sellers = Vec::with_capacity(count);
    for (number, team) in (0..count).zip(teams.iter().cycle()) {
        let name = person_numbered(number);
        let login = ascii(&name, '.');
        let known = present.iter().find(|person| fold(&person.login) == login);
        let id = match known {
            Some(person) => person.id,
            None => {
                let email = Some(format!("{login}@winback.example"));
                let new = NewPerson { name, login, email, role: Role::Salesperson };
                desk.storage.people.create(&new).await?.id
            }
        };
        sellers.push(Seller { id, team: *team });
    }
    Ok(sellers)
}

async fn known_reasons(desk: &Desk) -> Result<Vec<Reason>, AppError> {
    let present = desk.reasons().await?;
    let mut known = Vec::with_capacity(reasons::REASONS.len());
    for sample in reasons::REASONS {
        let name = fold(sample.name);
        let found = present.iter().find(|counts| fold(counts.reason.name.trim()) == name);
        let note = |text: &&str| NoteInput::Text((*text).to_owned()).sanitised();
        known.extend(found.map(|counts| Reason {
            id: counts.reason.id,
            weight: sample.weight,
            competitor: sample.competitor,
            notes: sample.notes.iter().filter_map(note).collect(),
            is_silence: sample.name == reasons::NO_RESPONSE,
        }));
    }
    Ok(known)
}
