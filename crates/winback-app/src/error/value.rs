//! What is wrong with a value.

use jiff::Timestamp;
use thiserror::Error;
use winback_domain::AmountError;

/// Why a field, a setting or an option cannot take a value, and what to do about it.
///
/// Its `Display` is English and goes on after the value; pages in another language have a sentence of
/// their own for each.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueProblem {
    /// Nothing was given.
    #[error("is empty: give a text")]
    Empty,
    /// A NUL character is in it.
    #[error("holds a NUL character")]
    Nul,
    /// It is longer than texts may be.
    #[error("is longer than {most} characters: shorten it")]
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// A line break or another control character is in it.
    #[error("holds a line break or another control character")]
    NotOneLine,
    /// No number of stars.
    #[error("is not a number from 0 to 3")]
    NotAPriority,
    /// No day.
    #[error("is not a day: write it as 2026-03-31")]
    NotADay,
    /// A day beyond the calendar.
    #[error("is too early or late: give another day")]
    DayOutOfRange,
    /// A place in a list that is counted from 1.
    #[error("is no place: count from 1")]
    NotAPlace,
    /// No decimal number.
    #[error("is not an amount: give digits, such as 1500 or 1500.50")]
    NotAnAmount,
    /// More digits after the point than the currency has.
    #[error("has more than {digits} digits after the point, which {code} does not have")]
    TooPrecise {
        /// The code of the currency.
        code: String,
        /// The digits that it has.
        digits: u8,
    },
    /// An amount that cannot be kept.
    #[error("is too large an amount")]
    TooLarge,
    /// No probability.
    #[error(
        "is not a probability: give a number from 0 to 100 with at most two decimals, or `auto`"
    )]
    NotAProbability,
    /// A new record cannot be certain. Rule: behaviour 1.5.
    #[error("cannot be set: create it in a won stage, or mark it won afterwards")]
    Certain,
    /// No kind of customer.
    #[error("is no kind: give `company` or `person`")]
    NotAKind,
    /// No number of employees.
    #[error("is no number of people: give a whole number from 0")]
    NotEmployees,
    /// Neither yes nor no.
    #[error("is neither: give `yes` or `no`")]
    NeitherYesNorNo,
    /// Neither on nor off.
    #[error("is neither `on` nor `off`")]
    NeitherOnNorOff,
    /// No customer has the name.
    #[error("is no customer: add it first")]
    NotACustomer,
    /// Several customers have the name.
    #[error("is the name of several customers: give the id of one, such as {id}")]
    SeveralCustomers {
        /// The id of one of them.
        id: i64,
    },
    /// A password of too few characters.
    #[error("is too short: give at least ten characters")]
    ShortPassword,
    /// A password of too many bytes.
    #[error("is too long: give at most 1,000 bytes")]
    LongPassword,
    /// A password that is the person's own name.
    #[error("is one's own name: take several words that do not belong together")]
    OwnName,
    /// A password that is easily guessed.
    #[error("is easily guessed: take several words that do not belong together")]
    EasilyGuessed,
    /// A token that would live too short or too long.
    #[error("is no time for a token: give 1 to {most} days")]
    NoTokenTime {
        /// The most days.
        most: u16,
    },
    /// A token that would outlive the one that asks for it. Rule: behaviour 7.6.
    #[error("is longer than the token that asks for it lives: until {until}")]
    OutlivesToken {
        /// When that one ends.
        until: Timestamp,
    },
    /// No language of the pages.
    #[error("is no language of the pages: give one of {known}")]
    NotALanguage {
        /// Those there are.
        known: String,
    },
    /// No cursor of a list.
    #[error("is no cursor: give the `next` of the page before")]
    NotACursor,
    /// No length of time.
    #[error("is no length of time: write `90d`, `12w`, `6mo` or `1y`")]
    NotALength,
    /// A length of time of hours or less.
    #[error("counts days at the least: write `90d`, `12w`, `6mo` or `1y`")]
    FinerThanDays,
    /// A length of time of nothing.
    #[error("is no time at all: write at least `1d`")]
    NoTime,
    /// A length of time beyond the calendar.
    #[error("is too long: give a shorter time")]
    LengthOutOfRange,
    /// No login.
    #[error("is no login: give one without spaces")]
    NotALogin,
    /// A comma in the name of a tag.
    #[error("holds a comma, which stands between tags")]
    Comma,
    /// No day to learn from.
    #[error("is no day: write one such as 2025-01-31, or none")]
    NotADayOrNone,
    /// No currency.
    #[error("is not an ISO 4217 code: give one such as EUR or CNY")]
    NotACurrency,
    /// No time zone.
    #[error("is not an IANA time zone: give one such as Europe/Brussels")]
    NotATimeZone,
    /// No locale.
    #[error("names no language and country: give some such as en-GB")]
    NotALocale,
    /// A saved search in a filter that is to be saved.
    #[error(
        "is a saved search: in a filter to be saved, `@` names ready filters alone, so write out \
         what it filters"
    )]
    NestedSearch,
    /// A character that separates the parts of names.
    #[error("cannot have `@`, `/` and control characters: leave them out")]
    ReservedCharacter,
    /// The name for the default.
    #[error("stands for whichever search is your default: take another name")]
    NameOfDefault,
    /// The name of a ready filter.
    #[error("is the ready filter `{filter}`: take another name")]
    NameOfReadyFilter {
        /// What that filters.
        filter: String,
    },
}

impl From<AmountError> for ValueProblem {
    fn from(error: AmountError) -> Self {
        match error {
            AmountError::NotANumber(_) => Self::NotAnAmount,
            AmountError::TooPrecise { code, digits, .. } => Self::TooPrecise { code, digits },
            AmountError::TooLarge(_) => Self::TooLarge,
        }
    }
}
