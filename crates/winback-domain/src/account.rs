//! What people let programs act by.

use jiff::Timestamp;

use crate::{PersonId, TokenId};

/// What an API token allows, each scope all that the ones before it do; never more than the person's
/// role. Rule: behaviour 7.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenScope {
    /// To read.
    Read,
    /// To change records.
    Write,
    /// To change what managers configure.
    Configure,
}

impl TokenScope {
    /// All scopes, from the one that allows least.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Configure];

    /// Returns the word for the scope: `read`, `write`, `configure`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Configure => "configure",
        }
    }

    /// Finds the scope by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// What is known of an API token before a store has given it an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiToken {
    /// The person as whom it acts.
    pub person: PersonId,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// The instant from which it is valid no more.
    pub expires_at: Timestamp,
}

/// An API token, without its secret, which nobody but its owner has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// The person as whom it acts.
    pub person: PersonId,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// The instant from which it is valid no more.
    pub expires_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    /// Tells whether it can be used at an instant.
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}
