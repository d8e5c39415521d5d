//! Fields, their types, and handles to them.

use crate::operator::OperatorKind;

/// One field of an entity, as people, the parser and the backends see it.
#[derive(Debug, Clone)]
pub struct Field {
    /// Our name: a letter, then letters, digits and `_`, and no keyword of the text spelling.
    pub name: &'static str,
    /// The name of the same field in the reference system, if it has one; the text spelling
    /// understands both.
    pub reference_name: Option<&'static str>,
    /// The key of the label that people see.
    pub label: &'static str,
    /// The type of its values.
    pub kind: FieldKind,
    /// Whether a record may be without a value.
    pub nullable: bool,
    /// Whether lists may be grouped by it.
    pub groupable: bool,
    /// Whether lists may be sorted by it.
    pub sortable: bool,
    /// The choices as which the reference system keeps a number, such as `0` to `3`.
    pub reference_choices: Option<&'static [&'static str]>,
    /// A yes or no of the reference system that says whether a choice has one value: its name there,
    /// and the value.
    pub reference_flag: Option<(&'static str, &'static str)>,
    /// Whether it refers to the record of the same entity that this one stands under.
    pub parent: bool,
    /// Fields of the records that it leads to which may be grouped by without naming the way:
    /// `lost_at` for `losses.lost_at`. Own fields go first.
    pub short: &'static [&'static str],
    /// Own fields that mean one of the records that this field leads to when they stand as a key
    /// beside another one through it, each with the name of that one: beside `losses.lost_at`,
    /// `lost_reason` is the `reason` of the same loss.
    pub beside: &'static [(&'static str, &'static str)],
}

impl Field {
    /// Returns a nullable field that cannot be grouped by, and can be sorted by if it holds a
    /// single value of its own (no reference, no list of records).
    pub fn new(name: &'static str, label: &'static str, kind: FieldKind) -> Self {
        let sortable = kind.target().is_none();
        Self {
            name,
            reference_name: None,
            label,
            kind,
            nullable: true,
            groupable: false,
            sortable,
            reference_choices: None,
            reference_flag: None,
            parent: false,
            short: &[],
            beside: &[],
        }
    }

    /// Names the field as the reference system does; the name may lead there through dots.
    #[must_use]
    pub fn reference(self, name: &'static str) -> Self {
        Self { reference_name: Some(name), ..self }
    }

    /// Declares that the reference system keeps the number as a choice of digits.
    #[must_use]
    pub fn reference_choices(self, choices: &'static [&'static str]) -> Self {
        Self { reference_choices: Some(choices), ..self }
    }

    /// Declares that the reference system has a yes or no that says whether the choice is this one.
    #[must_use]
    pub fn reference_flag(self, name: &'static str, choice: &'static str) -> Self {
        Self { reference_flag: Some((name, choice)), ..self }
    }

    /// Declares that every record has a value.
    #[must_use]
    pub fn required(self) -> Self {
        Self { nullable: false, ..self }
    }

    /// Allows to group by the field.
    #[must_use]
    pub fn groupable(self) -> Self {
        Self { groupable: true, ..self }
    }

    /// Allows to group by these fields of the records that the field leads to without naming it.
    #[must_use]
    pub fn short(self, short: &'static [&'static str]) -> Self {
        Self { short, ..self }
    }

    /// Takes own fields for ones of the records that the field leads to, beside a key through it.
    #[must_use]
    pub fn beside(self, beside: &'static [(&'static str, &'static str)]) -> Self {
        Self { beside, ..self }
    }

    /// Forbids to sort by the field.
    #[must_use]
    pub fn unsortable(self) -> Self {
        Self { sortable: false, ..self }
    }

    /// Allows to sort by a reference; a backend decides what it is ordered by, such as its name.
    #[must_use]
    pub fn sortable(self) -> Self {
        Self { sortable: true, ..self }
    }

    /// Declares that the field refers to the record of the same entity that this one stands under,
    /// as a branch under its company; an entity has at most one such field.
    #[must_use]
    pub fn parent(self) -> Self {
        Self { parent: true, ..self }
    }

    /// Returns the operators to offer for the field, in order (rule: behaviour 8.4).
    pub fn operators(&self) -> &'static [OperatorKind] {
        self.kind.operators()
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name || self.reference_name == Some(name)
    }
}

/// The type of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Text.
    Text,
    /// A whole number of units of 10^-`scale`: 0 for integers, 2 for percents, the currency's
    /// decimals for money; 0 to 18.
    Number {
        /// How many decimals the number has.
        scale: u8,
    },
    /// A calendar day.
    Date,
    /// A point in time.
    Instant,
    /// One of these words, in their order.
    Choice(&'static [&'static str]),
    /// Yes or no.
    YesNo,
    /// At most one record of another (or the same) entity.
    Reference {
        /// The name of the entity referred to.
        to: &'static str,
    },
    /// Any number of records of another (or the same) entity.
    Many {
        /// The name of the entity referred to.
        to: &'static str,
    },
}

impl FieldKind {
    /// Returns the type's name as error messages spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number { .. } => "number",
            Self::Date => "date",
            Self::Instant => "date and time",
            Self::Choice(_) => "choice",
            Self::YesNo => "yes/no",
            Self::Reference { .. } => "reference",
            Self::Many { .. } => "list of records",
        }
    }

    /// Returns the name of the entity that a reference or a list of records leads to.
    pub fn target(self) -> Option<&'static str> {
        match self {
            Self::Reference { to } | Self::Many { to } => Some(to),
            Self::Text
            | Self::Number { .. }
            | Self::Date
            | Self::Instant
            | Self::Choice(_)
            | Self::YesNo => None,
        }
    }
}

/// A field that exists: only an [`Entity`](crate::Entity) makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldRef {
    pub(super) entity: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: FieldKind,
    pub(super) nullable: bool,
    pub(super) display: bool,
    pub(super) parent: bool,
}

impl FieldRef {
    /// Returns the name of the entity that has the field.
    pub fn entity(self) -> &'static str {
        self.entity
    }

    /// Returns our name of the field.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Returns the type of its values.
    pub fn kind(self) -> FieldKind {
        self.kind
    }

    /// Says whether a record may be without a value.
    pub fn is_nullable(self) -> bool {
        self.nullable
    }

    /// Says whether the field names its records to people.
    pub fn is_display(self) -> bool {
        self.display
    }

    /// Says whether the field refers to the record of the same entity that this one stands under.
    pub fn is_parent(self) -> bool {
        self.parent
    }
}
