//! What a fresh install is filled with.

use jiff::Timestamp;
use winback_domain::{NewLostReason, NewPerson, Settings};

/// A stage of a fresh install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshStage {
    /// Its name.
    pub name: String,
    /// Its place in the order; equal places are ordered by id.
    pub position: i64,
    /// Whether records in it are won.
    pub won: bool,
}

/// What a fresh install is filled with. Ids are given in order, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// Its settings.
    pub settings: Settings,
    /// Its first person, a manager.
    pub manager: NewPerson,
    /// Its stages, in the order of their ids, shared by all teams.
    pub stages: Vec<FreshStage>,
    /// Its lost reasons, in order. Rule: behaviour 4.1.
    pub reasons: Vec<NewLostReason>,
    /// All countries: ISO 3166 code and name.
    pub countries: Vec<(String, String)>,
    /// When it was installed.
    pub at: Timestamp,
}
