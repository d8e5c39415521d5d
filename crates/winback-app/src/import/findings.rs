//! What is wrong with a file: kept while its rows go to the store, told when they were refused.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use winback_domain::PolicyViolation;

use super::held::Handed;
use super::{ImportError, ImportProblem};
use crate::{AppError, Refusal};

/// What was found in a file that forbids its import.
#[derive(Debug, Default)]
pub(super) struct Findings {
    problems: Vec<ImportProblem>,
    total: u64,
    /// Why the file cannot be read any further.
    broken: Option<ImportError>,
    /// How many losses lack what the policy asks for, and what the first of them lacks.
    lacking: Option<(PolicyViolation, u64)>,
}

impl Findings {
    /// The longest value that a problem shows, in characters.
    const VALUE: usize = 60;

    /// Counts a problem, and keeps it if it is one of the first.
    pub(super) fn problem(
        &mut self,
        file: &Path,
        line: u64,
        column: Option<&str>,
        value: &str,
        expected: impl Into<String>,
    ) {
        self.total += 1;
        if self.problems.len() < ImportError::LISTED {
            self.problems.push(ImportProblem {
                file: file.to_owned(),
                line,
                column: column.map(str::to_owned),
                value: shortened(value, Self::VALUE),
                expected: expected.into(),
                policy: None,
            });
        }
    }

    /// Counts a row that a policy of the deployment's own refuses, as a problem.
    pub(super) fn vetoed(&mut self, file: &Path, line: u64, policy: &str, sentence: &str) {
        self.total += 1;
        if self.problems.len() < ImportError::LISTED {
            self.problems.push(ImportProblem {
                file: file.to_owned(),
                line,
                column: None,
                value: String::new(),
                expected: sentence.to_owned(),
                policy: Some(policy.to_owned()),
            });
        }
    }

    pub(super) fn broken(&mut self, error: ImportError) {
        self.broken = Some(error);
    }

    /// Counts a loss that lacks what the policy asks for. Rule: behaviour 2.6.
    pub(super) fn lacking(&mut self, violation: PolicyViolation) {
        let (_, count) = self.lacking.get_or_insert((violation, 0));
        *count += 1;
    }

    /// Returns the first problems, and how many there are.
    pub(super) fn problems(&self) -> (&[ImportProblem], u64) {
        (&self.problems, self.total)
    }

    /// Adds what was found in one row. What was told already, such as of a row of another file that
    /// many rows refer to, is told and counted once.
    pub(super) fn add(&mut self, mut other: Self) {
        let found = other.problems.len();
        other.problems.retain(|problem| !self.problems.contains(problem));
        self.total += other.total - number(found - other.problems.len());
        let room = ImportError::LISTED.saturating_sub(self.problems.len());
        self.problems.extend(other.problems.into_iter().take(room));
        self.broken = self.broken.take().or(other.broken);
        self.lacking = match (self.lacking.take(), other.lacking) {
            (Some((first, count)), Some((_, more))) => Some((first, count + more)),
            (lacking, other) => lacking.or(other),
        };
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.total == 0 && self.broken.is_none() && self.lacking.is_none()
    }

    /// Returns the refusal of the file: that it is broken before single values, and those before
    /// what the policy asks for.
    fn into_error(self, path: &Path) -> AppError {
        if let Some(error) = self.broken {
            return Box::new(error).into();
        }
        match self.lacking {
            Some((violation, count)) if self.total == 0 => policy_refusal(path, violation, count),
            _ => {
                let (problems, total) = (self.problems, self.total);
                Box::new(ImportError::Problems { path: path.to_owned(), problems, total }).into()
            }
        }
    }
}

/// Findings that outlive the rows, which the store takes.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedFindings {
    findings: Arc<Mutex<Findings>>,
    refused: Arc<AtomicU64>,
    handed: Arc<Mutex<Vec<Handed>>>,
}

impl SharedFindings {
    /// Counts a row that was left out.
    pub(super) fn count_refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many rows were left out.
    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Notes a row that the store is handed.
    pub(super) fn hand(&self, handed: Handed) {
        self.handed.lock().unwrap_or_else(PoisonError::into_inner).push(handed);
    }

    /// Returns the rows that the store was handed, in their order.
    pub(super) fn handed(&self) -> Vec<Handed> {
        std::mem::take(&mut self.handed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts down what was found.
    pub(super) fn put(&self, findings: Findings) {
        *self.findings.lock().unwrap_or_else(PoisonError::into_inner) = findings;
    }

    /// Returns why the rows were refused.
    pub(super) fn refusal(&self, path: &Path) -> AppError {
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *findings).into_error(path)
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Says what a loss lacks, and which setting asks for it.
pub(super) const fn policy_words(violation: &PolicyViolation) -> (&'static str, &'static str) {
    match violation {
        PolicyViolation::ReasonRequired => ("lost reason", "require_reason"),
        PolicyViolation::NoteRequired => ("closing note", "require_note"),
        PolicyViolation::NoteRequiredForReason(_) => ("closing note", "require_note_for"),
    }
}

fn policy_refusal(path: &Path, violation: PolicyViolation, count: u64) -> AppError {
    let (lacks, setting) = policy_words(&violation);
    Refusal::Said(format!(
        "{} cannot be imported: {count} lost row(s) have no {lacks}, which the setting \
         `{setting}` asks for, and nothing was imported; turn `{setting}` off for the import",
        path.display()
    ))
    .into()
}

/// Shortens a value to be shown; control characters, which would upset a terminal, are replaced.
fn shortened(value: &str, longest: usize) -> String {
    let shown = value.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let mut text: String = shown.take(longest).collect();
    if value.chars().nth(longest).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_short_and_without_control_characters() {
        assert_eq!(shortened("a\u{1b}[31m\nb", 60), "a\u{fffd}[31m\u{fffd}b");
        assert_eq!(shortened("中文字", 2), "中文…");
        assert_eq!(shortened("中文", 2), "中文");
    }
}
