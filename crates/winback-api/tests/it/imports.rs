//! Imports of a file with others beside it, by a mapping that comes with them.

use std::{
    convert::Infallible,
    fmt::Write,
    fs,
    iter::{once, repeat_n},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use axum::{body::Body, http::Request};
use futures_util::stream;
use serde_json::{Value, json};
use winback_api::Limits;
use winback_app::store::domain::TokenScope;

use super::caller::{Answer, Deployment};

/// A part of a form: its name, its file name, and what it holds.
type Part<'a> = (&'a str, Option<&'a str>, &'a str);

async fn send(at: &Deployment, token: &str, query: &str, parts: &[Part<'_>]) -> Answer {
    let mut body = String::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("Content-Disposition: form-data; name=\"{name}\"{file}");
        write!(body, "--border\r\n{head}\r\n\r\n{content}\r\n").unwrap();
    }
    body.push_str("--border--\r\n");
    raw(at, token, query, body).await
}

async fn raw(at: &Deployment, token: &str, query: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(format!("/api/v1/imports{query}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=border");
    at.send(request.body(body.into()).unwrap()).await
}

async fn deployment() -> (Deployment, String) {
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Configure).await;
    (at, token)
}

async fn count(at: &Deployment) -> u64 {
    at.desk("admin").await.count("state is set").await.unwrap().count()
}

const MAPPING: &str = r#"
[join.accounts]
file = "accounts.csv"
key = "Name"
on = "Account"

[fields]
external_id = "Nr"
name = "Deal"
expected_revenue = "Value"

[customer]
name = "accounts.Name"
sector = "accounts.Branch"
"#;
const DEALS: &str = "Nr,Deal,Account,Value\nD-1,Pumps,Acme,1200.00\nD-2,Valves,,800.50\n";
const ACCOUNTS: &str = "Name,Branch\nAcme,engineering\n";

#[tokio::test]
async fn a_mapping_of_ones_own_reads_the_files_that_come_with_it() {
    let (at, token) = deployment().await;
    let parts = [
        ("beside", Some("accounts.csv"), ACCOUNTS),
        ("mapping", Some("deals.toml"), MAPPING),
        ("file", Some("deals.csv"), DEALS),
    ];
    let told = send(&at, &token, "?preview=true", &parts).await.expect(200);
    assert_eq!(told, json!({ "preview": true, "created": 2, "changed": 0, "unchanged": 0 }));
    assert_eq!(count(&at).await, 0);
    assert_eq!(send(&at, &token, "", &parts).await.expect(200)["created"], 2);
    let customers = at.get(&token, "/api/v1/customers").await.expect(200);
    let customer = &customers["records"][0];
    assert_eq!(json!([customer["name"], customer["sector"]]), json!(["Acme", "engineering"]));
    let again = [parts[0], parts[1], ("file", None, DEALS)];
    assert_eq!(send(&at, &token, "", &again).await.expect(200)["unchanged"], 2);
}

/// The public sample that people try it on has three files beside the one.
#[tokio::test]
async fn a_mapping_by_its_name_reads_the_files_that_come_with_it() {
    let fixtures = "../winback-app/tests/fixtures/crm-sales-opportunities";
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join(fixtures);
    let read = |name: &str| fs::read_to_string(fixtures.join(name)).unwrap();
    let names = ["sales_pipeline.csv", "accounts.csv", "products.csv", "sales_teams.csv"];
    let texts = names.map(read);
    let part = |at: usize| {
        let name = if at == 0 { "file" } else { "beside" };
        (name, Some(names[at]), texts[at].as_str())
    };
    let (at, token) = deployment().await;
    let parts = [part(0), part(1), part(2), part(3)];
    let query = "?map=crm-sales-opportunities";
    let created = send(&at, &token, query, &parts).await.expect(200)["created"].clone();
    let rows = texts[0].lines().count() - 1;
    assert_eq!((created.as_u64(), count(&at).await), (Some(rows as u64), rows as u64));
    let (at, token) = deployment().await;
    let lacks = send(&at, &token, query, &parts[..3]).await.expect(422);
    assert_eq!(
        lacks["detail"],
        "sales_teams.csv: there is no such file: `crm-sales-opportunities` reads `sales_teams.csv` \
         beside `sales_pipeline.csv`; put it there"
    );
    assert_eq!(count(&at).await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_told_with_its_part_and_nothing_is_imported() {
    let (at, token) = deployment().await;
    let file = ("file", Some("deals.csv"), DEALS);
    let mapping = ("mapping", Some("deals.toml"), MAPPING);
    let beside = |name| ("beside", Some(name), ACCOUNTS);
    let accounts = beside("accounts.csv");
    let long = "x".repeat(300);
    let folder = std::env::temp_dir().to_string_lossy().into_owned();
    let passwords = MAPPING.replace("accounts.csv", "/etc/passwd");
    let cases: Vec<(&str, Vec<Part<'_>>, u16, Value, &str)> = vec![
        ("", vec![mapping, accounts], 400, json!("file"), "has no file"),
        ("", vec![], 400, json!("file"), "has no file"),
        ("", vec![file, file], 400, json!("file"), "two parts `file`"),
        ("", vec![file, mapping, mapping], 400, json!("mapping"), "two parts `mapping`"),
        ("?map=winback", vec![file, mapping, accounts], 400, json!("map"), "two mappings"),
        ("?map=winbak", vec![file], 422, json!("import map"), "did you mean `winback`?"),
        ("", vec![file, ("more", None, "x")], 400, json!("body"), "no part `more`"),
        ("", vec![file, mapping, accounts, accounts], 400, json!("beside"), "two files"),
        ("", vec![file, mapping, beside("deals.csv")], 400, json!("beside"), "two files"),
        ("", vec![file, mapping, ("beside", None, "x")], 400, json!("beside"), "no name"),
        ("", vec![file, mapping, beside("../accounts.csv")], 400, json!("beside"), "a folder"),
        ("", vec![file, mapping, beside("/tmp/accounts.csv")], 400, json!("beside"), "a folder"),
        ("", vec![file, mapping, beside("..")], 400, json!("beside"), "a folder"),
        ("", vec![file, mapping, beside(&long)], 400, json!("beside"), "no name"),
        ("", vec![("file", Some("a/b.csv"), DEALS)], 400, json!("file"), "a folder"),
        ("", vec![file, mapping], 422, Value::Null, "beside `deals.csv`; put it there"),
        ("", vec![file, ("mapping", None, "[feilds]")], 422, Value::Null, "mapping:1:2: there"),
        ("", vec![file, ("mapping", Some("m.toml"), &passwords)], 422, Value::Null, "m.toml:3:8: "),
    ];
    for (query, parts, status, field, says) in cases {
        let answer = send(&at, &token, query, &parts).await;
        let document = answer.expect(status);
        assert_eq!(document["field"], field, "{document}");
        let detail = document["detail"].as_str().unwrap();
        assert!(detail.contains(says) && !detail.contains(&folder), "{detail}");
    }
    let value = DEALS.replace("800.50", "much");
    let parts = [mapping, accounts, ("file", Some("deals.csv"), value.as_str())];
    let wrong = send(&at, &token, "", &parts).await.expect(422);
    assert_eq!(wrong["errors"][0]["place"], "line 3, column Value", "{wrong}");
    assert!(wrong["detail"].as_str().unwrap().starts_with("deals.csv cannot be"), "{wrong}");
    let cut = raw(&at, &token, "", "--border\r\nContent-Disposition: form-data; na").await;
    assert_eq!(cut.expect(400)["field"], "body");
    assert_eq!(count(&at).await, 0);
    let writer = at.token("admin", TokenScope::Write).await;
    send(&at, &writer, "", &[file, mapping, accounts]).await.expect(403);
}

#[tokio::test]
async fn all_files_of_a_form_together_may_be_as_long_as_one() {
    let at = Deployment::limited(Limits { import: 400, ..Limits::default() }).await;
    let token = at.token("admin", TokenScope::Configure).await;
    let text = "x".repeat(150);
    let parts: Vec<Part<'_>> = ["a", "b", "c"].map(|it| ("beside", Some(it), &*text)).into();
    let file = ("file", Some("deals.csv"), DEALS);
    let large = send(&at, &token, "", &[&parts[..], &[file]].concat()).await.expect(413);
    assert_eq!(large["field"], "body", "{large}");
    let at = Deployment::new().await;
    let token = at.token("admin", TokenScope::Configure).await;
    let long = "#".repeat((1 << 20) + 1);
    let large = send(&at, &token, "", &[file, ("mapping", None, &long)]).await.expect(413);
    assert_eq!(large["field"], "mapping", "{large}");
}

#[tokio::test]
async fn a_hundred_files_may_come_beside_one() {
    let (at, token) = deployment().await;
    let names: Vec<String> = (0..100).map(|it| it.to_string()).collect();
    let many = names.iter().map(|it| ("beside", Some(it.as_str()), ""));
    let accounts = ("beside", Some("accounts.csv"), ACCOUNTS);
    let ends = [("file", Some("deals.csv"), DEALS), ("mapping", None, MAPPING)];
    for is_first in [true, false] {
        let mut parts: Vec<Part<'_>> = once(accounts).chain(many.clone()).collect();
        parts.splice(if is_first { 0..0 } else { 101..101 }, ends);
        let told = send(&at, &token, "", &parts).await.expect(400);
        let said = json!([told["field"], told["value"], told["expected"]]);
        assert_eq!(said, json!(["beside", "99", "at most 100 files beside one"]));
        parts.retain(|(_, name, _)| *name != Some("99"));
        let told = send(&at, &token, "?preview=true", &parts).await.expect(200);
        assert_eq!(told["created"], 2);
    }
}

#[tokio::test]
async fn the_media_type_of_an_import_is_read_without_its_case() {
    let (at, token) = deployment().await;
    let head = "--Border\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"";
    let form = format!("{head}\r\n\r\nname,city\n,Paris\n\r\n--Border--\r\n");
    let cases = [
        ("Multipart/Form-Data; Boundary=Border", form.as_str(), "a.csv"),
        ("multipart/form-data;boundary=\"Border\"", &form, "a.csv"),
        ("Text/CSV; charset=utf-8", "name,city\n,Paris\n", "import.csv"),
        ("application/x-ndjson; from=csv", "{\"city\":\"Paris\"}\n", "import.jsonl"),
        ("multipart/form-data-too; boundary=Border", &form, "import.jsonl"),
    ];
    for (media, body, called) in cases {
        let request = Request::post("/api/v1/imports")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", media);
        let answer = at.send(request.body(Body::from(body.to_owned())).unwrap()).await;
        let detail = answer.expect(422)["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with(called), "{media}: {detail}");
    }
}

/// Sends a beginning, and then a megabyte more than the server takes. Returns how many bytes it read.
async fn flooded(begin: &'static str, says: &str) -> usize {
    let at = Deployment::limited(Limits { import: 400, ..Limits::default() }).await;
    let token = at.token("admin", TokenScope::Configure).await;
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let more = repeat_n("x".repeat(1 << 10), 1 << 10);
    let parts = once(begin.to_owned()).chain(more).map(move |part| {
        counted.fetch_add(part.len(), Relaxed);
        Ok::<_, Infallible>(part)
    });
    let large = raw(&at, &token, "", Body::from_stream(stream::iter(parts))).await.expect(413);
    assert_eq!(large["field"], "body", "{large}");
    assert!(large["detail"].as_str().unwrap().contains(says), "{large}");
    read.load(Relaxed)
}

#[tokio::test]
async fn a_form_is_refused_before_more_of_it_is_held_than_the_server_takes() {
    const LITTLE: usize = 12 << 10;
    let heads = "heads of parts of at most 8192 bytes";
    assert!(flooded("", heads).await < LITTLE);
    let head = "--border\r\nContent-Disposition: form-data; name=\"";
    assert!(flooded(head, heads).await < LITTLE);
    let file = "--border\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    assert!(flooded(file, "files of at most 400 bytes").await < LITTLE);
    let after =
        "--border\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nNr\r\n--border\r\n";
    assert!(flooded(after, heads).await < LITTLE);
}
