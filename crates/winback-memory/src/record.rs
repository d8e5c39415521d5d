//! Records as filters see them: each field of the opportunity schema, by its name.

use std::borrow::Cow;

use jiff::Timestamp;
use winback_store::domain::{Amount, Customer, LabelKind, LossRecord, Opportunity};
use winback_store::filter::{Datum, Predicate, Record};

use crate::world::World;

mod loss;
mod opportunity;
mod referred;

/// A record of any kind together with the world that its references lead into.
pub(crate) struct View<'w, T> {
    world: &'w World,
    it: &'w T,
}

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for View<'_, T> {}

/// What a field leads to.
type Related<'a> = Vec<Box<dyn Record + 'a>>;

impl World {
    /// Returns an opportunity as filters see it.
    pub(crate) const fn view<'w>(&'w self, record: &'w Opportunity) -> View<'w, Opportunity> {
        View { world: self, it: record }
    }

    /// Returns a loss as filters see it.
    pub(crate) const fn view_loss<'w>(&'w self, loss: &'w LossRecord) -> View<'w, LossRecord> {
        View { world: self, it: loss }
    }

    /// Returns a customer as filters see it.
    pub(crate) const fn view_customer<'w>(&'w self, customer: &'w Customer) -> View<'w, Customer> {
        View { world: self, it: customer }
    }

    /// Tells whether a record passes a filter.
    pub(crate) fn passes(&self, record: &Opportunity, filter: &Predicate) -> bool {
        filter.matches(&self.view(record))
    }

    /// Returns the records that pass a filter, by id.
    pub(crate) fn matching(&self, filter: &Predicate) -> Vec<&Opportunity> {
        self.opportunities.values().filter(|record| self.passes(record, filter)).collect()
    }
}

impl<'w, T> View<'w, T> {
    /// Follows a reference to a record of this world.
    fn follow<U>(self, target: Option<&'w U>) -> Related<'w>
    where
        View<'w, U>: Record,
    {
        target
            .map(|it| Box::new(View { world: self.world, it }) as Box<dyn Record>)
            .into_iter()
            .collect()
    }

    /// Follows a reference to a label.
    fn follow_label(self, kind: LabelKind, id: Option<i64>) -> Related<'w> {
        self.follow(id.and_then(|id| self.world.label(kind, id)))
    }
}

fn text<'w>(text: &'w Option<String>) -> Datum<'w> {
    text.as_deref().map_or(Datum::Empty, word)
}

const fn word(text: &str) -> Datum<'_> {
    Datum::Text(Cow::Borrowed(text))
}

fn made(text: Option<String>) -> Datum<'static> {
    text.map_or(Datum::Empty, |text| Datum::Text(Cow::Owned(text)))
}

fn number(number: Option<i64>) -> Datum<'static> {
    number.map_or(Datum::Empty, Datum::Number)
}

fn money(amount: Option<Amount>) -> Datum<'static> {
    number(amount.map(Amount::minor))
}

fn instant(at: Option<Timestamp>) -> Datum<'static> {
    at.map_or(Datum::Empty, Datum::Instant)
}

fn reference(id: Option<i64>) -> Datum<'static> {
    id.map_or(Datum::Empty, Datum::Reference)
}
