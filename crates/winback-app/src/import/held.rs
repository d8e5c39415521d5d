//! What policies refuse of an import: they are asked once, the store holds the rows to their filters,
//! and what it keeps out is told by lines. Rule: behaviour 2.6.

use std::collections::BTreeMap;
use std::path::Path;

use winback_store::{BarredRow, ImportBar};

use super::ImportError;
use super::findings::Findings;
use crate::plugin::{Intent, Vetoes};
use crate::{AppError, Desk};

/// What policies refuse of an import.
pub(super) struct Held {
    vetoes: Vetoes,
    /// The same, as the store holds rows to it.
    pub(super) bars: Vec<ImportBar>,
}

/// A row that was handed to the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handed {
    /// Its place among all rows of the file.
    pub(super) place: u64,
    /// Its line.
    pub(super) line: u64,
}

/// A row that a policy refuses.
#[derive(Debug, Clone)]
pub(super) struct Vetoed {
    line: u64,
    policy: String,
    sentence: String,
}

/// Rows that policies refuse, by their places among all rows of the file.
pub(super) type VetoedRows = BTreeMap<u64, Vetoed>;

impl Desk {
    /// Asks the policies about an import.
    pub(super) async fn held_import(&self, update: bool) -> Result<Held, AppError> {
        let mut vetoes = self.vetoes(Intent::Import, 0, 0).await?;
        let mut bars: Vec<ImportBar> =
            vetoes.filters().into_iter().map(ImportBar::Written).collect();
        if update {
            let known = self.vetoes(Intent::Overwrite, 0, 0).await?;
            bars.extend(known.filters().into_iter().map(ImportBar::Known));
            vetoes.append(known);
        }
        Ok(Held { vetoes, bars })
    }
}

impl Held {
    /// Tells whether no policy says anything.
    pub(super) const fn is_nothing(&self) -> bool {
        self.bars.is_empty()
    }

    /// Returns the rows that the store keeps out, of those that it was handed.
    pub(super) fn vetoed(&self, barred: &[BarredRow], handed: &[Handed]) -> VetoedRows {
        let row = |row: &BarredRow| {
            let handed = usize::try_from(row.row).ok().and_then(|number| handed.get(number))?;
            let (policy, sentence) = self.vetoes.said(row.by)?;
            let (policy, sentence) = (policy.to_owned(), sentence.to_owned());
            Some((handed.place, Vetoed { line: handed.line, policy, sentence }))
        };
        barred.iter().filter_map(row).collect()
    }
}

impl Vetoed {
    /// Puts it down as what is wrong with the row.
    pub(super) fn tell(&self, path: &Path, found: &mut Findings) {
        found.vetoed(path, self.line, &self.policy, &self.sentence);
    }
}

/// Returns the refusal of a file for its rows.
pub(super) fn refusal(path: &Path, rows: &VetoedRows) -> AppError {
    let mut found = Findings::default();
    rows.values().for_each(|row| row.tell(path, &mut found));
    let (problems, total) = found.problems();
    let (path, problems) = (path.to_owned(), problems.to_vec());
    Box::new(ImportError::Problems { path, problems, total }).into()
}
