//! How much is measured: everything, or just enough to see that both ways do the same.

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// As many records as were asked for.
    Full,
    /// Few records, and a round or two of each.
    Check,
}

impl Scale {
    /// Returns how often something is done.
    pub(crate) const fn rounds(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Check => 2,
        }
    }

    /// Returns which page is measured.
    pub(crate) const fn page(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Check => {
                if full > 3 {
                    3
                } else {
                    full
                }
            }
        }
    }

    /// Returns how many records are changed or added.
    pub(crate) const fn share(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Check => full.div_ceil(100),
        }
    }
}
