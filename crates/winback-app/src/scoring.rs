//! Probabilities: what they are estimated from, why one is what it is, and estimating them anew.

use std::collections::BTreeMap;

use winback_domain::{
    Count, Estimator, Explanation, LabelKind, Opportunity, OpportunityId, StageId, Variable,
};
use winback_store::{Names, scored};

use crate::{AppError, Desk};

/// How many records are estimated in one transaction, so that nobody waits for long.
const BATCH: usize = 5_000;

/// What a rebuild did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// How many open records were estimated.
    pub records: u64,
    /// How many of them have another estimate now.
    pub changed: u64,
}

/// One frequency, with names in place of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frequency {
    /// The team; none for records without one.
    pub team: Option<String>,
    /// The variable.
    pub variable: Variable,
    /// Its value, as people call it.
    pub value: String,
    /// How many records with it were won and lost.
    pub count: Count,
}

/// Why a record has the probability that it has.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The record.
    pub opportunity: Opportunity,
    /// The names of everything that it refers to.
    pub names: Names,
    /// How its estimate comes about now. The one that the record has was made when it last changed,
    /// or at the last rebuild. Rule: behaviour 6.1.
    pub explanation: Explanation,
    /// What people call the values that the explanation speaks of.
    pub values: ValueNames,
}

/// What people call the values of variables.
#[derive(Debug, Clone, Default)]
pub struct ValueNames(BTreeMap<(Variable, String), String>);

impl ValueNames {
    /// Returns what a value is called.
    pub fn of<'n>(&'n self, variable: Variable, value: &'n str) -> &'n str {
        match (variable, value) {
            (Variable::EmailQuality | Variable::PhoneQuality, "") => "none",
            _ => self.0.get(&(variable, value.to_owned())).map_or(value, String::as_str),
        }
    }
}

impl Desk {
    /// Counts all won and lost records again, and estimates all open ones by that, some thousand at
    /// a time. Only managers may. Rule: behaviour 6.4.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Store`]: what was estimated until then stays.
    pub async fn rebuild_scoring(&self) -> Result<Rebuilt, AppError> {
        self.must_configure("rebuild the scoring")?;
        self.storage.scoring.recount().await?;
        let (mut rebuilt, mut after) = (Rebuilt::default(), None);
        loop {
            let estimated = self.storage.scoring.estimate(after, BATCH).await?;
            rebuilt.records += estimated.records;
            rebuilt.changed += estimated.changed;
            match estimated.last {
                Some(last) => after = Some(last),
                None => return Ok(rebuilt),
            }
        }
    }

    /// Returns how often each value was won and lost, by team, variable and value. Only managers
    /// may, as it tells of everybody's records.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Store`].
    pub async fn frequencies(&self) -> Result<Vec<Frequency>, AppError> {
        self.must_configure("see what was won and lost by everybody")?;
        let frequencies = self.storage.scoring.frequencies().await?;
        let names = self.value_names().await?;
        let teams = self.storage.pipeline.labels(LabelKind::Team).await?;
        let teams: BTreeMap<i64, String> =
            teams.into_iter().map(|team| (team.id, team.name)).collect();
        let row = |(key, count): (&winback_domain::FrequencyKey, Count)| Frequency {
            team: key.team.map(|id| teams.get(&id.get()).cloned().unwrap_or_default()),
            variable: key.variable,
            value: names.of(key.variable, &key.value).to_owned(),
            count,
        };
        let mut rows: Vec<Frequency> = frequencies.rows().map(row).collect();
        let stages = self.storage.pipeline.stages().await?;
        let place = |row: &Frequency| match row.variable {
            Variable::Stage => stages.stages().iter().position(|stage| stage.name == row.value),
            _ => None,
        };
        rows.sort_by(|a, b| {
            let by = |row: &Frequency| (row.team.clone(), row.variable, place(row));
            by(a).cmp(&by(b)).then_with(|| a.value.cmp(&b.value))
        });
        Ok(rows)
    }

    /// Explains the estimate of one record. Rule: behaviour 6.3.
    ///
    /// # Errors
    /// [`AppError::NotFound`], also if the person may not see it; [`AppError::Store`].
    pub async fn explain(&self, id: OpportunityId) -> Result<Explained, AppError> {
        let page = self.page_of(id).await?;
        let found = page.records.into_iter().next();
        let opportunity = found.ok_or_else(|| AppError::NotFound(vec![id]))?;
        let frequencies = self.storage.scoring.frequencies().await?;
        let pipeline = self.storage.pipeline.stages().await?;
        let estimator = Estimator::new(&frequencies, self.settings.scoring.clone(), pipeline);
        let explanation = estimator.explain(&scored(&opportunity));
        let values = self.value_names().await?;
        Ok(Explained { opportunity, names: page.names, explanation, values })
    }

    async fn value_names(&self) -> Result<ValueNames, AppError> {
        let mut names = BTreeMap::new();
        for stage in self.storage.pipeline.stages().await?.stages() {
            let id: StageId = stage.id;
            names.insert((Variable::Stage, id.to_string()), stage.name.clone());
        }
        for (variable, kind) in [
            (Variable::Country, LabelKind::Country),
            (Variable::Source, LabelKind::Source),
            (Variable::Tag, LabelKind::Tag),
        ] {
            for label in self.storage.pipeline.labels(kind).await? {
                names.insert((variable, label.id.to_string()), label.name);
            }
        }
        Ok(ValueNames(names))
    }
}
