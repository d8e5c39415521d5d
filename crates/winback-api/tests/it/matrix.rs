//! Who may do what: every operation of the description, by everybody, on every record. Rule: behaviour 7.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Value, json};
use winback_api::openapi;
use winback_app::store::domain::TokenScope;

use super::caller::Deployment;

/// What an operation is about, which says who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// Whoever is here: no sign-in is needed, and what is sent is wrong.
    Nobody,
    /// Oneself, or what everybody may read.
    Everybody,
    /// Oneself, by something that may change.
    Oneself,
    /// One record, to read it.
    Reading,
    /// One record, to change it.
    Changing,
    /// An operation of one's own, or for managers anybody's.
    Undoing,
    /// The configuration, and files, which are the managers'.
    Configuring,
}

/// The matrix: each operation, what it is about, and a request that is right; `{record}` stands for the
/// id of the record.
fn matrix() -> BTreeMap<&'static str, (About, Option<Value>)> {
    use About::{Changing, Configuring, Everybody, Nobody, Oneself, Reading, Undoing};
    let records = || Some(json!({ "ids": ["{record}"] }));
    let with = |name: &str, value: Value| {
        let mut body = json!({ "ids": ["{record}"] });
        body[name] = value;
        Some(body)
    };
    BTreeMap::from([
        ("sign_in", (Nobody, Some(json!({ "login": "nobody", "password": "wrong password" })))),
        ("use_link", (Nobody, Some(json!({ "link": "x", "password": "a long new password" })))),
        ("who_am_i", (Everybody, None)),
        ("sign_out", (Oneself, None)),
        ("choose", (Oneself, Some(json!({ "language": "zh-CN" })))),
        (
            "change_password",
            (
                Oneself,
                Some(json!({ "old": "first password of all", "new": "a long new password" })),
            ),
        ),
        ("list_tokens", (Everybody, None)),
        ("create_token", (Oneself, Some(json!({ "name": "mine", "scope": "read" })))),
        ("revoke_token", (Oneself, None)),
        ("list_opportunities", (Everybody, None)),
        ("search_opportunities", (Everybody, Some(json!({ "filter": "state = open" })))),
        ("count_opportunities", (Everybody, None)),
        ("group_opportunities", (Everybody, None)),
        ("create_opportunity", (Oneself, Some(json!({ "name": "New one" })))),
        ("show_opportunity", (Reading, None)),
        (
            "change_opportunity",
            (Changing, Some(json!({ "revision": 1, "fields": { "city": "Ghent" } }))),
        ),
        ("list_activity", (Reading, None)),
        ("list_losses", (Reading, None)),
        ("list_similar", (Reading, None)),
        ("lose", (Changing, with("reason", json!({ "name": "Too expensive" })))),
        ("amend", (Changing, with("competitor", json!("Acme")))),
        ("restore", (Changing, records())),
        ("archive", (Changing, records())),
        ("win", (Changing, records())),
        ("move", (Changing, with("stage", json!("Qualified")))),
        ("assign", (Changing, with("team", json!(null)))),
        ("convert", (Changing, records())),
        ("preview_merge", (Changing, Some(json!({ "ids": ["{record}", "{mine}"] })))),
        (
            "merge",
            (
                Changing,
                Some(json!({ "records": [
                    { "id": "{record}", "revision": 1 }, { "id": "{mine}", "revision": 1 }
                ] })),
            ),
        ),
        ("list_customers", (Everybody, None)),
        ("create_customer", (Oneself, Some(json!({ "name": "Acme" })))),
        ("show_customer", (Everybody, None)),
        ("change_customer", (Oneself, Some(json!({ "fields": { "city": "Ghent" } })))),
        ("list_operations", (Everybody, None)),
        ("undo", (Undoing, Some(json!({ "preview": true })))),
        ("list_lost_reasons", (Everybody, None)),
        ("show_lost_reason", (Everybody, None)),
        ("create_lost_reason", (Configuring, Some(json!({ "name": "Chose nobody" })))),
        ("change_lost_reason", (Configuring, Some(json!({ "guidance": "when they say so" })))),
        ("merge_lost_reasons", (Configuring, Some(json!({ "into": "Not enough stock" })))),
        ("list_stages", (Everybody, None)),
        ("create_stage", (Configuring, Some(json!({ "name": "Demo" })))),
        ("change_stage", (Configuring, Some(json!({ "folded": true })))),
        ("remove_stage", (Configuring, None)),
        ("place_stage", (Configuring, Some(json!({ "place": 1 })))),
        ("set_stage_won", (Configuring, Some(json!({ "won": true })))),
        ("list_entries", (Everybody, None)),
        ("create_entry", (Configuring, Some(json!({ "name": "Fair" })))),
        ("change_entry", (Configuring, Some(json!({ "archived": true })))),
        ("list_settings", (Everybody, None)),
        ("show_setting", (Everybody, None)),
        ("set_setting", (Configuring, Some(json!({ "value": "on" })))),
        ("show_schema", (Everybody, None)),
        ("show_tree_schema", (Everybody, None)),
        ("list_people", (Everybody, None)),
        ("create_person", (Configuring, Some(json!({ "name": "Carl Dubois" })))),
        ("change_person", (Configuring, Some(json!({ "role": "salesperson-all" })))),
        ("create_password_link", (Configuring, None)),
        ("list_searches", (Everybody, None)),
        (
            "save_search",
            (Oneself, Some(json!({ "name": "Big", "filter": "expected_revenue > 5" }))),
        ),
        ("show_search", (Everybody, None)),
        ("change_search", (Oneself, Some(json!({ "shared": true })))),
        ("delete_search", (Oneself, None)),
        ("list_ready_filters", (Everybody, None)),
        ("report_losses", (Everybody, None)),
        ("export_opportunities", (Everybody, None)),
        ("import", (Configuring, None)),
    ])
}

/// Who calls.
const CALLERS: [(&str, Option<TokenScope>); 5] = [
    ("", None),
    ("anna", Some(TokenScope::Configure)),
    ("bert", Some(TokenScope::Configure)),
    ("admin", Some(TokenScope::Configure)),
    ("admin", Some(TokenScope::Read)),
];

/// The records: the caller's own, somebody else's, nobody's, and one that is not there.
const RECORDS: [&str; 4] = ["own", "other", "unassigned", "missing"];

/// What is expected of a caller on a record: whether it is done, or the status of the refusal.
fn expected(about: About, login: &str, scope: Option<TokenScope>, record: &str) -> Option<u16> {
    let reads_alone = scope == Some(TokenScope::Read);
    match about {
        About::Nobody => return Some(401),
        _ if login.is_empty() => return Some(401),
        About::Oneself | About::Changing | About::Undoing | About::Configuring if reads_alone => {
            return Some(403);
        }
        About::Configuring if login != "admin" => return Some(403),
        About::Everybody | About::Oneself | About::Configuring => return None,
        About::Undoing => {
            // Nobody's record is archived by Anna here.
            let is_own = record == "own" || (record == "unassigned" && login == "anna");
            let is_known = record != "missing" && (is_own || login == "admin");
            return (!is_known).then_some(404);
        }
        About::Reading | About::Changing => {}
    }
    let is_hidden = record == "missing" || (record == "other" && login == "anna");
    is_hidden.then_some(404)
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_matrix_says_and_nothing_else() {
    let description = serde_json::to_value(openapi()).unwrap();
    let matrix = matrix();
    let (mut seen, mut cases) = (Vec::new(), 0);
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(id) = operation.get("operationId").and_then(Value::as_str) else { continue };
            let (about, body) = matrix.get(id).unwrap_or_else(|| panic!("`{id}` is in no line"));
            seen.push(id.to_owned());
            let method: Method = method.to_uppercase().parse().unwrap();
            for (login, scope) in CALLERS {
                for record in RECORDS {
                    let case = format!("{id} by `{login}` ({scope:?}) on {record}");
                    check(&case, id, &method, path, (*about, body.as_ref()), login, scope, record)
                        .await;
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(seen.len(), matrix.len(), "every line is about an operation that there is");
    assert!(cases > 1_000, "{cases} cases");
}

#[expect(clippy::too_many_arguments, reason = "one cell of a matrix of five dimensions")]
async fn check(
    case: &str,
    id: &str,
    method: &Method,
    path: &str,
    (about, body): (About, Option<&Value>),
    login: &str,
    scope: Option<TokenScope>,
    record: &str,
) {
    let at = Deployment::new().await;
    let caller = if login.is_empty() { "anna" } else { login };
    let other = if caller == "admin" { "anna" } else { "admin" };
    let owner = match record {
        "own" => Some(caller),
        "other" => Some(other),
        _ => None,
    };
    let target = at.record("Pumps", owner).await;
    let mine = at.record("Valves", Some(caller)).await;
    let target = prepare(&at, id, caller, owner, target).await;
    let number = if record == "missing" { 4_711 } else { target.get() };
    let token = match scope {
        Some(TokenScope::Configure) if caller != "admin" => {
            Some(at.token(caller, TokenScope::Write).await)
        }
        Some(scope) => Some(at.token(caller, scope).await),
        None => None,
    };
    let operation = operation_to_undo(&at, id, owner, number).await;
    let path = path_of(id, path, number, operation);
    let body = body.map(|body| {
        let text = body.to_string();
        let text = text.replace("\"{record}\"", &number.to_string());
        let text = text.replace("\"{mine}\"", &mine.get().to_string());
        serde_json::from_str::<Value>(&text).unwrap()
    });
    let answer = at.call(token.as_deref(), method.clone(), &path, body).await;
    let status = answer.status.as_u16();
    match expected(about, login, scope, record) {
        Some(refused) => assert_eq!(status, refused, "{case}: {}", answer.text),
        None => assert!(answer.status.is_success(), "{case}: {status} {}", answer.text),
    }
}

/// Makes what an operation needs to be done, and returns the record that it is done on.
async fn prepare(
    at: &Deployment,
    id: &str,
    caller: &str,
    owner: Option<&str>,
    target: winback_app::store::domain::OpportunityId,
) -> winback_app::store::domain::OpportunityId {
    use winback_app::{
        Action, LabelChange, LossRequest, SearchRequest, Secret, StageRequest, Target,
    };
    let admin = at.desk("admin").await;
    match id {
        "amend" | "restore" => {
            let lose = Action::Lose(LossRequest::default());
            admin.perform(&Target::Ids(vec![target]), &lose).await.unwrap();
        }
        "convert" => {
            admin.set_setting("leads", "on").await.unwrap();
            let owner = owner.unwrap_or_default().to_owned();
            let field = winback_app::Assignment { field: "salesperson".into(), value: owner };
            let kind = winback_app::store::domain::Kind::Lead;
            let admin = at.desk("admin").await;
            return admin.create("Lead", kind, None, &[field]).await.unwrap().opportunity.id;
        }
        "change_entry" => {
            let kind = winback_app::store::domain::LabelKind::Tag;
            admin.add_label(kind, "VIP", &[LabelChange::Archived(false)]).await.unwrap();
        }
        "remove_stage" => {
            let request = StageRequest { name: "Unused".into(), ..StageRequest::default() };
            admin.add_stage(&request).await.unwrap();
        }
        "change_search" | "show_search" | "delete_search" => {
            let request = SearchRequest {
                name: "Mine".into(),
                filter: "state = open".into(),
                group_by: None,
                order: None,
                view: None,
                shared: false,
                default: false,
            };
            at.desk(caller).await.save_search(&request).await.unwrap();
        }
        "show_customer" | "change_customer" => {
            admin.create_customer("Nordwind", &[]).await.unwrap();
        }
        "change_password" => {
            let password = Secret::new("first password of all");
            admin.set_password(caller, &password).await.unwrap();
        }
        "revoke_token" => {
            at.token(caller, winback_app::store::domain::TokenScope::Read).await;
        }
        _ => {}
    }
    target
}

/// Makes an operation that concerns the record, by the owner of it, or the id of none.
async fn operation_to_undo(at: &Deployment, id: &str, owner: Option<&str>, number: i64) -> i64 {
    use winback_app::{Action, Target, store::domain::OpportunityId};
    if id != "undo" || number == 4_711 {
        return number;
    }
    let desk = at.desk(owner.unwrap_or("anna")).await;
    let target = Target::Ids(vec![OpportunityId::new(number)]);
    let archived = desk.perform(&target, &Action::Archive).await.unwrap();
    archived.operation.unwrap().id.get()
}

fn path_of(id: &str, path: &str, record: i64, operation: i64) -> String {
    let name = match id {
        "show_lost_reason" | "change_lost_reason" | "merge_lost_reasons" => "Too%20expensive",
        "remove_stage" => "Unused",
        "change_stage" | "place_stage" | "set_stage_won" => "Qualified",
        "change_entry" => "VIP",
        _ => "Mine",
    };
    let number = match id {
        "revoke_token" | "show_customer" | "change_customer" => 1,
        "undo" => operation,
        _ => record,
    };
    let path = path
        .replace("{id}", &number.to_string())
        .replace("{name}", name)
        .replace("{list}", "tags")
        .replace("{login}", "bert")
        .replace("{key}", "leads");
    match id {
        "group_opportunities" => format!("{path}?by=stage"),
        _ => path,
    }
}
