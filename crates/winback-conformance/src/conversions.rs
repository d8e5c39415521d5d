//! Leads that become opportunities. Rule: behaviour 1.1.

use winback_store::domain::{
    Change, Conversion, CustomerId, Kind, LabelKind, NewCustomer, Opportunity, StageId, TeamId,
};
use winback_store::filter::{Condition, Predicate, Value};
use winback_store::{Selection, Storage, StoreError, StoreResult};
use winback_testkit::deal;

use crate::scene::{
    all, ask, at, change, create, entries, get, kind_of, label, line, lost, newest, next_operation,
    person, said, stamp, these,
};

async fn convert(
    storage: &Storage,
    records: &[&Opportunity],
    conversion: &Conversion,
) -> StoreResult<Option<winback_store::domain::Operation>> {
    storage.opportunities.convert(&these(records), conversion, stamp(9)).await
}

/// The record, its log and its history of stages say what became of it.
pub async fn a_converted_lead_is_an_opportunity_and_the_log_tells_what_it_got(storage: &Storage) {
    let customer = storage.customers.create(&NewCustomer::company("Nordwind")).await.unwrap().id;
    let team = TeamId::new(label(storage, LabelKind::Team, "Europe").await);
    let anna = person(storage, "Anna", "anna").await;
    let lead = create(storage, deal("Pumps").lead()).await;
    let got = Conversion {
        customer: Some(customer),
        salesperson: Some(anna),
        team: Some(team),
        customer_of_each: false,
    };
    let done = convert(storage, &[&lead], &got).await.unwrap().unwrap();
    assert_eq!((done.kind.as_str(), done.records, done.at), ("convert", 1, at(9)));
    let record = get(storage, lead.id).await;
    assert_eq!((record.deal.kind, record.converted_at), (Kind::Opportunity, Some(at(9))));
    assert_eq!((record.deal.customer, record.deal.team), (Some(customer), Some(team)));
    assert_eq!((record.deal.salesperson, record.assigned_at), (Some(anna), Some(at(9))));
    assert_eq!((record.revision.get(), record.updated_at), (2, at(9)));
    let told = format!(
        "converted: kind lead→opportunity, converted_at -→+9, customer -→#{customer}, \
         salesperson -→#{anna}, assigned_at -→+9, team -→#{team}"
    );
    let entry = newest(storage, &record).await;
    assert_eq!((said(&entry), entry.operation), (told, done.id));
}

/// What is not given stays.
pub async fn a_lead_keeps_what_a_conversion_does_not_name(storage: &Storage) {
    let customer = storage.customers.create(&NewCustomer::company("Nordwind")).await.unwrap().id;
    let lead = create(storage, deal("Pumps").lead().customer(customer.get()).stage(2)).await;
    convert(storage, &[&lead], &Conversion::default()).await.unwrap();
    let record = get(storage, lead.id).await;
    assert_eq!((record.deal.customer, record.deal.stage), (Some(customer), Some(StageId::new(2))));
    let told = "converted: kind lead→opportunity, converted_at -→+9";
    assert_eq!(said(&newest(storage, &record).await), told);
}

/// One that has none enters the first stage, and is estimated there.
pub async fn a_lead_without_a_stage_enters_the_first_of_its_team(storage: &Storage) {
    let lead = create(storage, deal("Pumps").lead().no_stage()).await;
    assert_eq!(line(&lead), "open 0% auto 0% in - closed - moved - rev 1");
    convert(storage, &[&lead], &Conversion::default()).await.unwrap();
    let record = get(storage, lead.id).await;
    assert_eq!(line(&record), "open 0% auto 0% in 1 closed - moved +9 rev 2");
    let told = "converted: kind lead→opportunity, converted_at -→+9, stage -→#1, \
                stage_changed_at -→+9";
    assert_eq!(said(&newest(storage, &record).await), told);
}

/// Lost, archived and won leads, and opportunities, are listed, and nothing is written.
pub async fn what_is_no_open_lead_is_refused_and_nothing_changes(storage: &Storage) {
    let lead = create(storage, deal("Pumps").lead()).await;
    let other = create(storage, deal("Valves")).await;
    let mut refused = vec![other.clone()];
    for verb in [lost(None, None), Change::Archive, Change::MarkWon] {
        let record = create(storage, deal("Closed").lead()).await;
        refused.push(change(storage, &record, &verb, 5).await);
    }
    let before = all(storage).await;
    let records: Vec<&Opportunity> = refused.iter().chain([&lead]).collect();
    let done = convert(storage, &records, &Conversion::default()).await;
    let ids: Vec<String> = refused.iter().map(|record| record.id.to_string()).collect();
    assert_eq!(kind_of(&done), format!("refused 4: [{}]", ids.join(", ")));
    let nobody = Conversion { customer: Some(CustomerId::new(99)), ..Conversion::default() };
    assert_eq!(kind_of(&convert(storage, &[&lead], &nobody).await), "missing: customer 99");
    let one = Selection { confirmed: Some(2), ..these(&[&lead]) };
    let moved = storage.opportunities.convert(&one, &Conversion::default(), stamp(9)).await;
    assert!(matches!(moved, Err(StoreError::Moved { confirmed: 2, found: 1 })), "{moved:?}");
    let hidden = Selection::ids(vec![lead.id], Predicate::nothing());
    let hidden = storage.opportunities.convert(&hidden, &Conversion::default(), stamp(9)).await;
    assert_eq!(kind_of(&hidden), format!("not found [{}]", lead.id));
    assert_eq!(all(storage).await, before);
}

/// A filter names any number of them: all become opportunities in one operation.
pub async fn many_leads_are_converted_by_a_filter_in_one_operation(storage: &Storage) {
    let mut leads = Vec::new();
    for number in 0..7 {
        leads.push(create(storage, deal(&format!("Lead {number}")).lead()).await);
    }
    create(storage, deal("Valves")).await;
    let is_lead = ask("kind", Condition::OneOf(vec![Value::Choice("lead")]));
    let selection = Selection { confirmed: Some(7), ..Selection::matching(is_lead) };
    let store = &storage.opportunities;
    let done = store.convert(&selection, &Conversion::default(), stamp(9)).await.unwrap().unwrap();
    assert_eq!(done.records, 7);
    for lead in &leads {
        assert_eq!(get(storage, lead.id).await.deal.kind, Kind::Opportunity);
        assert_eq!(entries(storage, lead).await.len(), 2);
    }
    let none = Selection { confirmed: None, ..selection };
    let nothing = store.convert(&none, &Conversion::default(), stamp(10)).await.unwrap();
    assert_eq!((nothing, next_operation(storage).await), (None, done.id.get() + 1));
}

/// What they got is taken back, and the stage they entered. Rule: behaviour 2.8.
pub async fn an_undone_conversion_leaves_the_leads_as_they_were(storage: &Storage) {
    let customer = storage.customers.create(&NewCustomer::company("Nordwind")).await.unwrap().id;
    let team = TeamId::new(label(storage, LabelKind::Team, "Europe").await);
    let anna = person(storage, "Anna", "anna").await;
    let staged = create(storage, deal("Pumps").lead().stage(2)).await;
    let unstaged = create(storage, deal("Valves").lead().no_stage()).await;
    let got = Conversion {
        customer: Some(customer),
        salesperson: Some(anna),
        team: Some(team),
        customer_of_each: false,
    };
    let done = convert(storage, &[&staged, &unstaged], &got).await.unwrap().unwrap();
    let everything = Predicate::everything();
    storage.operations.undo(done.id, &everything, Some(2), &[], stamp(10)).await.unwrap();
    for before in [staged, unstaged] {
        let after = get(storage, before.id).await;
        let (revision, updated_at) = (after.revision, after.updated_at);
        assert_eq!((revision.get(), updated_at), (3, at(10)));
        assert_eq!(after, Opportunity { revision, updated_at, ..before });
    }
}

/// A company by its name or else the contact, found ignoring case, added once for all of a name.
pub async fn each_lead_gets_the_customer_that_it_speaks_of(storage: &Storage) {
    let customers = &storage.customers;
    let known = customers.create(&NewCustomer::company("Nordwind")).await.unwrap().id;
    for _ in 0..2 {
        customers.create(&NewCustomer::company("Twice")).await.unwrap();
    }
    let countries = storage.pipeline.labels(LabelKind::Country).await.unwrap();
    let belgium = countries.iter().find(|it| it.code.as_deref() == Some("BE")).unwrap().id;
    let new = deal("new").company_name("Éclair").contact_name("Ann").email("ann@eclair.example");
    let new = new.phone("02 555").city("Ghent").country(belgium);
    let mut leads = Vec::new();
    for lead in [
        deal("known").company_name(" NORDWIND "),
        new,
        deal("same").company_name("éCLAIR").email("bob@eclair.example"),
        deal("contact").contact_name("Eva").company_name(" "),
        deal("several").company_name("Twice"),
        deal("again").company_name("twice"),
        deal("silent"),
        deal("has").company_name("Other").customer(known.get()),
    ] {
        leads.push(create(storage, lead.lead()).await);
    }
    let every: Vec<&Opportunity> = leads.iter().collect();
    let is_lead = ask("kind", Condition::OneOf(vec![Value::Choice("lead")]));
    for leads in [these(&every), Selection::matching(is_lead)] {
        assert_eq!(customers.lacking(&leads).await.unwrap(), 3);
    }
    let own = Conversion { customer_of_each: true, ..Conversion::default() };
    let done = convert(storage, &every, &own).await.unwrap().unwrap();
    let mut told = Vec::new();
    for lead in &leads {
        let customer = get(storage, lead.id).await.deal.customer;
        told.push(customer.map(|id| id.get() - known.get()));
    }
    let [first, eva, twice] = [told[1], told[3], told[4]];
    assert_eq!(told, [Some(0), first, first, eva, twice, twice, None, Some(0)]);
    let new: Vec<_> = [first, eva, twice].into_iter().flatten().collect();
    assert_eq!((new.len(), new.iter().all(|id| *id > 2)), (3, true), "{new:?}");
    let eclair = get(storage, leads[1].id).await.deal.customer.unwrap();
    let eclair = customers.get(eclair).await.unwrap().unwrap();
    let profile = NewCustomer {
        email: Some("ann@eclair.example".into()),
        phone: Some("02 555".into()),
        city: Some("Ghent".into()),
        country: Some(winback_store::domain::CountryId::new(belgium)),
        ..NewCustomer::company("Éclair")
    };
    assert_eq!(eclair.profile, profile);
    let eva = customers.named("eva", 9).await.unwrap();
    assert_eq!(eva[0].profile.kind, winback_store::domain::CustomerKind::Person);
    let everything = Predicate::everything();
    storage.operations.undo(done.id, &everything, None, &[], stamp(10)).await.unwrap();
    assert_eq!(get(storage, leads[1].id).await.deal.customer, None);
    assert_eq!(customers.lacking(&these(&every)).await.unwrap(), 1, "only `Twice` is unclear");
    let refused = Selection { confirmed: Some(1), ..these(&every) };
    let refused = storage.opportunities.convert(&refused, &own, stamp(11)).await;
    assert!(matches!(refused, Err(StoreError::Moved { .. })), "{refused:?}");
    assert_eq!(customers.named("Twice", 9).await.unwrap().len(), 3);
}
