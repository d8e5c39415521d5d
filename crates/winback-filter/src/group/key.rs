//! What records are grouped by.

use std::fmt;

use jiff::civil::Weekday;

use super::MAX_GROUP_KEYS;
use super::list::{Item, items};
use crate::calendar::{Bucket, Cut};
use crate::error::{FilterError, FilterErrorKind};
use crate::schema::{Entity, FieldKind, FieldRef, Schema};
use crate::suggest;

/// One key: a field of the grouped records, or of the records that one of their fields leads to; a
/// date or time is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupKey {
    via: Option<FieldRef>,
    field: FieldRef,
    cut: Option<Cut>,
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
}

impl fmt::Display for GroupKey {
    /// Prints the key as [`Grouping::by`](super::Grouping::by) reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(via) = self.via {
            write!(f, "{}.", via.name())?;
        }
        f.write_str(self.field.name())?;
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
    let items = items(text, "a field")?;
    if let Some(surplus) = items.get(MAX_GROUP_KEYS) {
        let kind = FilterErrorKind::TooManyKeys { limit: MAX_GROUP_KEYS };
        return Err(FilterError::new(kind, surplus.span()));
    }
    items.iter().map(|item| parse(schema, entity, item, week_starts)).collect()
}

fn parse(
    schema: &Schema,
    entity: &Entity,
    item: &Item<'_>,
    week_starts: Weekday,
) -> Result<GroupKey, FilterError> {
    let (path, cut) = item.split(':');
    let (first, rest) = path.split('.');
    let (via, field) = match rest {
        None => own_or_short(schema, entity, &first)?,
        Some(rest) => {
            let (via, target) = lead(schema, entity, &first)?;
            let (name, deeper) = rest.split('.');
            if deeper.is_some() {
                return Err(FilterError::new(FilterErrorKind::TooDeepKey, path.span()));
            }
            (Some(via), groupable(target, &name)?)
        }
    };
    Ok(GroupKey { via, field, cut: cut_of(field, &path, cut, week_starts)? })
}

/// Finds a field of the records themselves, or one that the schema lets be called without the way.
fn own_or_short(
    schema: &Schema,
    entity: &Entity,
    name: &Item<'_>,
) -> Result<(Option<FieldRef>, FieldRef), FilterError> {
    if entity.field(name.text).is_none() {
        for lead in entity.fields.iter().filter(|field| field.short.contains(&name.text)) {
            let target = lead.kind.target().and_then(|target| schema.entity(target));
            if let (Some(via), Some(target)) = (entity.field_ref(lead.name), target) {
                return Ok((Some(via), groupable(target, name)?));
            }
        }
    }
    Ok((None, groupable(entity, name)?))
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
        let (field, type_name) = (via.name(), via.kind().name());
        FilterError::new(FilterErrorKind::NoFieldsInside { field, type_name }, name.span())
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
