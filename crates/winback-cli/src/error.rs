//! What ends a command early, as it is told on standard error, and its exit code.

use std::{error::Error, io, process::ExitCode};

use thiserror::Error as ThisError;
use winback_app::{
    AppError, ErrorClass, ImportError,
    store::{OpenError, StoreError, filter::FilterError},
};

use crate::output::Output;

mod excerpt;

/// Why a command did not do what it was asked.
#[derive(Debug, ThisError)]
pub(crate) enum CliError {
    /// A use case refused, or failed.
    #[error(transparent)]
    App(#[from] AppError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The command line asks for something that is not there.
    #[error("{0}")]
    Usage(String),
    /// Nothing was changed, for a reason that the command itself knows.
    #[error("{0}")]
    Refused(String),
    /// Some of the records cannot be changed, so none was.
    #[error("{total} of the records cannot be {verb}, so none was")]
    Records {
        /// What was to be done to them, such as `archived`.
        verb: &'static str,
        /// The first of them, each in a sentence.
        records: Vec<String>,
        /// How many there are.
        total: u64,
    },
    /// The surroundings failed.
    #[error("{problem}")]
    Environment {
        /// What cannot be done.
        problem: String,
        /// What the system said.
        #[source]
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The output cannot be written, or the answer to a question not be read.
    #[error("the terminal or file cannot be read or written")]
    Output(#[from] io::Error),
}

/// How many records and problems are listed at the most.
const LISTED: usize = 10;

impl CliError {
    /// Says that the surroundings lack something.
    pub(crate) fn environment(problem: &str) -> Self {
        Self::Environment { problem: problem.to_owned(), source: None }
    }

    /// Tells the error on standard error, and returns the exit code: 1 if it was refused or
    /// something named does not exist, 2 if the command line was wrong or the surroundings failed,
    /// 0 if the reader of the output has left.
    pub(crate) fn report(&self, output: &mut Output) -> ExitCode {
        if matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        // Nobody can be told if standard error is gone; the exit code still says it.
        let told = self.tell(output);
        match (told, self.class()) {
            (Ok(()) | Err(_), ErrorClass::Refused) => ExitCode::from(1),
            (Ok(()) | Err(_), ErrorClass::Usage | ErrorClass::Environment) => ExitCode::from(2),
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::App(error) => error.class(),
            Self::Usage(_) => ErrorClass::Usage,
            Self::Refused(_) | Self::Records { .. } => ErrorClass::Refused,
            Self::Open(_) | Self::Environment { .. } | Self::Output(_) => ErrorClass::Environment,
        }
    }

    fn tell(&self, output: &mut Output) -> io::Result<()> {
        output.flush()?;
        if let Self::App(AppError::Filter { text, errors }) = self {
            return errors.iter().try_for_each(|error| tell_place(output, "", text, error));
        }
        if let Self::App(AppError::SavedSearch { name, part, text, errors }) = self {
            let whose = format!("the {part} of `{name}` cannot be used any more: ");
            errors.iter().try_for_each(|error| tell_place(output, &whose, text, error))?;
            return output.say(&format!("help: `winback filters edit '{name}'` changes it"));
        }
        if let Self::App(AppError::Tree(errors)) = self {
            return errors.iter().try_for_each(|error| output.say_error(&error.to_string()));
        }
        let (sentence, details) = self.sentence_and_details();
        output.say_error(&sentence)?;
        for detail in details {
            output.say(&format!("  {detail}"))?;
        }
        for cause in causes(self, &sentence) {
            output.say(&format!("caused by: {cause}"))?;
        }
        for hint in self.hints() {
            output.say(&format!("help: {hint}"))?;
        }
        Ok(())
    }

    /// Returns what is wrong in a sentence, and lines to put below it.
    fn sentence_and_details(&self) -> (String, Vec<String>) {
        match self {
            Self::App(AppError::Import(error)) => (error.to_string(), import_problems(error)),
            Self::App(error) => match error.refused_records() {
                Some((records, 1)) => (records.into_iter().next().unwrap_or_default(), Vec::new()),
                Some((records, total)) => {
                    let sentence = format!("{total} of the records cannot be changed, so none was");
                    (sentence, first(&records, total))
                }
                None => (error.to_string(), Vec::new()),
            },
            Self::Records { records, total, .. } => (self.to_string(), first(records, *total)),
            Self::Open(_)
            | Self::Usage(_)
            | Self::Refused(_)
            | Self::Environment { .. }
            | Self::Output(_) => (self.to_string(), Vec::new()),
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::App(AppError::Unknown { what: "lost reason", .. }) => {
                vec![
                    "`winback reasons list` shows all; `winback lose --new-reason` creates one"
                        .into(),
                ]
            }
            Self::App(AppError::Store(StoreError::InUse { what: "stage", name, .. })) => {
                vec![format!("`winback stages archive '{name}'` lets it take no more records")]
            }
            Self::App(AppError::Unknown { what: "stage", .. }) => {
                vec!["`winback stages list` shows all".into()]
            }
            Self::App(AppError::Store(StoreError::Taken { what: "saved search", .. })) => {
                vec!["`winback filters edit` changes it".into()]
            }
            Self::App(AppError::Unknown { what: "saved search or ready filter", .. }) => {
                vec!["`winback filters list` and `winback filters ready` show all".into()]
            }
            Self::Open(OpenError::UnknownScheme { url, .. }) if is_path(url) => {
                vec![format!("for a file, write `sqlite:{url}`")]
            }
            Self::App(_)
            | Self::Open(_)
            | Self::Usage(_)
            | Self::Refused(_)
            | Self::Records { .. }
            | Self::Environment { .. }
            | Self::Output(_) => Vec::new(),
        }
    }
}

/// Tells what is wrong at one place of a filter, behind whose it is.
fn tell_place(output: &mut Output, whose: &str, text: &str, error: &FilterError) -> io::Result<()> {
    output.say_error(&format!("{whose}{}", error.kind))?;
    for line in excerpt::lines(text, &error.span) {
        output.say(&format!("  {line}"))?;
    }
    for hint in excerpt::hints(error) {
        output.say(&format!("help: {hint}"))?;
    }
    Ok(())
}

/// Tells whether a text that has no scheme we know can be meant as the path of a file.
fn is_path(url: &str) -> bool {
    !url.is_empty() && !url.contains("://")
}

/// Returns what lies below an error, each sentence once.
fn causes(error: &CliError, told: &str) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        let sentence = cause.to_string();
        if !told.contains(&sentence) && !causes.iter().any(|known| known.contains(&sentence)) {
            causes.push(sentence);
        }
        source = cause.source();
    }
    causes
}

fn first(sentences: &[String], total: u64) -> Vec<String> {
    let mut shown: Vec<String> = sentences.iter().take(LISTED).cloned().collect();
    let more = total.saturating_sub(u64::try_from(shown.len()).unwrap_or(u64::MAX));
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    shown
}

fn import_problems(error: &ImportError) -> Vec<String> {
    let ImportError::Problems { problems, total, .. } = error else { return Vec::new() };
    let mut lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place = format!("{}:{}", problem.file.display(), problem.line);
            let separator = if problem.column.is_some() { "," } else { ":" };
            format!("{place}{separator} {}", problem.found_and_expected())
        })
        .collect();
    let more = total.saturating_sub(u64::try_from(lines.len()).unwrap_or(u64::MAX));
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}
