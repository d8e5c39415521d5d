//! Reading one value of a row.

use std::{collections::HashMap, path::Path, sync::Arc};

use jiff::Timestamp;
use winback_domain::{Currency, StateKind};
use winback_filter::fold;

use super::{
    super::{
        findings::Findings,
        origins::{Origin, Origins},
    },
    plan::{From, Place, SourcePlan, ValuePlan, Values},
    records::LIST,
    sides::View,
    spec::{Unlisted, ValueKind},
};
use crate::NoteInput;

/// Reading one row: what is wrong with it, and where its values come from.
pub(super) struct Reading<'a> {
    pub(super) currency: &'a Currency,
    pub(super) now: Timestamp,
    pub(super) findings: &'a mut Findings,
    pub(super) origins: Origins,
    /// The names of people by the logins that were made of them.
    pub(super) logins: &'a mut HashMap<String, String>,
    /// The state of the row, when it is known.
    pub(super) state: Option<StateKind>,
    pub(super) wrong: bool,
}

impl Reading<'_> {
    /// Tells of a cell that is not what was expected.
    pub(super) fn problem(&mut self, view: &View<'_>, place: Place, expected: impl Into<String>) {
        let (file, line, column) = view.origin(place);
        self.problem_at(file, line, column, view.cell(place).trim(), expected);
    }

    fn problem_at(
        &mut self,
        file: &Arc<Path>,
        line: u64,
        column: &str,
        value: &str,
        expected: impl Into<String>,
    ) {
        self.wrong = true;
        if self.origins.tell(file, line, column) {
            self.findings.problem(file, line, Some(column), value, expected);
        }
    }

    /// Tells of a value that is not what was expected; `place` is its name in an export.
    pub(super) fn problem_with(
        &mut self,
        view: &View<'_>,
        plan: Option<&ValuePlan>,
        place: &str,
        expected: impl Into<String>,
    ) {
        match plan.and_then(ValuePlan::column) {
            Some(column) => self.problem(view, column, expected),
            None => self.problem_at(view.file, view.record.line, place, "", expected),
        }
    }

    /// Reads the value of a field; `place` is its name in an export. What cannot be read is a
    /// problem.
    pub(super) fn value(
        &mut self,
        view: &View<'_>,
        plan: &ValuePlan,
        place: &str,
    ) -> Option<String> {
        let mut first = None;
        for source in &plan.sources {
            first = first.or_else(|| source.column());
            match self.source(view, plan.kind, source) {
                Found::Nothing => {}
                Found::Wrong => return None,
                Found::Value(value) => {
                    if let Some(column) = source.column() {
                        self.note_origin(view, column, place);
                    }
                    return Some(value);
                }
            }
        }
        if let Some(column) = first {
            self.note_origin(view, column, place);
        }
        if plan.required {
            let expected = match place {
                "external_id" => "an id, by which the row is known again",
                "name" => "a name",
                _ => "a value",
            };
            self.problem_with(view, Some(plan), place, expected);
        }
        None
    }

    /// Reads all values of a list.
    pub(super) fn values(&mut self, view: &View<'_>, plan: &ValuePlan) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for source in &plan.sources {
            let Found::Value(text) = self.source(view, plan.kind, source) else { continue };
            let by_mark = |part: &str| -> Vec<String> {
                match &source.split {
                    Some(mark) => part.split(mark.as_str()).map(str::to_owned).collect(),
                    None => vec![part.to_owned()],
                }
            };
            let parts = text.split(LIST).flat_map(by_mark);
            values.extend(parts.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()));
        }
        values
    }

    fn note_origin(&mut self, view: &View<'_>, column: Place, place: &str) {
        let (file, line, name) = view.origin(column);
        let value = view.cell(column).to_owned();
        let (file, column) = (Arc::clone(file), name.to_owned());
        self.origins.put(place.to_owned(), Origin { file, line, column, value });
    }

    fn source(&mut self, view: &View<'_>, kind: ValueKind, source: &SourcePlan) -> Found {
        let is_for_state =
            |states: &Vec<StateKind>| self.state.is_some_and(|state| states.contains(&state));
        if source.states.as_ref().is_some_and(|states| !is_for_state(states))
            || source.only_if.is_some_and(|place| view.cell(place).trim().is_empty())
        {
            return Found::Nothing;
        }
        let raw = match &source.from {
            From::Constant(text) if text == "now" && kind == ValueKind::Instant => {
                return Found::Value(self.now.to_string());
            }
            From::Constant(text) => return Found::of(text.clone()),
            From::Column(place) if source.trim => view.cell(*place).trim().to_owned(),
            From::Column(place) => view.cell(*place).to_owned(),
            From::Template(template) => {
                template.fill(&|place: &Place| view.cell(*place).trim()).unwrap_or_default()
            }
        };
        let folded = fold(&raw);
        if raw.is_empty() || source.empty.contains(&folded) {
            return Found::Nothing;
        }
        let text = match &source.values {
            None => raw,
            Some(values) => match (values.by_text.get(&folded), values.unlisted) {
                (Some(stands_for), _) => stands_for.clone(),
                (None, Unlisted::Keep) => raw,
                (None, Unlisted::Empty) => return Found::Nothing,
                (None, Unlisted::Refuse) => return self.wrong(view, source, values.expected()),
            },
        };
        if text.is_empty() {
            return Found::Nothing;
        }
        self.converted(view, kind, source, text)
    }

    /// Writes a value as our own files do.
    fn converted(
        &mut self,
        view: &View<'_>,
        kind: ValueKind,
        source: &SourcePlan,
        text: String,
    ) -> Found {
        let numbers = &source.numbers;
        match kind {
            ValueKind::Text | ValueKind::Names => Found::Value(text),
            ValueKind::Note => {
                let note = if source.html { NoteInput::Html(text) } else { NoteInput::Text(text) };
                note.sanitised().map_or(Found::Nothing, |note| Found::of(note.html().to_owned()))
            }
            ValueKind::Amount => match numbers.amount(&text, self.currency) {
                Some(amount) => Found::Value(amount),
                None => self.wrong(view, source, numbers.expected(self.currency)),
            },
            ValueKind::Percent => match numbers.percent(&text) {
                Some(percent) => Found::Value(percent),
                None => self.wrong(view, source, "percent from 0 to 100 with at most two decimals"),
            },
            ValueKind::Day => match source.dates.day(&text) {
                Some(day) => Found::Value(day.to_string()),
                None => self.wrong(view, source, source.dates.expected()),
            },
            ValueKind::Instant => match source.dates.instant(&text) {
                Some(instant) if self.is_before(view, source, instant) => {
                    let other = source.not_before.unwrap_or(Place::Own(0));
                    let (_, _, column) = view.origin(other);
                    let other = view.cell(other).trim();
                    self.wrong(view, source, format!("a date not before `{column}`, {other}"))
                }
                Some(instant) => Found::Value(instant.to_string()),
                None => self.wrong(view, source, source.dates.expected()),
            },
        }
    }

    fn is_before(&self, view: &View<'_>, source: &SourcePlan, instant: Timestamp) -> bool {
        let other =
            source.not_before.and_then(|place| source.dates.instant(view.cell(place).trim()));
        other.is_some_and(|other| instant < other)
    }

    fn wrong(
        &mut self,
        view: &View<'_>,
        source: &SourcePlan,
        expected: impl Into<String>,
    ) -> Found {
        match source.column() {
            Some(column) => self.problem(view, column, expected),
            None => self.wrong = true,
        }
        Found::Wrong
    }
}

/// What a source gives.
enum Found {
    Nothing,
    Wrong,
    Value(String),
}

impl Found {
    fn of(text: String) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Value(text) }
    }
}

impl Values {
    fn expected(&self) -> String {
        let named: Vec<String> = self.written.iter().map(|value| format!("`{value}`")).collect();
        match named.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            Some((last, _)) => last.clone(),
            None => "nothing".to_owned(),
        }
    }
}
