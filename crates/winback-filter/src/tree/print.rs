//! A tree in the text spelling, with the place of each part.

use std::fmt::{self, Write};
use std::ops::Range;

use super::{Operand, Rule, Scalar, Tree, TreeErrors, unparse};
use crate::error::{FilterErrorKind, FilterErrors};
use crate::operator::Needs;
use crate::print::join::{Joined, Out, Part, Shape};
use crate::print::quoted;

impl Joined for Tree {
    fn shape(&self) -> Shape<'_, Self> {
        match self {
            Self::All(members) => Shape::All(members),
            Self::Any(members) => Shape::Any(members),
            Self::Not(inner) => Shape::Not(inner),
            Self::Rule(_) => Shape::Leaf,
        }
    }

    fn print_leaf(&self, out: &mut impl Out) -> fmt::Result {
        match self {
            Self::Rule(rule) => rule.print(out),
            Self::All(_) | Self::Any(_) | Self::Not(_) => Ok(()),
        }
    }
}

impl Rule {
    fn print(&self, out: &mut impl Out) -> fmt::Result {
        out.inside(Part::Key("field"), |out| out.write_str(&self.field))?;
        out.write_char(' ')?;
        out.inside(Part::Key("operator"), |out| out.write_str(self.operator.spelling()))?;
        if self.operator.needs() != Needs::Nothing {
            out.write_char(' ')?;
        }
        match &self.operand {
            Operand::Nothing => Ok(()),
            Operand::Value(value) => out.inside(Part::Key("value"), |out| value.print(out)),
            Operand::Ends(from, to) => {
                out.inside(Part::Key("from"), |out| from.print(out))?;
                out.write_str(" and ")?;
                out.inside(Part::Key("to"), |out| to.print(out))
            }
            Operand::Values(values) => {
                out.inside(Part::Key("values"), |out| print_values(out, values))
            }
            Operand::Filter(filter) => print_filter(out, filter),
            Operand::Amount(count, filter) => {
                out.inside(Part::Key("count"), |out| write!(out, "{count}"))?;
                match filter {
                    None => Ok(()),
                    Some(filter) => {
                        out.write_str(" matching ")?;
                        print_filter(out, filter)
                    }
                }
            }
            Operand::Period(period) => {
                out.inside(Part::Key("period"), |out| write!(out, "{period}"))
            }
            Operand::Length(length) => {
                out.inside(Part::Key("length"), |out| write!(out, "{length}"))
            }
        }
    }
}

fn print_values(out: &mut impl Out, values: &[Scalar]) -> fmt::Result {
    out.write_char('(')?;
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.write_str(", ")?;
        }
        out.inside(Part::Member(index), |out| value.print(out))?;
    }
    out.write_char(')')
}

fn print_filter(out: &mut impl Out, filter: &Tree) -> fmt::Result {
    out.inside(Part::Key("filter"), |out| {
        out.write_char('(')?;
        filter.print(out)?;
        out.write_char(')')
    })
}

impl Scalar {
    fn print(&self, out: &mut impl Out) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(&quoted(text)),
            Self::Number(number) => out.write_str(&unparse::spelled(number)),
            Self::YesNo(yes) => write!(out, "{yes}"),
            Self::Word(word) => out.write_str(word.as_str()),
        }
    }
}

/// A printed tree, and where in it each of its parts stands.
#[derive(Default)]
pub(super) struct Placed {
    pub(super) text: String,
    /// Where a part begins and ends, and the JSON pointer to it.
    parts: Vec<(Range<usize>, String)>,
    pointer: String,
}

impl Placed {
    pub(super) fn of(tree: &Tree) -> Self {
        let mut placed = Self::default();
        // A text takes whatever is written to it.
        tree.print(&mut placed).unwrap_or_default();
        placed
    }

    /// Returns the errors with their places in the tree.
    pub(super) fn placed(&self, errors: FilterErrors) -> TreeErrors {
        TreeErrors::of(errors.into_iter().map(|error| {
            let inside = |(part, _): &&(Range<usize>, String)| {
                part.start <= error.span.start && error.span.end <= part.end
            };
            let around = self.parts.iter().filter(inside);
            // Of parts that are one and the same text, the innermost was noted first.
            let innermost = around.min_by_key(|(part, _)| part.len());
            // Of what is too long, no part is to blame.
            let innermost =
                innermost.filter(|_| !matches!(error.kind, FilterErrorKind::TooLong { .. }));
            let pointer = innermost.map(|(_, pointer)| pointer.clone()).unwrap_or_default();
            (pointer, error)
        }))
    }
}

impl Write for Placed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }
}

impl Out for Placed {
    fn inside(&mut self, part: Part, print: impl FnOnce(&mut Self) -> fmt::Result) -> fmt::Result {
        let (start, around) = (self.text.len(), self.pointer.len());
        match part {
            Part::Key(key) => write!(self.pointer, "/{key}")?,
            Part::Member(index) => write!(self.pointer, "/{index}")?,
        }
        print(self)?;
        let pointer = self.pointer.clone();
        self.pointer.truncate(around);
        self.parts.push((start..self.text.len(), pointer));
        Ok(())
    }
}
