//! Hints about names in a filter that are nobody's and nothing's: the likely reason for an empty
//! list.

use std::collections::{BTreeMap, BTreeSet};

use winback_domain::LabelKind;
use winback_filter::{Condition, Predicate, TextMatch, fold};
use winback_store::PERSON;

use crate::{AppError, Desk};

/// The entity of lost reasons in the schema.
const LOST_REASON: &str = "lost_reason";

impl Desk {
    /// Names the stages, lost reasons, people and the like that a filter asks for and that do not
    /// exist, each in a sentence with the nearest that does.
    ///
    /// Such a filter is right, and matches nothing there; customers are not looked up.
    ///
    /// # Errors
    /// [`AppError::Filter`], [`AppError::Store`].
    pub async fn filter_hints(&self, filter: &str) -> Result<Vec<String>, AppError> {
        let mut asked = BTreeMap::new();
        collect(&self.parse_filter(filter).await?, &mut asked);
        let mut hints = Vec::new();
        for (entity, names) in asked {
            let Some((what, known)) = self.names_of(entity).await? else { continue };
            for name in names {
                if known.iter().any(|known| fold(known) == name) {
                    continue;
                }
                let renamed = match entity {
                    LOST_REASON => {
                        let reasons = self.storage.reasons.list().await?;
                        self.renamed_reason(&name, &reasons).await?
                    }
                    _ => None,
                };
                let known = known.iter().map(String::as_str);
                let hint = renamed.unwrap_or_else(|| AppError::unknown(what, &name, known));
                hints.push(hint.to_string());
            }
        }
        Ok(hints)
    }

    async fn names_of(
        &self,
        entity: &str,
    ) -> Result<Option<(&'static str, Vec<String>)>, AppError> {
        Ok(match entity {
            PERSON => {
                let people = self.storage.people.list().await?;
                Some((PERSON, people.into_iter().map(|person| person.name).collect()))
            }
            "stage" => {
                let pipeline = self.storage.pipeline.stages().await?;
                Some(("stage", pipeline.stages().iter().map(|stage| stage.name.clone()).collect()))
            }
            LOST_REASON => {
                let reasons = self.storage.reasons.list().await?;
                Some(("lost reason", reasons.into_iter().map(|reason| reason.name).collect()))
            }
            _ => match LabelKind::ALL.into_iter().find(|kind| kind.as_str() == entity) {
                None => None,
                Some(kind) => {
                    let labels = self.storage.pipeline.labels(kind).await?;
                    let names = labels.into_iter().map(|label| label.name).collect();
                    Some((kind.as_str(), names))
                }
            },
        })
    }
}

/// Collects the names by which a filter asks for the records of each entity.
fn collect(predicate: &Predicate, asked: &mut BTreeMap<&'static str, BTreeSet<String>>) {
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => {
            for part in parts {
                collect(part, asked);
            }
        }
        Predicate::Not(inner) => collect(inner, asked),
        Predicate::Test(test) => match test.condition() {
            Condition::Matches(inner)
            | Condition::AtLeast { filter: inner, .. }
            | Condition::InLine { filter: inner, .. } => {
                collect(inner, asked);
            }
            Condition::Text { how: TextMatch::Equals, ignore_case: true, text }
                if test.field().is_display() =>
            {
                asked.entry(test.field().entity()).or_default().insert(text.clone());
            }
            Condition::Text { .. }
            | Condition::IsSet
            | Condition::Compare { .. }
            | Condition::OneOf(_)
            | Condition::Part { .. } => {}
        },
    }
}
