//! Exports, read back.

use std::{fs, path::PathBuf};

use jiff::civil::date;
use tempfile::TempDir;
use winback_domain::StateKind;
use winback_store::Storage;

use super::super::tests::{all, desk_with, summary, told};
use crate::{App, Desk, ExportRequest, ImportSummary, MAPS, generate_demo};

async fn export(desk: &Desk, format: &str) -> String {
    let mut export = desk.export_as(&ExportRequest::default(), format).await.unwrap();
    let mut text = Vec::new();
    while let Some(part) = export.next_part().await.unwrap() {
        text.extend(part);
    }
    String::from_utf8(text).unwrap()
}

async fn import(desk: &Desk, text: &str) -> Result<ImportSummary, String> {
    let (_folder, path) = file(text);
    super::super::tests::import(desk, "winback", &path).await.map_err(|error| {
        told(&error).replace(&format!("{}/", path.parent().unwrap().display()), "")
    })
}

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, text).unwrap();
    (folder, path)
}

/// What an import into an empty database refuses; nothing may be there afterwards.
async fn refusal(text: &str) -> String {
    let desk = desk_with(&[]).await.0;
    let refused = import(&desk, text).await.unwrap_err();
    assert_eq!(all(&desk).await.len(), 0, "nothing is imported");
    refused.split_once('\n').map_or(refused.clone(), |(_, problems)| problems.to_owned())
}

async fn imported(text: &str) -> Desk {
    let desk = desk_with(&[]).await.0;
    import(&desk, text).await.unwrap();
    desk
}

async fn sample() -> (Desk, Storage) {
    let storage = winback_memory::open();
    generate_demo(&storage, date(2026, 3, 2)).await.unwrap();
    (App::builder(storage.clone()).build().desk(None).await.unwrap(), storage)
}

#[tokio::test]
async fn an_export_comes_back_as_the_same_records_losses_and_reasons() {
    let (desk, storage) = sample().await;
    let text = export(&desk, "jsonl").await;
    assert_eq!(text.lines().count(), 500);
    for format in ["jsonl", "csv"] {
        let (copy, copied) = desk_with(&[]).await;
        let done = import(&copy, &export(&desk, format).await).await.unwrap();
        assert_eq!(done, summary(500, 0));
        assert_eq!(export(&copy, "jsonl").await, text, "{format:?}");
        assert_eq!(reasons(&copied).await, reasons(&storage).await);
    }
}

/// The used reasons in their order, in words.
async fn reasons(storage: &Storage) -> Vec<String> {
    let everything = winback_filter::Predicate::everything();
    let mut reasons = storage.reasons.counts(&everything).await.unwrap();
    reasons.retain(|counts| counts.ever_lost > 0);
    let words = reasons.into_iter().map(|mut counts| {
        counts.reason.id = winback_domain::LostReasonId::new(0);
        format!("{counts:?}")
    });
    words.collect()
}

#[tokio::test]
async fn texts_come_back_exactly() {
    let texts = [
        "=1+1",
        " a ",
        "a\nb\r\nc\rd",
        "it's \"so\", or; not",
        "É ß 中文 👍\u{feff}",
        "-1",
        "null",
        "1e5",
        "{\"a\":1}",
        "\t",
    ];
    for text in texts {
        let row = serde_json::json!({
            "name": format!("x{text}"),
            "notes": text,
            "city": text,
            "customer": { "name": format!("c{text}"), "sector": text, "parent": { "name": "P" } },
            "tags": [format!("t{text}t"), "u"],
            "state": "lost",
            "losses": [{ "lost_at": "2026-01-02T03:04:05.123456Z", "competitor": text }],
        });
        let first = imported(&row.to_string()).await;
        let lines = export(&first, "jsonl").await;
        let value: serde_json::Value = serde_json::from_str(&lines).unwrap();
        assert_eq!((&value["notes"], &value["customer"]["sector"]), (&row["notes"], &row["notes"]));
        assert_eq!(value["losses"][0]["competitor"], row["notes"]);
        assert_eq!(value["tags"], row["tags"]);
        for format in ["jsonl", "csv"] {
            let copy = imported(&export(&first, format).await).await;
            assert_eq!(export(&copy, "jsonl").await, lines, "{text:?} {format:?}");
        }
    }
}

#[tokio::test]
async fn a_row_needs_a_name_and_no_more() {
    for text in [
        "{\"name\":\"Pumps\"}",
        "name\nPumps\n",
        "\u{feff}name\r\nPumps",
        "\u{feff} {\"name\": \"Pumps\"}",
    ] {
        let desk = imported(text).await;
        let record = all(&desk).await.swap_remove(0);
        assert_eq!((record.deal.name.as_str(), record.state.kind()), ("Pumps", StateKind::Open));
        assert_eq!(record.created_at, winback_testkit::fixed_now());
        assert_eq!(record.deal.priority.map(|it| it.stars()), Some(0));
    }
}

#[tokio::test]
async fn a_loss_that_was_never_amended_was_said_when_it_was_lost() {
    let loss = r#"{"lost_at":"2026-01-02T00:00:00Z","lost_by":{"login":"zoe"},"note":"<p>a</p><script>x</script>"}"#;
    let desk = imported(&format!(r#"{{"name":"A","state":"lost","losses":[{loss}]}}"#)).await;
    let record = all(&desk).await.swap_remove(0);
    let loss = desk.storage.opportunities.losses(record.id).await.unwrap().swap_remove(0);
    let revision = loss.revisions.last().unwrap();
    assert_eq!((revision.at, revision.by), (loss.loss.lost_at, loss.loss.lost_by));
    assert_eq!(revision.details.note.as_ref().unwrap().html(), "<p>a</p>");
    let zoe = desk.people().await.unwrap().into_iter().find(|it| it.login == "zoe").unwrap();
    assert_eq!((Some(zoe.id), zoe.role.as_str()), (loss.loss.lost_by, "salesperson"));
}

#[tokio::test]
async fn a_file_without_rows_imports_nothing() {
    for text in ["", "\n\n", "name,state\n"] {
        let desk = desk_with(&[]).await.0;
        let nothing = summary(0, 0);
        assert_eq!(import(&desk, text).await, Ok(nothing), "{text:?}");
    }
}

#[tokio::test]
async fn where_records_are_each_row_needs_an_external_id() {
    let (desk, _) = desk_with(&[]).await;
    import(&desk, "name,external_id\nA,1\nB,\n").await.unwrap();
    let again = import(&desk, "name,external_id\nA,1\nC,3\n").await;
    assert_eq!(again, Ok(summary(1, 1)));
    let refused = import(&desk, "name,external_id\nD,4\nB,\n").await.unwrap_err();
    assert_eq!(
        refused,
        "file cannot be imported: 1 value(s) cannot be read, and nothing was imported\n\
         file:3: external_id ``: expected an id of its own for each row, so that none comes in \
         twice: this database has records already"
    );
    assert_eq!(all(&desk).await.len(), 3);
}

#[tokio::test]
async fn every_value_that_cannot_be_read_is_told_with_its_place() {
    let row = r#"{"name":"","kind":"deal","stage":"Nwe","priority":4,"expected_revenue":"1,5",
        "hand_probability":100,"created_at":"yesterday","expected_closing":"soon","country":"Belgum",
        "customer":{"city":"Oslo","staff":1},"salesperson":{"login":"a b"},"tags":["a",1],
        "currency":"USD","nmae":"x","state":"archived","closed_at":"2026-01-01T00:00:00Z",
        "probability":0,"team":["x"]}"#;
    let problems = refusal(&row.replace('\n', " ")).await;
    let expected = "\
file:1: nmae `x`: expected a field that an export has, such as `name`
file:1: currency `USD`: expected EUR, the currency here: change it first
file:1: priority `4`: expected a number from 0 to 3
file:1: stage `Nwe`: expected a stage of this deployment: `New`, `Qualified`, `Proposition`, `Won`
file:1: kind `deal`: expected `lead` or `opportunity`
file:1: country `Belgum`: expected a country by its ISO 3166 name or code, such as `Belgium`
file:1: expected_revenue `1,5`: expected an amount in EUR, such as 1500 or 1500.50
file:1: hand_probability `100`: expected less than 100 percent
file:1: expected_closing `soon`: expected a day, such as 2026-03-31
file:1: name ``: expected a name
file:1: probability `0`: expected more than 0 percent: the row is archived
file:1: created_at `yesterday`: expected an instant as RFC 3339, such as 2026-03-02T10:00:00Z
file:1: customer.staff `1`: expected a field that an export has
file:1: customer.name ``: expected the name of the customer
file:1: salesperson.login `a b`: expected a login without spaces
file:1: team `[\"x\"]`: expected a single value
file:1: tags `[\"a\",1]`: expected a list of names";
    assert_eq!(problems, expected);
}

#[tokio::test]
async fn every_value_of_a_loss_that_cannot_be_read_is_told_with_its_place() {
    let losses = r#"[{"reason":{"name":" ","outcome":"bad"},"stage":"Old","ended_how":"gone"},
        7,{"lost_at":"2026-01-01T00:00:00Z","ended_at":"2026-01-02T00:00:00Z","revisions":[{"by":"me"}]}]"#;
    let row = format!("{{\"name\":\"A\",\"state\":\"lost\",\"losses\":{losses}}}");
    let problems = refusal(&row.replace('\n', " ")).await;
    let instant = "expected an instant as RFC 3339, such as 2026-03-02T10:00:00Z";
    let expected = [
        format!("losses[0].lost_at ``: {instant}"),
        "losses[0].reason.outcome `bad`: expected `competitive`, `no-decision`, `disqualified`, \
         `other`"
            .into(),
        "losses[0].reason.name ` `: expected the name of the lost reason".into(),
        "losses[0].stage `Old`: expected a stage of this deployment: `New`, `Qualified`, \
         `Proposition`, `Won`"
            .into(),
        "losses[0].ended_how `gone`: expected `restored`, `merged`, `won`".into(),
        "losses[0].ended_at ``: expected the end of the loss: another follows".into(),
        format!("losses[2].revisions[0].at ``: {instant}"),
        "losses[2].revisions[0].by `me`: expected an object with the names that an export writes"
            .into(),
        format!("losses[2].revised_at ``: {instant}"),
        "losses[2].ended_how ``: expected how the loss ended: `restored`, `merged`, `won`".into(),
    ];
    let found: Vec<&str> = problems.lines().filter(|line| !line.contains(": losses `")).collect();
    let expected: Vec<String> = expected.iter().map(|text| format!("file:1: {text}")).collect();
    assert_eq!(found, expected);
    assert!(problems.contains(": expected an object as loss 1\n"), "{problems}");
}

#[tokio::test]
async fn states_have_to_fit_the_rest_of_the_row() {
    let cases = [
        (
            "A,won,Won,,,",
            "closed_at ``: expected an instant as RFC 3339, such as 2026-03-02T10:00:00Z",
        ),
        ("A,won,New,2026-01-01T00:00:00Z,,", "stage `New`: expected a won stage: the row is won"),
        ("A,open,Won,,,", "stage `Won`: expected a stage that is no won stage: the row is open"),
        ("A,lost,New,,,", "losses ``: expected a last loss that has not ended: the row is lost"),
        ("A,gone,New,,,", "state `gone`: expected open, won, lost or archived"),
        ("A,open,New,,x,", "lost_reason `x`: expected nothing, as in `losses`: change it there"),
        (
            "A,open,New,,,[",
            "losses `[`: expected JSON, as an export writes it (EOF while parsing a list, at byte 1)",
        ),
    ];
    for (row, problem) in cases {
        let file = format!("name,state,stage,closed_at,lost_reason,losses\n{row}\n");
        assert_eq!(refusal(&file).await, format!("file:2: {problem}"), "{row}");
    }
}

#[tokio::test]
async fn what_is_no_export_is_refused_as_a_whole() {
    for (text, problem) in [
        (
            "[{\"name\":\"A\"}]",
            "file: is one JSON document: give a file of JSON lines, an object a line",
        ),
        ("nmae\nA\n", "file: has the column `nmae`; did you mean `name`?"),
        ("name,name\nA,B\n", "file: has the column `name` twice: leave one of them out"),
        ("name,Umsatz?\nA,1\n", "file: has the column `Umsatz?`, which no export has: take it out"),
    ] {
        assert_eq!(refusal(text).await, problem);
    }
    let broken = refusal("{\"name\":\"A\"}\n{\"name\":\n").await;
    let expected = "file:2: row `{\"name\":`: expected a JSON object in one line (EOF while parsing a value, at byte 8)";
    assert_eq!(broken, expected);
}

#[tokio::test]
async fn leads_come_in_only_where_they_are_in_use() {
    let lead = "name,kind\nA,lead\n";
    assert_eq!(
        refusal(lead).await,
        "file:2: kind `lead`: expected `opportunity`: leads are not in use here, until the setting \
         `leads` is turned on"
    );
    let (desk, _) = desk_with(&[("leads", "on")]).await;
    assert_eq!(import(&desk, lead).await, Ok(summary(1, 0)));
}

#[tokio::test]
async fn a_reason_that_asks_for_a_note_asks_for_it_in_files_too() {
    let (desk, _) = desk_with(&[("require_note_for", "Too expensive")]).await;
    let row = |reason: &str, note: &str| {
        let loss = format!(
            r#"{{"lost_at":"2026-01-01T00:00:00Z","reason":{{"name":"{reason}"}},"note":"{note}"}}"#
        );
        format!(r#"{{"name":"A","state":"lost","losses":[{loss}]}}"#)
    };
    let refused = import(&desk, &row("TOO expensive", "")).await.unwrap_err();
    assert!(
        refused.contains(
            "1 lost row(s) have no closing note, which the setting `require_note_for` asks for"
        ),
        "{refused}"
    );
    for fine in [row("Too expensive", "because"), row("Another", "")] {
        let (desk, _) = desk_with(&[("require_note_for", "Too expensive")]).await;
        assert_eq!(import(&desk, &fine).await, Ok(summary(1, 0)));
    }
}

#[test]
fn the_mapping_is_listed() {
    assert!(MAPS.iter().any(|map| map.name == "winback"));
}
