//! The order of lists, and the cursors that say where a page ended.

use std::{borrow::Cow, cmp::Ordering};

use winback_store::domain::{Opportunity, OpportunityId, StageId};
use winback_store::filter::{Datum, FieldKind, SortKey};
use winback_store::{Cursor, CursorValue};

use crate::world::World;

/// Where a record stands in a list: the values of the sort keys, then its id.
pub(crate) struct Place<'w> {
    values: Vec<Datum<'w>>,
    id: OpportunityId,
}

impl World {
    /// Returns where a record stands.
    pub(crate) fn place<'w>(&'w self, record: &'w Opportunity, keys: &[SortKey]) -> Place<'w> {
        let values = keys.iter().map(|key| self.sort_value(record, *key)).collect();
        Place { values, id: record.id }
    }

    /// Returns the value that a record is ordered by; choices by their word.
    fn sort_value<'w>(&'w self, record: &'w Opportunity, key: SortKey) -> Datum<'w> {
        let name = |name: &'w str| Datum::Text(Cow::Borrowed(name));
        let deal = &record.deal;
        match (key.field.kind(), self.view(record).field(key.field.name())) {
            (FieldKind::Reference { to: "stage" }, _) => self.stage_place(deal.stage),
            (FieldKind::Reference { to: "person" }, _) => {
                let person = deal.salesperson.and_then(|id| self.people.get(&id));
                person.map_or(Datum::Empty, |person| name(&person.name))
            }
            (FieldKind::Reference { to: "customer" }, _) => {
                let customer = deal.customer.and_then(|id| self.customers.get(&id));
                customer.map_or(Datum::Empty, |customer| name(&customer.full_name))
            }
            (_, Datum::Reference(id)) => Datum::Number(id),
            (_, Datum::Choice(word)) => name(word),
            (_, Datum::YesNo(yes)) => Datum::Number(i64::from(yes)),
            (_, Datum::Many(_)) => Datum::Empty,
            (_, value) => value,
        }
    }

    fn stage_place(&self, stage: Option<StageId>) -> Datum<'static> {
        let stage = stage.and_then(|id| self.stages.stage(id));
        stage.map_or(Datum::Empty, |stage| Datum::Number(stage.position))
    }
}

impl<'w> Place<'w> {
    /// Reads a cursor, unless it does not fit the sort keys.
    pub(crate) fn of_cursor(cursor: &'w Cursor, keys: &[SortKey]) -> Option<Self> {
        let fits = cursor.values.len() == keys.len()
            && keys.iter().zip(&cursor.values).all(|(key, value)| fits(*key, value));
        let values = || cursor.values.iter().map(datum).collect();
        fits.then(|| Self { values: values(), id: cursor.id })
    }

    /// Returns the cursor for a page that ends here.
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { values: self.values.iter().map(cursor_value).collect(), id: self.id }
    }

    /// Compares two places under the sort keys; no two records have the same.
    pub(crate) fn compare(&self, other: &Self, keys: &[SortKey]) -> Ordering {
        let directed = |order: Ordering, descending: bool| {
            if descending { order.reverse() } else { order }
        };
        let values = self.values.iter().zip(&other.values).zip(keys);
        let by_values = values
            .map(|((own, others), key)| directed(order(own, others), key.descending))
            .find(|order| order.is_ne());
        by_values.unwrap_or_else(|| {
            let descending = keys.last().is_some_and(|key| key.descending);
            directed(self.id.cmp(&other.id), descending)
        })
    }
}

/// Orders two values of one field; an empty one is greater than any other, so that it comes last
/// ascending and first descending.
fn order(own: &Datum<'_>, other: &Datum<'_>) -> Ordering {
    match (own, other) {
        (Datum::Empty, Datum::Empty) => Ordering::Equal,
        (Datum::Empty, _) => Ordering::Greater,
        (_, Datum::Empty) => Ordering::Less,
        (Datum::Number(own), Datum::Number(other)) => own.cmp(other),
        (Datum::Text(own), Datum::Text(other)) => own.cmp(other),
        (Datum::Date(own), Datum::Date(other)) => own.cmp(other),
        (Datum::Instant(own), Datum::Instant(other)) => own.cmp(other),
        // Values of one field are of one type.
        _ => Ordering::Equal,
    }
}

fn fits(key: SortKey, value: &CursorValue) -> bool {
    let kind = key.field.kind();
    match value {
        CursorValue::Empty => true,
        CursorValue::Date(_) => kind == FieldKind::Date,
        CursorValue::Instant(_) => kind == FieldKind::Instant,
        CursorValue::Number(_) => match kind {
            FieldKind::Number { .. } | FieldKind::YesNo => true,
            FieldKind::Reference { to } => !is_ordered_by_name(to),
            FieldKind::Text
            | FieldKind::Date
            | FieldKind::Instant
            | FieldKind::Choice(_)
            | FieldKind::Many { .. } => false,
        },
        CursorValue::Text(_) => match kind {
            FieldKind::Text | FieldKind::Choice(_) => true,
            FieldKind::Reference { to } => is_ordered_by_name(to),
            FieldKind::Number { .. }
            | FieldKind::Date
            | FieldKind::Instant
            | FieldKind::YesNo
            | FieldKind::Many { .. } => false,
        },
    }
}

fn is_ordered_by_name(entity: &str) -> bool {
    matches!(entity, "person" | "customer")
}

fn datum(value: &CursorValue) -> Datum<'_> {
    match value {
        CursorValue::Empty => Datum::Empty,
        CursorValue::Number(number) => Datum::Number(*number),
        CursorValue::Text(text) => Datum::Text(Cow::Borrowed(text)),
        CursorValue::Date(day) => Datum::Date(*day),
        CursorValue::Instant(at) => Datum::Instant(*at),
    }
}

fn cursor_value(datum: &Datum<'_>) -> CursorValue {
    match datum {
        Datum::Number(number) => CursorValue::Number(*number),
        Datum::Text(text) => CursorValue::Text(text.clone().into_owned()),
        Datum::Date(day) => CursorValue::Date(*day),
        Datum::Instant(at) => CursorValue::Instant(*at),
        Datum::Empty
        | Datum::Choice(_)
        | Datum::YesNo(_)
        | Datum::Reference(_)
        | Datum::Many(_) => CursorValue::Empty,
    }
}
