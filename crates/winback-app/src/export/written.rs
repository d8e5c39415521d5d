//! Exports as files, part by part.

use std::{
    io::{self, Read as _},
    mem,
    path::Path,
    sync::Arc,
};

use super::{Export, ExportColumn, ExportRequest, ExportRow};
use crate::plugin::{ExportWriter, Exporter, ExporterError};
use crate::{AppError, Desk, Refusal};

/// An export as a file that is being written: parts of it, made as they are asked for.
pub struct ExportFile {
    pages: Export,
    exporter: Arc<dyn Exporter>,
    /// Nothing while it works, and after it failed.
    writer: Option<Box<dyn ExportWriter>>,
    /// What was written and is not handed out yet.
    part: Vec<u8>,
    records: u64,
    rows_ended: bool,
    ended: bool,
}

impl Desk {
    /// Begins to write an export in a format, by the name of its [`Exporter`], and writes the first rows: so
    /// what is wrong is known before anything is handed out. Rule: behaviour 7.1.
    ///
    /// # Errors
    /// Those of [`export`](Self::export); [`AppError::Unknown`] for the format; [`AppError::Refused`] and
    /// [`AppError::Plugin`] for what the exporter says.
    pub async fn export_as(
        &self,
        request: &ExportRequest,
        format: &str,
    ) -> Result<ExportFile, AppError> {
        let exporter = self.exporters().find(|known| known.name() == format).ok_or_else(|| {
            AppError::unknown("export format", format, self.exporters().map(|known| known.name()))
        })?;
        let pages = self.export(request).await?;
        let mut header = Vec::new();
        let writer = exporter.begin(pages.columns(), &mut header);
        let writer = writer.map_err(|error| told(exporter.as_ref(), error))?;
        let mut file = ExportFile {
            pages,
            exporter: Arc::clone(exporter),
            writer: Some(writer),
            part: header,
            records: 0,
            rows_ended: false,
            ended: false,
        };
        file.write_on().await?;
        Ok(file)
    }

    /// Returns the formats of exports there are, the built-in ones first.
    pub fn exporters(&self) -> impl Iterator<Item = &Arc<dyn Exporter>> {
        self.plugins().exporters.iter()
    }

    /// Finds the format of a file by its ending, whatever its case.
    pub fn exporter_for(&self, file: &Path) -> Option<&dyn Exporter> {
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        let known = self.exporters().map(AsRef::as_ref);
        known.into_iter().find(|known| known.endings().contains(&ending.as_str()))
    }
}

impl ExportFile {
    /// Returns the next part; nothing when all were returned.
    ///
    /// # Errors
    /// [`AppError::Store`]; [`AppError::Refused`] and [`AppError::Plugin`] for what the exporter says.
    pub async fn next_part(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        while self.part.is_empty() && !self.ended {
            self.write_on().await?;
        }
        Ok(Some(mem::take(&mut self.part)).filter(|part| !part.is_empty()))
    }

    /// Writes some rows more, or what stands behind the last.
    async fn write_on(&mut self) -> Result<(), AppError> {
        let rows = if self.rows_ended { None } else { self.pages.next_page().await? };
        self.rows_ended = rows.is_none();
        self.records += rows.as_ref().map_or(0, |rows| u64::try_from(rows.len()).unwrap_or(0));
        let Some(mut writer) = self.writer.take() else {
            self.ended = true;
            return Ok(());
        };
        let mut part = mem::take(&mut self.part);
        // A spreadsheet takes seconds at its end, in which others are to be served.
        let work = move || {
            let before = part.len();
            let done = match rows {
                Some(rows) => writer.rows(&rows, &mut part).map(|()| false),
                None => writer.end(&mut part).map(|()| part.len() == before),
            };
            (writer, part, done)
        };
        let worked = tokio::task::spawn_blocking(work).await.map_err(failed);
        let (writer, part, done) = worked.map_err(|error| told(self.exporter.as_ref(), error))?;
        (self.writer, self.part) = (Some(writer), part);
        self.ended = done.map_err(|error| told(self.exporter.as_ref(), error))?;
        Ok(())
    }

    /// Returns how many records were written so far.
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// Returns the format.
    pub fn exporter(&self) -> &dyn Exporter {
        self.exporter.as_ref()
    }
}

fn told(exporter: &dyn Exporter, error: ExporterError) -> AppError {
    match error {
        ExporterError::Refused(sentence) => Refusal::Said(sentence).into(),
        ExporterError::Failed { problem, source } => AppError::Plugin {
            what: "export format",
            name: exporter.name().to_owned(),
            problem,
            source,
        },
    }
}

/// The formats that are always there.
pub(crate) fn built_in() -> Vec<Arc<dyn Exporter>> {
    vec![Arc::new(JsonLines), Arc::new(Csv)]
}

/// One JSON object a line.
struct JsonLines;

impl Exporter for JsonLines {
    fn name(&self) -> &str {
        "jsonl"
    }

    fn endings(&self) -> Vec<&str> {
        vec!["jsonl", "ndjson"]
    }

    fn media_type(&self) -> &str {
        "application/x-ndjson"
    }

    fn begin(
        &self,
        _columns: &[&'static ExportColumn],
        _part: &mut Vec<u8>,
    ) -> Result<Box<dyn ExportWriter>, ExporterError> {
        Ok(Box::new(Self))
    }
}

impl ExportWriter for JsonLines {
    fn rows(&mut self, rows: &[ExportRow], part: &mut Vec<u8>) -> Result<(), ExporterError> {
        for row in rows {
            serde_json::to_writer(&mut *part, &row.json()).map_err(failed)?;
            part.push(b'\n');
        }
        Ok(())
    }
}

/// A header, then a row for each record.
struct Csv;

impl Csv {
    fn add<R, C>(part: &mut Vec<u8>, rows: R) -> Result<(), ExporterError>
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator,
        C::Item: AsRef<[u8]>,
    {
        let mut writer = csv::Writer::from_writer(part);
        for row in rows {
            writer.write_record(row).map_err(failed)?;
        }
        writer.flush().map_err(failed)
    }
}

impl Exporter for Csv {
    fn name(&self) -> &str {
        "csv"
    }

    fn media_type(&self) -> &str {
        "text/csv; charset=utf-8"
    }

    fn begin(
        &self,
        columns: &[&'static ExportColumn],
        part: &mut Vec<u8>,
    ) -> Result<Box<dyn ExportWriter>, ExporterError> {
        Self::add(part, [columns.iter().map(|column| column.name)])?;
        Ok(Box::new(Self))
    }
}

impl ExportWriter for Csv {
    fn rows(&mut self, rows: &[ExportRow], part: &mut Vec<u8>) -> Result<(), ExporterError> {
        Self::add(part, rows.iter().map(|row| row.values().iter().map(|value| value.plain())))
    }
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ExporterError {
    ExporterError::Failed { problem: "cannot write its rows", source: error.into() }
}

/// Lets an exporter hand out a file that it can write only as a whole: what is left of it, in parts.
///
/// # Errors
/// [`ExporterError::Failed`] if the file cannot be read back.
pub fn read_part(file: &mut impl io::Read, part: &mut Vec<u8>) -> Result<(), ExporterError> {
    const PART: u64 = 1 << 16;
    file.take(PART).read_to_end(part).map(|_| ()).map_err(failed)
}
