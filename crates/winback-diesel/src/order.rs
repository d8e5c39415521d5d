//! The order of lists, and where a page goes on.
//!
//! Empty values come last ascending and first descending, in whatever order a database would put
//! them by itself; ties are broken by id.

use serde_json::Value as Json;
use winback_store::domain::OpportunityId;
use winback_store::filter::{FieldKind, Sort, SortKey};
use winback_store::{Cursor, CursorValue};

use crate::dialect::Word;
use crate::error::{Attempt, unknown};
use crate::predicate::scalar;
use crate::rows::{date, days, instant, micros};
use crate::sql::{Sql, Table, sql};

const OWN: Table = Table::Named("opportunities");

/// The order of a list.
#[derive(Debug)]
pub(crate) struct Order {
    keys: Vec<Key>,
    /// Whether ties are broken by descending ids.
    newest_first: bool,
}

#[derive(Debug)]
struct Key {
    value: Sql,
    kind: KeyKind,
    descending: bool,
    nullable: bool,
    /// After a key that no two records share, nothing decides any more.
    is_id: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyKind {
    Number,
    Text,
    Date,
    Instant,
}

impl Order {
    /// Returns the order that a sort asks for.
    pub(crate) fn of(sort: &Sort) -> Attempt<Self> {
        let keys = sort.keys.iter().map(Key::of).collect::<Attempt<Vec<_>>>()?;
        let newest_first = sort.keys.last().is_some_and(|key| key.descending);
        Ok(Self { keys, newest_first })
    }

    /// The keys that decide, and whether the id has to break ties after them.
    fn deciding(&self) -> (&[Key], bool) {
        match self.keys.iter().position(|key| key.is_id) {
            Some(last) => (self.keys.get(..=last).unwrap_or(&self.keys), false),
            None => (&self.keys, true),
        }
    }

    /// Returns the list of `ORDER BY`.
    pub(crate) fn list(&self) -> Sql {
        let (keys, tied) = self.deciding();
        let mut parts: Vec<Sql> = keys.iter().map(Key::ordered).collect();
        if tied {
            let direction = if self.newest_first { " DESC" } else { " ASC" };
            parts.push(Sql::default().column(OWN, "id").text(direction));
        }
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |list, part| list.text(", ").then(part))
    }

    /// Returns the condition to stand after a cursor; none if the cursor does not fit the order.
    pub(crate) fn after(&self, cursor: &Cursor) -> Option<Sql> {
        let values = &cursor.values;
        let fits = values.len() == self.keys.len()
            && self.keys.iter().zip(values).all(|(key, value)| key.kind.fits(value));
        fits.then(|| {
            let (keys, tied) = self.deciding();
            let tie = if tied { self.after_id(cursor.id) } else { sql("(1 = 0)") };
            let pairs: Vec<_> = keys.iter().zip(values).collect();
            let after = pairs.iter().rev().fold(tie, |rest, (key, value)| {
                sql("(")
                    .then(key.after(value))
                    .text(" OR (")
                    .then(key.same(value))
                    .text(" AND ")
                    .then(rest)
                    .text("))")
            });
            match pairs.first().and_then(|(key, value)| key.bound(value)) {
                Some(bound) => bound.text(" AND ").then(after),
                None => after,
            }
        })
    }

    fn after_id(&self, id: OpportunityId) -> Sql {
        let sign = if self.newest_first { " < " } else { " > " };
        Sql::default().column(OWN, "id").text(sign).int(id.get())
    }

    /// Returns all key values of a record as one JSON array.
    pub(crate) fn values(&self) -> Sql {
        let list = sql("").word(Word::JsonArray).text("(");
        let mut keys = self.keys.iter();
        let list = keys.next().map_or(list.clone(), |key| list.then(key.value.clone()));
        keys.fold(list, |list, key| list.text(", ").then(key.value.clone())).text(")")
    }

    /// Reads what [`values`](Self::values) gave of the last record of a page.
    pub(crate) fn cursor(&self, values: &str, id: OpportunityId) -> Attempt<Cursor> {
        let found: Vec<Json> =
            serde_json::from_str(values).map_err(|_| unknown("the place in an order", values))?;
        let values = self.keys.iter().zip(&found).map(|(key, value)| key.kind.read(value));
        Ok(Cursor { values: values.collect::<Attempt<_>>()?, id })
    }
}

impl Key {
    fn of(key: &SortKey) -> Attempt<Self> {
        let SortKey { field, descending } = *key;
        let (kind, value) = match field.kind() {
            FieldKind::Number { .. } | FieldKind::YesNo => (KeyKind::Number, None),
            FieldKind::Text | FieldKind::Choice(_) => (KeyKind::Text, None),
            FieldKind::Date => (KeyKind::Date, None),
            FieldKind::Instant => (KeyKind::Instant, None),
            FieldKind::Reference { to } => referred(field.name(), to),
            FieldKind::Many { .. } => (KeyKind::Number, Some(sql("NULL"))),
        };
        let own = scalar(field)?.map(|own| Sql::default().column(OWN, own.column));
        let value = value.or(own).ok_or_else(|| unknown("no order by the field", field.name()))?;
        let is_id = field.name() == "id";
        Ok(Self { value, kind, descending, nullable: field.is_nullable(), is_id })
    }

    fn ordered(&self) -> Sql {
        self.value.clone().text(match (self.descending, self.nullable) {
            (false, false) => " ASC",
            (true, false) => " DESC",
            (false, true) => " ASC NULLS LAST",
            (true, true) => " DESC NULLS FIRST",
        })
    }

    fn compared(&self, sign: &'static str, value: &CursorValue) -> Option<Sql> {
        let left = self.value.clone().text(sign);
        Some(match value {
            CursorValue::Empty => return None,
            CursorValue::Number(number) => left.int(*number),
            CursorValue::Text(text) => left.str(text.as_str()),
            CursorValue::Date(day) => left.int(days(*day)),
            CursorValue::Instant(at) => left.int(micros(*at)),
        })
    }

    fn is_empty(&self) -> Sql {
        self.value.clone().text(" IS NULL")
    }

    fn after(&self, value: &CursorValue) -> Sql {
        match (self.descending, self.compared(if self.descending { " < " } else { " > " }, value)) {
            (false, None) => sql("(1 = 0)"),
            (true, None) => self.value.clone().text(" IS NOT NULL"),
            (false, Some(greater)) => greater.text(" OR ").then(self.is_empty()),
            (true, Some(less)) => less,
        }
    }

    fn same(&self, value: &CursorValue) -> Sql {
        self.compared(" = ", value).unwrap_or_else(|| self.is_empty())
    }

    /// Says once more, so that an index can serve it, on which side of the cursor all that follows
    /// stands.
    fn bound(&self, value: &CursorValue) -> Option<Sql> {
        match (self.descending, self.nullable) {
            (true, _) => self.compared(" <= ", value),
            (false, false) => self.compared(" >= ", value),
            (false, true) => None,
        }
    }
}

/// Orders references: stages by their place, people and customers by name, others by id.
fn referred(field: &str, to: &str) -> (KeyKind, Option<Sql>) {
    let by_id = |column| (KeyKind::Number, Some(Sql::default().column(OWN, column)));
    match (field, to) {
        ("stage", _) => (
            KeyKind::Number,
            Some(sql(
                "(SELECT stages.position FROM stages WHERE stages.id = opportunities.stage_id)",
            )),
        ),
        ("salesperson", _) => (
            KeyKind::Text,
            Some(sql(
                "(SELECT people.name FROM people WHERE people.id = opportunities.salesperson_id)",
            )),
        ),
        ("customer", _) => (
            KeyKind::Text,
            Some(sql(
                "(SELECT customers.full_name FROM customers WHERE customers.id = opportunities.customer_id)",
            )),
        ),
        (_, "team") => by_id("team_id"),
        (_, "source") => by_id("source_id"),
        (_, "medium") => by_id("medium_id"),
        (_, "campaign") => by_id("campaign_id"),
        (_, "country") => by_id("country_id"),
        (_, "lost_reason") => by_id("lost_reason_id"),
        _ => (KeyKind::Number, None),
    }
}

impl KeyKind {
    fn fits(self, value: &CursorValue) -> bool {
        match value {
            CursorValue::Empty => true,
            CursorValue::Number(_) => self == Self::Number,
            CursorValue::Text(_) => self == Self::Text,
            CursorValue::Date(_) => self == Self::Date,
            CursorValue::Instant(_) => self == Self::Instant,
        }
    }

    fn read(self, value: &Json) -> Attempt<CursorValue> {
        let number = value.as_i64().or_else(|| value.as_bool().map(i64::from));
        Ok(match (self, number, value.as_str()) {
            _ if value.is_null() => CursorValue::Empty,
            (Self::Number, Some(number), _) => CursorValue::Number(number),
            (Self::Text, _, Some(text)) => CursorValue::Text(text.to_owned()),
            (Self::Date, Some(number), _) => CursorValue::Date(date(number)?),
            (Self::Instant, Some(number), _) => CursorValue::Instant(instant(number)?),
            _ => return Err(unknown("the place in an order", value)),
        })
    }
}
