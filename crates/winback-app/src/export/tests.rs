//! What an export holds.

use std::sync::Arc;

use jiff::civil::date;
use serde_json::{Value, json};
use winback_domain::{
    Change, LossInput, NewCustomer, NewPerson, OpportunityId, PersonId, Role, Stamp,
};
use winback_filter::Predicate;
use winback_store::{ImportMode, ImportRow, OPPORTUNITY, Selection, Storage};
use winback_testkit::{deal, fixed_now};

use super::*;
use crate::{Action, AmendRequest, App, FixedClock, LossRequest, NoteInput, ReasonChoice, Target};

async fn app(storage: &Storage) -> App {
    let clock = Arc::new(FixedClock::at(fixed_now()));
    let app = App::builder(storage.clone()).clock(clock).build();
    app.install().await.unwrap();
    app
}

/// A storage with a manager and Ann, who sees her own records.
async fn scene() -> (Storage, App) {
    let storage = winback_memory::open();
    let app = app(&storage).await;
    let (name, login, role) = ("Ann".to_owned(), "ann".to_owned(), Role::Salesperson);
    storage.people.create(&NewPerson { name, login, email: None, role }).await.unwrap();
    (storage, app)
}

async fn create(storage: &Storage, builder: winback_testkit::DealBuilder) -> OpportunityId {
    let stamp = Stamp { by: PersonId::new(1), at: fixed_now() };
    storage.opportunities.create(&builder.new_opportunity(), &[], stamp).await.unwrap().id
}

async fn apply(storage: &Storage, id: OpportunityId, change: Change) {
    let stamp = Stamp { by: PersonId::new(1), at: fixed_now() };
    let these = Selection::ids(vec![id], Predicate::everything());
    storage.opportunities.apply(&these, &change, stamp).await.unwrap();
}

async fn rows(desk: &Desk, request: &ExportRequest) -> Vec<Value> {
    let mut export = desk.export(request).await.unwrap();
    let mut rows = Vec::new();
    while let Some(page) = export.next_page().await.unwrap() {
        rows.extend(page.iter().map(ExportRow::json));
    }
    rows
}

fn of(filter: &str, columns: &[&str]) -> ExportRequest {
    let columns = columns.iter().map(|name| (*name).to_owned()).collect();
    ExportRequest { filter: filter.into(), sort: None, columns: Some(columns) }
}

async fn names(desk: &Desk, filter: &str) -> String {
    let rows = rows(desk, &of(filter, &["name"])).await;
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn lost_and_archived_records_are_never_left_out() {
    let (storage, app) = scene().await;
    for name in ["open", "lost", "archived", "won"] {
        create(&storage, deal(name)).await;
    }
    apply(&storage, OpportunityId::new(2), Change::MarkLost(LossInput::default())).await;
    apply(&storage, OpportunityId::new(3), Change::Archive).await;
    apply(&storage, OpportunityId::new(4), Change::MarkWon).await;
    let desk = app.desk(None).await.unwrap();
    assert_eq!(names(&desk, "").await, "open lost archived won");
    assert_eq!(names(&desk, "name contains r").await, "archived");
    assert_eq!(names(&desk, "active is true").await, "open won");
}

#[tokio::test]
async fn everybody_exports_what_he_or_she_sees() {
    let (storage, app) = scene().await;
    create(&storage, deal("boss").salesperson(1)).await;
    create(&storage, deal("mine").salesperson(2)).await;
    create(&storage, deal("free")).await;
    create(&storage, deal("lead").lead()).await;
    let ann = app.desk(Some("ann")).await.unwrap();
    assert_eq!(names(&ann, "").await, "mine free");
    assert_eq!(names(&app.desk(None).await.unwrap(), "").await, "boss mine free");
    let all = app.desk(None).await.unwrap();
    all.set_setting("leads", "on").await.unwrap();
    assert_eq!(names(&app.desk(None).await.unwrap(), "").await, "boss mine free lead");
}

#[tokio::test]
async fn every_record_of_many_pages_comes_once_and_in_order() {
    struct Many(std::ops::Range<i64>);
    impl winback_store::ImportRows for Many {
        fn next_row(&mut self) -> Result<Option<ImportRow>, winback_store::ImportRefusal> {
            let new = self.0.next().map(|n| deal(&format!("D{}", n % 7)).new_opportunity());
            Ok(new.map(|new| ImportRow::open(new.deal, new.estimate, new.created_at)))
        }
    }
    let (storage, app) = scene().await;
    let stamp = Stamp { by: PersonId::new(1), at: fixed_now() };
    let count = 2 * PAGE + 1;
    let many = Many(0..i64::try_from(count).unwrap());
    storage.opportunities.import(Box::new(many), ImportMode::default(), stamp).await.unwrap();
    let desk = app.desk(None).await.unwrap();
    let ids = |rows: Vec<Value>| -> Vec<i64> {
        rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };
    let by_id = ids(rows(&desk, &of("", &["id"])).await);
    assert_eq!(by_id, (1..=i64::try_from(count).unwrap()).collect::<Vec<_>>());
    let sort = Some("name desc, id desc".to_owned());
    let by_name = ids(rows(&desk, &ExportRequest { sort, ..of("", &["id"]) }).await);
    let mut sorted = by_name.clone();
    sorted.sort_unstable();
    assert_eq!((by_name[..2].to_vec(), sorted), (vec![1001, 994], by_id));
    let mut export = desk.export(&of("", &["id"])).await.unwrap();
    let mut sizes = Vec::new();
    while let Some(page) = export.next_page().await.unwrap() {
        sizes.push(page.len());
    }
    assert_eq!(sizes, [PAGE, PAGE, 1]);
}

#[tokio::test]
async fn a_record_is_told_with_its_whole_history() {
    let (storage, app) = scene().await;
    let group = storage.customers.create(&NewCustomer::company("Group")).await.unwrap();
    let acme = NewCustomer {
        parent: Some(group.id),
        city: Some("Ghent".into()),
        employees: Some(12),
        ..NewCustomer::company("Acme")
    };
    let acme = storage.customers.create(&acme).await.unwrap().id;
    for tag in ["b", "a,c"] {
        storage.pipeline.ensure_label(winback_domain::LabelKind::Tag, tag).await.unwrap();
    }
    let pumps = deal("Pumps").customer(acme.get()).salesperson(2).tag(1).tag(2).revenue(150_050);
    create(&storage, pumps.by_hand(6_250).closing(date(2026, 4, 30)).priority(2)).await;
    let desk = app.desk(Some("ann")).await.unwrap();
    let target = Target::Ids(vec![OpportunityId::new(1)]);
    let lose = LossRequest {
        reason: Some(ReasonChoice::Existing("too expensive".into())),
        note: Some(NoteInput::Text("They & we".into())),
        competitor: None,
    };
    desk.perform(&target, &Action::Lose(lose)).await.unwrap();
    let rival = AmendRequest { competitor: Some(Some("Rival".into())), ..AmendRequest::default() };
    let manager = app.desk(None).await.unwrap();
    manager.perform(&target, &Action::Amend(rival)).await.unwrap();
    manager.perform(&target, &Action::Restore).await.unwrap();

    let row = rows(&desk, &ExportRequest::default()).await.swap_remove(0);
    let ann = json!({ "login": "ann", "name": "Ann" });
    let boss = json!({ "login": "admin", "name": "Manager" });
    let now = "2026-03-02T10:00:00Z";
    let reason = json!({
        "name": "Too expensive",
        "category": null,
        "outcome": "competitive",
        "guidance": null,
        "position": 1,
        "archived": false,
    });
    let note = "<p>They &amp; we</p>";
    let revision =
        json!({ "reason": reason, "note": note, "competitor": null, "at": now, "by": ann });
    assert_eq!(
        row["losses"],
        json!([{
            "reason": reason,
            "note": note,
            "competitor": "Rival",
            "lost_at": now,
            "lost_by": ann,
            "stage": "New",
            "probability": 62.5,
            "expected_revenue": "1500.50",
            "salesperson": ann,
            "ended_at": now,
            "ended_by": boss,
            "ended_how": "restored",
            "revised_at": now,
            "revised_by": boss,
            "revisions": [revision],
        }])
    );
    assert_eq!(row["customer"]["parent"]["name"], "Group");
    assert_eq!(row["customer"]["parent"]["parent"], Value::Null);
    assert_eq!(
        (&row["customer"]["city"], &row["customer"]["employees"]),
        (&json!("Ghent"), &json!(12))
    );
    assert_eq!((&row["salesperson"], &row["tags"]), (&ann, &json!(["a,c", "b"])));
    let values = ["expected_revenue", "currency", "hand_probability", "estimate", "priority"];
    let values = values.map(|name| row[name].to_string()).join(" ");
    assert_eq!(values, r#""1500.50" "EUR" 62.5 50 2"#);
    assert_eq!((&row["expected_closing"], &row["state"]), (&json!("2026-04-30"), &json!("open")));
    assert_eq!((&row["closed_at"], &row["team"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn every_field_of_filters_is_a_column() {
    let desk = scene().await.1.desk(None).await.unwrap();
    let fields = &desk.schema().entity(OPPORTUNITY).unwrap().fields;
    let names: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
    let request = ExportRequest { columns: Some(names), ..ExportRequest::default() };
    let columns = desk.export(&request).await.unwrap().columns().len();
    let own = ["revision", "currency", "estimate"];
    assert_eq!(columns, EXPORT_COLUMNS.len() - own.len());
}

#[tokio::test]
async fn columns_are_named_as_in_filters_or_the_reference() {
    let (storage, app) = scene().await;
    create(&storage, deal("Pumps").salesperson(2)).await;
    let desk = app.desk(None).await.unwrap();
    let columns = ["name", "user_id", "salesperson.name", "customer.name"];
    let row = rows(&desk, &of("", &columns)).await.swap_remove(0);
    let expected = json!({
        "name": "Pumps",
        "salesperson": { "login": "ann", "name": "Ann" },
        "customer": null,
    });
    assert_eq!(row.to_string(), expected.to_string());
    let refused = desk.export(&of("", &["nmae"])).await.err().unwrap();
    assert_eq!(refused.to_string(), "there is no column `nmae` in an export; did you mean `name`?");
}

#[tokio::test]
async fn nothing_but_what_an_import_ignores_is_left_out_unless_asked_for() {
    let desk = scene().await.1.desk(None).await.unwrap();
    let export = desk.export(&ExportRequest::default()).await.unwrap();
    let left_out: Vec<&str> = EXPORT_COLUMNS
        .iter()
        .filter(|column| !export.columns().contains(column))
        .map(|column| column.name)
        .collect();
    let expected = [
        "id",
        "revision",
        "automated_probability",
        "email_normalised",
        "phone_normalised",
        "active",
    ];
    assert_eq!(left_out, expected);
}

#[test]
fn every_column_is_described() {
    let page = include_str!("../../EXPORT.md");
    let missing: Vec<&str> = EXPORT_COLUMNS
        .iter()
        .map(|column| column.name)
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
