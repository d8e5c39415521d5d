//! The order of lists, and where a page goes on.
//!
//! Empty values come where the sort key says, in whatever order a database would put them by itself;
//! ties are broken by id.

use serde_json::Value as Json;
use winback_store::domain::OpportunityId;
use winback_store::filter::{FieldKind, Sort, SortKey};
use winback_store::{Cursor, CursorValue};

use crate::dialect::Word;
use crate::error::{Attempt, unknown};
use crate::predicate::{Scalar, scalar};
use crate::rows::{date, days, instant, micros};
use crate::sql::{Sql, Table, sql};

const OWN: Table = Table::Named("opportunities");

/// The order of a list.
#[derive(Debug)]
pub(crate) struct Order {
    keys: Vec<Key>,
    /// The id, which breaks ties in the direction of the last key.
    tie: Key,
}

#[derive(Debug, Clone)]
struct Key {
    value: Sql,
    kind: KeyKind,
    descending: bool,
    nullable: bool,
    empty_first: bool,
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
        let keys = sort.keys.iter().map(Key::all_of).collect::<Attempt<Vec<_>>>()?.concat();
        let newest_first = sort.keys.last().is_some_and(|key| key.descending);
        Ok(Self { keys, tie: Key::id(newest_first) })
    }

    /// The keys that decide: up to the id, which no two records share, or else with it.
    fn deciding(&self) -> Vec<&Key> {
        match self.keys.iter().position(|key| key.is_id) {
            Some(last) => self.keys.iter().take(last + 1).collect(),
            None => self.keys.iter().chain([&self.tie]).collect(),
        }
    }

    /// Returns the list of `ORDER BY`.
    pub(crate) fn list(&self) -> Sql {
        Sql::listed(self.deciding().into_iter().map(Key::ordered))
    }

    /// Returns where a list goes on after a cursor: conditions whose records follow one another,
    /// first those that share all keys but the last with the cursor, and so on to those that share
    /// none. None if the cursor does not fit the order.
    ///
    /// Each is a plain run of comparisons, so that an index finds where it begins; one condition
    /// for all of them would read every record before the cursor that shares its first key.
    pub(crate) fn after(&self, cursor: &Cursor) -> Option<Vec<Sql>> {
        let values = &cursor.values;
        let fits = values.len() == self.keys.len()
            && self.keys.iter().zip(values).all(|(key, value)| key.kind.fits(value));
        if !fits {
            return None;
        }
        let id = CursorValue::Number(cursor.id.get());
        let places: Vec<(&Key, &CursorValue)> =
            self.deciding().into_iter().zip(values.iter().chain([&id])).collect();
        let mut parts = Vec::new();
        for (shared, (key, value)) in places.iter().enumerate().rev() {
            let same = places.iter().take(shared);
            let same = same.fold(Sql::default(), |same, (key, value)| {
                same.then(key.same(value)).text(" AND ")
            });
            parts.extend(key.after(value).into_iter().map(|after| same.clone().then(after)));
        }
        Some(parts)
    }

    /// Returns all key values of a record as one JSON array.
    pub(crate) fn values(&self) -> Sql {
        let keys = self.keys.iter().map(|key| key.value.clone());
        sql("").word(Word::JsonArray).then(Sql::listed(keys)).word(Word::JsonArrayEnd)
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
    /// Returns the keys that a sort key stands for: stages and teams of one place are ordered among
    /// themselves.
    fn all_of(key: &SortKey) -> Attempt<Vec<Self>> {
        let first = Self::of(key)?;
        Ok(match place_tie(key) {
            Some((column, descending)) => {
                let value = Sql::default().column(OWN, column);
                vec![first.clone(), Self { value, descending, ..first }]
            }
            None => vec![first],
        })
    }

    fn of(key: &SortKey) -> Attempt<Self> {
        let SortKey { field, descending, empty_first } = *key;
        let (kind, value) = match field.kind() {
            FieldKind::Number { .. } => (KeyKind::Number, None),
            // A cursor holds it as a number.
            FieldKind::YesNo => (KeyKind::Number, scalar(field)?.map(as_number)),
            FieldKind::Text | FieldKind::Choice(_) => (KeyKind::Text, None),
            FieldKind::Date => (KeyKind::Date, None),
            FieldKind::Instant => (KeyKind::Instant, None),
            FieldKind::Reference { to } => referred(field.name(), to),
            FieldKind::Many { .. } => (KeyKind::Number, Some(sql("NULL"))),
        };
        let own = scalar(field)?.map(|own| Sql::default().column(OWN, own.column));
        let value = value.or(own).ok_or_else(|| unknown("no order by the field", field.name()))?;
        let is_id = field.name() == "id";
        let nullable = field.is_nullable();
        Ok(Self { value, kind, descending, nullable, empty_first, is_id })
    }

    fn id(descending: bool) -> Self {
        let value = Sql::default().column(OWN, "id");
        Self {
            value,
            kind: KeyKind::Number,
            descending,
            nullable: false,
            empty_first: descending,
            is_id: true,
        }
    }

    fn ordered(&self) -> Sql {
        self.value.clone().text(match (self.descending, self.nullable, self.empty_first) {
            (false, false, _) => " ASC",
            (true, false, _) => " DESC",
            (false, true, false) => " ASC NULLS LAST",
            (false, true, true) => " ASC NULLS FIRST",
            (true, true, false) => " DESC NULLS LAST",
            (true, true, true) => " DESC NULLS FIRST",
        })
    }

    fn compared(&self, sign: &'static str, value: &CursorValue) -> Option<Sql> {
        Some(self.value.clone().text(sign).then(bound_value(value)?))
    }

    fn is_empty(&self) -> Sql {
        self.value.clone().text(" IS NULL")
    }

    /// Returns what follows a value, in order.
    fn after(&self, value: &CursorValue) -> Vec<Sql> {
        let sign = if self.descending { " < " } else { " > " };
        match (self.empty_first, self.compared(sign, value)) {
            (false, None) => Vec::new(),
            (true, None) => vec![self.value.clone().text(" IS NOT NULL")],
            (false, Some(beyond)) if self.nullable => vec![beyond, self.is_empty()],
            (_, Some(beyond)) => vec![beyond],
        }
    }

    fn same(&self, value: &CursorValue) -> Sql {
        self.compared(" = ", value).unwrap_or_else(|| self.is_empty())
    }
}

fn as_number(own: Scalar) -> Sql {
    sql("CAST(").column(OWN, own.column).text(" AS INTEGER)")
}

/// Returns the value as a bind; nothing if it is empty.
fn bound_value(value: &CursorValue) -> Option<Sql> {
    Some(match value {
        CursorValue::Empty => return None,
        CursorValue::Number(number) => Sql::default().int(*number),
        CursorValue::Text(text) => Sql::default().str(text.as_str()),
        CursorValue::Date(day) => Sql::default().int(days(*day)),
        CursorValue::Instant(at) => Sql::default().int(micros(*at)),
    })
}

/// Orders references: stages and teams by their place, people and customers by name, others by id.
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
        (_, "team") => (
            KeyKind::Number,
            Some(sql("(SELECT teams.position FROM teams WHERE teams.id = opportunities.team_id)")),
        ),
        (_, "source") => by_id("source_id"),
        (_, "medium") => by_id("medium_id"),
        (_, "campaign") => by_id("campaign_id"),
        (_, "country") => by_id("country_id"),
        (_, "lost_reason") => by_id("lost_reason_id"),
        _ => (KeyKind::Number, None),
    }
}

/// What orders references of one place, and whether from the greatest: stages by id, teams from the
/// newest, and both turned round with the key. Odoo: `_order` of `crm.stage` and `crm.team`.
fn place_tie(key: &SortKey) -> Option<(&'static str, bool)> {
    match key.field.kind() {
        FieldKind::Reference { to: "stage" } => Some(("stage_id", key.descending)),
        FieldKind::Reference { to: "team" } => Some(("team_id", !key.descending)),
        FieldKind::Reference { .. }
        | FieldKind::Text
        | FieldKind::Number { .. }
        | FieldKind::Date
        | FieldKind::Instant
        | FieldKind::Choice(_)
        | FieldKind::YesNo
        | FieldKind::Many { .. } => None,
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
