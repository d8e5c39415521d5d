//! The order of lists, and the cursors that say where a page ended.

use std::{borrow::Cow, cmp::Ordering};

use winback_store::domain::{LabelKind, Opportunity, OpportunityId};
use winback_store::filter::{Datum, FieldKind, SortKey};
use winback_store::{Cursor, CursorValue};

use crate::world::World;

/// Where a record stands in a list: the values that it is ordered by, then its id.
pub(crate) struct Place<'w> {
    values: Vec<Datum<'w>>,
    id: OpportunityId,
}

/// One value that a sort asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Term {
    key: SortKey,
    part: Part,
    descending: bool,
}

/// Which value of a sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What it is ordered by.
    First,
    /// The id of the stage or team, which orders those of one place among themselves.
    Id,
}

/// Returns what a sort asks for: of stages and teams the place, then the id, of teams from the
/// newest. Odoo: `_order` of `crm.stage` and `crm.team`.
pub(crate) fn terms(keys: &[SortKey]) -> Vec<Term> {
    let of = |key: &SortKey| {
        let (key, descending) = (*key, key.descending);
        let tie = match key.field.kind() {
            FieldKind::Reference { to: "stage" } => Some(descending),
            FieldKind::Reference { to: "team" } => Some(!descending),
            _ => None,
        };
        let tie = tie.map(|descending| Term { key, part: Part::Id, descending });
        [Some(Term { key, part: Part::First, descending }), tie]
    };
    keys.iter().flat_map(of).flatten().collect()
}

impl World {
    /// Returns where a record stands.
    pub(crate) fn place<'w>(&'w self, record: &'w Opportunity, terms: &[Term]) -> Place<'w> {
        let values = terms.iter().map(|term| self.sort_value(record, *term)).collect();
        Place { values, id: record.id }
    }

    /// Returns the value that a record is ordered by; choices by their word.
    fn sort_value<'w>(&'w self, record: &'w Opportunity, term: Term) -> Datum<'w> {
        let name = |name: &'w str| Datum::Text(Cow::Borrowed(name));
        let deal = &record.deal;
        let field = term.key.field;
        match (field.kind(), self.view(record).field(field.name())) {
            (_, Datum::Reference(id)) if term.part == Part::Id => Datum::Number(id),
            (FieldKind::Reference { to: "stage" }, _) => {
                let stage = deal.stage.and_then(|id| self.stages.stage(id));
                stage.map_or(Datum::Empty, |stage| Datum::Number(stage.position))
            }
            (FieldKind::Reference { to: "team" }, _) => {
                let team = deal.team.and_then(|id| self.label(LabelKind::Team, id.get()));
                team.and_then(|team| team.position).map_or(Datum::Empty, Datum::Number)
            }
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
}

impl<'w> Place<'w> {
    /// Reads a cursor, unless it does not fit the order.
    pub(crate) fn of_cursor(cursor: &'w Cursor, terms: &[Term]) -> Option<Self> {
        let fits = cursor.values.len() == terms.len()
            && terms.iter().zip(&cursor.values).all(|(term, value)| fits(term.key, value));
        let values = || cursor.values.iter().map(datum).collect();
        fits.then(|| Self { values: values(), id: cursor.id })
    }

    /// Returns the cursor for a page that ends here.
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { values: self.values.iter().map(cursor_value).collect(), id: self.id }
    }

    /// Compares two places in the order; no two records have the same.
    pub(crate) fn compare(&self, other: &Self, terms: &[Term]) -> Ordering {
        let directed = |order: Ordering, descending: bool| {
            if descending { order.reverse() } else { order }
        };
        let values = self.values.iter().zip(&other.values).zip(terms);
        let by_values = values
            .map(|((own, others), term)| match (own, others) {
                (Datum::Empty, Datum::Empty) => Ordering::Equal,
                (Datum::Empty, _) => directed(Ordering::Greater, term.key.empty_first),
                (_, Datum::Empty) => directed(Ordering::Less, term.key.empty_first),
                (own, others) => directed(order(own, others), term.descending),
            })
            .find(|order| order.is_ne());
        by_values.unwrap_or_else(|| {
            let descending = terms.iter().rfind(|term| term.part == Part::First);
            directed(self.id.cmp(&other.id), descending.is_some_and(|term| term.descending))
        })
    }
}

/// Orders two values of one field.
fn order(own: &Datum<'_>, other: &Datum<'_>) -> Ordering {
    match (own, other) {
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
