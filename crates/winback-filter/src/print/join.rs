//! Conditions joined by `and`, `or` and `not`, with the parentheses that they need.

use std::fmt::{self, Formatter, Write};

/// Where a text is printed to.
pub(crate) trait Out: Write {
    /// Prints a part of what is printed, which may be noted.
    fn inside(&mut self, _part: Part, print: impl FnOnce(&mut Self) -> fmt::Result) -> fmt::Result {
        print(self)
    }
}

impl Out for Formatter<'_> {}

/// A part of a tree: one of its members, or what is under a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Key(&'static str),
    Member(usize),
}

/// What a filter is made of.
pub(crate) enum Shape<'a, T> {
    All(&'a [T]),
    Any(&'a [T]),
    Not(&'a T),
    Leaf,
}

/// A filter in one of its forms.
pub(crate) trait Joined: Sized {
    /// Returns its branches.
    fn shape(&self) -> Shape<'_, Self>;

    /// Prints a condition.
    fn print_leaf(&self, out: &mut impl Out) -> fmt::Result;

    /// Prints the filter; everything is the empty text.
    fn print(&self, out: &mut impl Out) -> fmt::Result {
        match self.shape() {
            Shape::All([]) => Ok(()),
            Shape::All(_) | Shape::Any(_) | Shape::Not(_) | Shape::Leaf => {
                write(out, self, Place::Alone)
            }
        }
    }
}

/// Where a filter stands, which decides about parentheses.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Alone,
    Among,
    Operand,
}

fn write<T: Joined>(out: &mut impl Out, filter: &T, place: Place) -> fmt::Result {
    match filter.shape() {
        Shape::All(members) => out.inside(Part::Key("all"), |out| match members {
            [] => out.write_str("everything"),
            [only] => out.inside(Part::Member(0), |out| write(out, only, place)),
            many if place == Place::Operand => write_in_parentheses(out, many, " and "),
            many => write_joined(out, many, " and "),
        }),
        Shape::Any(members) => out.inside(Part::Key("any"), |out| match members {
            [] => out.write_str("nothing"),
            [only] => out.inside(Part::Member(0), |out| write(out, only, place)),
            many if place == Place::Alone => write_joined(out, many, " or "),
            many => write_in_parentheses(out, many, " or "),
        }),
        Shape::Not(inner) => {
            out.write_str("not ")?;
            out.inside(Part::Key("not"), |out| write(out, inner, Place::Operand))
        }
        Shape::Leaf => filter.print_leaf(out),
    }
}

fn write_in_parentheses<T: Joined>(out: &mut impl Out, members: &[T], joint: &str) -> fmt::Result {
    out.write_char('(')?;
    write_joined(out, members, joint)?;
    out.write_char(')')
}

fn write_joined<T: Joined>(out: &mut impl Out, members: &[T], joint: &str) -> fmt::Result {
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            out.write_str(joint)?;
        }
        // `and` binds closer than `or`, so that a conjunction needs no parentheses in either.
        out.inside(Part::Member(index), |out| write(out, member, Place::Among))?;
    }
    Ok(())
}
