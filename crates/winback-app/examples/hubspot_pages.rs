//! An importer: reads deals as the API of HubSpot answers them, a page of `results` a line.
//!
//! `cargo run -p winback-app --example hubspot_pages -- deals.jsonl` imports such a file into a store in
//! memory and prints what became of it, as JSON lines. No mapping of columns can describe it: a line holds
//! many deals, and whether one was lost follows from the name of its stage.

#![expect(clippy::print_stdout, reason = "an example talks")]

use std::{
    collections::VecDeque,
    error::Error,
    fs::File,
    io::{BufRead, BufReader, Lines},
    path::Path,
};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use winback_app::plugin::{Importer, ImporterError, SourceProblem, SourceRow, SourceRows};
use winback_app::{App, ExportRequest, ImportRequest};

/// Reads pages of deals.
struct HubSpotPages;

impl Importer for HubSpotPages {
    fn name(&self) -> &str {
        "hubspot-pages"
    }

    fn help(&self) -> &str {
        "answers of HubSpot's `/crm/v3/objects/deals`, a page a line"
    }

    fn open(&self, file: &Path) -> Result<Box<dyn SourceRows>, ImporterError> {
        let lines = BufReader::new(File::open(file)?).lines();
        Ok(Box::new(Pages { lines, line: 0, deals: VecDeque::new() }))
    }
}

/// A file of pages, of which one is held at a time.
struct Pages {
    lines: Lines<BufReader<File>>,
    line: u64,
    deals: VecDeque<Value>,
}

#[derive(Deserialize)]
struct Page {
    results: Vec<Value>,
}

#[derive(Deserialize)]
struct Deal {
    id: String,
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    dealname: String,
    amount: Option<String>,
    dealstage: Option<String>,
    closedate: Option<String>,
    closed_lost_reason: Option<String>,
}

impl SourceRows for Pages {
    fn next_row(&mut self) -> Result<Option<SourceRow>, ImporterError> {
        while self.deals.is_empty() {
            let Some(text) = self.lines.next().transpose()? else { return Ok(None) };
            self.line += 1;
            let page: Page = serde_json::from_str(&text).map_err(|error| {
                format!("line {} is no page of deals: {error}; fetch it again", self.line)
            })?;
            self.deals = page.results.into();
        }
        Ok(self.deals.pop_front().map(|deal| {
            let (line, raw) = (self.line, deal.to_string());
            SourceRow { line, raw, members: members(deal) }
        }))
    }
}

/// Returns the members of the row of an export that a deal stands for.
fn members(deal: Value) -> Result<Map<String, Value>, SourceProblem> {
    let wrong = |column: Option<&str>, value: &str, expected: String| SourceProblem {
        column: column.map(str::to_owned),
        value: value.to_owned(),
        expected,
    };
    let Deal { id, properties } = serde_json::from_value(deal)
        .map_err(|error| wrong(None, "", format!("a deal with `id` and `properties` ({error})")))?;
    let mut members = Map::new();
    members.insert("external_id".into(), json!(id));
    members.insert("name".into(), json!(properties.dealname));
    members.insert("expected_revenue".into(), json!(properties.amount));
    match properties.dealstage.as_deref() {
        Some("closedwon") => {
            members.insert("state".into(), json!("won"));
            members.insert("stage".into(), json!("Won"));
            members.insert("closed_at".into(), json!(properties.closedate));
        }
        Some("closedlost") => {
            let reason = properties.closed_lost_reason.filter(|reason| !reason.is_empty());
            let reason = reason.map(|name| json!({ "name": name }));
            members.insert("state".into(), json!("lost"));
            let loss = json!({ "lost_at": properties.closedate, "reason": reason });
            members.insert("losses".into(), json!([loss]));
        }
        None | Some("appointmentscheduled" | "qualifiedtobuy" | "contractsent") => {}
        Some(other) => {
            let expected = "a stage of the default pipeline".to_owned();
            return Err(wrong(Some("dealstage"), other, expected));
        }
    }
    Ok(members)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).ok_or("name the file")?.into();
    let app = App::builder(winback_memory::open()).importer(HubSpotPages).build();
    app.install().await?;
    let desk = app.desk(None).await?;
    let map = desk.import_named("hubspot-pages")?;
    let (update, dry_run) = (false, false);
    desk.import(ImportRequest { map, file, called: None, update, dry_run, bad_rows: None }).await?;
    let mut export = desk.export_as(&ExportRequest::default(), "jsonl").await?;
    while let Some(part) = export.next_part().await? {
        print!("{}", String::from_utf8(part)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use winback_app::{AppError, Desk, FixedClock, ImportError, ImportSummary};

    use super::*;

    const PAGES: &str = concat!(
        r#"{"results":[{"id":"7","properties":{"dealname":"Pumps","amount":"1500.5","dealstage":"closedlost","#,
        r#""closedate":"2026-02-01T10:00:00Z","closed_lost_reason":"Too slow"}},"#,
        r#"{"id":"8","properties":{"dealname":"Valves","dealstage":"closedwon","closedate":"2026-02-03T10:00:00Z"}}],"#,
        r#""paging":{"next":{"after":"2"}}}"#,
        "\n",
        r#"{"results":[{"id":"9","properties":{"dealname":"Hoses","amount":"20","dealstage":"contractsent"}}]}"#,
        "\n"
    );

    async fn desk() -> Desk {
        let clock = Arc::new(FixedClock::at("2026-03-02T09:30:00Z".parse().unwrap()));
        let app = App::builder(winback_memory::open()).clock(clock).importer(HubSpotPages).build();
        app.install().await.unwrap();
        app.desk(None).await.unwrap()
    }

    async fn import(desk: &Desk, text: &str) -> Result<ImportSummary, AppError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.jsonl");
        std::fs::write(&file, text).unwrap();
        let (map, called) =
            (desk.import_named("hubspot-pages").unwrap(), Some("deals.jsonl".into()));
        let (update, dry_run) = (false, false);
        desk.import(ImportRequest { map, file, called, update, dry_run, bad_rows: None }).await
    }

    async fn exported(desk: &Desk) -> String {
        let columns =
            ["external_id", "name", "state", "expected_revenue", "lost_reason", "closed_at"];
        let columns = Some(columns.map(str::to_owned).to_vec());
        let request = ExportRequest { columns, ..ExportRequest::default() };
        let mut file = desk.export_as(&request, "csv").await.unwrap();
        let mut text = Vec::new();
        while let Some(part) = file.next_part().await.unwrap() {
            text.extend(part);
        }
        String::from_utf8(text).unwrap()
    }

    #[tokio::test]
    async fn deals_of_all_pages_become_open_won_and_lost_once() {
        let desk = desk().await;
        let all = ImportSummary { created: 3, ..ImportSummary::default() };
        assert_eq!(import(&desk, PAGES).await.unwrap(), all);
        let again = ImportSummary { unchanged: 3, ..ImportSummary::default() };
        assert_eq!(import(&desk, PAGES).await.unwrap(), again);
        assert_eq!(
            exported(&desk).await,
            "external_id,name,state,expected_revenue,lost_reason,closed_at\n\
             7,Pumps,lost,1500.50,Too slow,2026-02-01T10:00:00Z\n\
             8,Valves,won,,,2026-02-03T10:00:00Z\n\
             9,Hoses,open,20.00,,\n"
        );
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_with_its_place_and_nothing_is_imported() {
        let desk = desk().await;
        let spoilt = PAGES.replace("1500.5", "much").replace("contractsent", "dreaming");
        let AppError::Import(error) = import(&desk, &spoilt).await.unwrap_err() else { panic!() };
        let ImportError::Problems { problems, .. } = *error else { panic!("{error}") };
        let told = problems.iter().map(|problem| {
            format!("{}:{}: {}", problem.file.display(), problem.line, problem.found_and_expected())
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "deals.jsonl:1: column `expected_revenue`: `much`, expected an amount in EUR, such as 1500 or 1500.50",
                "deals.jsonl:2: column `dealstage`: `dreaming`, expected a stage of the default pipeline",
            ]
        );
        let error = import(&desk, "{\"results\":3}\n").await.unwrap_err().to_string();
        assert_eq!(
            error,
            "deals.jsonl: line 1 is no page of deals: invalid type: integer `3`, expected a sequence at line 1 column 12; fetch it again"
        );
        assert_eq!(exported(&desk).await.lines().count(), 1);
    }
}
