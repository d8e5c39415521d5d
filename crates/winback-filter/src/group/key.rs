//! What records are grouped by.

use std::fmt;

use jiff::civil::Weekday;

use super::MAX_GROUP_KEYS;
use super::list::{Item, items};
use crate::calendar::{Bucket, Cut};
use crate::error::{Expected, FilterError, FilterErrorKind};
use crate::schema::{Entity, FieldKind, FieldRef, Schema};
use crate::suggest;

/// One key: a field of the grouped records, or of the records that one of their fields leads to; a
/// date or time is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupKey {
    via: Option<FieldRef>,
    field: FieldRef,
    cut: Option<Cut>,
    /// What it was called without naming the way.
    short: Option<&'static str>,
}

impl GroupKey {
    /// Returns the field of the grouped records that leads to those whose field this is.
    pub fn via(self) -> Option<FieldRef> {
        self.via
    }

    /// Returns the field that groups.
    pub fn field(self) -> FieldRef {
        self.field
    }

    /// Returns how its values are cut; dates and times are, and nothing else is.
    pub fn cut(self) -> Option<Cut> {
        self.cut
    }

    /// Returns the key with the way to its field, whether or not it was named.
    #[must_use]
    pub(super) fn at_length(self) -> Self {
        Self { short: None, ..self }
    }
}

impl fmt::Display for GroupKey {
    /// Prints the key as [`Grouping::by`](super::Grouping::by) reads it among the others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.short, self.via) {
            (Some(short), _) => f.write_str(short)?,
            (None, Some(via)) => write!(f, "{}.{}", via.name(), self.field.name())?,
            (None, None) => f.write_str(self.field.name())?,
        }
        match self.cut {
            Some(cut) => write!(f, ":{}", cut.spelling()),
            None => Ok(()),
        }
    }
}

pub(super) fn parse_all(
    schema: &Schema,
    entity: &Entity,
    text: &str,
    week_starts: Weekday,
) -> Result<Vec<GroupKey>, FilterError> {
    let items = items(text, &Expected::Field)?;
    if let Some(surplus) = items.get(MAX_GROUP_KEYS) {
        let kind = FilterErrorKind::TooManyKeys { limit: MAX_GROUP_KEYS };
        return Err(FilterError::new(kind, surplus.span()));
    }
    let keys = items.iter().map(|item| parse(schema, entity, item, week_starts));
    let keys = beside(schema, entity, &keys.collect::<Result<Vec<_>, _>>()?);
    for (index, (key, item)) in keys.iter().zip(&items).enumerate() {
        if keys.iter().take(index).any(|before| before.at_length() == key.at_length()) {
            let kind = FilterErrorKind::RepeatedKey { key: key.to_string() };
            return Err(FilterError::new(kind, item.span()));
        }
    }
    Ok(keys)
}

/// Takes keys that mean a field of other records beside one that leads there: the reason of a loss
/// beside its date, unless that is a key already.
fn beside(schema: &Schema, entity: &Entity, keys: &[GroupKey]) -> Vec<GroupKey> {
    let leads: Vec<_> = keys.iter().filter_map(|key| key.via()).collect();
    let there = |key: &GroupKey, lead: &FieldRef| {
        let field = entity.field(lead.name())?;
        let mut renamed = field.beside.iter();
        let (own, theirs) =
            renamed.find(|(own, _)| key.via.is_none() && *own == key.field.name())?;
        let theirs = schema.entity(field.kind.target()?)?.field_ref(theirs)?;
        Some(GroupKey { via: Some(*lead), field: theirs, short: Some(own), ..*key })
    };
    let moved = |key: &GroupKey| {
        let there = leads.iter().find_map(|lead| there(key, lead));
        let is_new =
            |moved: &GroupKey| !keys.iter().any(|key| key.at_length() == moved.at_length());
        there.filter(is_new).unwrap_or(*key)
    };
    keys.iter().map(moved).collect()
}

fn parse(
    schema: &Schema,
    entity: &Entity,
    item: &Item<'_>,
    week_starts: Weekday,
) -> Result<GroupKey, FilterError> {
    let (path, cut) = item.split(':');
    let (first, rest) = path.split('.');
    let (via, field, short) = match rest {
        None => own_or_short(schema, entity, &first)?,
        Some(rest) => {
            let (via, target) = lead(schema, entity, &first)?;
            let (name, deeper) = rest.split('.');
            if deeper.is_some() {
                return Err(FilterError::new(FilterErrorKind::TooDeepKey, path.span()));
            }
            (Some(via), groupable(target, &name)?, None)
        }
    };
    Ok(GroupKey { via, field, short, cut: cut_of(field, &path, cut, week_starts)? })
}

/// Finds a field of the records themselves, or one that the schema lets be called without the way.
fn own_or_short(
    schema: &Schema,
    entity: &Entity,
    name: &Item<'_>,
) -> Result<(Option<FieldRef>, FieldRef, Option<&'static str>), FilterError> {
    if entity.field(name.text).is_none() {
        for lead in &entity.fields {
            let Some(short) = lead.short.iter().find(|short| **short == name.text) else {
                continue;
            };
            let target = lead.kind.target().and_then(|target| schema.entity(target));
            if let (Some(via), Some(target)) = (entity.field_ref(lead.name), target) {
                return Ok((Some(via), groupable(target, name)?, Some(short)));
            }
        }
    }
    Ok((None, groupable(entity, name)?, None))
}

fn lead<'s>(
    schema: &'s Schema,
    entity: &Entity,
    name: &Item<'_>,
) -> Result<(FieldRef, &'s Entity), FilterError> {
    let via = entity
        .field_ref(name.text)
        .ok_or_else(|| FilterError::no_field(entity, name.text).at(name.span()))?;
    let target = via.kind().target().and_then(|target| schema.entity(target));
    target.map(|target| (via, target)).ok_or_else(|| {
        let (field, field_kind) = (via.name(), via.kind());
        FilterError::new(FilterErrorKind::NoFieldsInside { field, field_kind }, name.span())
    })
}

fn groupable(entity: &Entity, name: &Item<'_>) -> Result<FieldRef, FilterError> {
    let field = entity.field(name.text).zip(entity.field_ref(name.text));
    match field {
        Some((field, handle)) if field.groupable => Ok(handle),
        Some((field, _)) => {
            let kind = FilterErrorKind::NotGroupable { field: field.name };
            Err(FilterError::new(kind, name.span()).expecting_words(keys(entity)))
        }
        None => Err(FilterError::no_field(entity, name.text)
            .at(name.span())
            .expecting_words(keys(entity))),
    }
}

fn keys(entity: &Entity) -> impl Iterator<Item = &'static str> {
    let own = entity.fields.iter().filter(|field| field.groupable).map(|field| field.name);
    own.chain(entity.fields.iter().flat_map(|field| field.short.iter().copied()))
}

fn cut_of(
    field: FieldRef,
    path: &Item<'_>,
    cut: Option<Item<'_>>,
    week_starts: Weekday,
) -> Result<Option<Cut>, FilterError> {
    let days_alone = match field.kind() {
        FieldKind::Instant => false,
        FieldKind::Date => true,
        FieldKind::Text
        | FieldKind::Number { .. }
        | FieldKind::Choice(_)
        | FieldKind::YesNo
        | FieldKind::Reference { .. }
        | FieldKind::Many { .. } => {
            return cut.map_or(Ok(None), |cut| {
                let shown = suggest::shown(cut.text);
                let kind = FilterErrorKind::WrongCut { field: field.name(), cut: shown };
                Err(FilterError::new(kind, path.start..cut.span().end))
            });
        }
    };
    let Some(cut) = cut else { return Ok(Some(Cut::Bucket(Bucket::Month))) };
    let known = || Cut::all(week_starts).filter(|cut| !days_alone || cut.suits_days());
    match known().find(|known| known.spelling() == cut.text) {
        Some(found) => Ok(Some(found)),
        None => {
            let kind =
                FilterErrorKind::UnknownCut { field: field.name(), cut: suggest::shown(cut.text) };
            let words = || known().map(Cut::spelling);
            Err(FilterError::new(kind, cut.span())
                .expecting_words(words())
                .suggesting(suggest::nearest(cut.text, words())))
        }
    }
}
