//! People who work with the pipeline, and what their role lets them do.

use crate::{PersonId, Preferences};

/// What a person may see and do. Rule: behaviour 7.1, 7.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sees and changes own and unassigned records.
    Salesperson,
    /// Sees and changes all records.
    SalespersonAllRecords,
    /// Sees and changes everything, and configures.
    Manager,
}

impl Role {
    /// All roles, from the one that may least.
    pub const ALL: [Self; 3] = [Self::Salesperson, Self::SalespersonAllRecords, Self::Manager];

    /// Returns the word for the role: `salesperson`, `salesperson-all`, `manager`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Salesperson => "salesperson",
            Self::SalespersonAllRecords => "salesperson-all",
            Self::Manager => "manager",
        }
    }

    /// Finds the role by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Tells whether records of other salespeople are seen. Rule: behaviour 7.1.
    pub const fn sees_all_records(self) -> bool {
        matches!(self, Self::SalespersonAllRecords | Self::Manager)
    }

    /// Tells whether lost reasons, stages, teams, people and settings may be changed. Rule:
    /// behaviour 7.2.
    pub const fn may_configure(self) -> bool {
        matches!(self, Self::Manager)
    }
}

/// What is known of a person before a store has given it an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// The name that is shown.
    pub name: String,
    /// The short name to sign in and to be named by; unique, ignoring case.
    pub login: String,
    /// E-mail address.
    pub email: Option<String>,
    /// What the person may do.
    pub role: Role,
}

/// A person who works with the pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// The name that is shown.
    pub name: String,
    /// The short name to sign in and to be named by; unique, ignoring case.
    pub login: String,
    /// E-mail address.
    pub email: Option<String>,
    /// What the person may do.
    pub role: Role,
    /// Whether the person still works here.
    pub active: bool,
    /// What the person chose.
    pub preferences: Preferences,
}

impl Person {
    /// Tells whether the person still works here and may configure.
    pub const fn is_manager(&self) -> bool {
        self.active && self.role.may_configure()
    }
}
