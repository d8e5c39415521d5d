//! The file that is imported, and what is said where it cannot be read.

use std::{
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use super::{ImportError, text::NotText};

/// The bytes of a file.
pub(super) type Bytes = BufReader<File>;

/// Opens a file.
pub(super) fn open(path: &Path) -> Result<Bytes, ImportError> {
    let failed = |error: io::Error| {
        let problem = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file",
            io::ErrorKind::PermissionDenied => "may not be read: ask its owner",
            _ => "cannot be opened",
        };
        ImportError::File { path: path.to_owned(), problem: problem.into(), source: Some(error) }
    };
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(refused(path, "is a directory: name the file in it"));
    }
    Ok(BufReader::new(file))
}

/// Says what is wrong with a file.
pub(super) fn refused(path: &Path, problem: impl Into<String>) -> ImportError {
    ImportError::File { path: path.to_owned(), problem: problem.into(), source: None }
}

/// Says why reading a file broke off.
pub(super) fn unreadable(path: &Path, error: io::Error) -> ImportError {
    match error.get_ref().and_then(|error| error.downcast_ref::<NotText>()) {
        Some(not_text) => refused(path, not_text.to_string()),
        None => ImportError::File {
            path: path.to_owned(),
            problem: "cannot be read to its end".into(),
            source: Some(error),
        },
    }
}

/// Says that bad rows cannot be written.
pub(super) fn cannot_write(error: io::Error) -> ImportError {
    let problem = "the bad rows cannot be written: check the free space of the disk".into();
    ImportError::BadRows { problem, source: error }
}
