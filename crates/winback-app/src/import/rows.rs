//! The rows of a file on their way to the store, one at a time.

use std::path::{Path, PathBuf};

use winback_store::{ImportRefusal, ImportRow, ImportRows, ImportState};

use super::{
    ImportError,
    bad_rows::{BadRows, Raw, sentence},
    file::cannot_write,
    findings::{Findings, SharedFindings, policy_words},
    held::{Handed, VetoedRows},
    known_ids::KnownIds,
    policy::NamedPolicy,
};

/// What reading on in a file gives.
pub(super) enum Read<T> {
    /// There are no more rows.
    End,
    /// A row that cannot be read; the findings say why. With its line.
    Bad(u64),
    /// A row.
    Row(T),
}

/// What the rows of a file mean.
pub(super) trait Mapping: Send {
    /// Returns what was wrong before the first row, once.
    fn take_findings(&mut self) -> Findings;

    /// Returns the next row, with its line.
    ///
    /// # Errors
    /// If the file cannot be read any further.
    fn next_row(&mut self, findings: &mut Findings) -> Result<Read<(u64, ImportRow)>, ImportError>;

    /// Returns the row that was read last, as it stands in the file.
    fn raw(&self) -> Raw<'_>;

    /// Returns the column of the external id.
    fn id_column(&self) -> &str;
}

/// Hands the rows of a mapping to the store.
///
/// A bad row refuses all of them: the rest of the file is then read only to find what else is
/// wrong. With a place for bad rows they are written there instead.
pub(super) struct Rows {
    path: PathBuf,
    mapping: Box<dyn Mapping>,
    policy: NamedPolicy,
    known: KnownIds,
    bad_rows: Option<BadRows>,
    /// The rows that policies of the deployment's own refuse.
    vetoed: VetoedRows,
    /// Whether it is noted which rows the store is handed.
    notes: bool,
    /// How many rows came.
    came: u64,
    findings: Findings,
    shared: SharedFindings,
}

impl Rows {
    pub(super) fn new(
        path: &Path,
        mut mapping: Box<dyn Mapping>,
        policy: NamedPolicy,
        bad_rows: Option<BadRows>,
        vetoed: VetoedRows,
    ) -> Self {
        let findings = mapping.take_findings();
        let (path, known) = (path.to_owned(), KnownIds::default());
        let (notes, came, shared) = (false, 0, SharedFindings::default());
        Self { path, mapping, policy, known, bad_rows, vetoed, notes, came, findings, shared }
    }

    /// Notes which rows the store is handed, to tell of those that it keeps out.
    pub(super) fn noting(self, notes: bool) -> Self {
        Self { notes, ..self }
    }

    /// Returns what will be known of a refusal.
    pub(super) fn findings(&self) -> SharedFindings {
        self.shared.clone()
    }

    /// Returns the next row that can be imported; nothing at the end of the file.
    fn good_row(&mut self) -> Result<Option<(Handed, ImportRow)>, ImportError> {
        loop {
            let mut found = Findings::default();
            let place = self.came;
            self.came += 1;
            let row = match self.mapping.next_row(&mut found)? {
                Read::End => return Ok(None),
                Read::Bad(_) => None,
                Read::Row((line, row)) => {
                    self.check(line, &row, &mut found);
                    if let Some(vetoed) = self.vetoed.get(&place) {
                        vetoed.tell(&self.path, &mut found);
                    }
                    Some((Handed { place, line }, row))
                }
            };
            if found.is_empty() {
                if row.is_some() {
                    return Ok(row);
                }
                continue;
            }
            match &mut self.bad_rows {
                Some(bad_rows) => {
                    let (problems, total) = found.problems();
                    let written = bad_rows.put(self.mapping.raw(), &sentence(problems, total));
                    written.map_err(cannot_write)?;
                    self.shared.count_refused();
                }
                None => self.findings.add(found),
            }
        }
    }

    /// Holds a row to what is no matter of its values alone.
    fn check(&mut self, line: u64, row: &ImportRow, found: &mut Findings) {
        if let Some(id) = &row.deal.external_id
            && let Some(first) = self.known.line_of(id, line)
        {
            let expected = format!("an id of its own: line {first} has it already");
            let column = self.mapping.id_column();
            found.problem(&self.path, line, Some(column), id, expected);
        }
        // Rule: behaviour 2.6, for what is said of the current loss.
        if let ImportState::Lost(loss) = &row.state
            && let Err(violation) = self.policy.check(&loss.said)
        {
            if self.bad_rows.is_some() {
                let (lacks, setting) = policy_words(&violation);
                let expected = format!("a {lacks}, which the setting `{setting}` asks for");
                found.problem(&self.path, line, None, "", expected);
            } else {
                found.lacking(violation);
            }
        }
    }

    /// Ends the file: whether all is well.
    fn end(&mut self) -> Result<(), ImportRefusal> {
        if let Some(bad_rows) = &mut self.bad_rows
            && let Err(error) = bad_rows.flush()
        {
            self.findings.broken(cannot_write(error));
        }
        if self.findings.is_empty() {
            return Ok(());
        }
        self.shared.put(std::mem::take(&mut self.findings));
        Err(ImportRefusal)
    }
}

impl ImportRows for Rows {
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
        loop {
            match self.good_row() {
                Ok(Some((handed, row))) if self.findings.is_empty() => {
                    if self.notes {
                        self.shared.hand(handed);
                    }
                    return Ok(Some(row));
                }
                Ok(Some(_)) => {}
                Ok(None) => return self.end().map(|()| None),
                Err(error) => {
                    self.findings.broken(error);
                    return self.end().map(|()| None);
                }
            }
        }
    }
}
