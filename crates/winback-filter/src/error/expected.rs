//! What stands at the place of an error, and what could stand there instead.

use std::fmt;

/// What could stand at a place of a filter, an order or keys.
///
/// Its `Display` is English, with backticks around what is typed as it is; a page in another language
/// has a sentence of its own for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// This word or sign, as it is.
    Word(String),
    /// Nothing more.
    End,
    /// The quotation mark that ends a text.
    ClosingQuote(char),
    /// A field.
    Field,
    /// A field before the dot and one behind it.
    FieldsAroundDot,
    /// A value.
    Value,
    /// A value of a rule in a tree: text, number, yes or no, word.
    Scalar,
    /// Yes or no.
    YesNo,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A whole number, which may be negative.
    WholeNumber,
    /// A whole number from this one.
    WholeNumberFrom(u32),
    /// A calendar day.
    Date,
    /// A calendar day or a point in time.
    DateOrTime,
    /// A calendar day or a point in time, as a domain writes them.
    DomainDateOrTime,
    /// A length of time, such as 30 days.
    Length,
    /// The id of a record, or its name in quotes.
    IdOrQuotedName,
    /// The name of a record in quotes.
    QuotedName,
    /// The id of a record, or its name.
    IdOrName,
    /// Ids or names, but not both at once.
    IdsOrNamesAlone,
    /// A key or an aggregate of groups.
    KeyOrAggregate,
    /// An aggregate of groups.
    Aggregate,
    /// An object of a tree: `all`, `any`, `not` or a rule.
    Branch,
    /// The object of a length in a tree.
    LengthObject,
    /// The object of a period in a tree.
    PeriodObject,
    /// A condition of a domain: field, operator and value.
    Condition,
    /// A list.
    List,
    /// A list of conditions.
    Conditions,
    /// A list of numbers.
    Numbers,
    /// A list of texts.
    Texts,
    /// A list of days.
    Dates,
    /// A list of choices.
    Choices,
    /// A list of ids or names.
    IdsOrNames,
}

impl Expected {
    /// These words, as they are.
    pub(crate) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        words.into_iter().map(|word| Self::Word(word.to_owned())).collect()
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Word(word) => return write!(f, "`{word}`"),
            Self::ClosingQuote(mark) => return write!(f, "`{mark}` at the end of the text"),
            Self::WholeNumberFrom(least) => return write!(f, "a whole number from {least}"),
            Self::End => "the end",
            Self::Field => "a field",
            Self::FieldsAroundDot => "a field on both sides of the dot",
            Self::Value => "a value",
            Self::Scalar => "a text, a number, `true`, `false` or `{\"word\": …}`",
            Self::YesNo => "`true` or `false`",
            Self::Text => "a text",
            Self::Number => "a number such as `12.50`",
            Self::WholeNumber => "a whole number",
            Self::Date => "a date such as `2024-01-31`",
            Self::DateOrTime => "a date or time such as `2024-01-31T10:00`",
            Self::DomainDateOrTime => {
                "a date such as `2024-01-31`, or a time such as `2024-01-31 10:00:00`"
            }
            Self::Length => "a length such as `30 days`",
            Self::IdOrQuotedName => "a whole number as id, or a name in quotes",
            Self::QuotedName => "a name in quotes",
            Self::IdOrName => "an id or a name",
            Self::IdsOrNamesAlone => "names alone, or ids alone",
            Self::KeyOrAggregate => "a key or an aggregate",
            Self::Aggregate => "an aggregate such as `sum(field)`",
            Self::Branch => "an object with `all`, `any`, `not` or `field`",
            Self::LengthObject => "an object with `count` and `unit`",
            Self::PeriodObject => "an object with `which` and `unit`",
            Self::Condition => "a list of field, operator and value",
            Self::List => "a list",
            Self::Conditions => "a list of conditions",
            Self::Numbers => "a list of numbers",
            Self::Texts => "a list of texts",
            Self::Dates => "a list of dates",
            Self::Choices => "a list of choices",
            Self::IdsOrNames => "a list of ids or names",
        })
    }
}

/// What stands where something else should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A word or a sign, shortened if long.
    Word(String),
    /// A text, shortened if long.
    Text(String),
    /// A number of a tree.
    Number(String),
    /// A list of a tree.
    List,
    /// An object of a tree.
    Object,
    /// Nothing: the text ends.
    End,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Text(text) => write!(f, "text `{text}`"),
            Self::Number(number) => write!(f, "number `{number}`"),
            Self::List => f.write_str("list"),
            Self::Object => f.write_str("object"),
            Self::End => f.write_str("end of the text"),
        }
    }
}

/// Lists words as `a, b or c`.
pub(crate) fn alternatives<T: fmt::Display>(words: &[T]) -> String {
    let words: Vec<_> = words.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
