//! Names that a person may have meant.

/// The most characters of a typed word that messages repeat.
const SHOWN: usize = 40;

/// How alike two names must be, from 0 (nothing in common) to 1 (the same).
const LIKENESS: f64 = 0.6;

/// The most names that are suggested.
const MOST: usize = 3;

/// Returns the known names that are close to `name`, nearest first.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    // A longer word is no misspelt name, and the comparison takes the product of both lengths.
    if name.len() > SHOWN {
        return Vec::new();
    }
    let name = crate::fold(name);
    let mut alike: Vec<_> = known
        .map(|known| (strsim::normalized_damerau_levenshtein(&name, &crate::fold(known)), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .collect();
    alike.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    alike.into_iter().take(MOST).map(|(_, known)| known.to_owned()).collect()
}

/// Says whether one may have been typed for the other.
pub(crate) fn is_near(typed: &str, known: &str) -> bool {
    const VERY_MUCH: f64 = 0.75;
    typed.len() <= 2 * SHOWN
        && strsim::normalized_damerau_levenshtein(&crate::fold(typed), known) >= VERY_MUCH
}

/// Returns what was typed, cut if it is long and without line breaks, for a message.
pub(crate) fn shown(typed: &str) -> String {
    let mut shown: String =
        typed.chars().take(SHOWN).map(|char| if char.is_control() { ' ' } else { char }).collect();
    if typed.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
