//! Many random filters, each answered by both backends.

use winback_store::domain::Opportunity;
use winback_store::filter::{Predicate, Schema};
use winback_store::{OPPORTUNITY, Query, Storage, default_sort};

use super::coverage::Coverage;
use super::dice::Dice;
use super::predicate::random_predicate;
use super::shrink::smaller;

/// How many filters are asked between two changes of the records.
pub(super) const ROUND: u64 = 250;

/// More than there are records.
const LIMIT: usize = 10_000;

/// So many of a hundred filters must find some records and leave others out.
const TELLING_PERCENT: usize = 30;

/// Returns the number that a variable of the environment holds.
pub(crate) fn number_from(variable: &str) -> Option<u64> {
    let text = std::env::var_os(variable)?;
    let number = text.to_str().and_then(|text| text.parse().ok());
    Some(number.unwrap_or_else(|| panic!("`{variable}` must be a number")))
}

/// What has been asked so far.
pub(super) struct Sweep {
    schema: Schema,
    coverage: Coverage,
    records: usize,
    asked: usize,
    telling: usize,
}

impl Sweep {
    pub(super) fn new(schema: Schema) -> Self {
        Self { schema, coverage: Coverage::default(), records: 0, asked: 0, telling: 0 }
    }

    /// Asks both for the same random filter.
    pub(super) async fn check(
        &mut self,
        storage: &Storage,
        oracle: &Storage,
        dice: &mut Dice,
        seed: u64,
    ) {
        let filter = self.next_filter(dice);
        self.coverage.note(&filter);
        self.asked += 1;
        let (found, expected) = self.answers(storage, oracle, &filter).await;
        if found != expected {
            self.tell_smallest(storage, oracle, filter, seed).await;
        }
        self.telling += usize::from(!expected.is_empty() && expected.len() < self.records);
    }

    /// Counts the records again, after changes.
    pub(super) async fn count(&mut self, oracle: &Storage) {
        self.records = self.search(oracle, &Predicate::everything()).await.len();
    }

    /// Throws a filter; now and then, as long as something has not been asked, one that asks it.
    fn next_filter(&self, dice: &mut Dice) -> Predicate {
        let mut filter = random_predicate(dice, &self.schema, OPPORTUNITY, 3);
        if self.asked.is_multiple_of(8) && !self.coverage.missing(&self.schema).is_empty() {
            let mut throws = 0;
            while throws < 200 && !self.coverage.is_widened_by(&filter) {
                filter = random_predicate(dice, &self.schema, OPPORTUNITY, 3);
                throws += 1;
            }
        }
        filter
    }

    /// Fails if a field was not asked something that it can be asked, or if too many filters found
    /// nothing or everything.
    pub(super) fn assert_not_vacuous(&self) {
        let missing = self.coverage.missing(&self.schema);
        assert!(missing.is_empty(), "never asked: {missing:?}");
        let percent = self.telling * 100 / self.asked.max(1);
        assert!(
            percent >= TELLING_PERCENT,
            "{percent} % of {} filters told records apart",
            self.asked
        );
    }

    /// Fails with the smallest filter about which both disagree, and the records in question.
    async fn tell_smallest(
        &self,
        storage: &Storage,
        oracle: &Storage,
        filter: Predicate,
        seed: u64,
    ) -> ! {
        let mut smallest = filter;
        'shrink: loop {
            for filter in smaller(&self.schema, &smallest) {
                let (found, expected) = self.answers(storage, oracle, &filter).await;
                if found != expected {
                    smallest = filter;
                    continue 'shrink;
                }
            }
            break;
        }
        let (found, expected) = self.answers(storage, oracle, &smallest).await;
        let only = |these: &[Opportunity], those: &[Opportunity]| {
            these.iter().filter(|it| !those.contains(it)).cloned().collect::<Vec<_>>()
        };
        panic!(
            "seed {seed}, filter {}: {smallest}\n{smallest:#?}\nfound, but not by the oracle: {:#?}\n\
             found by the oracle alone: {:#?}",
            self.asked,
            only(&found, &expected),
            only(&expected, &found),
        );
    }

    async fn answers(
        &self,
        storage: &Storage,
        oracle: &Storage,
        filter: &Predicate,
    ) -> (Vec<Opportunity>, Vec<Opportunity>) {
        (self.search(storage, filter).await, self.search(oracle, filter).await)
    }

    async fn search(&self, storage: &Storage, filter: &Predicate) -> Vec<Opportunity> {
        let sort = default_sort(&self.schema);
        let query = Query { filter: filter.clone(), sort, after: None, limit: LIMIT };
        storage.opportunities.search(&query).await.unwrap().records
    }
}
