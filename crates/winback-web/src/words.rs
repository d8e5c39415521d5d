//! The two languages: every word on the pages, by its key in a catalogue.

use std::{borrow::Cow, sync::LazyLock};

use axum::http::{HeaderMap, HeaderValue, header};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};
use winback_api::session::set_cookie;
pub(crate) use winback_app::store::domain::Language;

/// The cookie that keeps the language which was chosen in a browser, for pages of nobody: that of a
/// person stays with the person.
const LANGUAGE_COOKIE: &str = "winback_language";

/// Returns what sets that cookie; `secure` sends it over encrypted connections alone.
pub(crate) fn language_cookie(language: Language, secure: bool) -> HeaderValue {
    const YEAR: i64 = 365 * 24 * 60 * 60;
    set_cookie(LANGUAGE_COOKIE, language.as_str(), YEAR, secure)
}

/// What the pages know of a language.
pub(crate) trait OfPages: Sized {
    /// Returns its name in itself.
    fn name(self) -> &'static str;

    /// Returns the language that a tag asks for.
    fn of_tag(tag: &str) -> Option<Self>;

    /// Returns the language that was chosen in this browser, or else the first that it asks for.
    fn of_request(headers: &HeaderMap) -> Self;
}

impl OfPages for Language {
    fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or(tag);
        match language.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }

    fn of_request(headers: &HeaderMap) -> Self {
        cookie(headers, LANGUAGE_COOKIE)
            .and_then(|tag| Self::of_tag(&tag))
            .or_else(|| accepted(headers))
            .unwrap_or(Self::English)
    }
}

const fn catalogue(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../locales/en.ftl"),
        Language::Chinese => include_str!("../locales/zh-CN.ftl"),
    }
}

const fn id(language: Language) -> LanguageIdentifier {
    match language {
        Language::English => langid!("en"),
        Language::Chinese => langid!("zh-CN"),
    }
}

/// Returns the language of the header `Accept-Language` with the greatest weight that there is.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let text = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Language, f32)> = None;
    for part in text.split(',') {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        if let Some(language) = Language::of_tag(tag.trim())
            && best.is_none_or(|(_, greatest)| weight > greatest)
        {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// Returns the value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|it| it.split_once('='));
    pairs.find(|(its, _)| its.trim() == name).map(|(_, value)| value.trim().to_owned())
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> Bundle {
    // Catalogues that cannot be read in full are refused by this module's tests.
    let catalogue = FluentResource::try_new(catalogue(language).to_owned());
    let mut bundle = Bundle::new_concurrent(vec![id(language)]);
    bundle.set_use_isolating(false);
    let added = bundle.add_resource(catalogue.unwrap_or_else(|(partial, _)| partial));
    if let Err(errors) = added {
        tracing::error!(?errors, language = language.as_str(), "the catalogue has keys twice");
    }
    bundle
}

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    /// The language.
    pub(crate) language: Language,
}

impl Words {
    pub(crate) const fn of(language: Language) -> Self {
        Self { language }
    }

    /// Returns what a key stands for.
    pub(crate) fn say(self, key: &str) -> Cow<'static, str> {
        self.spoken(key, None)
    }

    /// Returns what a key stands for, with values in it. A number decides between one and several.
    pub(crate) fn say_with(self, key: &str, values: &[(&'static str, Said<'_>)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            match value {
                Said::Text(text) => arguments.set(*name, (*text).to_owned()),
                Said::Count(count, shown) => {
                    arguments.set(*name, *count);
                    arguments.set(format!("{name}_shown"), (*shown).to_owned());
                }
            }
        }
        self.spoken(key, Some(&arguments)).into_owned()
    }

    /// Tells whether there is such a key.
    pub(crate) fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn bundle(self) -> &'static Bundle {
        let [english, chinese] = &*BUNDLES;
        match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    fn spoken(self, key: &str, arguments: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.language.as_str(), "the catalogue lacks a key");
            return Cow::Owned(key.to_owned());
        };
        let mut errors = Vec::new();
        let spoken = bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a value is missing in a text");
        }
        Cow::Owned(spoken)
    }
}

/// A value in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said<'a> {
    /// A text, `$name` in the catalogue.
    Text(&'a str),
    /// A number, `$name` in the catalogue to choose between one and several, and how it is shown,
    /// `$name_shown`.
    Count(i64, &'a str),
}

#[cfg(test)]
mod tests;
