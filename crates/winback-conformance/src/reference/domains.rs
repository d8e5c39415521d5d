//! The file `domains.json`: which records a domain finds, in which order.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value as Json;
use winback_store::domain::OpportunityId;
use winback_store::filter::{Context, Predicate, Schema, Sort};
use winback_store::{OPPORTUNITY, Query, Storage, default_sort};

use super::load::PAGE;
use super::{Ids, Records, ReferenceError, Report, deliberate, read};

/// One recorded question and its answer.
#[derive(Debug, Deserialize)]
pub struct DomainCase {
    /// Its number in the whole record of answers.
    pub n: u64,
    /// What it is about.
    pub group: String,
    /// The domain.
    pub domain: Json,
    /// Whether records that are not active are left out unless the domain asks for them.
    pub active_test: bool,
    /// The records that it found; none if it was refused.
    pub ids: Option<Vec<i64>>,
    /// Whether the reference refused it.
    #[serde(default)]
    pub error: bool,
    /// The order; by id if there is none.
    pub order: Option<String>,
    /// The most records; 0 is no limit.
    pub limit: Option<usize>,
    /// How many records are left out at the start.
    pub offset: Option<usize>,
}

#[derive(Debug, Deserialize)]
struct Cases {
    cases: Vec<DomainCase>,
}

/// What filters are read with.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The fields.
    pub schema: &'a Schema,
    /// The ids there and in the storage.
    pub ids: &'a Ids,
    /// When and where.
    pub context: Context,
}

impl<'a> Reading<'a> {
    /// Returns what the recorded answers were read with.
    ///
    /// # Errors
    /// `Value` if the day or the time zone is none.
    pub fn of(schema: &'a Schema, ids: &'a Ids, records: &Records) -> Result<Self, ReferenceError> {
        let wrong = |field, value: &str| ReferenceError::Value {
            record: 0,
            field,
            value: value.to_owned(),
        };
        let zone = TimeZone::get(&records.time_zone)
            .map_err(|_| wrong("time_zone", &records.time_zone))?;
        let now: Timestamp = format!("{}T12:00:00Z", records.today)
            .parse()
            .map_err(|_| wrong("today", &records.today))?;
        Ok(Self { schema, ids, context: Context::new(now, zone) })
    }

    /// Reads a domain on opportunities, with the ids of the storage.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn domain(&self, domain: &Json, active_test: bool) -> Result<Predicate, String> {
        let filter = self
            .schema
            .parse_domain(OPPORTUNITY, domain, active_test, &self.context)
            .map_err(|error| error.to_string())?;
        self.ids.translated(self.schema, &filter).map_err(|error| error.to_string())
    }
}

/// Reads `domains.json` of a folder.
///
/// # Errors
/// `Read` and `Json`.
pub fn cases(directory: &Path) -> Result<Vec<DomainCase>, ReferenceError> {
    read(&directory.join("domains.json")).map(|cases: Cases| cases.cases)
}

/// Asks a storage every question, and notes where it answers otherwise.
///
/// What the reference refused may be refused or answered.
///
/// # Errors
/// `Store` if the storage fails.
pub async fn compare(
    storage: &Storage,
    reading: &Reading<'_>,
    cases: &[DomainCase],
    report: &mut Report,
) -> Result<(), ReferenceError> {
    for case in cases {
        let found = answer(storage, reading, case).await?;
        let difference = match (&found, &case.ids) {
            (Ok(found), Some(expected)) if found == expected => None,
            (Ok(found), Some(expected)) => Some(difference(expected, found)),
            (Err(refusal), Some(expected)) => {
                Some(format!("expected {} records, got an error: {refusal}", expected.len()))
            }
            (_, None) => None,
        };
        let order = case.order.as_ref().map_or_else(String::new, |order| format!(" by `{order}`"));
        let asked = || (format!("{}{order}", case.domain), deliberate(&case.domain));
        report.note("domains", case.n, &case.group, asked, difference);
    }
    Ok(())
}

fn difference(expected: &[i64], found: &[i64]) -> String {
    let without = |all: &[i64], others: &[i64]| {
        all.iter().filter(|id| !others.contains(id)).copied().collect::<Vec<_>>()
    };
    let (missing, more) = (without(expected, found), without(found, expected));
    let counts = format!("expected {} records, got {}", expected.len(), found.len());
    if missing.is_empty() && more.is_empty() {
        let at = expected.iter().zip(found).position(|(expected, found)| expected != found);
        return format!("{counts} in another order from place {}: {found:?}", at.unwrap_or(0) + 1);
    }
    format!("{counts}; missing {missing:?}, too many {more:?}")
}

/// Returns the ids of the reference that a storage finds, or why it refuses.
async fn answer(
    storage: &Storage,
    reading: &Reading<'_>,
    case: &DomainCase,
) -> Result<Result<Vec<i64>, String>, ReferenceError> {
    let filter = match reading.domain(&case.domain, case.active_test) {
        Ok(filter) => filter,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let sort = match sort(reading.schema, case.order.as_deref()) {
        Ok(sort) => sort,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut query = Query { filter, sort, after: None, limit: PAGE };
    let mut found = Vec::new();
    loop {
        let page = storage.opportunities.search(&query).await?;
        found.extend(page.records.iter().map(|record| record.id));
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let limit = case.limit.filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    let theirs = |id: OpportunityId| reading.ids.theirs(OPPORTUNITY, id.get()).unwrap_or(id.get());
    Ok(Ok(found.into_iter().skip(case.offset.unwrap_or(0)).take(limit).map(theirs).collect()))
}

fn sort(schema: &Schema, order: Option<&str>) -> Result<Sort, String> {
    let Some(entity) = schema.entity(OPPORTUNITY) else { return Ok(Sort::default()) };
    match order {
        None => Ok(Sort::default()),
        Some("") => Ok(default_sort(schema)),
        Some(order) => Sort::parse(entity, order).map_err(|error| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use winback_store::opportunity_schema;

    use super::*;
    use crate::reference::directory;

    /// Of the recorded domains that are read, all come back the same from text, and from a domain
    /// where they have one.
    #[test]
    fn every_recorded_domain_comes_back_from_text_and_from_a_domain() {
        let schema = opportunity_schema(2);
        let context = Context::new(Timestamp::UNIX_EPOCH, TimeZone::UTC);
        let read = |domain: &Json, active_test| {
            schema.parse_domain(OPPORTUNITY, domain, active_test, &context)
        };
        let (mut texts, mut domains) = (0, 0);
        for case in cases(&directory()).unwrap() {
            let Ok(filter) = read(&case.domain, case.active_test) else { continue };
            let text = filter.to_string();
            let again = schema.parse(OPPORTUNITY, &text, &context).unwrap();
            assert_eq!(again, filter, "{}: {text}", case.domain);
            texts += 1;
            if let Ok(printed) = filter.to_domain(&schema) {
                assert_eq!(read(&printed, false).as_ref(), Ok(&filter), "{printed}");
                domains += 1;
            }
        }
        assert!(texts > 370 && domains == texts, "{texts} from text, {domains} from domains");
    }
}
