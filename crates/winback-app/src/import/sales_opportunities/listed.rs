//! What the rows of a side file stand for, by name.

use std::{collections::HashMap, path::Path};

use winback_filter::fold;

use crate::{
    AppError,
    import::{
        findings::Findings,
        table::{Row, Table},
    },
};

/// What a side file lists, found by name ignoring case and spaces: `GTXPro` is `GTX Pro`.
pub(super) struct Listed<T> {
    /// What one entry is, and the file it stands in.
    what: &'static str,
    entries: HashMap<String, (String, T)>,
}

impl<T> Listed<T> {
    /// Reads a side file; the first of its columns holds the names.
    ///
    /// # Errors
    /// [`AppError::Import`] if the file cannot be read; single values are findings.
    pub(super) fn read<const COLUMNS: usize>(
        path: &Path,
        what: &'static str,
        columns: [&'static str; COLUMNS],
        findings: &mut Findings,
        mut entry: impl FnMut(&str, Row<'_>, &mut Findings) -> T,
    ) -> Result<Self, AppError> {
        let mut listed = Self { what, entries: HashMap::new() };
        let column = columns.first().copied().unwrap_or_default();
        let mut table = Table::open(path, &columns).map_err(Box::new)?;
        while let Some(row) = table.next(findings).map_err(Box::new)? {
            let name = row.cell(column);
            let known = listed.entries.get(&key(name)).map(|(known, _)| known);
            if let Some(known) = known {
                row.problem(findings, column, format!("each name once: it is `{known}` again"));
            } else if name.is_empty() {
                row.problem(findings, column, "a name");
            } else {
                let value = entry(name, row, findings);
                listed.entries.insert(key(name), (name.to_owned(), value));
            }
        }
        Ok(listed)
    }

    pub(super) fn find(&self, name: &str) -> Option<&T> {
        self.entries.get(&key(name)).map(|(_, value)| value)
    }

    /// Says what was expected in place of a name that is not listed.
    pub(super) fn expected(&self, name: &str) -> String {
        expected(self.what, name, self.entries.values().map(|(known, _)| known.as_str()))
    }
}

/// Says what was expected in place of a name that is not known, with the nearest one.
pub(super) fn expected<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    match AppError::unknown("name", name, known) {
        AppError::Unknown { nearest: Some(nearest), .. } => format!("{what}, such as `{nearest}`"),
        _ => what.to_owned(),
    }
}

fn key(name: &str) -> String {
    fold(name).split_whitespace().collect()
}
