//! A tree read from JSON, with all that is wrong at its place.

use std::num::NonZeroU32;

use serde_json::{Map, Value};

use super::{Operand, Rule, Scalar, Tree, TreeError, TreeErrorKind, TreeErrors, Word};
use crate::error::{Expected, Found};
use crate::operator::{Needs, OperatorKind};
use crate::period::{Length, Period, Unit, Which};
use crate::suggest;

impl Tree {
    /// Reads a tree from a JSON text.
    ///
    /// # Errors
    /// `NotJson`, and those of [`from_value`](Self::from_value).
    pub fn from_json(text: &str) -> Result<Self, TreeErrors> {
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let kind = TreeErrorKind::NotJson { problem: error.to_string() };
            TreeError::new("", kind)
        })?;
        Self::from_value(&value)
    }

    /// Reads a tree from JSON that is read already.
    ///
    /// # Errors
    /// `Unexpected`, `UnknownKey`, `MissingKey`, `UnknownOperator`, `BadField` and `BadWord`, each at
    /// its place; all that is wrong is told at once.
    pub fn from_value(value: &Value) -> Result<Self, TreeErrors> {
        let mut reader = Reader { pointer: String::new(), errors: Vec::new() };
        let tree = reader.tree(value);
        match (TreeErrors::all(reader.errors), tree) {
            (Some(errors), _) => Err(errors),
            (None, Some(tree)) => Ok(tree),
            // Whatever is no tree has been noted.
            (None, None) => Ok(Self::All(Vec::new())),
        }
    }
}

/// Reads on after an error, so that all are found; what could not be read is nothing.
struct Reader {
    pointer: String,
    errors: Vec<TreeError>,
}

/// An object whose keys are taken one by one.
struct Object<'v> {
    keys: &'v Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'v> Object<'v> {
    fn get(&mut self, key: &'static str) -> Option<&'v Value> {
        self.known.push(key);
        self.keys.get(key)
    }
}

impl Reader {
    fn note(&mut self, kind: TreeErrorKind) {
        let error = self.error(kind);
        self.errors.push(error);
    }

    fn error(&self, kind: TreeErrorKind) -> TreeError {
        TreeError::new(&self.pointer, kind)
    }

    fn unexpected(&mut self, value: &Value, expected: impl IntoIterator<Item = Expected>) {
        let found = match value {
            Value::Null => Found::Word("null".to_owned()),
            Value::Bool(yes) => Found::Word(yes.to_string()),
            Value::Number(number) => Found::Number(number.to_string()),
            Value::String(text) => Found::Text(suggest::shown(text)),
            Value::Array(_) => Found::List,
            Value::Object(_) => Found::Object,
        };
        let error = self.error(TreeErrorKind::Unexpected { found });
        self.errors.push(error.expecting(expected));
    }

    /// Reads what is under a key or at a place of a list.
    fn inside<T>(&mut self, part: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let around = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(part);
        let found = read(self);
        self.pointer.truncate(around);
        found
    }

    /// Reads what must be under a key.
    fn needed<'v, T>(
        &mut self,
        object: &mut Object<'v>,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'v Value) -> Option<T>,
    ) -> Option<T> {
        match object.get(key) {
            Some(value) => self.inside(key, |reader| read(reader, value)),
            None => {
                self.note(TreeErrorKind::MissingKey { key });
                None
            }
        }
    }

    fn object<'v>(&mut self, value: &'v Value, expected: Expected) -> Option<Object<'v>> {
        match value {
            Value::Object(keys) => Some(Object { keys, known: Vec::new() }),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {
                self.unexpected(value, [expected]);
                None
            }
        }
    }

    /// Notes the keys that were not asked for.
    fn end(&mut self, object: &Object<'_>) {
        for key in object.keys.keys().filter(|key| !object.known.contains(&key.as_str())) {
            let suggestions = suggest::nearest(key, object.known.iter().copied());
            let expected = Expected::words(object.known.iter().copied());
            let error = self.error(TreeErrorKind::UnknownKey { key: suggest::shown(key) });
            self.errors.push(error.expecting(expected).suggesting(suggestions));
        }
    }

    fn list<T>(
        &mut self,
        value: &Value,
        read: impl Fn(&mut Self, &Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Value::Array(members) = value else {
            self.unexpected(value, [Expected::List]);
            return None;
        };
        let mut found = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            found.extend(self.inside(&index.to_string(), |reader| read(reader, member)));
        }
        Some(found)
    }

    fn tree(&mut self, value: &Value) -> Option<Tree> {
        let mut object = self.object(value, Expected::Branch)?;
        let tree = if object.keys.contains_key("all") {
            self.needed(&mut object, "all", |reader, members| reader.list(members, Self::tree))
                .map(Tree::All)
        } else if object.keys.contains_key("any") {
            self.needed(&mut object, "any", |reader, members| reader.list(members, Self::tree))
                .map(Tree::Any)
        } else if object.keys.contains_key("not") {
            let inner = self.needed(&mut object, "not", Self::tree);
            inner.map(|inner| Tree::Not(Box::new(inner)))
        } else if object.keys.contains_key("field") || object.keys.contains_key("operator") {
            self.rule(&mut object)
        } else {
            object.known.extend(["all", "any", "not", "field"]);
            if object.keys.is_empty() {
                self.unexpected(value, [Expected::Branch]);
            }
            None
        };
        self.end(&object);
        tree
    }

    fn rule(&mut self, object: &mut Object<'_>) -> Option<Tree> {
        let field = self.needed(object, "field", Self::text);
        let operator = self.needed(object, "operator", Self::operator);
        let Some(operator) = operator else {
            // What belongs to it cannot be told.
            object.known.extend(["value", "from", "to", "values", "filter", "count"]);
            object.known.extend(["period", "length"]);
            return None;
        };
        let operand = self.operand(object, operator.needs());
        let (field, operand) = field.zip(operand)?;
        match Rule::new(field, operator, operand) {
            Ok(rule) => Some(Tree::Rule(rule)),
            Err(kind) => {
                self.inside("field", |reader| reader.note(kind));
                None
            }
        }
    }

    fn operand(&mut self, object: &mut Object<'_>, needs: Needs) -> Option<Operand> {
        match needs {
            Needs::Nothing => Some(Operand::Nothing),
            Needs::ValueOrFilter if object.keys.contains_key("filter") => self.filter(object),
            Needs::Value | Needs::ValueOrFilter => {
                self.needed(object, "value", Self::scalar).map(Operand::Value)
            }
            Needs::Ends => {
                let from = self.needed(object, "from", Self::scalar);
                let to = self.needed(object, "to", Self::scalar);
                from.zip(to).map(|(from, to)| Operand::Ends(from, to))
            }
            Needs::Values => {
                let read = |reader: &mut Self, values: &Value| reader.list(values, Self::scalar);
                self.needed(object, "values", read).map(Operand::Values)
            }
            Needs::Filter => self.filter(object),
            Needs::Amount => {
                let count = self.needed(object, "count", |reader, value| reader.number(value, 0));
                let filter = object.get("filter");
                let filter =
                    filter.map(|filter| self.inside("filter", |reader| reader.tree(filter)));
                match filter {
                    Some(None) => None,
                    Some(Some(filter)) => {
                        count.map(|count| Operand::Amount(count, Some(Box::new(filter))))
                    }
                    None => count.map(|count| Operand::Amount(count, None)),
                }
            }
            Needs::Period => self.needed(object, "period", Self::period).map(Operand::Period),
            Needs::Length => self.needed(object, "length", Self::length).map(Operand::Length),
        }
    }

    fn filter(&mut self, object: &mut Object<'_>) -> Option<Operand> {
        self.needed(object, "filter", Self::tree).map(|filter| Operand::Filter(Box::new(filter)))
    }

    fn text<'v>(&mut self, value: &'v Value) -> Option<&'v str> {
        let text = value.as_str();
        if text.is_none() {
            self.unexpected(value, [Expected::Text]);
        }
        text
    }

    fn operator(&mut self, value: &Value) -> Option<OperatorKind> {
        let name = self.text(value)?;
        let found = OperatorKind::named(name);
        if found.is_none() {
            let known = || OperatorKind::ALL.iter().map(|operator| operator.name());
            let typed = OperatorKind::ALL.iter().find(|operator| operator.spelling() == name);
            let suggestions = match typed {
                Some(operator) => vec![operator.name().to_owned()],
                None => suggest::nearest(name, known()),
            };
            let expected = Expected::words(known());
            let kind = TreeErrorKind::UnknownOperator { name: suggest::shown(name) };
            let error = self.error(kind).expecting(expected).suggesting(suggestions);
            self.errors.push(error);
        }
        found
    }

    fn scalar(&mut self, value: &Value) -> Option<Scalar> {
        match value {
            Value::String(text) => Some(Scalar::Text(text.clone())),
            Value::Number(number) => Some(Scalar::Number(number.clone())),
            Value::Bool(yes) => Some(Scalar::YesNo(*yes)),
            Value::Object(_) => {
                let mut object = self.object(value, Expected::Value)?;
                let word = self.needed(&mut object, "word", Self::text);
                self.end(&object);
                let word = word?;
                let found = Word::new(word);
                if found.is_none() {
                    let kind = TreeErrorKind::BadWord { word: suggest::shown(word) };
                    self.inside("word", |reader| reader.note(kind));
                }
                found.map(Scalar::Word)
            }
            Value::Null | Value::Array(_) => {
                self.unexpected(value, [Expected::Scalar]);
                None
            }
        }
    }

    fn number(&mut self, value: &Value, least: u32) -> Option<u32> {
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            self.unexpected(value, [Expected::WholeNumberFrom(least)]);
        }
        number
    }

    fn count(&mut self, value: &Value) -> Option<NonZeroU32> {
        let count = self.number(value, 1)?;
        let found = NonZeroU32::new(count);
        if found.is_none() {
            self.unexpected(value, [Expected::WholeNumberFrom(1)]);
        }
        found
    }

    fn length(&mut self, value: &Value) -> Option<Length> {
        let mut object = self.object(value, Expected::LengthObject)?;
        let count = self.needed(&mut object, "count", Self::count);
        let unit = self.needed(&mut object, "unit", Self::unit);
        self.end(&object);
        count.zip(unit).map(|(count, unit)| Length { count, unit })
    }

    fn period(&mut self, value: &Value) -> Option<Period> {
        let mut object = self.object(value, Expected::PeriodObject)?;
        let which = self.needed(&mut object, "which", |reader, value| {
            reader.one_of(value, &Which::ALL, Which::name)
        });
        // The day of today has no number.
        let counted = which != Some(Which::This);
        let count = counted.then(|| object.get("count")).flatten();
        let count = count.map(|count| self.inside("count", |reader| reader.count(count)));
        let unit = self.needed(&mut object, "unit", Self::unit);
        self.end(&object);
        let (which, unit) = which.zip(unit)?;
        match (which, count) {
            (_, Some(None)) => None,
            (Which::Last, Some(Some(count))) => Some(Period::Last(Length { count, unit })),
            (Which::Next, Some(Some(count))) => Some(Period::Next(Length { count, unit })),
            (Which::This, Some(Some(_))) | (_, None) => Some(Period::Calendar { which, unit }),
        }
    }

    fn unit(&mut self, value: &Value) -> Option<Unit> {
        self.one_of(value, &Unit::ALL, Unit::name)
    }

    fn one_of<T: Copy>(
        &mut self,
        value: &Value,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let found = value.as_str().and_then(|text| all.iter().find(|one| name(**one) == text));
        if found.is_none() {
            self.unexpected(value, Expected::words(all.iter().map(|one| name(*one))));
        }
        found.copied()
    }
}
