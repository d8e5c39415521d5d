//! Settings: what a deployment can be told, by key.

mod preferences;

use std::collections::BTreeSet;

use icu_calendar::week::WeekInformation;
use icu_locale_core::Locale;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use winback_domain::{Currency, SettingEdit, Variable};
use winback_store::Selection;

pub use self::preferences::PreferenceRequest;
use crate::{AppError, Desk, Refusal, ValueProblem};

/// One setting, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its key.
    pub key: &'static str,
    /// Its value, as [`Desk::set_setting`] reads it.
    pub value: String,
    /// What it does, in a line.
    pub help: &'static str,
}

/// All settings: key, and what it does.
const KEYS: [(&str, &str); 9] = [
    ("leads", "whether leads are shown and can be created: on or off"),
    ("currency", "the currency of all amounts, as an ISO 4217 code"),
    ("time_zone", "the time zone in which days begin, as an IANA name"),
    ("locale", "the language and country that say with which day weeks begin, such as en-US"),
    ("require_reason", "whether every loss needs a lost reason: on or off"),
    ("require_note", "whether every loss needs a closing note: on or off"),
    ("require_note_for", "lost reasons that need a closing note, separated by commas"),
    (
        "scoring_variables",
        "what probabilities are estimated from beside the stage: all, or some, separated by commas",
    ),
    ("scoring_since", "the day of creation from which records are learned from; none for all"),
];

impl Desk {
    /// Returns all settings.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn all_settings(&self) -> Result<Vec<Setting>, AppError> {
        let reasons = self.storage.reasons.list().await?;
        let settings = &self.settings;
        let on_off = |on: bool| if on { "on" } else { "off" }.to_owned();
        let noted = reasons.iter().filter(|r| settings.policy.require_note_for.contains(&r.id));
        let values = [
            on_off(settings.leads),
            settings.currency.code.clone(),
            settings.time_zone.clone(),
            settings.locale.clone(),
            on_off(settings.policy.require_reason),
            on_off(settings.policy.require_note),
            noted.map(|reason| reason.name.as_str()).collect::<Vec<_>>().join(", "),
            words(&settings.scoring.variables),
            self.scoring_since(),
        ];
        let all = KEYS.into_iter().zip(values);
        Ok(all.map(|((key, help), value)| Setting { key, value, help }).collect())
    }

    /// Returns one setting.
    ///
    /// # Errors
    /// [`AppError::Unknown`], with the settings there are.
    pub async fn setting(&self, key: &str) -> Result<Setting, AppError> {
        let all = self.all_settings().await?;
        all.into_iter().find(|setting| setting.key == key).ok_or_else(|| unknown_key(key))
    }

    /// Changes one setting. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`] for the key or a reason; [`AppError::Value`];
    /// [`AppError::Refused`] for a currency with other digits once there are records.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<Setting, AppError> {
        self.set_settings(&[(key, value)]).await?.setting(key).await
    }

    /// Changes several settings, of which none is changed if one cannot be; returns the desk with them.
    /// Only managers may.
    ///
    /// # Errors
    /// As [`set_setting`](Self::set_setting).
    pub async fn set_settings(&self, settings: &[(&str, &str)]) -> Result<Self, AppError> {
        self.must_configure("change settings")?;
        let mut edits = Vec::with_capacity(settings.len());
        for (key, value) in settings {
            edits.push(self.setting_edit(key, value).await?);
        }
        let mut after = self.clone();
        for edit in &edits {
            after.settings = self.storage.settings.edit(edit).await?;
        }
        Ok(after)
    }

    /// Reads the new value of a setting.
    async fn setting_edit(&self, key: &str, value: &str) -> Result<SettingEdit, AppError> {
        let value = value.trim();
        Ok(match key {
            "leads" => SettingEdit::Leads(on_off(key, value)?),
            "currency" => SettingEdit::Currency(self.currency(value).await?),
            "time_zone" => SettingEdit::TimeZone(time_zone(value)?),
            "locale" => SettingEdit::Locale(locale(value)?),
            "require_reason" => SettingEdit::RequireReason(on_off(key, value)?),
            "require_note" => SettingEdit::RequireNote(on_off(key, value)?),
            "require_note_for" => {
                let mut reasons = BTreeSet::new();
                for name in value.split(',').filter(|name| !name.trim().is_empty()) {
                    reasons.insert(self.reason_named(name).await?.id);
                }
                SettingEdit::RequireNoteFor(reasons)
            }
            "scoring_variables" => SettingEdit::ScoringVariables(variables(value)?),
            "scoring_since" => SettingEdit::ScoringSince(self.since(value)?),
            _ => return Err(unknown_key(key)),
        })
    }

    /// Returns the day from which records are learned from, as the settings show it.
    fn scoring_since(&self) -> String {
        let since = self.settings.scoring.since;
        let since = since.map(|since| self.deployment_zone().to_datetime(since).date());
        since.map(|day| day.to_string()).unwrap_or_default()
    }

    /// Reads a day, which begins in the deployment's time zone.
    fn since(&self, value: &str) -> Result<Option<Timestamp>, AppError> {
        if value.is_empty() || value.eq_ignore_ascii_case("none") {
            return Ok(None);
        }
        let day: Option<Date> = value.parse().ok();
        let since = day.and_then(|day| self.start_of_day(day));
        let wrong = ValueProblem::NotADayOrNone;
        since.map(Some).ok_or_else(|| AppError::value("scoring_since", value, wrong))
    }

    /// Amounts are kept in minor units, so digits can only change while there are no records.
    async fn currency(&self, code: &str) -> Result<Currency, AppError> {
        let code = code.to_uppercase();
        let known = iso_currency::Currency::from_code(&code)
            .ok_or_else(|| AppError::value("currency", &code, ValueProblem::NotACurrency))?;
        let digits = u8::try_from(known.exponent().unwrap_or(0)).unwrap_or(0);
        if digits != self.settings.currency.digits {
            let everything = Selection::matching(winback_filter::Predicate::everything());
            if self.storage.opportunities.tally(&everything).await?.count() > 0 {
                let Currency { code: now, digits: now_digits } = self.settings.currency.clone();
                return Err(Refusal::OtherDigits { code, digits, now, now_digits }.into());
            }
        }
        Ok(Currency { code, digits })
    }
}

fn on_off(key: &str, value: &str) -> Result<bool, AppError> {
    match value.to_lowercase().as_str() {
        "on" | "yes" | "true" => Ok(true),
        "off" | "no" | "false" => Ok(false),
        _ => Err(AppError::value(key, value, ValueProblem::NeitherOnNorOff)),
    }
}

fn words(variables: &BTreeSet<Variable>) -> String {
    if Variable::choosable().all(|variable| variables.contains(&variable)) {
        return "all".to_owned();
    }
    variables.iter().map(|variable| variable.as_str()).collect::<Vec<_>>().join(", ")
}

/// Reads the variables that estimates depend on. Rule: behaviour 6.4.
fn variables(value: &str) -> Result<BTreeSet<Variable>, AppError> {
    if value.eq_ignore_ascii_case("all") {
        return Ok(Variable::choosable().collect());
    }
    let named = value.split(',').map(str::trim).filter(|word| !word.is_empty());
    let known = |word: &str| {
        let found = Variable::choosable().find(|it| it.as_str().eq_ignore_ascii_case(word));
        found.ok_or_else(|| {
            let known = Variable::choosable().map(Variable::as_str);
            AppError::unknown("variable", word, known)
        })
    };
    named.map(known).collect()
}

fn time_zone(name: &str) -> Result<String, AppError> {
    let zone = TimeZone::get(name)
        .map_err(|_| AppError::value("time_zone", name, ValueProblem::NotATimeZone))?;
    Ok(zone.iana_name().unwrap_or(name).to_owned())
}

fn locale(tag: &str) -> Result<String, AppError> {
    let known = Locale::try_from_str(tag).ok().filter(|locale| locale.id.region.is_some());
    known
        .map(|locale| locale.to_string())
        .ok_or_else(|| AppError::value("locale", tag, ValueProblem::NotALocale))
}

/// Returns the day that weeks begin with where a locale is spoken; Monday where that is not known.
pub(crate) fn first_weekday(locale: &str) -> Weekday {
    let locale = Locale::try_from_str(locale).ok();
    let week = locale.and_then(|locale| WeekInformation::try_new((&locale).into()).ok());
    let first = week.map_or(icu_calendar::types::Weekday::Monday, |week| week.first_weekday);
    // Both count from Monday, as ISO 8601 does.
    Weekday::from_monday_one_offset(first as i8).unwrap_or(Weekday::Monday)
}

fn unknown_key(key: &str) -> AppError {
    AppError::unknown("setting", key, KEYS.iter().map(|(key, _)| *key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_where_the_country_says() {
        for (locale, expected) in [
            ("en-GB", Weekday::Monday),
            ("de-DE", Weekday::Monday),
            ("en-US", Weekday::Sunday),
            ("ja-JP", Weekday::Sunday),
            ("ar-EG", Weekday::Saturday),
            ("zh-Hans-CN", Weekday::Monday),
            ("dv-MV", Weekday::Friday),
            ("", Weekday::Monday),
        ] {
            assert_eq!(first_weekday(locale), expected, "{locale}");
        }
    }
}
