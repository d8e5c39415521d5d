//! Mapping files: what of a file goes where, said in TOML.
//!
//! A mapping ([`spec`]) is made ready once ([`compile`], [`plan`]). Each row is then looked up with
//! the rows of other files that belong to it ([`records`], [`sides`]), read value by value
//! ([`value`]), and becomes the row of an export that it stands for ([`record`], [`losses`]), which
//! the mapping `winback` reads: so what a row may be is decided there alone.

mod compile;
mod dates;
mod losses;
mod numbers;
mod plan;
mod problem;
mod record;
mod records;
mod sides;
mod source_spec;
mod spec;
mod template;
#[cfg(test)]
mod tests;
mod value;

use std::{collections::HashMap, path::Path, sync::Arc};

use jiff::Timestamp;
use winback_domain::{Currency, TrackedField};
use winback_store::ImportRow;

use super::{
    ImportError,
    bad_rows::Raw,
    findings::Findings,
    native::{Reader, Rules},
    origins::Origins,
    rows::{Mapping, Read},
};
use crate::{AppError, Desk};
use plan::Plan;
use problem::MapText;
use record::UsualStages;
use records::{Record, Records};
use sides::{Side, View};
use spec::MapSpec;
use value::Reading;

/// The rows of a file, as a mapping file says what they mean.
pub(super) struct Mapped {
    plan: Plan,
    path: Arc<Path>,
    records: Records,
    sides: Vec<Side>,
    rules: Rules,
    usual: UsualStages,
    currency: Currency,
    now: Timestamp,
    logins: HashMap<String, String>,
    /// What is wrong with the files beside it.
    findings: Findings,
}

/// Reads a mapping.
fn parse(map: MapText<'_>) -> Result<MapSpec, ImportError> {
    toml::from_str(map.text).map_err(|error| map.unreadable(&error))
}

impl Mapped {
    /// Opens a file, and reads the files beside it; `name` is that of the mapping, `text` what it
    /// says.
    ///
    /// # Errors
    /// [`AppError::Import`] if the mapping is wrong, or a file cannot be read.
    pub(super) async fn open(
        desk: &Desk,
        name: &str,
        text: &str,
        path: &Path,
    ) -> Result<Self, AppError> {
        let map = MapText { name, text };
        let spec = parse(map).map_err(Box::new)?;
        let mut plan = compile::compile(map, spec, desk.zone.clone()).map_err(Box::new)?;
        let records = Records::open(path, plan.format, plan.delimiter, &plan.columns);
        let records = records.map_err(Box::new)?;
        let mut findings = Findings::default();
        let mut sides = Vec::new();
        for join in std::mem::take(&mut plan.joins) {
            sides.push(Side::read(join, path, name, &mut findings).map_err(Box::new)?);
        }
        let stages = desk.storage.pipeline.stages().await?;
        let open = stages.stages().iter().find(|stage| !stage.won && !stage.archived);
        let usual = UsualStages {
            first: open.map(|stage| stage.name.clone()),
            won: stages.won_stage_for(None, None).map(|stage| stage.name.clone()),
        };
        Ok(Self {
            plan,
            path: path.into(),
            records,
            sides,
            rules: Rules::of(desk).await?,
            usual,
            currency: desk.settings.currency.clone(),
            now: desk.now(),
            logins: HashMap::new(),
            findings,
        })
    }

    fn read(&mut self, record: &Record, findings: &mut Findings) -> Option<ImportRow> {
        let mut view = View {
            file: &self.path,
            columns: &self.plan.columns,
            record,
            sides: &self.sides,
            chosen: Vec::with_capacity(self.sides.len()),
        };
        let mut reading = Reading {
            currency: &self.currency,
            now: self.now,
            findings,
            origins: Origins::default(),
            logins: &mut self.logins,
            state: None,
            wrong: false,
        };
        for side in &self.sides {
            let chosen = reading.chosen(&view, side);
            view.chosen.push(chosen);
        }
        let members = reading.row(&self.plan, &view, &self.usual);
        let Reading { origins, wrong, .. } = reading;
        let reader = Reader::new(self.records.path(), record.line, findings);
        let mut reader = reader.with_origins(&origins).alone(wrong);
        let mut row = self.rules.read(&members, &mut reader);
        // What follows from other columns is not told by the file.
        if !self.plan.fields.contains_key(&spec::FieldName::Stage) {
            row.tells.remove(&TrackedField::Stage);
        }
        if self.plan.losses.is_empty() {
            row.tells.remove(&TrackedField::LostReason);
            row.tells.remove(&TrackedField::Competitor);
        }
        (reader.found_nothing_wrong() && !wrong).then_some(row)
    }
}

impl Reading<'_> {
    /// Finds the row of another file that belongs to a row; a key that no row has is a problem,
    /// unless the mapping says otherwise.
    fn chosen(&mut self, view: &View<'_>, side: &Side) -> Option<usize> {
        let key = view.cell(side.plan.on).trim();
        if key.is_empty() {
            if side.plan.required {
                self.problem(view, side.plan.on, side.expected(key));
            }
            return None;
        }
        let found = side.find(key);
        if side.plan.many {
            return None;
        }
        if found.is_empty() && side.plan.refuses {
            self.problem(view, side.plan.on, side.expected(key));
        }
        found.first().copied()
    }
}

impl Mapping for Mapped {
    fn take_findings(&mut self) -> Findings {
        std::mem::take(&mut self.findings)
    }

    fn next_row(&mut self, findings: &mut Findings) -> Result<Read<(u64, ImportRow)>, ImportError> {
        Ok(match self.records.next(findings)? {
            Read::End => Read::End,
            Read::Bad(line) => Read::Bad(line),
            Read::Row(record) => match self.read(&record, findings) {
                Some(row) => Read::Row((record.line, row)),
                None => Read::Bad(record.line),
            },
        })
    }

    fn raw(&self) -> Raw<'_> {
        self.records.raw()
    }

    fn id_column(&self) -> &str {
        &self.plan.id_column
    }
}
