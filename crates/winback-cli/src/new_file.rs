//! A file that is there as a whole, or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile};

use crate::{error::CliError, question::go_on, session::Session};

/// A file that is written beside the place where it belongs, and put there when it is complete.
pub(crate) struct NewFile {
    path: PathBuf,
    writer: BufWriter<NamedTempFile<File>>,
    replaces: bool,
}

impl NewFile {
    /// Begins a file; nothing if one is there already and the person does not want it replaced.
    ///
    /// # Errors
    /// [`CliError::Refused`] if one is there and nobody can be asked, or it is no ordinary file;
    /// [`CliError::Environment`] if the folder takes no files.
    pub(crate) fn begin(session: &mut Session, path: &Path) -> Result<Option<Self>, CliError> {
        let shown = path.display();
        let replaces = match fs::metadata(path) {
            Ok(found) if found.is_file() => {
                session.output.say(&format!("`{shown}` exists, and would be replaced."))?;
                if !go_on(session)? {
                    session.output.say("Nothing was written.")?;
                    return Ok(None);
                }
                true
            }
            Ok(_) => {
                let problem = format!("`{shown}` is no ordinary file: give another path");
                return Err(CliError::Refused(problem));
            }
            // What else is wrong is told when the file is made.
            Err(_) => false,
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Made like any other file, as people expect its permissions to be.
        let beside = Builder::new().prefix(".winback-").suffix(".tmp").make_in(folder, |path| {
            // Before it is there, so that no moment is left in which a signal misses it.
            session.watch_file(path);
            File::create_new(path)
        });
        let beside = beside.map_err(|source| cannot_be_written(path, source))?;
        Ok(Some(Self { path: path.to_owned(), writer: BufWriter::new(beside), replaces }))
    }

    /// Returns what to write to.
    pub(crate) fn writer(&mut self) -> &mut dyn Write {
        &mut self.writer
    }

    /// Returns the file to write to.
    pub(crate) fn file(&mut self) -> &mut File {
        self.writer.get_mut().as_file_mut()
    }

    /// Says that the file cannot be written, if that is what went wrong.
    pub(crate) fn cannot_be_written(&self, error: CliError) -> CliError {
        match error {
            CliError::Output(source) => cannot_be_written(&self.path, source),
            other => other,
        }
    }

    /// Puts the file where it belongs.
    ///
    /// # Errors
    /// [`CliError::Environment`] if it cannot be written to its end, or another file is there
    /// meanwhile.
    pub(crate) fn finish(self) -> Result<(), CliError> {
        let Self { path, writer, replaces } = self;
        let failed = |source| cannot_be_written(&path, source);
        let beside = writer.into_inner().map_err(|error| failed(error.into_error()))?;
        beside.as_file().sync_all().map_err(failed)?;
        let put = if replaces { beside.persist(&path) } else { beside.persist_noclobber(&path) };
        put.map(drop).map_err(|error| failed(error.error))
    }
}

fn cannot_be_written(path: &Path, source: io::Error) -> CliError {
    CliError::Environment {
        problem: format!("`{}` cannot be written", path.display()),
        source: Some(Box::new(source)),
    }
}
