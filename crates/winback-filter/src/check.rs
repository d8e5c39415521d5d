//! The check of a typed filter against a schema: [`Expr`] to [`Predicate`].

use std::fmt::Display;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::error::{Expected, FilterError, FilterErrorKind, FilterErrors, gathered};
use crate::expr::{Clause, Expr, Literal, Name, Node, Question};
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::{Entity, FieldKind, FieldRef, Schema};
use crate::suggest;
use crate::value::Value;

pub(crate) mod decimal;
mod moment;
mod number;
mod part;
mod reference;
#[cfg(test)]
mod tests;

/// What a filter means depends on when and where it is read.
#[derive(Debug, Clone)]
pub struct Context {
    /// The present.
    pub now: Timestamp,
    /// The time zone in which days start, and of times typed without an offset.
    pub zone: TimeZone,
    /// The day that weeks begin with.
    pub first_weekday: Weekday,
    /// The id of the person who reads, for whom `me` stands: a record of
    /// [the people](Schema::with_people).
    pub me: Option<i64>,
}

impl Context {
    /// Returns the context of nobody in particular, whose weeks begin with Monday.
    pub const fn new(now: Timestamp, zone: TimeZone) -> Self {
        Self { now, zone, first_weekday: Weekday::Monday, me: None }
    }

    /// Returns the same context for a person who reads.
    #[must_use]
    pub fn read_by(self, person: i64) -> Self {
        Self { me: Some(person), ..self }
    }

    fn today(&self) -> Date {
        self.zone.to_datetime(self.now).date()
    }
}

impl Schema {
    /// Reads a filter on records of `entity` in the text spelling, and checks it.
    ///
    /// # Errors
    /// Those of [`parse`](crate::parse()) and of [`Expr::check`].
    pub fn parse(
        &self,
        entity: &str,
        text: &str,
        context: &Context,
    ) -> Result<Predicate, FilterErrors> {
        let (expr, errors) = crate::parse::read(text, self.entity(entity).map(|it| (self, it)))?;
        let checked = expr.check(self, entity, context);
        if errors.is_empty() {
            return checked;
        }
        // What can be read is checked too, so that all errors are told at once.
        let unread = errors.into_iter().chain(checked.err().into_iter().flatten());
        FilterErrors::in_text(unread.collect(), text).map_or(Ok(Predicate::everything()), Err)
    }
}

impl Schema {
    /// Reads a filter on records of `entity` like [`parse`](crate::parse()), and the phrases of the
    /// schema with it, which become what they stand for.
    ///
    /// # Errors
    /// Those of [`parse`](crate::parse()).
    pub fn read(&self, entity: &str, text: &str) -> Result<Expr, FilterErrors> {
        let scope = self.entity(entity).map(|entity| (self, entity));
        let (expr, errors) = crate::parse::read(text, scope)?;
        FilterErrors::in_text(errors, text).map_or(Ok(expr), Err)
    }
}

impl Expr {
    /// Checks names, operators and values, and returns the filter well typed
    /// (rules: behaviour 8.4, 8.6, 8.7). What is relative, such as `today` and `me`, is resolved
    /// here.
    ///
    /// # Errors
    /// `UnknownEntity` and `UnknownField`; `NoFieldsInside` for a dot after a field that leads
    /// nowhere; `WrongOperator`; and of values `WrongValue`, `UnknownChoice`, `OutOfRange`,
    /// `TimeOnDate`, `Nobody` and `NotAPerson`. Those of all conditions are told at once.
    pub fn check(
        &self,
        schema: &Schema,
        entity: &str,
        context: &Context,
    ) -> Result<Predicate, FilterErrors> {
        let checker = Checker { schema, context };
        let checked = match checker.entity(entity) {
            Ok(entity) => checker.node(entity, &self.root),
            Err(error) => Err(error.into()),
        };
        checked.map(Predicate::normalized).map_err(|errors| errors.with_columns(&self.text))
    }
}

/// What the check of each part needs.
struct Checker<'a> {
    schema: &'a Schema,
    context: &'a Context,
}

impl<'a> Checker<'a> {
    fn entity(&self, name: &str) -> Result<&'a Entity, FilterError> {
        self.schema.entity(name).ok_or_else(|| {
            let known = || self.schema.entities().iter().map(|entity| entity.name);
            let kind = FilterErrorKind::UnknownEntity { name: suggest::shown(name) };
            FilterError::new(kind, 0..0)
                .expecting_words(known())
                .suggesting(suggest::nearest(name, known()))
        })
    }

    fn no_field(&self, entity: &Entity, name: &Name) -> FilterError {
        let mut error = FilterError::no_field(entity, &name.text).at(name.span.clone());
        if error.suggestions.is_empty() {
            let phrases = self.schema.phrases(entity.name).map(|phrase| phrase.words);
            error.suggestions = suggest::nearest(&name.text, phrases);
        }
        error
    }

    fn node(&self, entity: &Entity, node: &Node) -> Result<Predicate, FilterErrors> {
        let each = |nodes: &[Node]| gathered(nodes.iter().map(|node| self.node(entity, node)));
        Ok(match node {
            Node::All(members) => Predicate::All(each(members)?),
            Node::Any(members) => Predicate::Any(each(members)?),
            Node::Not(inner) => self.node(entity, inner)?.not(),
            Node::Clause(clause) => self.clause(entity, &clause.path, clause)?,
        })
    }

    /// Checks a clause whose path is read up to `path`; a negation belongs to the last field, so
    /// that `≠` through a dot wants a referred record (rule: behaviour 8.7).
    fn clause(
        &self,
        entity: &Entity,
        path: &[Name],
        clause: &Clause,
    ) -> Result<Predicate, FilterErrors> {
        let Some((name, rest)) = path.split_first() else { return Ok(Predicate::everything()) };
        if let Some((field, part)) = name.text.split_once(':') {
            return Ok(part::clause(entity, (name, field, part), clause, self.context)?);
        }
        let field = entity.field_ref(&name.text).ok_or_else(|| self.no_field(entity, name))?;
        if rest.is_empty() {
            let asked = self.question(field, clause)?;
            return Ok(if clause.negated { asked.not() } else { asked });
        }
        let target = self.target(field, &name.span)?;
        Ok(test(field, Condition::Matches(Box::new(self.clause(target, rest, clause)?)))?)
    }

    fn target(&self, field: FieldRef, place: &Range<usize>) -> Result<&'a Entity, FilterError> {
        match field.kind().target() {
            Some(target) => self.entity(target),
            None => {
                let (field, field_kind) = (field.name(), field.kind());
                let kind = FilterErrorKind::NoFieldsInside { field, field_kind };
                Err(FilterError::new(kind, place.clone()))
            }
        }
    }

    /// Returns the entity that a reference leads to, and its parent, which it must have.
    fn lined(
        &self,
        field: FieldRef,
        clause: &Clause,
    ) -> Result<(&'a Entity, FieldRef), FilterError> {
        let target = self.target(field, &clause.operator)?;
        let parent = target.parent().ok_or_else(|| wrong_operator(field, clause))?;
        Ok((target, parent))
    }

    fn question(&self, field: FieldRef, clause: &Clause) -> Result<Predicate, FilterErrors> {
        if !field.kind().accepts(clause.question.operator()) {
            return Err(wrong_operator(field, clause).into());
        }
        Ok(match &clause.question {
            Question::IsSet => test(field, Condition::IsSet)?,
            Question::Is(yes) => equal(field, Value::YesNo(*yes))?,
            Question::Matches(inner) => {
                let inner = self.node(self.target(field, &clause.operator)?, inner)?;
                test(field, Condition::Matches(Box::new(inner)))?
            }
            Question::AtLeast(count, inner) => {
                let filter = self.node(self.target(field, &clause.operator)?, inner)?;
                test(field, Condition::AtLeast { count: *count, filter: Box::new(filter) })?
            }
            Question::InLineWith(line, literal) => {
                let (target, parent) = self.lined(field, clause)?;
                let filter = Box::new(self.record(field, target, literal)?);
                test(field, Condition::InLine { line: *line, parent, filter })?
            }
            Question::InLine(line, inner) => {
                let (target, parent) = self.lined(field, clause)?;
                let filter = Box::new(self.node(target, inner)?);
                test(field, Condition::InLine { line: *line, parent, filter })?
            }
            Question::Compare(relation, literal) => self.compare(field, *relation, literal)?,
            Question::Between(from, to) => {
                let ends = [(Relation::GreaterOrEqual, from), (Relation::LessOrEqual, to)];
                let ends = ends.map(|(relation, end)| self.compare(field, relation, end));
                gathered(ends)?.into_iter().fold(Predicate::everything(), Predicate::and)
            }
            Question::In(literals) => self.one_of(field, literals)?,
            Question::AllOf(literals) => {
                let each = literals.iter().map(std::slice::from_ref);
                let each = gathered(each.map(|literal| self.one_of(field, literal)))?;
                each.into_iter().fold(Predicate::everything(), Predicate::and)
            }
            Question::Text { how, ignore_case, literal } => {
                if field.kind().target().is_some() {
                    return Ok(self.search(field, *how, literal)?);
                }
                let (how, ignore_case, text) = (*how, *ignore_case, literal.text.clone());
                let asked = test(field, Condition::Text { how, ignore_case, text });
                asked.map_err(|error| error.at(literal.span.clone()))?
            }
            Question::Within(period, place) => moment::within(field, *period, place, self.context)?,
            Question::OlderThan(length, place) => {
                moment::older(field, *length, place, self.context)?
            }
        })
    }

    fn compare(
        &self,
        field: FieldRef,
        relation: Relation,
        literal: &Literal,
    ) -> Result<Predicate, FilterError> {
        match field.kind() {
            FieldKind::Number { scale } => number::compare(field, scale, relation, literal),
            FieldKind::Date => {
                let value = Value::Date(moment::date(field, literal, self.context)?);
                test(field, Condition::Compare { relation, value })
            }
            FieldKind::Instant => moment::compare(field, relation, literal, self.context),
            FieldKind::Text => {
                let value = Value::Text(literal.text.clone());
                test(field, Condition::Compare { relation, value })
            }
            FieldKind::Choice(choices) => equal(field, choice(field, choices, literal)?),
            FieldKind::YesNo => equal(field, Value::YesNo(yes_or_no(field, literal)?)),
            FieldKind::Reference { .. } | FieldKind::Many { .. } => self.refers(field, literal),
        }
    }

    fn one_of(&self, field: FieldRef, literals: &[Literal]) -> Result<Predicate, FilterErrors> {
        let values = match field.kind() {
            FieldKind::Number { scale } => number::each(field, scale, literals)?,
            FieldKind::Choice(choices) => {
                gathered(literals.iter().map(|literal| choice(field, choices, literal)))?
            }
            FieldKind::Reference { .. } | FieldKind::Many { .. } => {
                return self.refers_to_one_of(field, literals);
            }
            FieldKind::Text | FieldKind::Date | FieldKind::Instant | FieldKind::YesNo => {
                literals.iter().map(|literal| Value::Text(literal.text.clone())).collect()
            }
        };
        Ok(test(field, Condition::OneOf(values))?)
    }
}

fn test(field: FieldRef, condition: Condition) -> Result<Predicate, FilterError> {
    Predicate::of(field, condition)
}

fn equal(field: FieldRef, value: Value) -> Result<Predicate, FilterError> {
    test(field, Condition::Compare { relation: Relation::Equal, value })
}

fn wrong_operator(field: FieldRef, clause: &Clause) -> FilterError {
    let operator = clause.question.operator().asked(clause.negated);
    let (name, field_kind) = (field.name(), field.kind());
    let kind = FilterErrorKind::WrongOperator { field: name, field_kind, operator };
    FilterError::new(kind, clause.operator.clone())
        .expecting_words(field.kind().operators().iter().map(|operator| operator.spelling()))
}

fn out_of_calendar(field: FieldRef, value: &dyn Display, place: &Range<usize>) -> FilterError {
    let (field, value) = (field.name(), value.to_string());
    FilterError::new(FilterErrorKind::OutOfRange { field, value }, place.clone())
}

fn wrong_value(field: FieldRef, literal: &Literal, expected: Expected) -> FilterError {
    let (field, value) = (field.name(), suggest::shown(&literal.text));
    FilterError::new(FilterErrorKind::WrongValue { field, value }, literal.span.clone())
        .expecting([expected])
}

fn out_of_range(field: FieldRef, literal: &Literal) -> FilterError {
    let (field, value) = (field.name(), suggest::shown(&literal.text));
    FilterError::new(FilterErrorKind::OutOfRange { field, value }, literal.span.clone())
}

fn choice(
    field: FieldRef,
    choices: &'static [&'static str],
    literal: &Literal,
) -> Result<Value, FilterError> {
    match choices.iter().find(|choice| **choice == literal.text) {
        Some(choice) => Ok(Value::Choice(choice)),
        None => {
            let (field, value) = (field.name(), suggest::shown(&literal.text));
            let kind = FilterErrorKind::UnknownChoice { field, value };
            Err(FilterError::new(kind, literal.span.clone())
                .expecting_words(choices.iter().copied())
                .suggesting(suggest::nearest(&literal.text, choices.iter().copied())))
        }
    }
}

fn yes_or_no(field: FieldRef, literal: &Literal) -> Result<bool, FilterError> {
    let is = |word: &str| literal.text.eq_ignore_ascii_case(word);
    match (is("true") || is("yes"), is("false") || is("no")) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(wrong_value(field, literal, Expected::YesNo)),
    }
}
