//! The domain spelling: the reference system's filters as JSON (rule: behaviour 8.5).
//!
//! A domain is a list in prefix notation: `["|", ["type", "=", "lead"], ["active", "=", false]]`.
//! `&` may be left out, and `[1, "=", 1]` and `[0, "=", 1]` are true and false. What is odd about it
//! is spelled out while it is read: that a number without a value counts as 0, an empty text as
//! none, that `%` and `_` are wildcards in `ilike`, that a bare day after `<=` means its last
//! second. So the tree keeps its plain meaning, and prints in any spelling.
//!
//! Reading: `prefix.rs` makes a tree of the list, `leaf.rs` a predicate of each leaf, by the type
//! of its field in one file each. Printing: `print.rs`.

use std::fmt;

use serde_json::Value as Json;

use crate::check::Context;
use crate::predicate::{Condition, Predicate, Relation};
use crate::schema::{Entity, FieldKind, Schema};
use crate::value::Value;

mod choice;
mod error;
mod leaf;
mod moment;
mod number;
mod operator;
mod pattern;
mod prefix;
mod print;
mod reference;
#[cfg(test)]
mod tests;
mod text;

pub use error::{DomainError, DomainErrorKind, NotInDomain};

use self::prefix::Node;

/// The most levels of prefix operators, dots and `any` around a leaf, as in the text spelling.
const MAX_DEPTH: usize = 16;

/// How the name of the field begins that tells whether a record is archived.
const ACTIVE: &str = "active";

impl Schema {
    /// Reads a filter on records of `entity` in the domain spelling, and checks it.
    ///
    /// Fields go by their names in the reference or by ours. Days and times are UTC; `context` says
    /// which clock numbers of a date are read by, such as `create_date.month_number`. With
    /// `active_test`, records that are not active are left out unless a leaf of the domain itself is
    /// on `active` (rule: behaviour 8.1).
    ///
    /// # Errors
    /// One [`DomainErrorKind`] for each way in which a domain can be wrong.
    pub fn parse_domain(
        &self,
        entity: &str,
        domain: &Json,
        active_test: bool,
        context: &Context,
    ) -> Result<Predicate, DomainError> {
        let known = || self.entities().iter().map(|entity| entity.name);
        let entity = self.entity(entity).ok_or_else(|| DomainError::no_entity(entity, known()))?;
        let reader = Reader { schema: self, context };
        let (found, says_active) = reader.domain(entity, domain, &Place::default(), 0)?;
        let hides = active_test && !says_active;
        Ok(match entity.field_ref(ACTIVE).filter(|it| hides && it.kind() == FieldKind::YesNo) {
            Some(active) => {
                let yes =
                    Condition::Compare { relation: Relation::Equal, value: Value::YesNo(true) };
                found.and(leaf::test(active, yes, &Place::default())?)
            }
            None => found,
        })
    }

    /// Reads a filter in the domain spelling from text, see [`parse_domain`](Self::parse_domain).
    ///
    /// # Errors
    /// `NotJson`, and those of [`parse_domain`](Self::parse_domain).
    pub fn parse_domain_text(
        &self,
        entity: &str,
        text: &str,
        active_test: bool,
        context: &Context,
    ) -> Result<Predicate, DomainError> {
        let domain = serde_json::from_str(text).map_err(|error| DomainError::not_json(&error))?;
        self.parse_domain(entity, &domain, active_test, context)
    }
}

impl Predicate {
    /// Returns the filter in the domain spelling, with the reference's names of the fields; read
    /// back without `active_test`, it finds the same records.
    ///
    /// # Errors
    /// [`NotInDomain`] names what a domain cannot say.
    pub fn to_domain(&self, schema: &Schema) -> Result<Json, NotInDomain> {
        print::domain(schema, self).map(Json::Array)
    }
}

/// What reading needs everywhere.
#[derive(Clone, Copy)]
struct Reader<'a> {
    schema: &'a Schema,
    context: &'a Context,
}

impl<'a> Reader<'a> {
    /// Reads a domain, and says whether a leaf of its own is on `active`.
    fn domain(
        self,
        entity: &'a Entity,
        domain: &Json,
        place: &Place,
        depth: usize,
    ) -> Result<(Predicate, bool), DomainError> {
        let (root, depth_inside) = prefix::tree(domain, place)?;
        if depth + depth_inside > MAX_DEPTH {
            return Err(DomainError::too_deep(place));
        }
        let mut says_active = false;
        let at = At { entity, place, depth: depth + depth_inside };
        let found = self.node(at, &root, false, &mut says_active)?;
        Ok((found.normalized(), says_active))
    }

    /// A negation is carried down to the leaves, as the reference does, for whose operators it
    /// knows opposites.
    fn node(
        self,
        at: At<'a, '_>,
        node: &Node<'_>,
        negated: bool,
        says_active: &mut bool,
    ) -> Result<Predicate, DomainError> {
        let mut each = |members: &mut dyn Iterator<Item = &Node<'_>>| {
            members
                .map(|member| self.node(at, member, negated, says_active))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(match node {
            Node::All(members) if negated => Predicate::Any(each(&mut members.iter())?),
            Node::All(members) => Predicate::All(each(&mut members.iter())?),
            Node::Any(members) if negated => Predicate::All(each(&mut members.iter())?),
            Node::Any(members) => Predicate::Any(each(&mut members.iter())?),
            Node::Not(inner) => self.node(at, inner, !negated, says_active)?,
            Node::Leaf { index, items } => {
                let place = at.place.item(*index);
                *says_active |= items.first().and_then(Json::as_str) == Some(ACTIVE);
                self.leaf(At { place: &place, ..at }, items, negated)?
            }
        })
    }
}

/// Where in a domain, and on records of which entity.
#[derive(Clone, Copy)]
struct At<'a, 'p> {
    entity: &'a Entity,
    place: &'p Place,
    depth: usize,
}

/// The way into a domain, as indexes of lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Place(Vec<usize>);

impl Place {
    fn item(&self, index: usize) -> Self {
        let mut indexes = self.0.clone();
        indexes.push(index);
        Self(indexes)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|index| write!(f, "[{index}]"))
    }
}

/// Returns the opposite, with negations on tests alone.
fn opposite(predicate: Predicate) -> Predicate {
    let each = |members: Vec<Predicate>| members.into_iter().map(opposite).collect();
    match predicate {
        Predicate::All(members) => Predicate::Any(each(members)),
        Predicate::Any(members) => Predicate::All(each(members)),
        Predicate::Not(inner) => *inner,
        Predicate::Test(_) => Predicate::Not(Box::new(predicate)),
    }
}

/// Returns the predicate or its opposite.
fn maybe_opposite(predicate: Predicate, negated: bool) -> Predicate {
    if negated { opposite(predicate) } else { predicate }
}
