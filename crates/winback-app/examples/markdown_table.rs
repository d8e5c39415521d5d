//! An exporter: writes an export as a table in Markdown, for the page of a wiki.
//!
//! `cargo run -p winback-app --example markdown_table` prints the lost ones of the sample data. A binary
//! that builds its app with it offers it as `winback export --output lost.md`, and its API as `format=md`.

#![expect(clippy::print_stdout, reason = "an example talks")]

use std::error::Error;

use winback_app::plugin::{ExportWriter, Exporter, ExporterError};
use winback_app::{App, ExportColumn, ExportRequest, ExportRow, generate_demo};

/// A table in Markdown.
struct MarkdownTable;

impl Exporter for MarkdownTable {
    fn name(&self) -> &str {
        "md"
    }

    fn media_type(&self) -> &str {
        "text/markdown; charset=utf-8"
    }

    fn begin(
        &self,
        columns: &[&'static ExportColumn],
        part: &mut Vec<u8>,
    ) -> Result<Box<dyn ExportWriter>, ExporterError> {
        if let Some(column) = columns.iter().find(|column| column.name == "losses") {
            return Err(ExporterError::Refused(format!(
                "a table of Markdown has no room for `{}`: name the columns without it",
                column.name
            )));
        }
        line(part, columns.iter().map(|column| column.name.to_owned()));
        line(part, columns.iter().map(|_| "---".to_owned()));
        Ok(Box::new(Self))
    }
}

impl ExportWriter for MarkdownTable {
    fn rows(&mut self, rows: &[ExportRow], part: &mut Vec<u8>) -> Result<(), ExporterError> {
        for row in rows {
            line(part, row.values().iter().map(|value| escaped(&value.plain())));
        }
        Ok(())
    }
}

fn line(part: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
    for cell in cells {
        part.extend(b"| ");
        part.extend(cell.as_bytes());
        part.push(b' ');
    }
    part.extend(b"|\n");
}

/// Returns a text as it is meant: what Markdown takes for a sign of its own stands behind a backslash.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '|' | '*' | '_' | '`' | '<' | '[' | ']' => escaped.extend(['\\', sign]),
            _ => escaped.push(sign),
        }
    }
    escaped
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let storage = winback_memory::open();
    generate_demo(&storage, jiff::civil::date(2026, 3, 2)).await?;
    let desk = App::builder(storage).exporter(MarkdownTable).build().desk(None).await?;
    let columns = ["name", "customer.name", "expected_revenue", "lost_reason"];
    let request = ExportRequest {
        filter: "state = lost and expected_revenue is set".to_owned(),
        sort: Some("expected_revenue desc".to_owned()),
        columns: Some(columns.map(str::to_owned).to_vec()),
    };
    let mut export = desk.export_as(&request, "md").await?;
    while let Some(part) = export.next_part().await? {
        print!("{}", String::from_utf8(part)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use winback_app::{Action, Desk, Target};
    use winback_domain::Kind;

    use super::*;

    async fn desk() -> Desk {
        let app = App::builder(winback_memory::open()).exporter(MarkdownTable).build();
        app.install().await.unwrap();
        app.desk(None).await.unwrap()
    }

    async fn told(desk: &Desk, columns: Option<&[&str]>) -> String {
        let columns = columns.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        let request = ExportRequest { columns, ..ExportRequest::default() };
        let mut export = match desk.export_as(&request, "md").await {
            Ok(export) => export,
            Err(error) => return error.to_string(),
        };
        let mut text = Vec::new();
        while let Some(part) = export.next_part().await.unwrap() {
            text.extend(part);
        }
        format!("{}{} records", String::from_utf8(text).unwrap(), export.records())
    }

    #[tokio::test]
    async fn texts_stand_in_the_table_as_they_are() {
        let desk = desk().await;
        assert_eq!(told(&desk, Some(&["name"])).await, "| name |\n| --- |\n0 records");
        for name in ["Pumps | *Valves*", "<b>"] {
            desk.create(name, Kind::Opportunity, None, &[]).await.unwrap();
        }
        desk.perform(&Target::Where("name = '<b>'".into()), &Action::Win).await.unwrap();
        assert_eq!(
            told(&desk, Some(&["name", "state"])).await,
            "| name | state |\n| --- | --- |\n| Pumps \\| \\*Valves\\* | open |\n| \\<b> | won |\n2 records"
        );
    }

    #[tokio::test]
    async fn it_is_found_by_the_ending_of_a_file_and_says_what_it_does_not_take() {
        let desk = desk().await;
        let found = desk.exporter_for(Path::new("lost.MD")).map(|exporter| exporter.media_type());
        assert_eq!(found, Some("text/markdown; charset=utf-8"));
        assert_eq!(
            told(&desk, None).await,
            "a table of Markdown has no room for `losses`: name the columns without it"
        );
        let request = ExportRequest::default();
        let unknown = desk.export_as(&request, "mdd").await.err().map(|error| error.to_string());
        assert_eq!(
            unknown.unwrap(),
            "there is no export format `mdd`; did you mean `md`? (known: `jsonl`, `csv`, `md`)"
        );
    }
}
