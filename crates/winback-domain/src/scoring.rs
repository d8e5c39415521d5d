//! What is scored of a record, and how often that was won and lost. Rule: behaviour 6.2, 6.4.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{Pipeline, StageId, State, TeamId};

mod estimate;
mod explain;

pub use estimate::Estimator;
pub use explain::{Contribution, Explanation, LeftOut, WhyLeftOut};

macro_rules! variables {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// A property of a record that its estimate may depend on. Rule: behaviour 6.4.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Variable { $($(#[$doc])* $name,)* }

        impl Variable {
            /// All of them, in the order in which they are multiplied.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the word for it, such as `email_quality`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

variables! {
    /// The stage, which always counts.
    Stage "stage",
    /// The country.
    Country "country",
    /// The state, province or county, ignoring case.
    Region "region",
    /// Whether the e-mail address is one; none at all counts as a value.
    EmailQuality "email_quality",
    /// Whether the phone number is one; none at all counts as a value.
    PhoneQuality "phone_quality",
    /// The source.
    Source "source",
    /// The language, ignoring case.
    Language "language",
    /// Each of the tags.
    Tag "tags",
}

impl Variable {
    /// Finds a variable by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|variable| variable.as_str() == word)
    }

    /// Returns the variables that a deployment chooses from: all but the stage, which always counts.
    pub fn choosable() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|variable| *variable != Self::Stage)
    }
}

/// What a text is worth as a way to reach somebody, as the value of a variable: empty if there is
/// none. Odoo: `email_state`, `phone_state`.
pub fn quality(text: Option<&str>, normalised: Option<&str>) -> &'static str {
    match (text.is_none_or(str::is_empty), normalised) {
        (true, _) => "",
        (false, None) => "incorrect",
        (false, Some(_)) => "correct",
    }
}

/// How estimates are made. Rule: behaviour 6.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoringSettings {
    /// The variables that count beside the stage.
    pub variables: BTreeSet<Variable>,
    /// Only records created then or later are learned from; all of them without it.
    pub since: Option<Timestamp>,
}

impl Default for ScoringSettings {
    /// All variables, over all of history.
    fn default() -> Self {
        Self { variables: Variable::choosable().collect(), since: None }
    }
}

impl ScoringSettings {
    /// Tells whether a variable counts.
    pub fn counts(&self, variable: Variable) -> bool {
        variable == Variable::Stage || self.variables.contains(&variable)
    }
}

/// What is scored of one record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scored {
    /// Its team.
    pub team: Option<TeamId>,
    /// Its stage.
    pub stage: Option<StageId>,
    /// The values of its other variables: the number of what is referred to, the folded text, or
    /// the [`quality`].
    pub values: BTreeSet<(Variable, String)>,
}

/// How many records with a value were won, and how many lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Won ones.
    pub won: i64,
    /// Lost ones.
    pub lost: i64,
}

impl Count {
    /// Tells whether nothing was observed.
    pub const fn is_none(self) -> bool {
        self.won == 0 && self.lost == 0
    }

    /// Returns how many records there are.
    pub const fn total(self) -> i64 {
        self.won.saturating_add(self.lost)
    }
}

/// One row of the frequencies: how often a value was won and lost, in one team or in none.
///
/// The reference adds 0.1 to each count; here counts are whole, and the tenth is added when they are
/// [used](Estimator), so that what is added and subtracted stays exact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrequencyKey {
    /// The team.
    pub team: Option<TeamId>,
    /// The variable.
    pub variable: Variable,
    /// Its value.
    pub value: String,
}

/// The frequencies: behaviour 6.2. What was never observed has no row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frequencies {
    rows: BTreeMap<FrequencyKey, Count>,
}

impl FromIterator<(FrequencyKey, Count)> for Frequencies {
    fn from_iter<T: IntoIterator<Item = (FrequencyKey, Count)>>(rows: T) -> Self {
        let mut frequencies = Self::default();
        rows.into_iter().for_each(|(key, count)| frequencies.add(key, count));
        frequencies
    }
}

impl Frequencies {
    /// Returns the rows, by team, variable and value.
    pub fn rows(&self) -> impl Iterator<Item = (&FrequencyKey, Count)> {
        self.rows.iter().map(|(key, count)| (key, *count))
    }

    /// Adds to a row; one that comes to nothing is gone.
    pub fn add(&mut self, key: FrequencyKey, count: Count) {
        match self.rows.entry(key) {
            Entry::Vacant(_) if count.is_none() => {}
            Entry::Vacant(row) => drop(row.insert(count)),
            Entry::Occupied(mut row) => {
                let now = row.get_mut();
                now.won = now.won.saturating_add(count.won);
                now.lost = now.lost.saturating_add(count.lost);
                if now.is_none() {
                    row.remove();
                }
            }
        }
    }

    /// Adds what a record tells, if it is won or lost. Rule: behaviour 6.2.
    pub fn observe(&mut self, scored: &Scored, state: &State, pipeline: &Pipeline) {
        self.tell(scored, state, pipeline, 1);
    }

    /// Subtracts what a record told.
    pub fn retract(&mut self, scored: &Scored, state: &State, pipeline: &Pipeline) {
        self.tell(scored, state, pipeline, -1);
    }

    fn tell(&mut self, scored: &Scored, state: &State, pipeline: &Pipeline, sign: i64) {
        let count = match state {
            State::Won { .. } => Count { won: sign, lost: 0 },
            State::Lost(_) => Count { won: 0, lost: sign },
            State::Open | State::Archived { .. } => return,
        };
        self.add_stage(scored.team, scored.stage, count, pipeline);
        for (variable, value) in &scored.values {
            let (variable, value) = (*variable, value.clone());
            self.add(FrequencyKey { team: scored.team, variable, value }, count);
        }
    }

    /// Adds closed records of one team and stage to the stages that they count for: a won one to
    /// every stage, a lost one to those up to its own. Rule: behaviour 6.2.
    pub fn add_stage(
        &mut self,
        team: Option<TeamId>,
        own: Option<StageId>,
        count: Count,
        pipeline: &Pipeline,
    ) {
        let place = own.and_then(|id| pipeline.stage(id)).map(|stage| stage.position);
        for stage in pipeline.stages() {
            let is_reached = place.is_some_and(|place| stage.position <= place);
            let lost = if is_reached { count.lost } else { 0 };
            let (variable, value) = (Variable::Stage, stage.id.to_string());
            self.add(FrequencyKey { team, variable, value }, Count { won: count.won, lost });
        }
    }
}

#[cfg(test)]
mod tests;
