//! Constants in the text spelling.

use std::fmt::{self, Display, Formatter, Write};

use crate::keyword;
use crate::lex;
use crate::schema::{FieldKind, FieldRef};
use crate::value::Value;

/// A value as its field spells it.
pub(super) struct Shown<'a> {
    pub(super) field: FieldRef,
    pub(super) value: &'a Value,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.value {
            Value::Number(units) => match self.field.kind() {
                FieldKind::Number { scale } => write_decimal(f, *units, scale.into()),
                _ => units.fmt(f),
            },
            Value::Text(text) => f.write_str(&quoted(text)),
            Value::Date(date) => f.write_str(&moment(date)),
            Value::Instant(instant) => f.write_str(&moment(instant)),
            Value::Choice(choice) => {
                let bare = choice.chars().all(lex::is_word_char) && !choice.is_empty();
                if bare && !keyword::is_reserved(choice) {
                    f.write_str(choice)
                } else {
                    f.write_str(&quoted(choice))
                }
            }
            Value::YesNo(yes) => yes.fmt(f),
            Value::Reference(id) => id.fmt(f),
        }
    }
}

/// Values in parentheses.
pub(super) struct Listed<I>(pub(super) I);

impl<I: Iterator<Item: Display> + Clone> Display for Listed<I> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('(')?;
        for (index, item) in self.0.clone().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            item.fmt(f)?;
        }
        f.write_char(')')
    }
}

/// Returns the text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Days and times before the year 0 start with a sign, and are no word then.
fn moment(moment: &impl Display) -> String {
    let moment = moment.to_string();
    if moment.starts_with('-') { quoted(&moment) } else { moment }
}

fn write_decimal(f: &mut Formatter<'_>, units: i64, scale: usize) -> fmt::Result {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    write!(f, "{sign}{whole}{point}{decimals}")
}
