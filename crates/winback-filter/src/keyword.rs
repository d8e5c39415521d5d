//! The words that the text spelling keeps for itself.

/// Words that stand for themselves wherever a field or an unquoted value could stand.
const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "between",
    "contains",
    "contain",
    "exactly",
    "like",
    "ilike",
    "does",
    "matches",
    "equals",
    "everything",
    "nothing",
];

/// Says whether a bare word is a keyword, in whatever case; to be a value it must be quoted.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Says whether a field may have this name.
pub(crate) fn is_field_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        && !is_reserved(name)
}
