//! Imports of small files with the mess of real exports, into the memory backend.

mod broken;
mod rows;

use std::{fs, path::Path, sync::Arc};

use tempfile::TempDir;
use winback_domain::Opportunity;
use winback_filter::Predicate;
use winback_store::{Page, Query, Storage, default_sort};

use crate::{App, AppError, Desk, FixedClock, ImportError, ImportRequest, ImportSummary};

const MAP: &str = "crm-sales-opportunities";
const HEADER: &str = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,\
                      close_date,close_value\n";

/// A directory with the files of an export, each of which a test can replace.
struct Export {
    directory: TempDir,
}

impl Export {
    fn new() -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(MAP);
        let directory = TempDir::new().unwrap();
        for file in ["sales_pipeline.csv", "accounts.csv", "products.csv", "sales_teams.csv"] {
            fs::copy(fixtures.join(file), directory.path().join(file)).unwrap();
        }
        Self { directory }
    }

    /// An export whose pipeline has these rows below the usual header.
    fn with_rows(rows: &str) -> Self {
        Self::with("sales_pipeline.csv", format!("{HEADER}{rows}"))
    }

    fn with(file: &str, content: impl AsRef<[u8]>) -> Self {
        let export = Self::new();
        fs::write(export.directory.path().join(file), content).unwrap();
        export
    }

    fn edited(file: &str, edit: impl Fn(String) -> String) -> Self {
        let text = fs::read_to_string(Self::new().directory.path().join(file)).unwrap();
        Self::with(file, edit(text))
    }

    async fn import(&self, desk: &Desk) -> Result<ImportSummary, AppError> {
        import(desk, MAP, &self.directory.path().join("sales_pipeline.csv")).await
    }

    /// What an import into a fresh database refuses, without the directory's name; nothing may be
    /// there afterwards.
    async fn refusal(&self) -> String {
        let desk = desk().await;
        let error = self.import(&desk).await.unwrap_err();
        assert_eq!(all(&desk).await.len(), 0, "nothing is imported");
        let directory = format!("{}/", self.directory.path().display());
        told(&error).replace(&directory, "")
    }
}

/// Imports a file by a mapping, all of it or nothing.
pub(super) async fn import(desk: &Desk, map: &str, file: &Path) -> Result<ImportSummary, AppError> {
    let map = map.parse().unwrap_or_else(|never| match never {});
    desk.import(ImportRequest {
        map,
        file: file.to_owned(),
        called: None,
        update: false,
        dry_run: false,
        bad_rows: None,
    })
    .await
}

/// What an import did that created so many records, and found so many there.
pub(super) fn summary(created: u64, unchanged: u64) -> ImportSummary {
    ImportSummary { created, unchanged, ..ImportSummary::default() }
}

/// A desk of the manager, at 2026-03-02 10:00 UTC, with days that begin in Brussels.
async fn desk() -> Desk {
    desk_with(&[]).await.0
}

/// Such a desk with these settings, and its storage.
pub(super) async fn desk_with(settings: &[(&str, &str)]) -> (Desk, Storage) {
    let storage = winback_memory::open();
    let clock = Arc::new(FixedClock::at(winback_testkit::fixed_now()));
    let app = App::builder(storage.clone()).clock(clock).build();
    app.install().await.unwrap();
    let zone = [("time_zone", "Europe/Brussels")];
    for (key, value) in zone.iter().chain(settings) {
        app.desk(None).await.unwrap().set_setting(key, value).await.unwrap();
    }
    (app.desk(None).await.unwrap(), storage)
}

async fn page(desk: &Desk) -> Page {
    let sort = default_sort(desk.schema());
    let query = Query { filter: Predicate::everything(), sort, after: None, limit: 1000 };
    desk.storage.opportunities.search(&query).await.unwrap()
}

/// All records, by id.
pub(super) async fn all(desk: &Desk) -> Vec<Opportunity> {
    let mut records = page(desk).await.records;
    records.sort_by_key(|record| record.id);
    records
}

/// What a person is told of an error: its sentence, then its problems, a line each.
pub(super) fn told(error: &AppError) -> String {
    let mut text = error.to_string();
    if let AppError::Import(error) = error
        && let ImportError::Problems { problems, .. } = error.as_ref()
    {
        for problem in problems {
            let column = problem.column.as_deref().unwrap_or("row");
            text += &format!(
                "\n{}:{}: {column} `{}`: expected {}",
                problem.file.display(),
                problem.line,
                problem.value,
                problem.expected
            );
        }
    }
    text
}
