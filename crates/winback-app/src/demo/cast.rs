//! Who and what there is before the first deal: people, teams, customers, lists.

use std::sync::Arc;

use winback_domain::{
    CountryId, CustomerId, LabelKind, PersonId, Role, SourceId, StageId, TagId, TeamId,
};
use winback_filter::fold;
use winback_store::Storage;

use super::{
    calendar::Calendar,
    companies::{COMPANIES, Company},
    reasons,
};
use crate::{App, AppError, Desk, FixedClock};

/// A person of the firm.
struct Employee {
    name: &'static str,
    login: &'static str,
    role: Role,
    team: Option<&'static str>,
}

/// The one manager, who leads both teams.
pub(super) const MANAGER: &str = "anna";

const EMPLOYEES: &[Employee] = &[
    Employee { name: "Anna Peeters", login: MANAGER, role: Role::Manager, team: None },
    Employee { name: "Wei Zhang", login: "wei", role: Role::Salesperson, team: Some("North") },
    Employee {
        name: "Lars Nygaard",
        login: "lars",
        role: Role::SalespersonAllRecords,
        team: Some("North"),
    },
    Employee {
        name: "Fatima Amrani",
        login: "fatima",
        role: Role::Salesperson,
        team: Some("South"),
    },
    Employee { name: "Kwame Mensah", login: "kwame", role: Role::Salesperson, team: Some("South") },
    Employee { name: "Sofia Rossi", login: "sofia", role: Role::Salesperson, team: Some("South") },
];

const SOURCES: &[&str] = &["Website", "Referral", "Trade fair", "Cold call", "Newsletter"];
const TAGS: &[&str] = &["Hardware", "Software", "Service", "Renewal", "Framework contract"];

/// A person who has deals.
#[derive(Clone, Copy)]
pub(super) struct Seller {
    pub(super) id: PersonId,
    pub(super) login: &'static str,
    pub(super) team: TeamId,
}

/// A customer, with what is known of the company.
#[derive(Clone, Copy)]
pub(super) struct Client {
    pub(super) id: CustomerId,
    pub(super) country: Option<CountryId>,
    pub(super) company: &'static Company,
}

/// Who and what the deals are made of.
pub(super) struct Cast {
    pub(super) sellers: Vec<Seller>,
    pub(super) clients: Vec<Client>,
    pub(super) sources: Vec<SourceId>,
    pub(super) tags: Vec<TagId>,
    /// The stages in which deals begin: New and Qualified.
    pub(super) new: StageId,
    pub(super) qualified: StageId,
}

impl Cast {
    /// Adds everybody and everything that is not there yet.
    pub(super) async fn hire(storage: &Storage, calendar: &Calendar) -> Result<Self, AppError> {
        let clock = Arc::new(FixedClock::at(calendar.founded()));
        let desk = App::builder(storage.clone()).clock(clock).build().desk(None).await?;
        reasons::make(&desk).await?;
        let (lists, mut sources) = (&storage.pipeline, Vec::new());
        for name in SOURCES {
            sources.push(SourceId::new(lists.ensure_label(LabelKind::Source, name).await?.id));
        }
        let mut tags = Vec::new();
        for name in TAGS {
            tags.push(TagId::new(lists.ensure_label(LabelKind::Tag, name).await?.id));
        }
        Ok(Self {
            sellers: sellers(&desk).await?,
            clients: clients(&desk).await?,
            sources,
            tags,
            new: desk.stage_named("New").await?,
            qualified: desk.stage_named("Qualified").await?,
        })
    }
}

async fn sellers(desk: &Desk) -> Result<Vec<Seller>, AppError> {
    let present = desk.people().await?;
    let mut sellers = Vec::new();
    for Employee { name, login, role, team } in EMPLOYEES {
        let known = present.iter().find(|person| fold(&person.login) == *login);
        let id = match known {
            Some(person) => person.id,
            None => {
                let email = format!("{login}@winback.example");
                desk.add_person(name, Some(login), Some(&email), *role).await?.id
            }
        };
        if let Some(team) = team {
            let team = desk.storage.pipeline.ensure_label(LabelKind::Team, team).await?;
            sellers.push(Seller { id, login, team: TeamId::new(team.id) });
        }
    }
    Ok(sellers)
}

async fn clients(desk: &Desk) -> Result<Vec<Client>, AppError> {
    let countries = desk.storage.pipeline.labels(LabelKind::Country).await?;
    let mut clients = Vec::with_capacity(COMPANIES.len());
    for company in COMPANIES {
        let found = countries.iter().find(|label| label.code.as_deref() == Some(company.country));
        let country = found.map(|label| CountryId::new(label.id));
        let id = desk.storage.customers.create(&company.profile(country)).await?.id;
        clients.push(Client { id, country, company });
    }
    Ok(clients)
}
