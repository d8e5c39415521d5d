//! Where a storage answers otherwise than the reference.

use std::collections::BTreeMap;
use std::fmt;

use super::Deliberate;

/// One case that differs.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The file that it stands in, such as `domains`.
    pub file: &'static str,
    /// Its number there.
    pub n: u64,
    /// Its group there.
    pub group: String,
    /// What was asked.
    pub asked: String,
    /// What was expected, and what came.
    pub difference: String,
    /// Why we answer otherwise on purpose, if we do.
    pub deliberate: Option<&'static Deliberate>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, n, group, asked, difference, deliberate } = self;
        write!(f, "{file} {n} ({group}): {asked}\n  {difference}")?;
        match deliberate {
            Some(Deliberate { construct, here, .. }) => {
                write!(f, "\n  on purpose: {construct} {here}")
            }
            None => Ok(()),
        }
    }
}

/// What was compared.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// By file and group: how many agreed, of how many.
    groups: BTreeMap<(&'static str, String), (usize, usize)>,
    differences: Vec<Difference>,
}

impl Report {
    /// Notes one case; `difference` says how it differs, if it does, and `asked` what was asked,
    /// and whether that is answered otherwise on purpose.
    pub fn note(
        &mut self,
        file: &'static str,
        n: u64,
        group: &str,
        asked: impl FnOnce() -> (String, Option<&'static Deliberate>),
        difference: Option<String>,
    ) {
        let (agreed, all) = self.groups.entry((file, group.to_owned())).or_default();
        *all += 1;
        match difference {
            None => *agreed += 1,
            Some(difference) => {
                let (asked, deliberate) = asked();
                let group = group.to_owned();
                let found = Difference { file, n, group, asked, difference, deliberate };
                self.differences.push(found);
            }
        }
    }

    /// Returns the cases that differ, in the order in which they were compared.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Returns how many cases agree.
    pub fn agreed(&self) -> usize {
        self.groups.values().map(|(agreed, _)| agreed).sum()
    }
}

impl fmt::Display for Report {
    /// Prints each case that differs, how many agree of each group, and the sum as last line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(f, "{difference}")?;
        }
        for ((file, group), (agreed, all)) in &self.groups {
            writeln!(f, "{file}: {group}: {agreed} of {all} agree")?;
        }
        write!(f, "agreed {}, differ {}", self.agreed(), self.differences.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_what_differs_and_counts_by_group() {
        let mut report = Report::default();
        report.note("domains", 1, "dates", || ("[]".into(), None), None);
        report.note(
            "domains",
            2,
            "dates",
            || ("[1]".into(), None),
            Some("expected 1, got 2".into()),
        );
        report.note("domains", 3, "any", || ("[]".into(), None), None);
        assert_eq!(
            report.to_string(),
            "domains 2 (dates): [1]\n  expected 1, got 2\ndomains: any: 1 of 1 agree\n\
             domains: dates: 1 of 2 agree\nagreed 2, differ 1"
        );
    }
}
