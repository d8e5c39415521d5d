//! A predicate in the text spelling.

use std::fmt::{self, Display, Formatter, Write};

use crate::expr::text_operator;
use crate::predicate::{Condition, PartTest, Predicate, Relation, Test, TextMatch};
use crate::schema::{FieldKind, FieldRef};
use crate::value::Value;

pub(crate) mod join;
mod value;

use join::{Joined, Out, Shape};
pub(crate) use value::quoted;
use value::{Listed, Shown};

impl Display for Predicate {
    /// Prints the text spelling; read back, it is the same predicate up to
    /// [normal form](Predicate::normalized). Everything is the empty text. A filter nested as deep as
    /// [`parse`](crate::parse()) allows may print a little deeper.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.print(f)
    }
}

impl Joined for Predicate {
    fn shape(&self) -> Shape<'_, Self> {
        match self {
            Self::All(members) => Shape::All(members),
            Self::Any(members) => Shape::Any(members),
            Self::Not(inner) => match inner.as_ref() {
                Self::Test(test) if has_opposite(test) => Shape::Leaf,
                Self::All(_) | Self::Any(_) | Self::Not(_) | Self::Test(_) => Shape::Not(inner),
            },
            Self::Test(_) => Shape::Leaf,
        }
    }

    fn print_leaf(&self, out: &mut impl Out) -> fmt::Result {
        match self {
            Self::Test(test) => write_test(out, "", test, false),
            Self::Not(inner) => match inner.as_ref() {
                Self::Test(test) => write_test(out, "", test, true),
                Self::All(_) | Self::Any(_) | Self::Not(_) => Ok(()),
            },
            Self::All(_) | Self::Any(_) => Ok(()),
        }
    }
}

/// Says whether the test has an operator that asks the opposite.
fn has_opposite(test: &Test) -> bool {
    match test.condition() {
        Condition::Compare { relation, .. } => *relation == Relation::Equal,
        Condition::Part { test: PartTest::Compare { relation, .. }, .. } => {
            *relation == Relation::Equal
        }
        Condition::IsSet
        | Condition::OneOf(_)
        | Condition::Text { .. }
        | Condition::Matches(_)
        | Condition::AtLeast { .. }
        | Condition::InLine { .. }
        | Condition::Part { test: PartTest::OneOf(_), .. } => true,
    }
}

/// Writes a test, or its opposite; `path` is what stands before the field, with its dot.
fn write_test(f: &mut impl Write, path: &str, test: &Test, negated: bool) -> fmt::Result {
    let field = test.field();
    let name = field.name();
    match test.condition() {
        Condition::IsSet => write!(f, "{path}{name} is {}set", if negated { "not " } else { "" }),
        Condition::Compare { relation, value } => {
            let sign = if negated { "!=" } else { relation.sign() };
            write!(f, "{path}{name} {sign} {}", Shown { field, value })
        }
        Condition::OneOf(values) => {
            let values = values.iter().map(|value| Shown { field, value });
            write!(f, "{path}{name} {}in {}", not(negated), Listed(values))
        }
        Condition::Text { how, ignore_case, text } => {
            let text = quoted(text);
            write!(f, "{path}{name} {} {text}", verb(*how, *ignore_case, negated))
        }
        Condition::Matches(inner) => write_matches(f, path, field, inner, negated),
        Condition::AtLeast { count, filter } => {
            if negated {
                write!(f, "{path}{name} at most {}", count.get() - 1)?;
            } else {
                write!(f, "{path}{name} at least {count}")?;
            }
            match filter.as_ref() {
                Predicate::All(members) if members.is_empty() => Ok(()),
                filter => write!(f, " matching ({filter})"),
            }
        }
        Condition::InLine { line, filter, .. } => {
            write!(f, "{path}{name} {}{} {}", not(negated), line.operator(), InLineWith(filter))
        }
        Condition::Part { part, test: PartTest::Compare { relation, number }, .. } => {
            let sign = if negated { "!=" } else { relation.sign() };
            write!(f, "{path}{name}:{part} {sign} {number}")
        }
        Condition::Part { part, test: PartTest::OneOf(numbers), .. } => {
            write!(f, "{path}{name}:{part} {}in {}", not(negated), Listed(numbers.iter()))
        }
    }
}

fn write_matches(
    f: &mut impl Write,
    path: &str,
    field: FieldRef,
    inner: &Predicate,
    negated: bool,
) -> fmt::Result {
    let name = field.name();
    if let Some(names) = names(inner) {
        return match names.as_slice() {
            [only] if matches!(field.kind(), FieldKind::Reference { .. }) => {
                write!(f, "{path}{name} {} {}", if negated { "!=" } else { "=" }, quoted(only))
            }
            several => {
                let several = several.iter().map(|name| quoted(name));
                write!(f, "{path}{name} {}in {}", not(negated), Listed(several))
            }
        };
    }
    match inner {
        Predicate::Test(test) if !negated => {
            return write_test(f, &format!("{path}{name}."), test, false);
        }
        Predicate::Not(opposite) if !negated => {
            if let Predicate::Test(test) = opposite.as_ref()
                && has_opposite(test)
            {
                return write_test(f, &format!("{path}{name}."), test, true);
            }
        }
        Predicate::All(_) | Predicate::Any(_) | Predicate::Not(_) | Predicate::Test(_) => {}
    }
    write!(f, "{path}{name} matches {}({inner})", if negated { "none " } else { "" })
}

/// A record in line: by its id or name if that is all, or else as a filter.
struct InLineWith<'a>(&'a Predicate);

impl Display for InLineWith<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some([only]) = names(self.0).as_deref() {
            return f.write_str(&quoted(only));
        }
        if let Predicate::Test(test) = self.0
            && test.field().name() == "id"
            && let Condition::Compare { relation: Relation::Equal, value } = test.condition()
            && let Value::Number(_) = value
        {
            return Shown { field: test.field(), value }.fmt(f);
        }
        write!(f, "({})", self.0)
    }
}

/// Returns the names if the filter asks for records of any of them, and nothing else.
fn names(inner: &Predicate) -> Option<Vec<&str>> {
    match inner {
        Predicate::Test(test) => match test.condition() {
            Condition::Text { how: TextMatch::Equals, ignore_case: true, text }
                if test.field().is_display() =>
            {
                Some(vec![text])
            }
            _ => None,
        },
        Predicate::Any(members) if !members.is_empty() => {
            let names = members.iter().map(|member| match member {
                Predicate::Test(_) => names(member),
                Predicate::All(_) | Predicate::Any(_) | Predicate::Not(_) => None,
            });
            names.collect::<Option<Vec<_>>>().map(|names| names.concat())
        }
        Predicate::All(_) | Predicate::Any(_) | Predicate::Not(_) => None,
    }
}

fn not(negated: bool) -> &'static str {
    if negated { "not " } else { "" }
}

fn verb(how: TextMatch, ignore_case: bool, negated: bool) -> &'static str {
    text_operator(how, ignore_case).asked(negated).spelling()
}
