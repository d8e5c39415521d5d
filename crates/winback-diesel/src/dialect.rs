//! What differs between the databases that speak SQL: everything, and nothing elsewhere.

use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel::sqlite::Sqlite;

/// A value that goes to the database as a bind, never as text of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Bind {
    /// A number, an id, an instant or a day.
    Int(Option<i64>),
    /// A text.
    Text(Option<String>),
    /// A text that another one is asked to hold.
    Held(Held),
    /// Any number of values, as one bind.
    List(List),
}

/// A text that another one is asked to hold: on SQLite as it is, as `LIKE` limits the length of what
/// it takes there; on PostgreSQL as a pattern, which an index of trigrams serves.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    text: String,
    pattern: String,
}

impl Held {
    pub(crate) fn of(text: &str) -> Self {
        let mut pattern = String::with_capacity(text.len() + 2);
        pattern.push('%');
        for char in text.chars() {
            if matches!(char, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(char);
        }
        pattern.push('%');
        Self { text: text.to_owned(), pattern }
    }
}

/// A list of values as one bind, so that a statement's text does not depend on their number.
#[derive(Debug, Clone)]
pub(crate) enum List {
    /// Numbers or ids.
    Ints(Vec<i64>),
    /// Texts.
    Texts(Vec<String>),
    /// Yes or no.
    Bools(Vec<bool>),
}

/// A place in a statement where the databases differ.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Word {
    /// Before the list that a value must be one of.
    InList,
    /// After it.
    InListEnd,
    /// Before a statement that gives the ids of which a record's must be one, each once and in order. A
    /// server is given them as a list: of a statement it knows neither, and looks the records up in no
    /// order at all.
    InRows,
    /// After it.
    InRowsEnd,
    /// Before a list that is read as a table with the one column `value`.
    ListTable,
    /// After it.
    ListTableEnd,
    /// Before the values of which a JSON array is made, as text.
    JsonArray,
    /// After them.
    JsonArrayEnd,
    /// Before a column whose own index is of no use: a file would take it all the same.
    NoIndex,
    /// What stands before a text, and the text that it is asked to hold behind
    /// [`ContainsBound`](Word::ContainsBound).
    Contains,
    /// What stands between the two.
    ContainsBound,
    /// What stands behind the two.
    ContainsEnd,
    /// The domain of an opportunity's e-mail address, as far as
    /// [`LONGEST_DOMAIN`](winback_store::LONGEST_DOMAIN), as its index says it.
    MailDomain,
    /// Before a number of seconds since 1970 of which a number of its calendar date is read.
    Civil(Civil),
    /// After it.
    CivilEnd(Civil),
}

/// What is read of a calendar date, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Civil {
    /// The year and the month: 202603.
    YearMonth,
    /// The year.
    Year,
    /// The month, from 1.
    Month,
    /// The day of the month, from 1.
    Day,
    /// The day of the year, from 1.
    DayOfYear,
    /// The week of ISO 8601, from 1.
    IsoWeek,
}

/// A database whose SQL this crate can write.
pub(crate) trait Dialect: Backend {
    /// Returns how the database spells what differs.
    fn word(word: Word) -> &'static str;

    /// Adds a bind to a statement.
    ///
    /// # Errors
    /// Those of the driver.
    fn push_bind<'b>(out: &mut AstPass<'_, 'b, Self>, bind: &'b Bind) -> QueryResult<()>;
}

impl Dialect for Sqlite {
    fn word(word: Word) -> &'static str {
        match word {
            Word::InList => " IN (SELECT value FROM json_each(",
            Word::InListEnd | Word::ListTableEnd => "))",
            Word::InRows => " IN (",
            Word::InRowsEnd => ")",
            Word::ListTable => "(SELECT value FROM json_each(",
            Word::JsonArray => "json_array(",
            Word::JsonArrayEnd => ")",
            Word::NoIndex => "+",
            Word::Contains => "instr(",
            Word::ContainsBound => ", ",
            Word::ContainsEnd => ") > 0",
            Word::MailDomain => {
                "substr(opportunities.email_normalised_folded, \
                 instr(opportunities.email_normalised_folded, '@') + 1, 255)"
            }
            Word::Civil(Civil::YearMonth) => "CAST(strftime('%Y%m', ",
            Word::Civil(Civil::Year) => "CAST(strftime('%Y', ",
            Word::Civil(Civil::Month) => "CAST(strftime('%m', ",
            Word::Civil(Civil::Day) => "CAST(strftime('%d', ",
            Word::Civil(Civil::DayOfYear) => "CAST(strftime('%j', ",
            Word::Civil(Civil::IsoWeek) => "CAST(strftime('%V', ",
            Word::CivilEnd(
                Civil::YearMonth
                | Civil::Year
                | Civil::Month
                | Civil::Day
                | Civil::DayOfYear
                | Civil::IsoWeek,
            ) => ", 'unixepoch') AS INTEGER)",
        }
    }

    fn push_bind<'b>(out: &mut AstPass<'_, 'b, Self>, bind: &'b Bind) -> QueryResult<()> {
        match bind {
            Bind::Int(number) => out.push_bind_param::<Nullable<BigInt>, _>(number),
            Bind::Text(text) => out.push_bind_param::<Nullable<Text>, _>(text),
            Bind::Held(held) => out.push_bind_param::<Text, _>(&held.text),
            Bind::List(list) => out.push_bind_param::<Text, _>(list),
        }
    }
}

impl Dialect for Pg {
    fn word(word: Word) -> &'static str {
        match word {
            Word::InList => " = ANY(",
            Word::InListEnd => ")",
            Word::InRows => " = ANY(ARRAY(",
            Word::InRowsEnd => "))",
            Word::ListTable => "(SELECT value FROM unnest(",
            Word::ListTableEnd => ") AS listed (value))",
            Word::JsonArray => "CAST(json_build_array(",
            Word::JsonArrayEnd => ") AS TEXT)",
            Word::NoIndex => "",
            Word::Contains | Word::ContainsEnd => "",
            Word::MailDomain => {
                "left(split_part(opportunities.email_normalised_folded, '@', 2), 255)"
            }
            Word::ContainsBound => " LIKE ",
            Word::Civil(
                Civil::YearMonth
                | Civil::Year
                | Civil::Month
                | Civil::Day
                | Civil::DayOfYear
                | Civil::IsoWeek,
            ) => "CAST(to_char(to_timestamp(",
            Word::CivilEnd(Civil::YearMonth) => ") AT TIME ZONE 'UTC', 'YYYYMM') AS BIGINT)",
            Word::CivilEnd(Civil::Year) => ") AT TIME ZONE 'UTC', 'YYYY') AS BIGINT)",
            Word::CivilEnd(Civil::Month) => ") AT TIME ZONE 'UTC', 'MM') AS BIGINT)",
            Word::CivilEnd(Civil::Day) => ") AT TIME ZONE 'UTC', 'DD') AS BIGINT)",
            Word::CivilEnd(Civil::DayOfYear) => ") AT TIME ZONE 'UTC', 'DDD') AS BIGINT)",
            Word::CivilEnd(Civil::IsoWeek) => ") AT TIME ZONE 'UTC', 'IW') AS BIGINT)",
        }
    }

    fn push_bind<'b>(out: &mut AstPass<'_, 'b, Self>, bind: &'b Bind) -> QueryResult<()> {
        match bind {
            Bind::Int(number) => out.push_bind_param::<Nullable<BigInt>, _>(number),
            Bind::Text(text) => out.push_bind_param::<Nullable<Text>, _>(text),
            Bind::Held(held) => out.push_bind_param::<Text, _>(&held.pattern),
            Bind::List(List::Ints(numbers)) => out.push_bind_param::<Array<BigInt>, _>(numbers),
            Bind::List(List::Texts(texts)) => out.push_bind_param::<Array<Text>, _>(texts),
            Bind::List(List::Bools(bools)) => out.push_bind_param::<Array<Bool>, _>(bools),
        }
    }
}

impl ToSql<Text, Sqlite> for List {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(match self {
            Self::Ints(numbers) => serde_json::to_string(numbers)?,
            Self::Texts(texts) => serde_json::to_string(texts)?,
            Self::Bools(bools) => serde_json::to_string(bools)?,
        });
        Ok(IsNull::No)
    }
}
