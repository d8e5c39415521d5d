//! Leads that are merged into the open opportunities of the same people. Rule: behaviour 1.1, 5.7.

use winback_store::domain::{
    Change, Conversion, Kind, LabelKind, MergeWish, NewCustomer, Opportunity, StateKind,
};
use winback_store::filter::{Condition, Predicate, Value};
use winback_store::{
    Conversions, Converted, Likeness, MergeInput, Selection, Sign, Storage, StoreResult,
};
use winback_testkit::{DealBuilder, deal};

use crate::oracle::dice::Dice;
use crate::scene::{
    all, ask, at, change, contains, create, entries, get, kind_of, lost, names, stamp, these,
};
use crate::undo::standing;

async fn counterparts(storage: &Storage, of: &Selection, visible: &Predicate) -> Vec<String> {
    let found = storage.merges.counterparts(of, visible).await.unwrap();
    let told = found.iter().map(|it| {
        assert!(it.lead.revision.is_some() && it.opportunity.revision.is_some());
        format!("{}>{}:{:?}", it.lead.id, it.opportunity.id, it.sign)
    });
    told.collect()
}

fn chance(dice: &mut Dice, number: i64, countries: &[i64]) -> DealBuilder {
    const EMAILS: [&str; 4] = ["ann@acme.example", "Ann@Acme.example", "bob@acme.example", "none"];
    const PHONES: [&str; 5] =
        ["+86 138 1234 5678", "0138 1234 5678", "138-1234-5678", "+32 2 555 01 02", "02 555 01 02"];
    let mut new = deal(&format!("D{number}")).created_at(at(dice.below(5)));
    if dice.chance(30) {
        new = new.email(dice.pick(&EMAILS));
    }
    if dice.chance(40) {
        new = new.phone(dice.pick(&PHONES));
    }
    if dice.chance(60) {
        new = new.country(dice.pick(countries));
    }
    if dice.chance(30) {
        new = new.customer(1 + dice.below(2));
    }
    if dice.chance(50) { new.lead() } else { new }
}

/// The one that `similar` would name first, of random people: other code decides there.
pub async fn a_lead_belongs_to_the_open_opportunity_with_most_in_common(storage: &Storage) {
    for name in ["Acme", "Other"] {
        storage.customers.create(&NewCustomer::company(name)).await.unwrap();
    }
    let labels = storage.pipeline.labels(LabelKind::Country).await.unwrap();
    let id = |code| labels.iter().find(|it| it.code.as_deref() == Some(code)).unwrap().id;
    let countries = [id("CN"), id("BE")];
    let mut dice = Dice::new(6);
    for number in 0..60 {
        let record = create(storage, chance(&mut dice, number, &countries)).await;
        if dice.chance(15) {
            let verb = dice.pick(&[lost(Some(1), None), Change::MarkWon, Change::Archive]);
            change(storage, &record, &verb, 30).await;
        }
    }
    let everything = Predicate::everything();
    let seen = ask("name", contains("D1")).or(ask("name", contains("D2")));
    let one = |word| Condition::OneOf(vec![Value::Choice(word)]);
    let is_open = ask("kind", one("opportunity")).and(ask("state", one("open")));
    let (mut signs, records) = (Vec::new(), all(storage).await);
    for visible in [everything.clone(), seen] {
        let mut expected = Vec::new();
        for (lead, ..) in records.iter().filter(|(record, ..)| record.deal.kind == Kind::Lead) {
            if lead.state.kind() != StateKind::Open {
                continue;
            }
            let (who, among) =
                (Likeness::of(&lead.deal, &labels), visible.clone().and(is_open.clone()));
            let first = storage.opportunities.similar(&who, None, &among, 1).await.unwrap().pop();
            let strongest = first.as_ref().and_then(|first| first.signs.first().copied());
            if let Some((first, sign)) = first.zip(strongest.filter(|it| *it != Sign::Domain)) {
                expected.push((lead.id, format!("{}>{}:{sign:?}", lead.id, first.record.id)));
                signs.push(sign);
            }
        }
        expected.sort();
        let expected: Vec<String> = expected.into_iter().map(|(_, told)| told).collect();
        let whole = Selection::matching(everything.clone());
        assert_eq!(counterparts(storage, &whole, &visible).await, expected);
        let every: Vec<&Opportunity> = records.iter().map(|(record, ..)| record).collect();
        assert_eq!(counterparts(storage, &these(&every), &visible).await, expected);
    }
    for sign in [Sign::Email, Sign::Phone, Sign::Customer] {
        assert!(signs.contains(&sign), "no lead has {sign:?} in common");
    }
}

fn shown(record: &Opportunity) -> MergeInput {
    MergeInput { id: record.id, revision: Some(record.revision) }
}

async fn convert_all(
    storage: &Storage,
    alone: &[&Opportunity],
    merges: &[&[&Opportunity]],
    minutes: i64,
) -> StoreResult<Converted> {
    let merges = merges.iter().map(|group| group.iter().map(|it| shown(it)).collect()).collect();
    let alone = Selection { confirmed: Some(1), ..these(alone) };
    let (conversion, wish) = (Conversion::default(), MergeWish::default());
    let conversions = Conversions { alone, conversion, merges, wish };
    storage.merges.convert_all(&conversions, &Predicate::everything(), stamp(minutes)).await
}

/// Each merge is an operation of its own: one is undone and leaves the others.
pub async fn leads_are_converted_and_merged_together_and_come_apart_alone(storage: &Storage) {
    let first = create(storage, deal("first").stage(2).phone("1234567")).await;
    let second = create(storage, deal("second").stage(2)).await;
    let mut leads = Vec::new();
    for (name, email) in [("a", "a@x.example"), ("b", "b@x.example"), ("c", "c@x.example")] {
        leads.push(create(storage, deal(name).email(email).lead()).await);
    }
    let alone = create(storage, deal("alone").lead()).await;
    let before = standing(all(storage).await);
    let merges: [&[&Opportunity]; 2] = [&[&first, &leads[0], &leads[1]], &[&second, &leads[2]]];
    let done = convert_all(storage, &[&alone], &merges, 5).await.unwrap();
    let plain = done.operation.unwrap();
    let told: Vec<_> =
        done.merges.iter().map(|it| (it.survivor.id, it.operation.records)).collect();
    assert_eq!((plain.records, told), (1, vec![(first.id, 3), (second.id, 2)]));
    assert_eq!(names(storage, Predicate::everything()).await, "first second alone");
    for (record, ..) in all(storage).await {
        assert_eq!(record.deal.kind, Kind::Opportunity, "{}", record.deal.name);
    }
    assert_eq!(get(storage, first.id).await.deal.email.as_deref(), Some("a@x.example"));
    assert_eq!(entries(storage, &alone).await.len(), 2);
    let (everything, choice) = (Predicate::everything(), Default::default());
    let undo = |at: usize| (done.merges[at].operation.id, stamp(6));
    let (id, when) = undo(0);
    storage.merges.unmerge(id, &everything, &choice, None, when).await.unwrap();
    assert_eq!(names(storage, Predicate::everything()).await, "first second a b alone");
    storage.operations.undo(plain.id, &everything, None, &[], stamp(7)).await.unwrap();
    let (id, when) = undo(1);
    storage.merges.unmerge(id, &everything, &choice, None, when).await.unwrap();
    assert_eq!(standing(all(storage).await), before);
}

/// What is refused at the end has changed nothing before.
pub async fn a_merge_that_is_refused_takes_the_conversions_back(storage: &Storage) {
    let deal_of_ann = create(storage, deal("deal")).await;
    let lead = create(storage, deal("lead").lead()).await;
    let alone = create(storage, deal("alone").lead()).await;
    let before = all(storage).await;
    let stale = Opportunity { revision: lead.revision.next(), ..lead.clone() };
    let merges: [&[&Opportunity]; 2] = [&[&deal_of_ann, &lead], &[&deal_of_ann, &stale]];
    for (merges, expected) in [(&merges[1..], "stale 2: 2 is 1"), (&merges[..], "stale 1: 1 is 2")]
    {
        let refused = convert_all(storage, &[&alone], merges, 5).await;
        assert_eq!(kind_of(&refused), expected);
    }
    let closed = convert_all(storage, &[&deal_of_ann], &merges[..1], 5).await;
    assert_eq!(kind_of(&closed), format!("refused 1: [{}]", deal_of_ann.id));
    assert_eq!(all(storage).await, before);
    assert_eq!(entries(storage, &alone).await.len(), 1);
    let done = convert_all(storage, &[&alone], &merges[..1], 6).await.unwrap();
    assert_eq!((done.operation.unwrap().records, done.merges.len()), (1, 1));
}
