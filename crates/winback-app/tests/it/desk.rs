//! A fresh app to work at, and short ways to do what tests do often.

use std::sync::Arc;

use winback_app::{Action, App, Assignment, Desk, FixedClock, LossRequest, ReasonChoice, Target};
use winback_domain::{Kind, OpportunityId, Role};
use winback_store::Storage;

/// A fresh app at a fixed time, with Manager (`admin`), Ann and Ben (salespeople).
pub(crate) struct Office {
    pub(crate) app: App,
    pub(crate) storage: Storage,
    pub(crate) clock: Arc<FixedClock>,
}

pub(crate) async fn office() -> Office {
    let clock = Arc::new(FixedClock::at(winback_testkit::fixed_now()));
    let storage = winback_memory::open();
    let app = App::builder(storage.clone()).clock(clock.clone()).build();
    app.install().await.unwrap();
    let office = Office { app, storage, clock };
    let desk = office.manager().await;
    for name in ["Ann", "Ben"] {
        desk.add_person(name, None, None, Role::Salesperson).await.unwrap();
    }
    office
}

impl Office {
    pub(crate) async fn manager(&self) -> Desk {
        self.app.desk(None).await.unwrap()
    }

    pub(crate) async fn at(&self, login: &str) -> Desk {
        self.app.desk(Some(login)).await.unwrap()
    }
}

pub(crate) async fn new(desk: &Desk, name: &str, fields: &[&str]) -> OpportunityId {
    let fields = assignments(fields);
    desk.create(name, Kind::Opportunity, None, &fields).await.unwrap().opportunity.id
}

pub(crate) fn assignments(fields: &[&str]) -> Vec<Assignment> {
    fields.iter().map(|field| field.parse().unwrap()).collect()
}

pub(crate) fn one(id: OpportunityId) -> Target {
    Target::Ids(vec![id])
}

pub(crate) fn all(filter: &str) -> Target {
    Target::Where(filter.into())
}

pub(crate) fn lose() -> Action {
    Action::Lose(LossRequest::default())
}

pub(crate) fn lose_because(reason: &str) -> Action {
    let reason = Some(ReasonChoice::Existing(reason.into()));
    Action::Lose(LossRequest { reason, ..LossRequest::default() })
}

pub(crate) fn lose_because_new(reason: &str) -> Action {
    let reason = Some(ReasonChoice::New(reason.into()));
    Action::Lose(LossRequest { reason, ..LossRequest::default() })
}

/// The states of all records, by id.
pub(crate) async fn states(desk: &Desk) -> Vec<&'static str> {
    let request = winback_app::ListRequest {
        filter: "state in (open, won, lost, archived)".into(),
        sort: Some("id".into()),
        after: None,
        limit: 1000,
    };
    let page = desk.list(&request).await.unwrap();
    page.records.iter().map(|record| record.state.kind().as_str()).collect()
}
