//! Groups of records, counted one record after another.

use std::collections::{HashMap, HashSet};

use winback_store::domain::{
    CustomerId, LabelKind, LostReasonId, OpportunityId, PersonId, StageId,
};
use winback_store::filter::{Aggregate, AggregateKind, Datum, GroupKey, GroupValue, Record, Value};
use winback_store::{
    AggregateValue, FoundGroup, GroupQuery, GroupedRecords, Groups, OPPORTUNITY, PERSON, Referred,
    ReferredRecords, StoreResult,
};

use crate::world::World;

/// What is known of one group so far: how many records, and the values of each aggregate's field.
struct Tallied {
    count: u64,
    aggregates: Vec<Values>,
}

/// The values of a field.
#[derive(Default)]
struct Values {
    count: u64,
    sum: i128,
    different: HashSet<String>,
    /// The smallest, with what it is compared by.
    least: Option<(i128, AggregateValue)>,
    greatest: Option<(i128, AggregateValue)>,
}

impl World {
    pub(crate) fn group(&self, query: &GroupQuery) -> StoreResult<Groups> {
        let mut tallied = HashMap::new();
        if query.grouping.keys.is_empty() {
            let _: &mut Tallied = of(&mut tallied, query, Vec::new());
        }
        match query.records {
            GroupedRecords::Opportunities => {
                for record in self.matching(&query.filter) {
                    count(&mut tallied, query, &self.view(record));
                }
            }
            GroupedRecords::Losses => {
                for loss in self.losses.values().flatten() {
                    let view = self.view_loss(loss);
                    if query.filter.matches(&view) {
                        count(&mut tallied, query, &view);
                    }
                }
            }
        }
        let found: Vec<FoundGroup> = tallied
            .into_iter()
            .map(|(values, tallied)| {
                let aggregates = query.grouping.aggregates.iter().zip(tallied.aggregates);
                let aggregates = aggregates.map(|(aggregate, values)| values.give(*aggregate));
                FoundGroup { values, count: tallied.count, aggregates: aggregates.collect() }
            })
            .collect();
        let referred = self.referred(query, &found);
        query.answer(found, &referred)
    }

    fn referred(&self, query: &GroupQuery, found: &[FoundGroup]) -> ReferredRecords {
        let keys = query.grouping.keys.iter().enumerate();
        keys.map(|(place, key)| {
            let ids = found.iter().filter_map(|group| match group.values.get(place) {
                Some(GroupValue::Value(Value::Reference(id))) => Some(*id),
                _ => None,
            });
            let offered = if query.fill.is_some() { self.offered(*key) } else { Vec::new() };
            let ids: HashSet<i64> = ids.chain(offered).collect();
            ids.into_iter().filter_map(|id| Some((id, self.named(*key, id)?))).collect()
        })
        .collect()
    }

    /// Returns the ids that a key could have, if they are on offer and few.
    fn offered(&self, key: GroupKey) -> Vec<i64> {
        let labels = |kind| {
            let labels = self.labels.iter().filter(move |((of, _), it)| *of == kind && it.active);
            labels.map(|((_, id), _)| *id).collect()
        };
        match key.field().kind().target() {
            Some("stage") => self.stages.stages().iter().map(|stage| stage.id.get()).collect(),
            Some(PERSON) => {
                let people = self.people.iter().filter(|(_, person)| person.active);
                people.map(|(id, _)| id.get()).collect()
            }
            Some("lost_reason") => {
                let reasons = self.reasons.iter().filter(|(_, reason)| !reason.archived);
                reasons.map(|(id, _)| id.get()).collect()
            }
            Some("team") => labels(LabelKind::Team),
            Some("tag") => labels(LabelKind::Tag),
            Some(_) | None => Vec::new(),
        }
    }

    fn named(&self, key: GroupKey, id: i64) -> Option<Referred> {
        let named =
            |name: &str, position, offered| Referred { name: name.to_owned(), position, offered };
        let label = |kind| self.label(kind, id).map(|it| named(&it.name, it.position, it.active));
        match key.field().kind().target()? {
            "stage" => {
                let stage = self.stages.stage(StageId::new(id))?;
                let offered = stage.team.is_none() && !stage.archived;
                Some(named(&stage.name, Some(stage.position), offered))
            }
            "customer" => {
                let customer = self.customers.get(&CustomerId::new(id))?;
                Some(named(&customer.full_name, None, false))
            }
            PERSON => {
                let person = self.people.get(&PersonId::new(id))?;
                Some(named(&person.name, None, person.active))
            }
            "lost_reason" => {
                let reason = self.reasons.get(&LostReasonId::new(id))?;
                Some(named(&reason.name, None, !reason.archived))
            }
            OPPORTUNITY => {
                let record = self.opportunities.get(&OpportunityId::new(id))?;
                Some(named(&record.deal.name, None, false))
            }
            "team" => label(LabelKind::Team),
            "tag" => label(LabelKind::Tag),
            "source" => label(LabelKind::Source),
            "medium" => label(LabelKind::Medium),
            "campaign" => label(LabelKind::Campaign),
            "country" => label(LabelKind::Country),
            _ => None,
        }
    }
}

type Tally = HashMap<Vec<GroupValue>, Tallied>;

fn of<'t>(tally: &'t mut Tally, query: &GroupQuery, values: Vec<GroupValue>) -> &'t mut Tallied {
    tally.entry(values).or_insert_with(|| Tallied {
        count: 0,
        aggregates: query.grouping.aggregates.iter().map(|_| Values::default()).collect(),
    })
}

fn count(tally: &mut Tally, query: &GroupQuery, record: &dyn Record) {
    for values in query.grouping.groups_of(record, &query.offsets) {
        let tallied = of(tally, query, values);
        tallied.count += 1;
        for (aggregate, values) in query.grouping.aggregates.iter().zip(&mut tallied.aggregates) {
            values.add(aggregate.kind(), &record.datum(aggregate.field().name()));
        }
    }
}

impl Values {
    fn add(&mut self, kind: AggregateKind, datum: &Datum<'_>) {
        let placed = match datum {
            Datum::Empty | Datum::Many(_) => return,
            Datum::Number(number) => {
                self.sum += i128::from(*number);
                Some(((*number).into(), AggregateValue::Number((*number).into())))
            }
            Datum::Instant(at) => Some((at.as_microsecond().into(), AggregateValue::Instant(*at))),
            Datum::Date(day) => {
                let place = i128::from(day.year()) * 400 + i128::from(day.day_of_year());
                Some((place, AggregateValue::Date(*day)))
            }
            Datum::Text(_) | Datum::Choice(_) | Datum::YesNo(_) | Datum::Reference(_) => None,
        };
        self.count += 1;
        if kind == AggregateKind::CountDistinct {
            self.different.insert(format!("{datum:?}"));
        }
        let Some(placed) = placed else { return };
        if self.least.is_none_or(|(least, _)| placed.0 < least) {
            self.least = Some(placed);
        }
        if self.greatest.is_none_or(|(greatest, _)| placed.0 > greatest) {
            self.greatest = Some(placed);
        }
    }

    fn give(self, aggregate: Aggregate) -> Option<AggregateValue> {
        let different = u64::try_from(self.different.len()).unwrap_or(u64::MAX);
        match aggregate.kind() {
            AggregateKind::Count => Some(AggregateValue::Count(self.count)),
            AggregateKind::CountDistinct => Some(AggregateValue::Count(different)),
            AggregateKind::Sum => (self.count > 0).then_some(AggregateValue::Number(self.sum)),
            AggregateKind::Average => AggregateValue::average(self.sum, self.count),
            AggregateKind::Min => self.least.map(|(_, value)| value),
            AggregateKind::Max => self.greatest.map(|(_, value)| value),
        }
    }
}
