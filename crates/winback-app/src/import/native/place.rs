//! Stages and countries, which an import finds by their names and never adds.

use std::collections::HashMap;

use winback_domain::{CountryId, Label, Pipeline, Stage, StageId};
use winback_filter::fold;

use super::fields::{Fields, Reader};
use crate::AppError;

/// The stages and the countries of the deployment.
pub(super) struct Places {
    stages: HashMap<String, Stage>,
    countries: HashMap<String, Label>,
}

impl Places {
    /// Of stages that share a name, the first in the order counts.
    pub(super) fn new(pipeline: &Pipeline, countries: &[Label]) -> Self {
        let mut stages = HashMap::new();
        for stage in pipeline.stages() {
            stages.entry(fold(stage.name.trim())).or_insert_with(|| stage.clone());
        }
        let codes = countries.iter().filter_map(|it| Some((fold(it.code.as_deref()?), it.clone())));
        let names = countries.iter().map(|label| (fold(&label.name), label.clone()));
        Self { stages, countries: codes.chain(names).collect() }
    }

    /// Tells whether records in a stage are won.
    pub(super) fn is_won(&self, stage: Option<StageId>) -> bool {
        self.stages.values().any(|known| known.won && Some(known.id) == stage)
    }

    pub(super) fn stage(
        &self,
        reader: &mut Reader<'_>,
        fields: Fields<'_>,
        name: &str,
    ) -> Option<StageId> {
        let expected = |_: &str| {
            let mut stages: Vec<&Stage> = self.stages.values().collect();
            stages.sort_unstable_by_key(|stage| (stage.position, stage.id));
            let names: Vec<String> = stages.iter().map(|it| format!("`{}`", it.name)).collect();
            format!("a stage of this deployment: {}", names.join(", "))
        };
        found(&self.stages, reader, fields, name, expected).map(|stage| stage.id)
    }

    pub(super) fn country(
        &self,
        reader: &mut Reader<'_>,
        fields: Fields<'_>,
        name: &str,
    ) -> Option<CountryId> {
        self.country_label(reader, fields, name).map(|label| CountryId::new(label.id))
    }

    pub(super) fn country_name(
        &self,
        reader: &mut Reader<'_>,
        fields: Fields<'_>,
        name: &str,
    ) -> Option<String> {
        self.country_label(reader, fields, name).map(|label| label.name.clone())
    }

    fn country_label(
        &self,
        reader: &mut Reader<'_>,
        fields: Fields<'_>,
        name: &str,
    ) -> Option<&Label> {
        let expected = |text: &str| {
            const WHAT: &str = "a country by its ISO 3166 name or code";
            let mut names: Vec<&str> = self.countries.values().map(|it| it.name.as_str()).collect();
            names.sort_unstable();
            match AppError::unknown("name", text, names) {
                AppError::Unknown { nearest: Some(nearest), .. } => {
                    format!("{WHAT}, such as `{nearest}`")
                }
                _ => WHAT.to_owned(),
            }
        };
        found(&self.countries, reader, fields, name, expected)
    }
}

/// Finds what a value names; `expected` says what else it could have named.
fn found<'a, T>(
    known: &'a HashMap<String, T>,
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    name: &str,
    expected: impl FnOnce(&str) -> String,
) -> Option<&'a T> {
    let text = reader.text(fields, name)?;
    let found = known.get(&fold(text.trim()));
    if found.is_none() {
        reader.problem(fields, name, expected(&text));
    }
    found
}
