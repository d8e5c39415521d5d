//! `winback export`.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Args;
use winback_app::{EXPORT_COLUMNS, Export as Pages, ExportRequest, ExportRow, Reading};

use crate::{
    arguments::Format, error::CliError, new_file::NewFile, output::counted, session::Session,
};

mod text;
#[cfg_attr(feature = "xlsx", path = "export/xlsx.rs")]
#[cfg_attr(not(feature = "xlsx"), path = "export/no_xlsx.rs")]
mod xlsx;

use text::Text;

/// Exports records with their whole history; an import takes it back
#[derive(Debug, Args)]
#[command(
    after_help = "Example: winback export 'state = lost' --output lost.csv\n\
        Without --output it prints JSON lines, or CSV with `--format csv`. To read it back:\n\
        winback import --map winback lost.csv",
    after_long_help = after_long_help()
)]
pub(crate) struct Export {
    /// Which ones; unlike in a list, lost and archived ones are never left out
    #[arg(default_value = "", hide_default_value = true)]
    filter: String,
    /// The order, such as `expected_revenue desc, name` [default: id]
    #[arg(long, value_name = "FIELDS")]
    sort: Option<String>,
    /// What to write of each, separated by commas [default: all that an import reads]
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// The file to write; its ending says how: .jsonl, .csv or .xlsx
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn after_long_help() -> String {
    let names = |chosen: fn(Reading) -> bool| {
        let columns = EXPORT_COLUMNS.iter().filter(|column| chosen(column.reading));
        let mut lines = vec![String::from(" ")];
        for column in columns {
            let room = lines.last().is_some_and(|line| line.len() + column.name.len() < 78);
            match lines.last_mut().filter(|_| room) {
                Some(line) => *line += &format!(" {},", column.name),
                None => lines.push(format!("  {},", column.name)),
            }
        }
        lines.join("\n").trim_end_matches(',').to_owned()
    };
    format!(
        "Columns:\n{}\n\nFurther columns, which follow from these or are this database's own:\n{}\n\n\
         `customer` means all columns that begin so. In JSON lines they are members of one object;\n\
         in CSV, lists and objects are JSON text in their cell. Texts are written as they are, also\n\
         those that a spreadsheet takes for a formula. Lost and archived records are always in it:\n\
         `and active is true` leaves them out. An existing file is replaced only with --yes.\n\n\
         Example: winback export 'state = lost' --output lost.csv",
        names(|reading| reading != Reading::Ignored),
        names(|reading| reading == Reading::Ignored),
    )
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text(Text),
    Xlsx,
}

impl Kind {
    /// Finds the kind by the ending of a file.
    fn of_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "jsonl" | "ndjson" => Some(Self::Text(Text::JsonLines)),
            "csv" => Some(Self::Text(Text::Csv)),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

impl Export {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let kind = self.kind(session.output.format())?;
        let desk = session.desk().await?;
        let request =
            ExportRequest { filter: self.filter.clone(), sort: self.sort, columns: self.columns };
        let mut pages = desk.export(&request).await?;
        // What is wrong has to be told before anything is written.
        let first = pages.next_page().await?.unwrap_or_default();
        let is_empty = first.is_empty();
        match (kind, self.output) {
            (Kind::Text(text), None) => {
                write(text, &mut pages, first, session.output.results()).await?;
            }
            (Kind::Text(text), Some(path)) => {
                let Some(mut file) = NewFile::begin(session, &path)? else { return Ok(()) };
                let working = session.output.waiting(&format!("Exporting to {}", path.display()));
                let written = write(text, &mut pages, first, file.writer()).await;
                drop(working);
                let count = written.map_err(|error| file.cannot_be_written(error))?;
                file.finish()?;
                say(session, count, &path)?;
            }
            (Kind::Xlsx, path) => {
                let path = path.unwrap_or_default();
                let mut book = xlsx::Book::begin(pages.columns())?;
                let Some(mut file) = NewFile::begin(session, &path)? else { return Ok(()) };
                let working = session.output.waiting(&format!("Exporting to {}", path.display()));
                let mut count = 0;
                let mut page = Some(first);
                while let Some(rows) = page {
                    book.rows(&rows)?;
                    count += rows.len();
                    page = pages.next_page().await?;
                }
                book.save(file.file()).map_err(|error| file.cannot_be_written(error))?;
                drop(working);
                file.finish()?;
                say(session, count, &path)?;
            }
        }
        if is_empty {
            session.hint_at(&desk, &self.filter).await?;
        }
        Ok(())
    }

    /// Says how to write: as `--format` says, or as the ending of the file does.
    fn kind(&self, format: Format) -> Result<Kind, CliError> {
        let asked = match format {
            Format::Table => None,
            Format::Csv => Some(Kind::Text(Text::Csv)),
            Format::Jsonl => Some(Kind::Text(Text::JsonLines)),
            Format::Json => {
                let problem = "an export is no single JSON document: use `--format jsonl`";
                return Err(CliError::Usage(problem.into()));
            }
        };
        let Some(path) = &self.output else {
            return Ok(asked.unwrap_or(Kind::Text(Text::JsonLines)));
        };
        let shown = path.display();
        match (asked, Kind::of_ending(path)) {
            (Some(asked), Some(ending)) if asked != ending => Err(CliError::Usage(format!(
                "`--format` and the ending of `{shown}` disagree: leave `--format` out"
            ))),
            (Some(kind), _) | (None, Some(kind)) => Ok(kind),
            (None, None) => Err(CliError::Usage(format!(
                "`{shown}` does not say how to write it: let it end in .jsonl, .csv or .xlsx"
            ))),
        }
    }
}

/// Writes all pages, and returns how many rows there were.
async fn write(
    text: Text,
    pages: &mut Pages,
    first: Vec<ExportRow>,
    out: &mut dyn Write,
) -> Result<usize, CliError> {
    out.write_all(&text.header(pages.columns())?)?;
    let mut count = 0;
    let mut page = Some(first);
    while let Some(rows) = page {
        out.write_all(&text.rows(&rows)?)?;
        count += rows.len();
        page = pages.next_page().await?;
    }
    out.flush()?;
    Ok(count)
}

fn say(session: &mut Session, count: usize, path: &Path) -> Result<(), CliError> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let records = counted(count, "opportunity", "opportunities");
    Ok(session.output.say(&format!("Exported {records} to `{}`.", path.display()))?)
}
