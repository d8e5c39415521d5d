//! Names that a record is to refer to and that no list has yet: they come with the record, or not at
//! all.

use winback_store::domain::{
    Conversion, CustomerId, Edit, Kind, LabelKind, NewCustomer, Opportunity, PersonId, Revision,
    TagId,
};
use winback_store::filter::{Condition, Predicate};
use winback_store::{CustomerQuery, NewNames, Selection, Storage};
use winback_testkit::deal;

use crate::scene::{
    all, ask, ask_of, contains, create, get, is, kind_of, label, newest, next_operation, said,
    stamp, these,
};

/// A name for each list.
fn names(customer: &str, tags: &[&str], others: &str) -> NewNames {
    NewNames {
        customer: Some(customer.to_owned()),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        source: Some(others.to_owned()),
        medium: Some(others.to_owned()),
        campaign: Some(others.to_owned()),
    }
}

/// Returns all names of the lists that records add to.
async fn listed(storage: &Storage) -> Vec<String> {
    let everybody = CustomerQuery { filter: Predicate::everything(), after: None, limit: 100 };
    let customers = storage.customers.list(&everybody).await.unwrap().customers;
    let mut names: Vec<String> = customers.into_iter().map(|it| it.full_name).collect();
    for kind in [LabelKind::Tag, LabelKind::Source, LabelKind::Medium, LabelKind::Campaign] {
        let labels = storage.pipeline.labels(kind).await.unwrap();
        names.extend(labels.into_iter().map(|label| format!("{} {}", kind.as_str(), label.name)));
    }
    names
}

/// Says what a record refers to, by name.
async fn referred(storage: &Storage, record: &Opportunity) -> String {
    let filter = ask("id", is(winback_store::filter::Value::Number(record.id.get())));
    let page = crate::scene::list(storage, filter).await;
    let (deal, names) = (&page.records[0].deal, &page.names);
    let tags: Vec<&str> = deal.tags.iter().map(|id| names.tags[id].as_str()).collect();
    format!(
        "{}; {}; {}; {}; {}",
        deal.customer.map_or("-", |id| &names.customers[&id]),
        tags.join(", "),
        deal.source.map_or("-", |id| &names.sources[&id]),
        deal.medium.map_or("-", |id| &names.mediums[&id]),
        deal.campaign.map_or("-", |id| &names.campaigns[&id]),
    )
}

/// Those that are there are found, ignoring case and surrounding space, and the others added.
pub async fn new_names_come_with_their_record(storage: &Storage) {
    let known = TagId::new(label(storage, LabelKind::Tag, "known").await);
    label(storage, LabelKind::Source, "Fair").await;
    let new = deal("Pumps").tag(known.get()).new_opportunity();
    let named = names(" Acme ", &["Big", " KNOWN ", "Loud"], "fair");
    let record =
        storage.opportunities.create_with_names(&new, &named, &[], stamp(1)).await.unwrap();
    assert_eq!(get(storage, record.id).await, record);
    let fair = "Fair; fair; fair";
    assert_eq!(referred(storage, &record).await, format!("Acme; known, Big, Loud; {fair}"));
    let edits = [Edit::Tags([known].into()), Edit::City(Some("Ghent".into()))];
    let everything = Predicate::everything();
    let named = names("Nord", &["new"], "Web");
    let edited = storage.opportunities.edit_with_names(
        record.id,
        Some(Revision::FIRST),
        &everything,
        &edits,
        &named,
        stamp(2),
    );
    let edited = edited.await.unwrap();
    assert_eq!(referred(storage, &edited).await, "Nord; known, new; Web; Web; Web");
    assert!(said(&newest(storage, &edited).await).contains("city -→Ghent, customer #1→#2"));
    let known = NewNames { customer: Some("nord".into()), ..NewNames::default() };
    let same =
        storage.opportunities.edit_with_names(edited.id, None, &everything, &[], &known, stamp(3));
    assert_eq!(same.await.unwrap(), edited);
    for _ in 0..2 {
        storage.customers.create(&NewCustomer::company("Twice")).await.unwrap();
    }
    let twice = NewNames { customer: Some("Twice".into()), ..NewNames::default() };
    let third = storage.opportunities.create_with_names(&new, &twice, &[], stamp(4)).await.unwrap();
    assert_eq!(third.deal.customer, Some(CustomerId::new(5)));
}

/// Neither the name, nor the operation that would have brought it. The filters see the new names.
pub async fn a_refused_record_leaves_no_new_name_behind(storage: &Storage) {
    let record = create(storage, deal("Pumps").external_id("taken")).await;
    let (before, records) = (listed(storage).await, all(storage).await);
    let operation = next_operation(storage).await;
    let named = names("Acme", &["Big"], "Fair");
    let new = |external_id: &str| deal("New").external_id(external_id).new_opportunity();
    let acme = ask_of("customer", "name", contains("acme"));
    let acme = ask("customer", Condition::Matches(Box::new(acme)));
    for (new, barred, error) in [
        (new("free"), vec![acme], "failed: Barred { by: 0, records: 1 }"),
        (new("taken"), vec![], "taken: record with the external id `taken`"),
        (deal("New").salesperson(99).new_opportunity(), vec![], "missing: person 99"),
    ] {
        let refused = storage.opportunities.create_with_names(&new, &named, &barred, stamp(1));
        assert_eq!(kind_of(&refused.await), error);
    }
    let everything = Predicate::everything();
    let missing = [Edit::Salesperson(Some(winback_store::domain::PersonId::new(99)))];
    let second = Some(Revision::FIRST.next());
    for (expected, visible, edits, error) in [
        (second, &everything, &[][..], "stale 1: 2 is 1"),
        (None, &Predicate::nothing(), &[][..], "not found [1]"),
        (None, &everything, &missing[..], "missing: person 99"),
    ] {
        let refused = storage.opportunities.edit_with_names(
            record.id,
            expected,
            visible,
            edits,
            &named,
            stamp(1),
        );
        assert_eq!(kind_of(&refused.await), error);
    }
    assert_eq!(listed(storage).await, before);
    assert_eq!(all(storage).await[..1], records);
    assert_eq!(next_operation(storage).await, operation + 1);
}

/// One that is there is found, ignoring case and surrounding space. What is refused adds none, and
/// neither does a conversion of nothing.
pub async fn a_new_customer_comes_with_the_leads_that_get_it(storage: &Storage) {
    let store = &storage.opportunities;
    let given = storage.customers.create(&NewCustomer::company("Given")).await.unwrap().id;
    let conversion = Conversion { customer: Some(given), ..Conversion::default() };
    let first = create(storage, deal("First").lead()).await;
    let second = create(storage, deal("Second").lead()).await;
    let opportunity = create(storage, deal("Third")).await;
    let operation = next_operation(storage).await;
    let (before, records) = (listed(storage).await, all(storage).await);
    let both = these(&[&first, &second]);
    let nobody = Conversion { salesperson: Some(PersonId::new(99)), ..conversion };
    for (selection, conversion, error) in [
        (Selection { confirmed: Some(3), ..both.clone() }, conversion, "failed: Moved"),
        (these(&[&first, &opportunity]), conversion, "refused 1: [3]"),
        (Selection::ids(vec![first.id], Predicate::nothing()), conversion, "not found [1]"),
        (both.clone(), nobody, "missing: person 99"),
        (Selection::matching(Predicate::nothing()), conversion, "done"),
    ] {
        let done = store.convert_with_customer(&selection, &conversion, Some("Nord"), stamp(9));
        let said = kind_of(&done.await);
        assert!(said.starts_with(error), "{said}");
    }
    assert_eq!((listed(storage).await, all(storage).await), (before, records));
    for (lead, name) in [(&first, " Nord "), (&second, "NORD")] {
        let lead = these(&[lead]);
        store.convert_with_customer(&lead, &conversion, Some(name), stamp(9)).await.unwrap();
        assert_eq!(listed(storage).await, ["Given", "Nord"]);
    }
    for record in [first, second] {
        let record = get(storage, record.id).await;
        assert_eq!((record.deal.kind, record.revision.get()), (Kind::Opportunity, 2));
        assert_eq!(referred(storage, &record).await, "Nord; ; -; -; -");
    }
    assert_eq!(next_operation(storage).await, operation + 3);
}
