//! `winback export`.

use std::{io::Write, path::PathBuf};

use clap::Args;
use winback_app::{Desk, EXPORT_COLUMNS, ExportFile, ExportRequest, Reading};

use crate::{
    arguments::Format, error::CliError, new_file::NewFile, output::counted, session::Session,
};

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

impl Export {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let asked = asked(session.output.format())?;
        let desk = session.desk().await?;
        let format = self.format(&desk, asked)?;
        let request =
            ExportRequest { filter: self.filter.clone(), sort: self.sort, columns: self.columns };
        let mut export = desk.export_as(&request, &format).await?;
        match self.output {
            None => write(&mut export, session.output.results()).await?,
            Some(path) => {
                let Some(mut file) = NewFile::begin(session, &path)? else { return Ok(()) };
                let working = session.output.waiting(&format!("Exporting to {}", path.display()));
                let written = write(&mut export, file.writer()).await;
                drop(working);
                written.map_err(|error| file.cannot_be_written(error))?;
                file.finish()?;
                let records = counted(export.records(), "opportunity", "opportunities");
                let said = format!("Exported {records} to `{}`.", path.display());
                session.output.say(&said)?;
            }
        }
        if export.records() == 0 {
            session.hint_at(&desk, &self.filter).await?;
        }
        Ok(())
    }

    /// Says how to write: as `--format` says, or as the ending of the file does.
    fn format(&self, desk: &Desk, asked: Option<&str>) -> Result<String, CliError> {
        let Some(path) = &self.output else {
            return Ok(asked.unwrap_or("jsonl").to_owned());
        };
        let shown = path.display();
        match (asked, desk.exporter_for(path).map(|known| known.name())) {
            (Some(asked), Some(ending)) if asked != ending => Err(CliError::Usage(format!(
                "`--format` and the ending of `{shown}` disagree: leave `--format` out"
            ))),
            (Some(format), _) | (None, Some(format)) => Ok(format.to_owned()),
            (None, None) => {
                let known = desk.exporters().filter_map(|known| known.endings().first().copied());
                let known: Vec<String> = known.map(|ending| format!(".{ending}")).collect();
                let known = match known.as_slice() {
                    [others @ .., last] if !others.is_empty() => {
                        format!("{} or {last}", others.join(", "))
                    }
                    known => known.concat(),
                };
                Err(CliError::Usage(format!(
                    "`{shown}` does not say how to write it: let it end in {known}"
                )))
            }
        }
    }
}

/// Returns the format of an export that `--format` asks for.
fn asked(format: Format) -> Result<Option<&'static str>, CliError> {
    match format {
        Format::Table => Ok(None),
        Format::Csv => Ok(Some("csv")),
        Format::Jsonl => Ok(Some("jsonl")),
        Format::Json => {
            let problem = "an export is no single JSON document: use `--format jsonl`";
            Err(CliError::Usage(problem.into()))
        }
    }
}

/// Writes all parts.
async fn write(export: &mut ExportFile, out: &mut dyn Write) -> Result<(), CliError> {
    while let Some(part) = export.next_part().await? {
        out.write_all(&part)?;
    }
    Ok(out.flush()?)
}
