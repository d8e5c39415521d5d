//! The checked tree: what backends see, well typed by construction.

use std::cmp::Ordering;
use std::num::NonZeroU32;

use crate::calendar::Part;
use crate::error::FilterError;
use crate::offsets::Offsets;
use crate::operator::OperatorKind;
use crate::schema::{Entity, FieldRef};
use crate::typing;
use crate::value::Value;

/// A filter in which every field exists and every value has its field's type.
///
/// Logic is two-valued: a test on an empty value is false, and `Not` turns that into true
/// (rule: behaviour 8.6).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// All of these hold; without members, true.
    All(Vec<Self>),
    /// At least one of these holds; without members, false.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// One field passes one test.
    Test(Test),
}

/// One field and what is asked of it; only [`Predicate::test`] makes one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    field: FieldRef,
    condition: Condition,
}

impl Test {
    /// Returns the tested field.
    pub fn field(&self) -> FieldRef {
        self.field
    }

    /// Returns what is asked of it, of the field's type.
    pub fn condition(&self) -> &Condition {
        &self.condition
    }
}

/// What can be asked of a field; false for an empty value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// There is a value; a list of records has a member. Of any field.
    IsSet,
    /// The value stands in a relation to a constant, text by code point; choices, yes/no and
    /// references know only [`Relation::Equal`], lists of records none.
    Compare {
        /// The relation, read from the field to the constant.
        relation: Relation,
        /// The constant.
        value: Value,
    },
    /// The value is one of these: of numbers, texts, choices and references. For a list of
    /// records: some member is one of these.
    OneOf(Vec<Value>),
    /// The text looks like this. Of text fields.
    Text {
        /// How the two texts are compared.
        how: TextMatch,
        /// Whether the field's text is folded (by [`fold`](crate::fold)) before.
        ignore_case: bool,
        /// The searched text; already folded when `ignore_case`.
        text: String,
    },
    /// Some referred record passes this. Of references and lists of records
    /// (rule: behaviour 8.7).
    Matches(Box<Predicate>),
    /// At least so many of the records pass this. Of lists of records (rule: behaviour 2.4, lost at
    /// least twice); asked for one, it becomes [`Condition::Matches`].
    AtLeast {
        /// How many.
        count: NonZeroU32,
        /// What each of them must pass.
        filter: Box<Predicate>,
    },
    /// The referred record, or one in line with it, passes a filter. Of references to entities whose
    /// records stand under one another.
    InLine {
        /// In which direction the line runs.
        line: Line,
        /// The field that leads from a record to the one that it stands under: the
        /// [parent](crate::Entity::parent) of the entity referred to.
        parent: FieldRef,
        /// What one record of the line must pass.
        filter: Box<Predicate>,
    },
    /// One number of the date stands so to a constant. Of dates and times.
    Part {
        /// Which number; a day alone has no hour.
        part: Part,
        /// The clock that times are read by; UTC for days.
        offsets: Offsets,
        /// What is asked of the number.
        test: PartTest,
    },
}

/// The records that are asked together with a referred one; a line that comes back to where it was
/// ends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Line {
    /// The record and all that it stands under: it is found *under* one that passes.
    Under,
    /// The record and all that stand under it: it is found *over* one that passes.
    Over,
}

impl Line {
    pub(crate) fn operator(self) -> OperatorKind {
        match self {
            Self::Under => OperatorKind::Under,
            Self::Over => OperatorKind::Over,
        }
    }
}

/// What can be asked of one number of a date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PartTest {
    /// It stands in a relation to a constant.
    Compare {
        /// The relation, read from the date to the constant.
        relation: Relation,
        /// The constant.
        number: i64,
    },
    /// It is one of these.
    OneOf(Vec<i64>),
}

impl PartTest {
    /// Says whether a number passes.
    pub fn passes(&self, found: i64) -> bool {
        match self {
            Self::Compare { relation, number } => relation.holds(found.cmp(number)),
            Self::OneOf(numbers) => numbers.contains(&found),
        }
    }
}

/// How a value stands to a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same.
    Equal,
    /// Smaller or earlier.
    Less,
    /// Smaller, earlier or the same.
    LessOrEqual,
    /// Greater or later.
    Greater,
    /// Greater, later or the same.
    GreaterOrEqual,
}

impl Relation {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Says whether the relation is this order.
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// How a text is compared with a searched one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextMatch {
    /// The whole text is the searched one.
    Equals,
    /// It stands somewhere in it.
    Contains,
    /// It stands at the start.
    StartsWith,
    /// It stands at the end.
    EndsWith,
    /// The whole text fits the pattern, see [`pattern_matches`](crate::pattern_matches).
    Pattern,
}

impl Default for Predicate {
    /// Returns the predicate that is true of every record.
    fn default() -> Self {
        Self::everything()
    }
}

impl Predicate {
    /// Returns the predicate that is true of every record.
    pub fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// Returns the predicate that is true of no record.
    pub fn nothing() -> Self {
        Self::Any(Vec::new())
    }

    /// Returns the test of a field of an entity.
    ///
    /// `field` is its name, ours or the reference system's. Text to be searched ignoring case is
    /// folded here, and a filter on referred records brought into normal form.
    ///
    /// # Errors
    /// `UnknownField`; `WrongCondition` if the field's type cannot be asked that, or a value is not
    /// of its type; `WrongEntity` if the filter on referred records is about other records.
    pub fn test(entity: &Entity, field: &str, condition: Condition) -> Result<Self, FilterError> {
        let field = entity.field_ref(field).ok_or_else(|| FilterError::no_field(entity, field))?;
        Self::of(field, condition)
    }

    pub(crate) fn of(field: FieldRef, condition: Condition) -> Result<Self, FilterError> {
        let condition = typing::condition(field, condition)?;
        Ok(Self::Test(Test { field, condition }))
    }

    /// Returns the predicate that is true where both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut members = self.into_conjuncts();
        members.extend(other.into_conjuncts());
        one_or(members, Self::All)
    }

    /// Returns the predicate that is true where one of both is.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut members = self.into_disjuncts();
        members.extend(other.into_disjuncts());
        one_or(members, Self::Any)
    }

    /// Returns the predicate that is true where this one is not.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "reads on with `and` and `or`")]
    pub fn not(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::All(members) if members.is_empty() => Self::nothing(),
            Self::Any(members) if members.is_empty() => Self::everything(),
            Self::All(_) | Self::Any(_) | Self::Test(_) => Self::Not(Box::new(self)),
        }
    }

    /// Returns the same predicate in normal form: no conjunction directly inside a conjunction, no
    /// disjunction directly inside a disjunction, none with a single member, no double negation.
    #[must_use]
    pub fn normalized(self) -> Self {
        match self {
            Self::All(members) => {
                let members = members.into_iter().map(Self::normalized);
                one_or(members.flat_map(Self::into_conjuncts).collect(), Self::All)
            }
            Self::Any(members) => {
                let members = members.into_iter().map(Self::normalized);
                one_or(members.flat_map(Self::into_disjuncts).collect(), Self::Any)
            }
            Self::Not(inner) => inner.normalized().not(),
            Self::Test(_) => self,
        }
    }

    /// Shows every field that is used to `is`, those of referred records included, and says whether
    /// it was true of any.
    pub fn mentions(&self, is: &mut dyn FnMut(FieldRef) -> bool) -> bool {
        match self {
            Self::All(members) | Self::Any(members) => {
                members.iter().fold(false, |found, member| member.mentions(is) | found)
            }
            Self::Not(inner) => inner.mentions(is),
            Self::Test(test) => {
                let own = is(test.field);
                match &test.condition {
                    Condition::Matches(inner) | Condition::AtLeast { filter: inner, .. } => {
                        inner.mentions(is) | own
                    }
                    Condition::InLine { parent, filter, .. } => {
                        is(*parent) | filter.mentions(is) | own
                    }
                    Condition::IsSet
                    | Condition::Compare { .. }
                    | Condition::OneOf(_)
                    | Condition::Text { .. }
                    | Condition::Part { .. } => own,
                }
            }
        }
    }

    fn into_conjuncts(self) -> Vec<Self> {
        match self {
            Self::All(members) => members,
            Self::Any(_) | Self::Not(_) | Self::Test(_) => vec![self],
        }
    }

    fn into_disjuncts(self) -> Vec<Self> {
        match self {
            Self::Any(members) => members,
            Self::All(_) | Self::Not(_) | Self::Test(_) => vec![self],
        }
    }
}

fn one_or(mut members: Vec<Predicate>, many: fn(Vec<Predicate>) -> Predicate) -> Predicate {
    match (members.len(), members.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            members.extend(last);
            many(members)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn pages(relation: Relation) -> Predicate {
        let condition = Condition::Compare { relation, value: Value::Number(1) };
        Predicate::test(sample::schema().entity("book").unwrap(), "pages", condition).unwrap()
    }

    fn refused(field: &str, condition: Condition) -> String {
        let schema = sample::schema();
        Predicate::test(schema.entity("book").unwrap(), field, condition).unwrap_err().to_string()
    }

    #[test]
    fn joining_flattens_and_drops_what_is_neutral() {
        let (less, more) = (pages(Relation::Less), pages(Relation::Greater));
        assert_eq!(Predicate::everything().and(less.clone()), less);
        assert_eq!(Predicate::nothing().or(less.clone()), less);
        let three = less.clone().and(more.clone()).and(less.clone());
        assert_eq!(three, Predicate::All(vec![less.clone(), more.clone(), less.clone()]));
        let nested = Predicate::Any(vec![
            Predicate::Any(vec![less.clone()]),
            Predicate::Not(Box::new(Predicate::Not(Box::new(more.clone())))),
        ]);
        assert_eq!(nested.normalized(), less.clone().or(more));
        assert_eq!(less.clone().not().not(), less);
        assert_eq!(Predicate::everything().not(), Predicate::nothing());
    }

    #[test]
    fn every_field_is_mentioned() {
        let text = "pages = 1 or not editor.country.code = DE";
        let predicate = sample::schema().parse("book", text, &sample::context()).unwrap();
        let mut seen = Vec::new();
        let found = predicate.mentions(&mut |field| {
            seen.push(format!("{}.{}", field.entity(), field.name()));
            field.name() == "pages"
        });
        assert!(found);
        assert_eq!(seen, ["book.pages", "book.editor", "author.country", "country.code"]);
    }

    #[test]
    fn a_test_is_of_its_fields_type() {
        let compare = |value| Condition::Compare { relation: Relation::Less, value };
        assert_eq!(
            refused("title", compare(Value::Number(1))),
            "`title` is a text field and cannot be asked that"
        );
        assert_eq!(
            refused("pages", compare(Value::YesNo(true))),
            "`pages` is a number field and cannot be asked that"
        );
        assert_eq!(
            refused("state", Condition::OneOf(vec![Value::Choice("lost")])),
            "`state` is a choice field and cannot be asked that"
        );
        assert_eq!(
            refused("added", Condition::OneOf(vec![])),
            "`added` is a date and time field and cannot be asked that"
        );
        assert_eq!(
            refused("editor", Condition::Matches(Box::new(pages(Relation::Less).not()))),
            "the filter on `editor` uses fields of `book`; expected `author`"
        );
        let parent = sample::schema().entity("author").and_then(Entity::parent).unwrap();
        let under = |parent| Condition::InLine {
            line: Line::Under,
            parent,
            filter: Box::new(Predicate::everything()),
        };
        assert_eq!(
            refused("shelf", under(parent)),
            "`shelf` is a reference field and cannot be asked that"
        );
        let country = sample::schema().entity("author").and_then(|it| it.field_ref("country"));
        assert_eq!(
            refused("editor", under(country.unwrap())),
            "`editor` is a reference field and cannot be asked that"
        );
        assert_eq!(
            refused("titel", Condition::IsSet),
            "unknown field `titel`; did you mean `title`?"
        );
    }

    #[test]
    fn searched_text_is_folded_on_the_way_in() {
        let how = TextMatch::Contains;
        let searched = Condition::Text { how, ignore_case: true, text: "ẞA".to_owned() };
        let schema = sample::schema();
        let predicate = Predicate::test(schema.entity("book").unwrap(), "isbn", searched).unwrap();
        assert_eq!(predicate.to_string(), r#"isbn contains "ssa""#);
    }
}
