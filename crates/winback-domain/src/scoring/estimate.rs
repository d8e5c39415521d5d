//! The estimate: naive Bayes over the frequencies. Rule: behaviour 6.3.

use std::collections::{BTreeMap, HashMap};

use super::{Count, Frequencies, Scored, ScoringSettings, Variable};
use crate::{Pipeline, Probability, StageId, TeamId};

/// Tags with fewer observations are ignored: a small sample would weigh too much. Rule: behaviour
/// 6.2.
const TAG_OBSERVATIONS: i64 = 50;

/// Counts in tenths, each row with the tenth that it is created with: +0.1 won, +0.1 lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tenths {
    pub(super) won: i64,
    pub(super) lost: i64,
}

impl Tenths {
    fn of(count: Count) -> Self {
        let tenths = |count: i64| count.saturating_mul(10).saturating_add(1);
        Self { won: tenths(count.won), lost: tenths(count.lost) }
    }

    fn add(&mut self, other: Self) {
        self.won = self.won.saturating_add(other.won);
        self.lost = self.lost.saturating_add(other.lost);
    }
}

/// One variable of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    /// The sum of its rows.
    pub(super) total: Tenths,
    pub(super) values: HashMap<String, (Tenths, Count)>,
}

/// The rows of one team, or of all of them together.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    columns: BTreeMap<Variable, Column>,
}

impl Table {
    fn add(&mut self, variable: Variable, value: &str, count: Count) {
        let column = self.columns.entry(variable).or_default();
        let row = column.values.entry(value.to_owned()).or_default();
        let tenths = Tenths::of(count);
        row.0.add(tenths);
        row.1.won = row.1.won.saturating_add(count.won);
        row.1.lost = row.1.lost.saturating_add(count.lost);
        column.total.add(tenths);
    }

    pub(super) fn column(&self, variable: Variable) -> Option<&Column> {
        self.columns.get(&variable)
    }
}

/// How often a value was met among won records and among lost ones, as parts of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rates {
    pub(super) won: f64,
    pub(super) lost: f64,
}

impl Rates {
    pub(super) fn of(part: Tenths, whole: Tenths) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
        let ratio = |part: i64, whole: i64| part as f64 / whole as f64;
        Self { won: ratio(part.won, whole.won), lost: ratio(part.lost, whole.lost) }
    }

    pub(super) fn times(self, other: Self) -> Self {
        Self { won: self.won * other.won, lost: self.lost * other.lost }
    }

    /// Returns the probability of having been won, held in 0.01 to 99.99 %.
    pub(super) fn probability(self) -> Probability {
        let share = self.won / (self.won + self.lost);
        #[expect(clippy::cast_possible_truncation, reason = "it is clamped to 1 to 9999")]
        let hundredths = (share * 10_000.0).round().clamp(1.0, 9_999.0) as i64;
        Probability::from_hundredths(hundredths).unwrap_or(Probability::EVEN)
    }
}

/// Estimates probabilities from the frequencies. Rule: behaviour 6.3.
#[derive(Debug, Clone)]
pub struct Estimator {
    settings: ScoringSettings,
    pipeline: Pipeline,
    /// The first stage that all teams share: all that was won or lost is counted there.
    first: Option<StageId>,
    teams: HashMap<TeamId, Table>,
    all: Table,
}

/// The table that a record is estimated by, and what it begins with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Basis<'e> {
    pub(super) table: &'e Table,
    /// Whether that is the table of the record's own team.
    pub(super) own: bool,
    /// All that was won and lost in it.
    pub(super) history: Tenths,
    pub(super) counts: Count,
}

impl Basis<'_> {
    pub(super) fn prior(&self) -> Rates {
        let all = self.history.won.saturating_add(self.history.lost);
        Rates::of(self.history, Tenths { won: all, lost: all })
    }

    /// Returns what a value is compared with: of a stage all of history, of others the sum of their
    /// variable's rows.
    pub(super) fn whole(&self, variable: Variable, column: &Column) -> Tenths {
        if variable == Variable::Stage { self.history } else { column.total }
    }
}

impl Estimator {
    /// Prepares the frequencies for estimates.
    pub fn new(frequencies: &Frequencies, settings: ScoringSettings, pipeline: Pipeline) -> Self {
        let first = pipeline.stages().iter().find(|stage| stage.team.is_none()).map(|it| it.id);
        let (mut teams, mut all) = (HashMap::<TeamId, Table>::new(), Table::default());
        for (key, count) in frequencies.rows() {
            let own = key.team.map(|team| teams.entry(team).or_default());
            if key.variable == Variable::Tag && count.total() < TAG_OBSERVATIONS {
                continue;
            }
            if let Some(own) = own {
                own.add(key.variable, &key.value, count);
            }
            all.add(key.variable, &key.value, count);
        }
        Self { settings, pipeline, first, teams, all }
    }

    /// Estimates the probability of an open record: 0 without a stage, 100 in a won one; nothing if
    /// there is no history of both winning and losing, which leaves an estimate alone.
    pub fn estimate(&self, scored: &Scored) -> Option<Probability> {
        let Some(stage) = scored.stage else { return Some(Probability::ZERO) };
        if self.pipeline.is_won(Some(stage)) {
            return Some(Probability::CERTAIN);
        }
        let basis = self.basis(scored)?;
        let values = self.values(scored);
        let rates = values.filter_map(|(variable, value)| {
            let column = basis.table.column(variable)?;
            let (part, _) = column.values.get(value.as_ref())?;
            Some(Rates::of(*part, basis.whole(variable, column)))
        });
        Some(rates.fold(basis.prior(), Rates::times).probability())
    }

    /// Returns the values that count, in the order in which they are multiplied.
    pub(super) fn values<'s>(
        &self,
        scored: &'s Scored,
    ) -> impl Iterator<Item = (Variable, std::borrow::Cow<'s, str>)> {
        let stage = scored.stage.map(|stage| (Variable::Stage, stage.to_string().into()));
        let counted = |variable: Variable| self.settings.counts(variable);
        let others = scored.values.iter().filter(move |(variable, _)| counted(*variable));
        stage.into_iter().chain(others.map(|(variable, value)| (*variable, value.as_str().into())))
    }

    /// Returns the table of a record's team if it has any row, otherwise that of all rows; nothing
    /// if nothing was won or nothing was lost in it.
    pub(super) fn basis(&self, scored: &Scored) -> Option<Basis<'_>> {
        let own = scored.team.and_then(|team| self.teams.get(&team));
        let table = own.unwrap_or(&self.all);
        let first = self.first?.to_string();
        let (history, counts) = *table.column(Variable::Stage)?.values.get(&first)?;
        let has_both = counts.won > 0 && counts.lost > 0;
        has_both.then_some(Basis { table, own: own.is_some(), history, counts })
    }

    /// Tells whether a variable counts.
    pub(super) fn counts(&self, variable: Variable) -> bool {
        self.settings.counts(variable)
    }

    pub(super) fn is_won(&self, stage: StageId) -> bool {
        self.pipeline.is_won(Some(stage))
    }
}
