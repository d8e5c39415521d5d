//! One value of a result, and how each format writes it.

use jiff::{Timestamp, civil::Date};
use serde_json::{Number, Value, json};

use super::{Units, units::count, visible};

/// How wide the lines of a note are where there is no edge.
const NOTE_WIDTH: usize = 100;
/// The least width of the lines of a note.
const NARROWEST_NOTE: usize = 20;

/// One value of a result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// No value.
    Empty,
    /// A text.
    Text(String),
    /// Rich text, as HTML.
    Note(String),
    /// A number that names something, such as an id: not grouped.
    Id(i64),
    /// A number.
    Count(u64),
    /// Stars, of three.
    Stars(u8),
    /// Hundredths of a percent.
    Percent(u64),
    /// An amount in minor units.
    Money(i128),
    /// A day.
    Day(Date),
    /// An instant.
    Moment(Timestamp),
    /// Yes or no.
    YesNo(bool),
    /// The id and the name of something.
    Reference(i64, String),
    /// Several of them.
    References(Vec<(i64, String)>),
}

impl Cell {
    /// Wraps a text, or nothing.
    pub(crate) fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_owned()))
    }

    /// Returns the value as people read it, in one line.
    pub(crate) fn shown(&self, units: &Units) -> String {
        match self {
            Self::Count(number) => count(*number),
            Self::Stars(number) => stars(*number),
            Self::Percent(_) => format!("{} %", self.plain(units)),
            Self::Money(minor) => units.money(*minor),
            Self::Moment(instant) => units.moment(*instant),
            Self::Empty
            | Self::Text(_)
            | Self::Note(_)
            | Self::Id(_)
            | Self::Day(_)
            | Self::YesNo(_)
            | Self::Reference(..)
            | Self::References(_) => {
                let words = self.plain(units);
                let spaced = words.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
                visible(&spaced).into_owned()
            }
        }
    }

    /// Returns the value as spreadsheets read it.
    pub(crate) fn plain(&self, units: &Units) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Reference(_, text) => text.clone(),
            Self::Note(html) => note_text(html, NOTE_WIDTH),
            Self::Id(number) => number.to_string(),
            Self::Count(number) => number.to_string(),
            Self::Stars(number) => number.to_string(),
            Self::Percent(hundredths) => percent(*hundredths),
            Self::Money(minor) => units.decimal(*minor),
            Self::Day(day) => day.to_string(),
            Self::Moment(instant) => instant.to_string(),
            Self::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Self::References(several) => {
                let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
                names.join(", ")
            }
        }
    }

    /// Returns the value as programs read it.
    pub(crate) fn json(&self, units: &Units) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) | Self::Note(text) => json!(text),
            Self::Id(number) => json!(number),
            Self::Count(number) => json!(number),
            Self::Stars(number) => json!(number),
            Self::Percent(hundredths) => {
                percent(*hundredths).parse::<Number>().map_or(Value::Null, Value::Number)
            }
            Self::Money(minor) => {
                let number = i64::try_from(*minor)
                    .map_or_else(|_| json!(minor.to_string()), |minor| json!(minor));
                json!({ "minor": number, "currency": units.currency(), "amount": units.decimal(*minor) })
            }
            Self::Day(day) => json!(day.to_string()),
            Self::Moment(instant) => json!(instant.to_string()),
            Self::YesNo(yes) => json!(yes),
            Self::Reference(id, name) => json!({ "id": id, "name": name }),
            Self::References(several) => {
                several.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect()
            }
        }
    }

    /// Tells whether there is no value.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::References(several) => several.is_empty(),
            Self::Text(_)
            | Self::Note(_)
            | Self::Id(_)
            | Self::Count(_)
            | Self::Stars(_)
            | Self::Percent(_)
            | Self::Money(_)
            | Self::Day(_)
            | Self::Moment(_)
            | Self::YesNo(_)
            | Self::Reference(..) => false,
        }
    }
}

/// Returns named values as a JSON object, in their order.
pub(crate) fn object<'a>(
    members: impl IntoIterator<Item = (&'a str, &'a Cell)>,
    units: &Units,
) -> Value {
    let members = members.into_iter().map(|(name, cell)| (name.to_owned(), cell.json(units)));
    Value::Object(members.collect())
}

/// Returns the text of a note, without its marks, in lines of at most `width` columns.
pub(crate) fn note_text(html: &str, width: usize) -> String {
    // Below a few columns there is no room for the marks of lists and quotes.
    let text =
        html2text::config::plain().string_from_read(html.as_bytes(), width.max(NARROWEST_NOTE));
    text.map_or_else(|_| html.to_owned(), |text| text.trim().to_owned())
}

/// Draws stars: `★★☆`.
fn stars(number: u8) -> String {
    const MOST: u8 = 3;
    let empty = MOST.saturating_sub(number);
    "★".repeat(number.into()) + &"☆".repeat(empty.into())
}

/// Writes hundredths without needless zeros: `35`, `99.95`.
fn percent(hundredths: u64) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}
