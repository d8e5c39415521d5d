//! Reading the values of an object, with what is wrong with each.

use std::{fmt::Display, path::Path};

use jiff::Timestamp;
use serde_json::{Map, Value};
use winback_domain::{Amount, Currency, Probability};

use super::super::{bad_rows::PROBLEM, findings::Findings, origins::Origins};
use crate::AppError;

/// The longest text of a field, in characters.
const LONGEST: usize = 10_000;

/// Reads one row; everything that is wrong with it becomes a finding.
pub(in super::super) struct Reader<'a> {
    path: &'a Path,
    line: u64,
    /// Where the values come from, if they do not stand in the file under their own names.
    origins: Option<&'a Origins>,
    /// Whether values are left out that may only be wrong because others are.
    alone: bool,
    findings: &'a mut Findings,
    wrong: bool,
}

/// The fields that have to fit others.
const DEPENDENT: [&str; 6] =
    ["state", "stage", "closed_at", "losses", "lost_reason", "probability"];

/// An object of a row, and where it stands: nothing for the row itself, or `losses[0].`.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) members: &'a Map<String, Value>,
    pub(super) place: &'a str,
}

impl<'a> Fields<'a> {
    fn value(self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Tells whether there is a value, or could be one: the member is there.
    pub(super) fn names(self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// Returns a number, a word or a text as text; nothing if it is neither or empty.
    fn scalar(self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
        .filter(|text| !text.is_empty())
    }
}

impl<'a> Reader<'a> {
    pub(in super::super) const fn new(
        path: &'a Path,
        line: u64,
        findings: &'a mut Findings,
    ) -> Self {
        Self { path, line, origins: None, alone: false, findings, wrong: false }
    }

    /// Reads values that come from elsewhere, which problems then name.
    pub(in super::super) const fn with_origins(mut self, origins: &'a Origins) -> Self {
        self.origins = Some(origins);
        self
    }

    /// Tells of no value that may only be wrong because others are, which was told already.
    pub(in super::super) const fn alone(mut self, alone: bool) -> Self {
        self.alone = alone;
        self
    }

    pub(in super::super) const fn found_nothing_wrong(&self) -> bool {
        !self.wrong
    }

    /// Tells of a value that is not what was expected.
    pub(super) fn problem(&mut self, fields: Fields<'_>, name: &str, expected: impl Display) {
        let value = match fields.value(name) {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let (column, expected) = (format!("{}{name}", fields.place), expected.to_string());
        self.wrong = true;
        let field = column.split(['.', '[']).next().unwrap_or_default();
        if self.alone && DEPENDENT.contains(&field) {
            return;
        }
        match self.origins.and_then(|origins| origins.of(&column)) {
            Some(from)
                if self
                    .origins
                    .is_some_and(|it| it.is_told(&from.file, from.line, &from.column)) => {}
            Some(from) => {
                self.findings.problem(
                    &from.file,
                    from.line,
                    Some(&from.column),
                    &from.value,
                    expected,
                );
            }
            None => self.findings.problem(self.path, self.line, Some(&column), &value, expected),
        }
    }

    /// Tells of members that are not known.
    pub(super) fn only(&mut self, fields: Fields<'_>, known: &[&str]) {
        for name in fields.members.keys() {
            let is_ours = fields.place.is_empty() && name == PROBLEM;
            if is_ours || known.contains(&name.as_str()) {
                continue;
            }
            let nearest = match AppError::unknown("field", name, known.iter().copied()) {
                AppError::Unknown { nearest: Some(nearest), .. } => {
                    format!(", such as `{nearest}`")
                }
                _ => String::new(),
            };
            self.problem(fields, name, format!("a field that an export has{nearest}"));
        }
    }

    /// Reads a text exactly; nothing if it is empty.
    pub(super) fn text(&mut self, fields: Fields<'_>, name: &str) -> Option<String> {
        let text = self.scalar(fields, name)?;
        if text.contains('\0') || text.chars().count() > LONGEST {
            let expected = format!("at most {LONGEST} characters, and no NUL among them");
            self.problem(fields, name, expected);
            return None;
        }
        Some(text)
    }

    /// Reads a text of any length.
    pub(super) fn long_text(&mut self, fields: Fields<'_>, name: &str) -> Option<String> {
        let text = self.scalar(fields, name)?;
        if text.contains('\0') {
            self.problem(fields, name, "a text without NUL characters");
            return None;
        }
        Some(text)
    }

    /// Reads a text that must be there; otherwise returns an empty one.
    pub(super) fn required(&mut self, fields: Fields<'_>, name: &str, expected: &str) -> String {
        let text = self.text(fields, name);
        if text.as_ref().is_none_or(|text| text.trim().is_empty()) {
            self.problem(fields, name, expected);
        }
        text.unwrap_or_default()
    }

    /// Reads a value from its text.
    pub(super) fn word<T>(
        &mut self,
        fields: Fields<'_>,
        name: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.scalar(fields, name)?;
        let value = read(text.trim());
        if value.is_none() {
            self.problem(fields, name, expected);
        }
        value
    }

    pub(super) fn instant(&mut self, fields: Fields<'_>, name: &str) -> Option<Timestamp> {
        const EXPECTED: &str = "an instant as RFC 3339, such as 2026-03-02T10:00:00Z";
        self.word(fields, name, EXPECTED, |text| text.parse().ok())
    }

    /// Reads an instant that must be there; otherwise returns some instant.
    pub(super) fn required_instant(&mut self, fields: Fields<'_>, name: &str) -> Timestamp {
        if fields.scalar(name).is_none() {
            self.problem(fields, name, "an instant as RFC 3339, such as 2026-03-02T10:00:00Z");
        }
        self.instant(fields, name).unwrap_or_default()
    }

    pub(super) fn percent(&mut self, fields: Fields<'_>, name: &str) -> Option<Probability> {
        const EXPECTED: &str = "percent from 0 to 100 with at most two decimals";
        self.word(fields, name, EXPECTED, |text| text.parse().ok())
    }

    pub(super) fn amount(
        &mut self,
        fields: Fields<'_>,
        name: &str,
        currency: &Currency,
    ) -> Option<Amount> {
        let digits = if currency.digits == 0 { "" } else { " or 1500.50" };
        let expected = format!("an amount in {currency}, such as 1500{digits}");
        self.word(fields, name, &expected, |text| currency.parse(text).ok())
    }

    /// Returns an object, if there is one.
    pub(super) fn object<'v>(
        &mut self,
        fields: Fields<'v>,
        name: &str,
    ) -> Option<&'v Map<String, Value>> {
        let value = fields.value(name)?;
        if value.as_object().is_none() {
            self.problem(fields, name, "an object with the names that an export writes");
        }
        value.as_object()
    }

    /// Returns a list; an empty one if there is none.
    pub(super) fn list<'v>(&mut self, fields: Fields<'v>, name: &str) -> &'v [Value] {
        let Some(value) = fields.value(name) else { return &[] };
        match value {
            Value::Array(values) => values,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => {
                self.problem(fields, name, "a list");
                &[]
            }
        }
    }

    /// Returns a number, a word or a text as text; nothing if it is empty.
    fn scalar(&mut self, fields: Fields<'_>, name: &str) -> Option<String> {
        if matches!(fields.value(name), Some(Value::Array(_) | Value::Object(_))) {
            self.problem(fields, name, "a single value");
        }
        fields.scalar(name)
    }
}
