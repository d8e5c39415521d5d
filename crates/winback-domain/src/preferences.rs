//! What people choose for themselves.

use std::fmt;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// 简体中文.
    Chinese,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Returns its BCP 47 tag: `en`, `zh-CN`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Finds the language by its tag.
    pub fn from_word(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == tag)
    }
}

/// The name of a time zone, such as `Europe/Brussels`: it looks like one, and whether there is such
/// a zone is known where clocks are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ZoneName(String);

impl ZoneName {
    /// The longest name, in characters.
    const LONGEST: usize = 64;

    /// Wraps a name; nothing if it is empty, too long, or has characters that no zone's name has.
    pub fn new(name: impl Into<String>) -> Option<Self> {
        let name = name.into();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '+' | '-');
        let is_name = (1..=Self::LONGEST).contains(&name.len()) && name.chars().all(fits);
        is_name.then_some(Self(name))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a person chose for themselves, wherever they sign in. Rule: behaviour 7.8.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The language of the pages; without one, what the browser asks for.
    pub language: Option<Language>,
    /// The time zone in which the person's days begin; without one, the deployment's.
    pub time_zone: Option<ZoneName>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_of_a_zone_is_none() {
        for name in ["Europe/Brussels", "UTC", "Etc/GMT+5", "America/Port-au-Prince"] {
            assert_eq!(ZoneName::new(name).unwrap().to_string(), name);
        }
        let long = "x".repeat(65);
        for name in ["", " ", "Europe/ Brussels", "a;b", "é", long.as_str()] {
            assert_eq!(ZoneName::new(name), None, "{name}");
        }
    }

    #[test]
    fn a_language_is_found_by_its_own_tag_alone() {
        for language in Language::ALL {
            assert_eq!(Language::from_word(language.as_str()), Some(language));
        }
        assert_eq!(Language::from_word("zh"), None);
    }
}
