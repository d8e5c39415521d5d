//! Files by mappings of one's own, into the memory backend.

mod losses;
mod wrong;

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::super::{
    ImportRequest, MAPS,
    tests::{all, desk_with, told},
};
use super::*;
use crate::{ExportRequest, ImportSummary};

/// The least that a mapping says.
const LEAST: &str = "[fields]\nexternal_id = \"id\"\nname = \"name\"\n";

/// A folder with a mapping, the file that it is for, and others.
struct Files(TempDir);

impl Files {
    fn new(map: &str, file: &str) -> Self {
        let files = Self(TempDir::new().unwrap());
        files.with("map.toml", map).with("deals", file);
        files
    }

    fn with(&self, name: &str, content: &str) -> &Self {
        fs::write(self.0.path().join(name), content).unwrap();
        self
    }

    async fn import(&self, desk: &Desk) -> Result<ImportSummary, String> {
        let map = super::super::ImportMap::File(self.0.path().join("map.toml"));
        let file = self.0.path().join("deals");
        let done = desk
            .import(ImportRequest {
                map,
                file,
                called: None,
                update: false,
                dry_run: false,
                bad_rows: None,
            })
            .await;
        done.map_err(|error| told(&error).replace(&format!("{}/", self.0.path().display()), ""))
    }

    /// The members of the records that an import makes, as an export writes them.
    async fn records(&self) -> Vec<serde_json::Value> {
        let (desk, _) = desk_with(&[]).await;
        self.import(&desk).await.unwrap();
        let mut export = desk.export(&ExportRequest::default()).await.unwrap();
        let mut records = Vec::new();
        while let Some(page) = export.next_page().await.unwrap() {
            records.extend(page.iter().map(crate::ExportRow::json));
        }
        records
    }

    /// What an import refuses; nothing may be there afterwards.
    async fn refusal(&self) -> String {
        let (desk, _) = desk_with(&[]).await;
        let refused = self.import(&desk).await.unwrap_err();
        assert_eq!(all(&desk).await.len(), 0, "nothing is imported");
        refused.split_once('\n').map_or(refused.clone(), |(_, problems)| problems.to_owned())
    }
}

#[tokio::test]
async fn a_mapping_needs_no_file_of_its_own() {
    let files = Files::new("", "id,name\n1,A\n");
    let import = async |text: String| {
        let (desk, _) = desk_with(&[]).await;
        let map = super::super::ImportMap::Text { called: "sent".into(), text };
        let file = files.0.path().join("deals");
        let called = Some("deals.csv".into());
        let (update, dry_run, bad_rows) = (false, false, None);
        let request = ImportRequest { map, file, called, update, dry_run, bad_rows };
        desk.import(request).await.map(|done| done.created).map_err(|error| told(&error))
    };
    assert_eq!(import(format!("\u{feff}{LEAST}")).await, Ok(1));
    let wrong = import("[fields]\n".into()).await.unwrap_err();
    assert!(wrong.starts_with("sent:1:1: "), "{wrong}");
    let join = "[join.a]\nfile = \"a.csv\"\nkey = \"k\"\non = \"id\"\n";
    let lacks = import(format!("{LEAST}{join}")).await.unwrap_err();
    let says = "a.csv: there is no such file: `sent` reads `a.csv` beside `deals`; put it there";
    assert_eq!(lacks, says);
    let long = import(format!("{LEAST}{}", "#".repeat(1 << 20))).await.unwrap_err();
    assert_eq!(long, "sent: is too long for a mapping file: give the mapping first");
}

#[tokio::test]
async fn members_of_json_lines_are_columns() {
    let map = format!(
        "{LEAST}city = \"where.city\"\ntags = \"labels\"\npriority = \"stars\"\n\
         expected_revenue = \"worth\"\nnotes = \"a.b\"\n"
    );
    let file = r#"{"id":7,"name":"A","where":{"city":"Oslo"},"labels":["x","y, z"],"stars":2,
        "worth":1.5,"a.b":"dotted"}"#;
    let records = Files::new(&map, &file.replace('\n', "")).records().await;
    let record = &records[0];
    let found = ["external_id", "city", "tags", "priority", "expected_revenue", "notes"];
    let found = found.map(|name| record[name].clone());
    let expected = serde_json::json!(["7", "Oslo", ["x", "y, z"], 2, "1.50", "dotted"]);
    assert_eq!(serde_json::Value::from(found.to_vec()), expected);
}

#[tokio::test]
async fn the_first_source_that_gives_something_counts() {
    let map = format!(
        "{LEAST}city = [{{ column = \"a\", empty = [\"N/A\"] }}, \"b\", {{ value = \"Ghent\" }}]\n\
         region = {{ column = \"a\", default = \"none\", states = [\"open\"] }}\n\
         street = {{ template = \"{{a}}[ {{b}}]\", if = \"b\" }}\n"
    );
    let file = "id,name,a,b\n1,A,n/a,Oslo\n2,B,Rome,\n3,C,n/a,\n4,D,Rome,Oslo\n";
    let records = Files::new(&map, file).records().await;
    let found: Vec<_> =
        records.iter().map(|it| [&it["city"], &it["region"], &it["street"]].map(told_as)).collect();
    let expected = [
        ["Oslo", "n/a", "n/a Oslo"],
        ["Rome", "Rome", "-"],
        ["Ghent", "n/a", "-"],
        ["Rome", "Rome", "Rome Oslo"],
    ];
    assert_eq!(found, expected.map(|it| it.map(str::to_owned)));
}

fn told_as(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or("-").to_owned()
}

#[tokio::test]
async fn values_that_are_not_listed_are_refused_kept_or_nothing() {
    let map = |unlisted: &str| {
        format!("{LEAST}city = {{ column = \"a\", values = {{ X = \"Oslo\" }}{unlisted} }}\n")
    };
    let file = "id,name,a\n1,A,x\n2,B,Rome\n";
    let cities = async |unlisted: &str| {
        let records = Files::new(&map(unlisted), file).records().await;
        records.iter().map(|record| told_as(&record["city"])).collect::<Vec<_>>()
    };
    assert_eq!(cities(", unlisted = \"keep\"").await, ["Oslo", "Rome"]);
    assert_eq!(cities(", unlisted = \"empty\"").await, ["Oslo", "-"]);
    let refused = Files::new(&map(""), file).refusal().await;
    assert_eq!(refused, "deals:3: a `Rome`: expected `X`");
}

#[tokio::test]
async fn stages_follow_the_state_unless_they_are_told() {
    let map =
        format!("{LEAST}state = \"s\"\nclosed_at = \"c\"\nprobability = {{ value = \"7\" }}\n");
    let file = "id,name,s,c\n1,A,open,\n2,B,won,2026-01-02\n3,C,lost,2026-01-02\n\
                4,D,archived,2026-01-02\n5,E,,\n";
    let records = Files::new(&map, file).records().await;
    let found: Vec<_> =
        records.iter().map(|it| [&it["state"], &it["stage"]].map(told_as).join(" ")).collect();
    assert_eq!(found, ["open New", "won Won", "lost New", "archived New", "open New"]);
}

#[tokio::test]
async fn a_file_that_is_joined_through_another_is_found() {
    let map = format!(
        "{LEAST}[join.b]\nfile = \"b.csv\"\nkey = \"k\"\non = \"c.to\"\nmissing = \"empty\"\n\
         [join.c]\nfile = \"c.jsonl\"\nkey = \"k\"\non = \"name\"\nmissing = \"empty\"\n\
         [customer]\nname = \"b.title\"\nemployees = \"b.size\"\n"
    );
    let files = Files::new(&map, "id,name\n1,A\n2,B\n3,C\n");
    files.with("b.csv", "k,title,size\nx,Acme,12\n");
    files.with("c.jsonl", "{\"k\":\"A\",\"to\":\"x\"}\n{\"k\":\"B\",\"to\":\"y\"}\n");
    let records = files.records().await;
    let names: Vec<_> = records.iter().map(|it| told_as(&it["customer"]["name"])).collect();
    assert_eq!(names, ["Acme", "-", "-"]);
    assert_eq!(records[0]["customer"]["employees"], 12);
}

#[test]
fn the_built_in_mappings_can_be_read() {
    let zone = jiff::tz::TimeZone::UTC;
    for map in MAPS {
        let Some(text) = map.text else { continue };
        let map = MapText { name: map.name, text };
        let plan = compile::compile(map, parse(map).unwrap(), zone.clone()).unwrap();
        assert!(!plan.columns.is_empty(), "{}", map.name);
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_of_mappings_panic(text in ".{0,200}") {
        let map = MapText { name: "map", text: &text };
        if let Ok(spec) = parse(map) {
            drop(compile::compile(map, spec, jiff::tz::TimeZone::UTC));
        }
    }

    #[test]
    fn no_change_of_a_mapping_makes_its_reader_panic(
        at in 0_usize..3_000,
        cut in 0_usize..40,
        put in "[a-z{}\\[\\]\"%. =,\n–]{0,12}",
    ) {
        let text = MAPS[0].text.unwrap();
        let (from, to) = (text.floor_char_boundary(at), text.floor_char_boundary(at + cut));
        let text = format!("{}{put}{}", &text[..from], &text[to..]);
        let map = MapText { name: "map", text: &text };
        if let Ok(spec) = parse(map) {
            drop(compile::compile(map, spec, jiff::tz::TimeZone::UTC));
        }
    }

    #[test]
    fn templates_and_formats_never_panic(text in "[ab{}\\[\\]%YmdHsQ:./ -]{0,20}") {
        drop(template::Template::parse(&text, |name| Ok::<_, String>(name.to_owned())));
        let dates = dates::Dates::usual(jiff::tz::TimeZone::UTC);
        if let Ok(dates) = dates.with_formats(std::slice::from_ref(&text)) {
            dates.instant(&text);
        }
    }
}
