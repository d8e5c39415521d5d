//! The table of transitions: what each verb does to a record in each state. Rule: behaviour 1.4-1.6.

use std::fmt;

use thiserror::Error;

use crate::{OpportunityId, StateKind};

/// What a person does to the state of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Marks it lost.
    MarkLost,
    /// Restores it, or takes it out of the archive.
    Restore,
    /// Archives it.
    Archive,
    /// Marks it won.
    MarkWon,
    /// Moves it to another stage.
    MoveStage,
    /// Gives it to another salesperson or team.
    Assign,
}

/// What a verb does to one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Nothing: it is so already.
    Nothing,
    /// It becomes lost; a loss begins.
    Lose,
    /// It stays lost; its current loss is amended.
    AmendLoss,
    /// It is archived.
    Archive,
    /// It becomes open, or won if its stage is a won stage; a current loss ends as restored.
    Reopen,
    /// It becomes won, in a won stage; a current loss ends as won.
    Win,
    /// It moves to the stage and becomes open, or won if that is a won stage.
    MoveStage,
    /// It has another salesperson or team; its state stays.
    Assign,
}

/// Why a verb is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The state does not allow it.
    NotAllowed(Verb),
    /// The record's team has no won stage, of its own or shared.
    NoWonStage,
    /// Only a lost record has a loss to amend.
    NoLoss,
    /// Only an open lead is converted.
    NotOpen,
    /// An opportunity is none to convert.
    NoLead,
}

impl Verb {
    /// All verbs, in the order of the table's columns.
    pub const ALL: [Self; 6] = [
        Self::MarkLost,
        Self::Restore,
        Self::Archive,
        Self::MarkWon,
        Self::MoveStage,
        Self::Assign,
    ];

    /// Looks a verb up in the table of behaviour 1.4.
    ///
    /// `at_zero` tells whether the record's probability is 0: archiving such an open record is
    /// marking it lost (behaviour 1.5).
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] where the table says refused.
    pub const fn effect(self, state: StateKind, at_zero: bool) -> Result<Effect, Refusal> {
        use StateKind as S;
        Ok(match (state, self) {
            (S::Open | S::Won | S::Archived, Self::MarkLost) => Effect::Lose,
            (S::Lost, Self::MarkLost) => Effect::AmendLoss,
            (S::Lost | S::Archived, Self::Restore) => Effect::Reopen,
            (S::Open, Self::Archive) if at_zero => Effect::Lose,
            (S::Open | S::Won, Self::Archive) => Effect::Archive,
            (S::Archived, Self::Archive) | (S::Won, Self::MarkWon) => Effect::Nothing,
            (S::Open | S::Lost | S::Archived, Self::MarkWon) => Effect::Win,
            (S::Open | S::Won, Self::MoveStage) => Effect::MoveStage,
            (S::Open | S::Won | S::Lost | S::Archived, Self::Assign) => Effect::Assign,
            (S::Open | S::Won, Self::Restore)
            | (S::Lost, Self::Archive)
            | (S::Lost | S::Archived, Self::MoveStage) => return Err(Refusal::NotAllowed(self)),
        })
    }

    /// Returns what people can do to a state instead: the verbs that are allowed for it, other than
    /// [`Verb::Assign`], which leaves every state as it is.
    pub fn allowed_by(state: StateKind) -> impl Iterator<Item = Self> {
        let changes = move |verb: &Self| *verb != Self::Assign && verb.effect(state, false).is_ok();
        Self::ALL.into_iter().filter(changes)
    }

    /// Returns what was to happen, for a sentence: a record "cannot be …".
    pub const fn past_participle(self) -> &'static str {
        match self {
            Self::MarkLost => "marked lost",
            Self::Restore => "restored",
            Self::Archive => "archived",
            Self::MarkWon => "marked won",
            Self::MoveStage => "moved to another stage",
            Self::Assign => "assigned",
        }
    }

    /// Returns the verb as people say it: `mark lost`, `restore`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MarkLost => "mark lost",
            Self::Restore => "restore",
            Self::Archive => "archive",
            Self::MarkWon => "mark won",
            Self::MoveStage => "move stage",
            Self::Assign => "assign",
        }
    }
}

/// A verb that a record's state does not allow, with the record named.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct TransitionError {
    /// The record.
    pub opportunity: OpportunityId,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: StateKind,
    /// Why it is refused.
    pub refusal: Refusal,
}

impl fmt::Display for TransitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "opportunity {} `{}` is {} and cannot be ",
            self.opportunity, self.name, self.state
        )?;
        let verb = match self.refusal {
            Refusal::NotAllowed(verb) => verb,
            Refusal::NoWonStage => {
                return f.write_str(
                    "marked won: its team has no won stage; make a stage a won stage first",
                );
            }
            Refusal::NoLoss => return f.write_str("amended: mark it lost first"),
            Refusal::NotOpen if self.state == StateKind::Won => {
                return f.write_str("converted: move it to a stage that is not won first");
            }
            Refusal::NotOpen => return f.write_str("converted: restore it first"),
            Refusal::NoLead => return f.write_str("converted: it is an opportunity already"),
        };
        f.write_str(verb.past_participle())?;
        if verb.effect(StateKind::Open, false).is_ok() {
            f.write_str(": restore it first")?;
        }
        let allowed: Vec<&str> = Verb::allowed_by(self.state).map(Verb::as_str).collect();
        write!(f, "; allowed: {}", allowed.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of behaviour 1.4, row by row; `-` is refused, `0` is the row of an open record at
    /// 0 %.
    const TABLE: &str = "
        open      lose   -       archive  win      move  assign
        open0     lose   -       lose     win      move  assign
        won       lose   -       archive  nothing  move  assign
        lost      amend  reopen  -        win      -     assign
        archived  lose   reopen  nothing  win      -     assign
    ";

    fn word(effect: Result<Effect, Refusal>) -> &'static str {
        match effect {
            Ok(Effect::Nothing) => "nothing",
            Ok(Effect::Lose) => "lose",
            Ok(Effect::AmendLoss) => "amend",
            Ok(Effect::Archive) => "archive",
            Ok(Effect::Reopen) => "reopen",
            Ok(Effect::Win) => "win",
            Ok(Effect::MoveStage) => "move",
            Ok(Effect::Assign) => "assign",
            Err(_) => "-",
        }
    }

    #[test]
    fn every_verb_does_to_every_state_what_the_table_says() {
        let rows: Vec<&str> = TABLE.trim().lines().collect();
        assert_eq!(rows.len(), 5);
        for row in rows {
            let mut cells = row.split_whitespace();
            let name = cells.next().unwrap();
            let state = StateKind::from_word(name.trim_end_matches('0')).unwrap();
            let found: Vec<&str> =
                Verb::ALL.into_iter().map(|v| word(v.effect(state, name.ends_with('0')))).collect();
            assert_eq!(found, cells.collect::<Vec<_>>(), "{name}");
        }
    }

    #[test]
    fn a_refusal_names_the_record_its_state_and_what_is_allowed() {
        let error = |state, verb| {
            TransitionError {
                opportunity: OpportunityId::new(12),
                name: "Pumps".into(),
                state,
                refusal: Refusal::NotAllowed(verb),
            }
            .to_string()
        };
        assert_eq!(
            error(StateKind::Won, Verb::Restore),
            "opportunity 12 `Pumps` is won and cannot be restored; \
             allowed: mark lost, archive, mark won, move stage"
        );
        assert_eq!(
            error(StateKind::Lost, Verb::MoveStage),
            "opportunity 12 `Pumps` is lost and cannot be moved to another stage: \
             restore it first; allowed: mark lost, restore, mark won"
        );
    }
}
