//! Numbers, money, days and times as people of a language write them.

use std::sync::LazyLock;

use icu_calendar::Date as IcuDate;
use icu_datetime::{
    DateTimeFormatter, DateTimeFormatterPreferences,
    fieldsets::{YM, YMD, YMDT},
    input::{DateTime, Time},
};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::{Locale, locale};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use winback_app::store::domain::{Amount, Currency};

use crate::words::{Language, Words};

/// What formats in one language; none if the data of the language cannot be read, which the tests rule
/// out.
struct Formats {
    decimal: Option<DecimalFormatter>,
    day: Option<DateTimeFormatter<YMD>>,
    month: Option<DateTimeFormatter<YM>>,
    moment: Option<DateTimeFormatter<YMDT>>,
}

static FORMATS: LazyLock<[Formats; 2]> =
    LazyLock::new(|| [locale!("en-GB"), locale!("zh-CN")].map(|locale| formats(&locale)));

fn formats(locale: &Locale) -> Formats {
    let preferences = || DateTimeFormatterPreferences::from(locale);
    Formats {
        decimal: DecimalFormatter::try_new(
            locale.into(),
            icu_decimal::options::DecimalFormatterOptions::default(),
        )
        .ok(),
        day: DateTimeFormatter::try_new(preferences(), YMD::medium()).ok(),
        month: DateTimeFormatter::try_new(preferences(), YM::medium()).ok(),
        moment: DateTimeFormatter::try_new(preferences(), YMD::medium().with_time_hm()).ok(),
    }
}

impl Words {
    fn formats(self) -> &'static Formats {
        let [english, chinese] = &*FORMATS;
        match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// Writes a decimal text, such as `-1500.50`, with marks between thousands.
    pub(crate) fn decimal(self, text: &str) -> String {
        let number = text.parse::<Decimal>().ok();
        match (&self.formats().decimal, number) {
            (Some(formatter), Some(number)) => formatter.format(&number).to_string(),
            _ => text.to_owned(),
        }
    }

    /// Writes a whole number.
    pub(crate) fn count(self, number: u64) -> String {
        self.decimal(&number.to_string())
    }

    /// Writes a sum of money in minor units, with the currency's sign; round amounts without minor units.
    pub(crate) fn money(self, minor: i128, currency: &Currency) -> String {
        let text = currency.decimal_of_sum(minor);
        let round = match text.split_once('.') {
            Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => whole,
            _ => &text,
        };
        let number = self.decimal(round.trim_start_matches('-'));
        let minus = if minor < 0 { "-" } else { "" };
        match sign(&currency.code) {
            Some(sign) => format!("{minus}{sign}{number}"),
            None => format!("{minus}{}\u{a0}{number}", currency.code),
        }
    }

    /// Writes an amount of money.
    pub(crate) fn amount(self, amount: Amount, currency: &Currency) -> String {
        self.money(amount.minor().into(), currency)
    }

    /// Writes hundredths of a percent, without decimals that are zero.
    pub(crate) fn percent(self, hundredths: u16) -> String {
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        format!("{}%", self.decimal(short))
    }

    /// Writes a day.
    pub(crate) fn day(self, day: Date) -> String {
        match (&self.formats().day, icu(day)) {
            (Some(formatter), Some(date)) => formatter.format(&date).to_string(),
            _ => day.to_string(),
        }
    }

    /// Writes a month.
    pub(crate) fn month(self, day: Date) -> String {
        match (&self.formats().month, icu(day)) {
            (Some(formatter), Some(date)) => formatter.format(&date).to_string(),
            _ => day.to_string(),
        }
    }

    /// Writes the day of an instant, in a zone.
    pub(crate) fn day_of(self, at: Timestamp, zone: &TimeZone) -> String {
        self.day(zone.to_datetime(at).date())
    }

    /// Writes a day and a time of day, in a zone.
    pub(crate) fn moment(self, at: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(at);
        let (date, time) = (icu(local.date()), local.time());
        let part = |part: i8| u8::try_from(part).unwrap_or(0);
        let time = Time::try_new(part(time.hour()), part(time.minute()), part(time.second()), 0);
        match (&self.formats().moment, date, time) {
            (Some(formatter), Some(date), Ok(time)) => {
                formatter.format(&DateTime { date, time }).to_string()
            }
            _ => local.to_string(),
        }
    }
}

fn icu(day: Date) -> Option<IcuDate<icu_calendar::Iso>> {
    let part = |part: i8| u8::try_from(part).ok();
    IcuDate::try_new_iso(day.year().into(), part(day.month())?, part(day.day())?).ok()
}

/// Returns the sign of a currency; none where several have the same, but for the one that people mean by
/// it.
fn sign(code: &str) -> Option<String> {
    let currency = iso_currency::Currency::from_code(code)?;
    let sign = currency.symbol().to_string();
    let shared = matches!(sign.as_str(), "$" | "kr" | "¥" | "£" | "₣");
    let owner = matches!(code, "USD" | "CNY" | "GBP");
    (!sign.is_empty() && sign != "¤" && (!shared || owner)).then_some(sign)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn euro() -> Currency {
        Currency { code: "EUR".into(), digits: 2 }
    }

    #[test]
    fn each_language_has_its_own_way() {
        let [english, chinese] = Language::ALL.map(Words::of);
        for words in [english, chinese] {
            assert_eq!(words.count(1_234_567), "1,234,567");
            assert_eq!(words.money(-123_456_700, &euro()), "-€1,234,567");
            assert_eq!(words.money(150_050, &euro()), "€1,500.50");
            assert_eq!(
                words.money(5, &Currency { code: "CHF".into(), digits: 2 }),
                "CHF\u{a0}0.05"
            );
            assert_eq!(words.percent(1_250), "12.5%");
            assert_eq!(words.percent(10_000), "100%");
        }
        assert_eq!(english.day(date(2026, 3, 9)), "9 Mar 2026");
        assert_eq!(chinese.day(date(2026, 3, 9)), "2026年3月9日");
        assert_eq!(english.month(date(2026, 3, 1)), "Mar 2026");
        assert_eq!(chinese.month(date(2026, 3, 1)), "2026年3月");
        let at: Timestamp = "2026-03-09T23:30:00Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(english.moment(at, &zone), "10 Mar 2026, 07:30");
        assert_eq!(chinese.moment(at, &zone), "2026年3月10日 07:30");
    }
}
