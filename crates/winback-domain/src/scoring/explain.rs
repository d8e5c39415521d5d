//! How an estimate comes about, value by value.

use std::collections::BTreeSet;

use super::{Count, Estimator, Scored, Variable};
use crate::Probability;
use crate::scoring::estimate::Rates;

/// What one value of a record contributes to its estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The variable.
    pub variable: Variable,
    /// Its value, as in [`Scored`].
    pub value: String,
    /// How many records with the value were won and lost.
    pub count: Count,
    /// How often the value was met among won records, 0 to 1.
    pub won_rate: f64,
    /// How often the value was met among lost records, 0 to 1.
    pub lost_rate: f64,
    /// By what the odds of winning are multiplied: above 1 for better ones.
    pub factor: f64,
    /// The probability when this and all contributions before it are counted.
    pub so_far: Probability,
}

/// Why a value does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// The deployment does not score the variable.
    NotScored,
    /// No closed record of the table has the value; of tags, fewer than fifty.
    NotObserved,
}

/// A value that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The variable.
    pub variable: Variable,
    /// Its value, as in [`Scored`].
    pub value: String,
    /// Why.
    pub why: WhyLeftOut,
}

/// How an estimate comes about. Rule: behaviour 6.3.
#[derive(Debug, Clone, PartialEq)]
pub enum Explanation {
    /// The record has no stage, so the estimate is 0.
    NoStage,
    /// Its stage is a won stage, so the estimate is 100.
    WonStage,
    /// Nothing was won, or nothing was lost: the estimate stays as it was.
    NoHistory,
    /// Bayes' rule over what was won and lost.
    Learned {
        /// Whether only records of its own team are counted; otherwise those of all teams.
        own_team: bool,
        /// How many records were won and lost there.
        history: Count,
        /// The share that was won: where the estimate begins.
        prior: Probability,
        /// What each value adds, in order.
        contributions: Vec<Contribution>,
        /// The values that do not count.
        left_out: Vec<LeftOut>,
        /// The variables that count, and of which the record has no value.
        unset: BTreeSet<Variable>,
        /// The estimate.
        estimate: Probability,
    },
}

impl Explanation {
    /// Returns the estimate, if one can be made.
    pub const fn estimate(&self) -> Option<Probability> {
        match self {
            Self::NoStage => Some(Probability::ZERO),
            Self::WonStage => Some(Probability::CERTAIN),
            Self::NoHistory => None,
            Self::Learned { estimate, .. } => Some(*estimate),
        }
    }
}

impl Estimator {
    /// Explains what [`estimate`](Self::estimate) gives for a record.
    pub fn explain(&self, scored: &Scored) -> Explanation {
        let Some(stage) = scored.stage else { return Explanation::NoStage };
        if self.is_won(stage) {
            return Explanation::WonStage;
        }
        let Some(basis) = self.basis(scored) else { return Explanation::NoHistory };
        let prior = basis.prior();
        let (mut so_far, mut contributions, mut left_out) = (prior, Vec::new(), Vec::new());
        for (variable, value) in self.values(scored) {
            let column = basis.table.column(variable);
            let row = column.and_then(|column| Some((column, column.values.get(value.as_ref())?)));
            let Some((column, (part, count))) = row else {
                let (value, why) = (value.into_owned(), WhyLeftOut::NotObserved);
                left_out.push(LeftOut { variable, value, why });
                continue;
            };
            let rates = Rates::of(*part, basis.whole(variable, column));
            so_far = so_far.times(rates);
            contributions.push(Contribution {
                variable,
                value: value.into_owned(),
                count: *count,
                won_rate: rates.won,
                lost_rate: rates.lost,
                factor: rates.won / rates.lost,
                so_far: so_far.probability(),
            });
        }
        let ignored = scored.values.iter().filter(|(variable, _)| !self.counts(*variable));
        left_out.extend(ignored.map(|(variable, value)| LeftOut {
            variable: *variable,
            value: value.clone(),
            why: WhyLeftOut::NotScored,
        }));
        let is_set = |it: &Variable| scored.values.iter().any(|(variable, _)| variable == it);
        let unset = Variable::choosable().filter(|it| self.counts(*it) && !is_set(it)).collect();
        Explanation::Learned {
            own_team: basis.own,
            history: basis.counts,
            prior: prior.probability(),
            contributions,
            left_out,
            unset,
            estimate: so_far.probability(),
        }
    }
}
