//! The catalogue of record types and their fields, which everything else in this crate reads.

use crate::keyword;

mod field;
mod phrase;

pub use field::{Field, FieldKind, FieldRef};
pub use phrase::{Meaning, Phrase};

/// The most decimals that a number field may have, so that one whole still fits into an `i64`.
const MAX_SCALE: u8 = 18;

/// A catalogue of entities (record types) that refer to one another.
///
/// Only names that were checked by [`Schema::new`] are inside, so that a lookup of a reference's
/// target cannot fail later.
#[derive(Debug, Clone)]
pub struct Schema {
    entities: Vec<Entity>,
    people: Option<&'static str>,
    phrases: Vec<(&'static str, Phrase)>,
}

/// One type of record: its fields, and how it is found by people.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its name in lower case, e.g. `customer`.
    pub name: &'static str,
    /// The text field that names a record of this type to people, e.g. `name`.
    pub display: &'static str,
    /// What `contains` on a reference to this entity searches; empty means the display field
    /// (rule: behaviour 8.7).
    pub search: Vec<Search>,
    /// Its fields, in the order in which they are offered.
    pub fields: Vec<Field>,
}

/// One field that `contains` on a reference searches (rule: behaviour 8.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// The named text field contains the searched text, ignoring case.
    Contains(&'static str),
    /// The named text field is exactly the searched text, case kept.
    Exactly(&'static str),
}

impl Search {
    /// Returns the name of the searched field.
    pub fn field(self) -> &'static str {
        match self {
            Self::Contains(field) | Self::Exactly(field) => field,
        }
    }
}

impl Entity {
    /// Returns the field with this name, ours or the reference system's.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.is_named(name))
    }

    /// Returns a handle to the field with this name, ours or the reference system's.
    pub fn field_ref(&self, name: &str) -> Option<FieldRef> {
        self.field(name).map(|field| FieldRef {
            entity: self.name,
            name: field.name,
            kind: field.kind,
            nullable: field.nullable,
            display: field.name == self.display,
            parent: field.parent,
        })
    }

    /// Returns a handle to the field that refers to the record that one stands under, if records of
    /// this entity stand under one another.
    pub fn parent(&self) -> Option<FieldRef> {
        self.fields.iter().find(|field| field.parent).and_then(|field| self.field_ref(field.name))
    }

    fn check(&self, entities: &[Self]) -> Result<(), SchemaError> {
        let entity = self.name;
        for (index, field) in self.fields.iter().enumerate() {
            check_field(entity, field, entities)?;
            let before = self.fields.iter().take(index);
            for name in [Some(field.name), field.reference_name].into_iter().flatten() {
                if before.clone().any(|other| other.is_named(name)) {
                    return Err(SchemaError::DuplicateField { entity, field: name });
                }
            }
        }
        let to_itself = FieldKind::Reference { to: entity };
        let mut parents = self.fields.iter().filter(|field| field.parent);
        if let Some(stray) = parents.clone().find(|field| field.kind != to_itself) {
            return Err(SchemaError::StrayParent { entity, field: stray.name });
        }
        if let Some(second) = parents.nth(1) {
            return Err(SchemaError::SecondParent { entity, field: second.name });
        }
        let searched = self.search.iter().map(|search| search.field());
        for field in searched.chain([self.display]) {
            if !self.fields.iter().any(|own| own.name == field && own.kind == FieldKind::Text) {
                return Err(SchemaError::NotAText { entity, field });
            }
        }
        Ok(())
    }
}

fn check_field(entity: &'static str, field: &Field, all: &[Entity]) -> Result<(), SchemaError> {
    let flag = field.reference_flag.map(|(name, _)| name);
    let parts = field.reference_name.into_iter().flat_map(|name| name.split('.'));
    for name in [field.name].into_iter().chain(parts).chain(flag) {
        if !keyword::is_field_name(name) {
            return Err(SchemaError::BadName { entity, field: name });
        }
    }
    match field.kind {
        FieldKind::Number { scale } if scale > MAX_SCALE => {
            Err(SchemaError::ScaleTooLarge { entity, field: field.name, scale })
        }
        FieldKind::Reference { to } | FieldKind::Many { to }
            if !all.iter().any(|target| target.name == to) =>
        {
            Err(SchemaError::UnknownTarget { entity, field: field.name, target: to })
        }
        FieldKind::Text
        | FieldKind::Number { .. }
        | FieldKind::Date
        | FieldKind::Instant
        | FieldKind::Choice(_)
        | FieldKind::YesNo
        | FieldKind::Reference { .. }
        | FieldKind::Many { .. } => Ok(()),
    }
}

impl Schema {
    /// Returns the catalogue of these entities.
    ///
    /// # Errors
    /// One variant of [`SchemaError`] for each way in which the entities contradict one another.
    pub fn new(entities: Vec<Entity>) -> Result<Self, SchemaError> {
        for (index, entity) in entities.iter().enumerate() {
            if entities.iter().take(index).any(|other| other.name == entity.name) {
                return Err(SchemaError::DuplicateEntity { entity: entity.name });
            }
            entity.check(&entities)?;
        }
        Ok(Self { entities, people: None, phrases: Vec::new() })
    }

    /// Declares the entity of the people who read lists: a reference to it can be compared with
    /// `me`, see [`Context::me`](crate::Context::me).
    ///
    /// # Errors
    /// `NoPeople` if there is no such entity.
    pub fn with_people(self, entity: &'static str) -> Result<Self, SchemaError> {
        match self.entity(entity) {
            Some(_) => Ok(Self { people: Some(entity), ..self }),
            None => Err(SchemaError::NoPeople { entity }),
        }
    }

    /// Returns the name of the entity that `me` belongs to, if there is one.
    pub fn people(&self) -> Option<&'static str> {
        self.people
    }

    /// Returns the entity with this name.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.name == name)
    }

    /// Returns all entities, in the order given.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }
}

/// Why a list of entities makes no schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Two entities have one name.
    #[error("two entities are named `{entity}`; rename one")]
    DuplicateEntity {
        /// The name.
        entity: &'static str,
    },
    /// Two fields of an entity have one name, ours or the reference system's.
    #[error("two fields of `{entity}` are named `{field}`; rename one")]
    DuplicateField {
        /// The entity.
        entity: &'static str,
        /// The name.
        field: &'static str,
    },
    /// A field's name could not be typed in a filter.
    #[error(
        "`{entity}` cannot have a field named `{field}`; use a letter, then letters, digits and `_`, and no keyword"
    )]
    BadName {
        /// The entity.
        entity: &'static str,
        /// The name.
        field: &'static str,
    },
    /// A number field has more decimals than an `i64` can hold.
    #[error("`{entity}.{field}` has {scale} decimals; at most {MAX_SCALE} are possible")]
    ScaleTooLarge {
        /// The entity.
        entity: &'static str,
        /// The field.
        field: &'static str,
        /// Its decimals.
        scale: u8,
    },
    /// A field refers to an entity that is not in the schema.
    #[error("`{entity}.{field}` refers to `{target}`, which is not in the schema; add it")]
    UnknownTarget {
        /// The entity.
        entity: &'static str,
        /// The field.
        field: &'static str,
        /// The missing entity.
        target: &'static str,
    },
    /// A parent is not of the same entity.
    #[error("`{entity}.{field}` cannot be a parent, as it does not refer to one other `{entity}`")]
    StrayParent {
        /// The entity.
        entity: &'static str,
        /// The field.
        field: &'static str,
    },
    /// An entity has two parents.
    #[error("`{entity}` has a parent already; `{field}` cannot be a second one")]
    SecondParent {
        /// The entity.
        entity: &'static str,
        /// The second one.
        field: &'static str,
    },
    /// Phrases are declared for an entity that is not in the schema.
    #[error("phrases are declared for `{entity}`, which is not in the schema")]
    UnknownPhrases {
        /// The missing entity.
        entity: &'static str,
    },
    /// A phrase could not be typed, hides a field, or stands for nothing that can be asked.
    #[error("`{entity}` cannot have the phrase `{words}`: {problem}")]
    BadPhrase {
        /// The entity.
        entity: &'static str,
        /// The phrase.
        words: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The entity of people is not in the schema.
    #[error("people are said to be a `{entity}`, which is not in the schema; add it")]
    NoPeople {
        /// The missing entity.
        entity: &'static str,
    },
    /// A display or search field is missing or holds no text.
    #[error(
        "`{entity}` names or searches its records by `{field}`, which is not a text field of it"
    )]
    NotAText {
        /// The entity.
        entity: &'static str,
        /// The field.
        field: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(name: &'static str, fields: Vec<Field>) -> Entity {
        Entity { name, display: "name", search: vec![], fields }
    }

    fn name() -> Field {
        Field::new("name", "name", FieldKind::Text).reference("title")
    }

    fn check(entities: Vec<Entity>, expected: &str) {
        let message = Schema::new(entities).map(|_| ()).unwrap_err().to_string();
        assert_eq!(message, expected);
    }

    #[test]
    fn contradictions_are_named() {
        check(
            vec![entity("a", vec![name()]), entity("a", vec![name()])],
            "two entities are named `a`; rename one",
        );
        check(
            vec![entity("a", vec![name(), Field::new("title", "", FieldKind::Text)])],
            "two fields of `a` are named `title`; rename one",
        );
        check(
            vec![entity("a", vec![name(), Field::new("b", "", FieldKind::Many { to: "b" })])],
            "`a.b` refers to `b`, which is not in the schema; add it",
        );
        check(
            vec![entity("a", vec![Field::new("name", "", FieldKind::Date)])],
            "`a` names or searches its records by `name`, which is not a text field of it",
        );
        check(
            vec![entity("a", vec![name(), Field::new("n", "", FieldKind::Number { scale: 19 })])],
            "`a.n` has 19 decimals; at most 18 are possible",
        );
        check(
            vec![entity("a", vec![name(), Field::new("between", "", FieldKind::Date)])],
            "`a` cannot have a field named `between`; use a letter, then letters, digits and `_`, and no keyword",
        );
    }

    #[test]
    fn a_searched_field_must_be_there() {
        let mut book = entity("book", vec![name()]);
        book.search = vec![Search::Exactly("isbn")];
        check(
            vec![book],
            "`book` names or searches its records by `isbn`, which is not a text field of it",
        );
    }

    #[test]
    fn a_parent_is_one_record_of_the_same_entity() {
        let refers = |name, to| Field::new(name, name, FieldKind::Reference { to }).parent();
        check(
            vec![entity("a", vec![name(), refers("b", "b")]), entity("b", vec![name()])],
            "`a.b` cannot be a parent, as it does not refer to one other `a`",
        );
        check(
            vec![entity("a", vec![name(), refers("b", "a"), refers("c", "a")])],
            "`a` has a parent already; `c` cannot be a second one",
        );
    }

    #[test]
    fn a_field_answers_to_both_its_names() {
        let book = entity("book", vec![name()]);
        assert_eq!(book.field("title").map(|field| field.name), Some("name"));
        assert_eq!(book.field_ref("title"), book.field_ref("name"));
        assert_eq!(book.field("label").map(|field| field.name), None);
    }

    #[test]
    fn references_are_not_sorted_by_unless_asked() {
        assert!(name().sortable);
        assert!(!name().unsortable().sortable);
        assert!(!Field::new("b", "", FieldKind::Reference { to: "b" }).sortable);
    }
}
