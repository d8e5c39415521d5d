//! Where the values of a row come from.

use std::{path::Path, sync::Arc};

/// A value as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) file: Arc<Path>,
    /// Its line, from 1.
    pub(super) line: u64,
    pub(super) column: String,
    pub(super) value: String,
}

/// Where the values of one row come from, by their places, such as `losses[0].reason.name`.
#[derive(Debug, Default)]
pub(super) struct Origins {
    places: Vec<(String, Origin)>,
    /// The cells of which a problem was told already: file, line and column.
    told: Vec<(Arc<Path>, u64, String)>,
}

impl Origins {
    pub(super) fn put(&mut self, place: String, origin: Origin) {
        self.places.push((place, origin));
    }

    /// Takes over others, whose places stand within one here, such as `losses[0].`.
    pub(super) fn take(&mut self, others: Self, within: &str) {
        let places = others.places.into_iter();
        self.places.extend(places.map(|(place, at)| (format!("{within}{place}"), at)));
        self.told.extend(others.told);
    }

    /// Finds where the value in a place, or within it, comes from.
    pub(super) fn of(&self, place: &str) -> Option<&Origin> {
        let exact = self.places.iter().find(|(known, _)| known == place);
        let within = |known: &str| known.strip_prefix(place).is_some_and(|it| it.starts_with('.'));
        let found = exact.or_else(|| self.places.iter().find(|(known, _)| within(known)));
        found.map(|(_, origin)| origin)
    }

    /// Takes note that a problem of a cell is told; says whether it is the first.
    pub(super) fn tell(&mut self, file: &Arc<Path>, line: u64, column: &str) -> bool {
        let is_first = !self.is_told(file, line, column);
        if is_first {
            self.told.push((Arc::clone(file), line, column.to_owned()));
        }
        is_first
    }

    /// Tells whether a problem of a cell was told already.
    pub(super) fn is_told(&self, file: &Path, line: u64, column: &str) -> bool {
        let is_it = |(told, at, name): &(Arc<Path>, u64, String)| {
            **told == *file && *at == line && name == column
        };
        self.told.iter().any(is_it)
    }
}
