//! The mapping `crm-sales-opportunities`: what a row of that export means.

mod accounts;
mod listed;
mod products;
mod row;
mod teams;

use std::path::{Path, PathBuf};

use winback_domain::LabelKind;
use winback_store::ImportRow;

use super::{ImportError, findings::Findings, rows::Mapping, table::Table};
use crate::{AppError, Desk};
use row::Rules;

/// Its columns.
mod column {
    pub(super) const ID: &str = "opportunity_id";
    pub(super) const AGENT: &str = "sales_agent";
    pub(super) const PRODUCT: &str = "product";
    pub(super) const ACCOUNT: &str = "account";
    pub(super) const STAGE: &str = "deal_stage";
    pub(super) const ENGAGED: &str = "engage_date";
    pub(super) const CLOSED: &str = "close_date";
    pub(super) const VALUE: &str = "close_value";
}

/// The rows of `sales_pipeline.csv`, read with what the files beside it say.
pub(super) struct SalesOpportunities {
    table: Table,
    rules: Rules,
    /// What is wrong with the files beside it.
    findings: Findings,
}

impl SalesOpportunities {
    /// Opens the file, and reads the files beside it.
    ///
    /// # Errors
    /// [`AppError::Import`] if one of them cannot be read; [`AppError::Unknown`] or
    /// [`AppError::Refused`] if the pipeline lacks a stage that rows come into.
    pub(super) async fn open(desk: &Desk, path: &Path) -> Result<Self, AppError> {
        use column::*;
        let columns = [ID, AGENT, PRODUCT, ACCOUNT, STAGE, ENGAGED, CLOSED, VALUE];
        let table = Table::open(path, &columns).map_err(Box::new)?;
        let countries = desk.storage.pipeline.labels(LabelKind::Country).await?;
        let (new, qualified) =
            (desk.stage_named("New").await?, desk.stage_named("Qualified").await?);
        let pipeline = desk.storage.pipeline.stages().await?;
        let won = pipeline.won_stage_for(None, Some(qualified)).ok_or_else(|| {
            AppError::Refused("there is no won stage for won rows: make a stage a won stage".into())
        })?;
        let mut findings = Findings::default();
        let found = &mut findings;
        let rules = Rules {
            accounts: accounts::read(&beside(path, "accounts.csv")?, &countries, found)?,
            products: products::read(
                &beside(path, "products.csv")?,
                &desk.settings.currency,
                found,
            )?,
            agents: teams::read(&beside(path, "sales_teams.csv")?, found)?,
            stages: row::Stages { new, qualified, won: won.id },
            currency: desk.settings.currency.clone(),
            zone: desk.zone.clone(),
            now: desk.now(),
        };
        Ok(Self { table, rules, findings })
    }
}

impl Mapping for SalesOpportunities {
    fn take_findings(&mut self) -> Findings {
        std::mem::take(&mut self.findings)
    }

    fn next_row(&mut self, findings: &mut Findings) -> Result<Option<ImportRow>, ImportError> {
        while let Some(row) = self.table.next(findings)? {
            if let Some(row) = self.rules.read(row, findings) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

/// Returns the path of a file that has to be beside the pipeline's.
fn beside(pipeline: &Path, name: &str) -> Result<PathBuf, Box<ImportError>> {
    let path = pipeline.with_file_name(name);
    if path.exists() {
        return Ok(path);
    }
    let pipeline = pipeline.file_name().unwrap_or_default().to_string_lossy();
    let problem = format!(
        "there is no such file: `crm-sales-opportunities` reads `{name}` beside `{pipeline}`; \
         put it there"
    );
    Err(Box::new(ImportError::File { path, problem, source: None }))
}
