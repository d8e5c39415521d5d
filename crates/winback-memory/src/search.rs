//! Lists of opportunities, a page at a time, and what selections hold.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use winback_store::domain::{Opportunity, OpportunityId, StateKind};
use winback_store::filter::Predicate;
use winback_store::{Likeness, Page, Query, Selection, SimilarRecord, Tally, TallyRow};

use crate::order::{self, Place};
use crate::world::World;

impl World {
    pub(crate) fn search(&self, query: &Query) -> Page {
        let terms = order::terms(&query.sort.keys);
        let limit = query.limit.max(1);
        let after = query.after.as_ref().and_then(|cursor| Place::of_cursor(cursor, &terms));
        let mut found: Vec<(Place<'_>, &Opportunity)> = self
            .matching(&query.filter)
            .into_iter()
            .map(|record| (self.place(record, &terms), record))
            .filter(|(place, _)| {
                after.as_ref().is_none_or(|after| place.compare(after, &terms).is_gt())
            })
            .collect();
        let has_more = found.len() > limit;
        if has_more {
            found.select_nth_unstable_by(limit, |(a, _), (b, _)| a.compare(b, &terms));
            found.truncate(limit);
        }
        found.sort_unstable_by(|(a, _), (b, _)| a.compare(b, &terms));
        let next = found.last().filter(|_| has_more).map(|(place, _)| place.cursor());
        let records: Vec<Opportunity> =
            found.into_iter().map(|(_, record)| record.clone()).collect();
        Page { names: self.names(&records), records, next }
    }

    pub(crate) fn similar(
        &self,
        to: &Likeness,
        except: Option<OpportunityId>,
        visible: &Predicate,
        limit: usize,
    ) -> Vec<SimilarRecord> {
        let others = self.matching(visible).into_iter().filter(|it| Some(it.id) != except);
        let mut found: Vec<_> = others
            .map(|record| (to.signs(&record.deal), record))
            .filter(|(signs, _)| !signs.is_empty())
            .collect();
        found.sort_unstable_by_key(|(signs, record)| {
            (signs.first().copied(), Reverse((record.created_at, record.id)))
        });
        found.truncate(limit);
        let similar =
            |(signs, record): (_, &Opportunity)| SimilarRecord { record: record.clone(), signs };
        found.into_iter().map(similar).collect()
    }

    pub(crate) fn tally(&self, selection: &Selection) -> Tally {
        let selected = self.select(selection);
        let mut rows: BTreeMap<(StateKind, bool), TallyRow> = BTreeMap::new();
        for record in selected.records {
            let state = record.state.kind();
            let at_zero = record.probability().hundredths() == 0;
            let row = rows.entry((state, at_zero)).or_insert(TallyRow {
                state,
                at_zero,
                count: 0,
                revenue_minor: 0,
            });
            row.count += 1;
            row.revenue_minor +=
                record.deal.expected_revenue.map_or(0, |amount| i128::from(amount.minor()));
        }
        Tally { rows: rows.into_values().collect(), missing: selected.missing }
    }
}
