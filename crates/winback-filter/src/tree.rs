//! The tree spelling: what the dialog edits and the API takes. Rule: behaviour 8.5.

use std::fmt;

use serde_json::Number;

use crate::expr::Expr;
use crate::lex;
use crate::operator::{Needs, OperatorKind};
use crate::period::{Length, Period};
use crate::predicate::Predicate;
use crate::print::join::Joined;
use crate::schema::Schema;
use crate::{Context, FilterErrors, keyword};

mod error;
mod json;
mod print;
mod read;
mod schema;
#[cfg(test)]
mod tests;
mod unparse;

pub use error::{TreeError, TreeErrorKind, TreeErrors};

/// A filter as a tree of branches and rules, as powerful as the text spelling; `today` and `me` are
/// still what they are.
///
/// It is read from JSON and written to it, and its [JSON schema](schemars::JsonSchema) comes from this
/// type. Its `Display` is the text spelling.
///
/// ```
/// use jiff::tz::TimeZone;
/// use winback_filter::{Context, Entity, Field, FieldKind, Schema, Tree};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Field::new("model", "bicycle.model", FieldKind::Text);
/// let sold = Field::new("sold", "bicycle.sold", FieldKind::Date);
/// let fields = vec![model, sold];
/// let bicycle = Entity { name: "bicycle", display: "model", search: vec![], fields };
/// let schema = Schema::new(vec![bicycle])?;
///
/// let json = r#"{"all": [
///     {"field": "model", "operator": "contains", "value": "race"},
///     {"field": "sold", "operator": "within",
///      "period": {"which": "last", "count": 30, "unit": "day"}}
/// ]}"#;
/// let tree = Tree::from_json(json)?;
/// assert_eq!(tree.to_string(), r#"model contains "race" and sold within last 30 days"#);
/// let expr = winback_filter::parse("model contains race and sold in last 30 days")?;
/// assert_eq!(Tree::from(&expr), tree);
///
/// let context = Context::new("2024-05-01T10:00:00Z".parse()?, TimeZone::UTC);
/// let slip = r#"{"any": [{"field": "modell", "operator": "is_set"}]}"#;
/// let slip = schema.parse_tree("bicycle", &Tree::from_json(slip)?, &context).unwrap_err();
/// assert_eq!(
///     slip.to_string(),
///     "`/any/0/field`: unknown field `modell`; did you mean `model`?"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Tree {
    /// All of these hold; without members, true.
    All(Vec<Self>),
    /// At least one of these holds; without members, false.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// A field is asked something.
    Rule(Rule),
}

/// A field and what is asked of it: what the operator needs stands with it, by construction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    field: String,
    operator: OperatorKind,
    operand: Operand,
}

/// What an operator needs besides its field, see [`Needs`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Operand {
    /// Nothing.
    Nothing,
    /// One value.
    Value(Scalar),
    /// The first and the last value of a range.
    Ends(Scalar, Scalar),
    /// Any number of values.
    Values(Vec<Scalar>),
    /// A filter on other records.
    Filter(Box<Tree>),
    /// How many, and of which records if not of all.
    Amount(u32, Option<Box<Tree>>),
    /// A stretch of time.
    Period(Period),
    /// A length of time.
    Length(Length),
}

/// A value in a tree; the field's type decides what it means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// A text, which may be a date, or a number with all its decimals.
    Text(String),
    /// A number; on a reference the id of a record.
    Number(Number),
    /// Yes or no.
    YesNo(bool),
    /// A word of the text spelling, such as `today` or `me`.
    Word(Word),
}

/// A word that stands in the text spelling without quotes: `me`, `now`, `today`, `yesterday`,
/// `tomorrow`, or whatever was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word(String);

impl Word {
    /// The words that mean something else than their letters.
    pub const MEANINGFUL: [&str; 5] = ["me", "now", "today", "yesterday", "tomorrow"];

    /// Returns the word, if it can be typed without quotes.
    pub fn new(word: impl Into<String>) -> Option<Self> {
        let word = word.into();
        let tokens = lex::tokens(&word).ok()?;
        let one = matches!(tokens.as_slice(), [token] if token.kind == lex::TokenKind::Word(&word));
        (one && !keyword::is_reserved(&word)).then_some(Self(word))
    }

    /// Returns its letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Rule {
    /// Returns the rule that asks a field, which may be reached through dots, and of which a part may
    /// be meant: `customer.country`, `created_at:month_number`.
    ///
    /// # Errors
    /// `BadField` if that can be no field; `WrongOperand` if the operator needs something else.
    pub fn new(
        field: impl Into<String>,
        operator: OperatorKind,
        operand: Operand,
    ) -> Result<Self, TreeErrorKind> {
        let field = field.into();
        if !is_path(&field) {
            return Err(TreeErrorKind::BadField { name: crate::suggest::shown(&field) });
        }
        if !operand.serves(operator.needs()) {
            return Err(TreeErrorKind::WrongOperand { operator });
        }
        Ok(Self { field, operator, operand })
    }

    /// Returns the field's name, or the names that lead to it.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Returns the operator.
    pub fn operator(&self) -> OperatorKind {
        self.operator
    }

    /// Returns what the operator needs.
    pub fn operand(&self) -> &Operand {
        &self.operand
    }
}

impl Operand {
    fn serves(&self, needs: Needs) -> bool {
        match self {
            Self::Nothing => needs == Needs::Nothing,
            Self::Value(_) => matches!(needs, Needs::Value | Needs::ValueOrFilter),
            Self::Ends(..) => needs == Needs::Ends,
            Self::Values(_) => needs == Needs::Values,
            Self::Filter(_) => matches!(needs, Needs::Filter | Needs::ValueOrFilter),
            Self::Amount(..) => needs == Needs::Amount,
            Self::Period(_) => needs == Needs::Period,
            Self::Length(_) => needs == Needs::Length,
        }
    }
}

/// Says whether a text is names with dots between, and perhaps a part of a date behind a colon.
fn is_path(text: &str) -> bool {
    let (path, part) = text.split_once(':').unzip();
    path.unwrap_or(text).split('.').all(keyword::is_field_name)
        && part.is_none_or(keyword::is_field_name)
}

impl Tree {
    /// Returns the same filter in normal form: no branch directly inside one of its kind, none with a
    /// single member, no double negation, in filters on other records as well.
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
            Self::Not(inner) => match inner.normalized() {
                Self::Not(inner) => *inner,
                other => Self::Not(Box::new(other)),
            },
            Self::Rule(Rule { field, operator, operand }) => {
                let operand = match operand {
                    Operand::Filter(inner) => Operand::Filter(Box::new(inner.normalized())),
                    Operand::Amount(count, inner) => {
                        let inner = inner.map(|inner| Box::new(inner.normalized()));
                        Operand::Amount(count, inner.filter(|it| **it != Self::All(Vec::new())))
                    }
                    Operand::Value(value) => Operand::Value(value.normalized()),
                    Operand::Ends(from, to) => Operand::Ends(from.normalized(), to.normalized()),
                    Operand::Values(values) => {
                        Operand::Values(values.into_iter().map(Scalar::normalized).collect())
                    }
                    other @ (Operand::Nothing | Operand::Period(_) | Operand::Length(_)) => other,
                };
                Self::Rule(Rule { field, operator, operand })
            }
        }
    }

    fn into_conjuncts(self) -> Vec<Self> {
        match self {
            Self::All(members) => members,
            other => vec![other],
        }
    }

    fn into_disjuncts(self) -> Vec<Self> {
        match self {
            Self::Any(members) => members,
            other => vec![other],
        }
    }
}

fn one_or(mut members: Vec<Tree>, many: fn(Vec<Tree>) -> Tree) -> Tree {
    match (members.len(), members.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            members.extend(last);
            many(members)
        }
    }
}

impl fmt::Display for Tree {
    /// Prints the text spelling; read back, it is the same tree up to
    /// [normal form](Tree::normalized).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.print(f)
    }
}

impl fmt::Display for Expr {
    /// Prints the text spelling in its plain form: what was typed otherwise, phrases as well, is as
    /// [`Tree`] prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Tree::from(self).fmt(f)
    }
}

impl Schema {
    /// Checks a filter on records of `entity` in the tree spelling.
    ///
    /// # Errors
    /// Those of [`parse`](crate::parse()) for what is too long or too deep, and of [`Expr::check`];
    /// each with the place in the tree.
    pub fn parse_tree(
        &self,
        entity: &str,
        tree: &Tree,
        context: &Context,
    ) -> Result<Predicate, TreeErrors> {
        let printed = print::Placed::of(tree);
        let checked =
            crate::parse(&printed.text).and_then(|expr| expr.check(self, entity, context));
        checked.map_err(|errors: FilterErrors| printed.placed(errors))
    }
}
