//! Customers as people keep them.

use winback_app::Desk;
use winback_app::customer::CustomerRequest;
use winback_domain::{CustomerId, Kind, StateKind};
use winback_store::Tally;

use crate::desk::{assignments, lose, new, office, one};

async fn added(desk: &Desk, name: &str, fields: &[&str]) -> CustomerId {
    desk.create_customer(name, &assignments(fields)).await.unwrap().customer.id
}

async fn listed(desk: &Desk, filter: &str, search: &str) -> String {
    let search = Some(search.to_owned());
    let request =
        CustomerRequest { filter: filter.into(), search, limit: 9, ..CustomerRequest::default() };
    let page = desk.customers(&request).await.unwrap();
    let count = desk.count_customers(&request).await.unwrap();
    assert_eq!(count, u64::try_from(page.customers.len()).unwrap());
    let names = page.customers.iter().map(|customer| customer.full_name.as_str());
    names.collect::<Vec<_>>().join("|")
}

#[tokio::test]
async fn customers_are_found_by_name_address_and_reference_archived_ones_if_asked() {
    let office = office().await;
    let desk = office.at("ann").await;
    added(&desk, "Nordwind", &["email=info@nordwind.example", "country=be"]).await;
    added(&desk, "Ann", &["parent=nordwind", "kind=person", "reference=A-17"]).await;
    added(&desk, "Closed", &["active=no"]).await;
    assert_eq!(listed(&desk, "", "").await, "Nordwind|Nordwind, Ann");
    assert_eq!(listed(&desk, "", " INFO@nord ").await, "Nordwind");
    assert_eq!(listed(&desk, "", "a-17").await, "Nordwind, Ann");
    assert_eq!(listed(&desk, "kind = person", "nord").await, "Nordwind, Ann");
    assert_eq!(listed(&desk, "country = Belgium", "").await, "Nordwind");
    assert_eq!(listed(&desk, "[[\"is_company\", \"=\", true]]", "").await, "Nordwind");
    assert_eq!(listed(&desk, "active is false", "").await, "Closed");
    assert_eq!(listed(&desk, "", "%").await, "");
}

#[tokio::test]
async fn a_list_of_customers_goes_on_where_its_page_ended() {
    let office = office().await;
    let desk = office.manager().await;
    for name in ["B", "a", "C"] {
        added(&desk, name, &[]).await;
    }
    let request = CustomerRequest { limit: 2, ..CustomerRequest::default() };
    let page = desk.customers(&request).await.unwrap();
    let next = CustomerRequest::cursor_text(&page.next.unwrap());
    let after = Some(CustomerRequest::cursor_of(&next).unwrap());
    let page = desk.customers(&CustomerRequest { after, ..request }).await.unwrap();
    assert_eq!((page.customers[0].full_name.as_str(), page.next), ("C", None));
    for text in ["", "abc", "zz", "5b5d", &next[2..], "5b312c225c7530303030225d"] {
        let refused = CustomerRequest::cursor_of(text).unwrap_err().to_string();
        let expected = "is no cursor: give the `next` of the page before";
        assert_eq!(refused, format!("after: `{text}` {expected}"));
    }
}

#[tokio::test]
async fn a_customer_is_shown_with_the_opportunities_that_one_sees() {
    let office = office().await;
    let (ann, ben) = (office.at("ann").await, office.at("ben").await);
    let acme = added(&ann, "Acme", &[]).await;
    new(&ann, "Pumps", &["customer=Acme", "expected_revenue=100"]).await;
    let valves = new(&ann, "Valves", &["customer=Acme", "expected_revenue=20"]).await;
    new(&ann, "Other", &["customer=Other", "expected_revenue=3"]).await;
    ann.perform(&one(valves), &lose()).await.unwrap();
    let shown = ann.show_customer(acme).await.unwrap();
    let rows = shown.tally.rows.iter().map(|row| (row.state, row.count, row.revenue_minor));
    let expected = [(StateKind::Open, 1, 10_000), (StateKind::Lost, 1, 2_000)];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    assert_eq!(ben.show_customer(acme).await.unwrap().tally.count(), 0);
    let nobody = ben.show_customer(CustomerId::new(99)).await.unwrap_err();
    assert_eq!(nobody.to_string(), "there is no customer 99");
}

#[tokio::test]
async fn the_leads_of_a_customer_are_counted_by_themselves_where_they_are_in_use() {
    let office = office().await;
    let manager = office.manager().await;
    let acme = added(&manager, "Acme", &[]).await;
    manager.set_setting("leads", "on").await.unwrap();
    let manager = office.manager().await;
    new(&manager, "Pumps", &["customer=Acme", "expected_revenue=100"]).await;
    for (name, amount) in [("Valves", "20"), ("Pipes", "3")] {
        let revenue = format!("expected_revenue={amount}");
        let fields = assignments(&["customer=Acme", &revenue]);
        manager.create(name, Kind::Lead, None, &fields).await.unwrap();
    }
    let told = |tally: &Tally| (tally.count(), tally.revenue_minor());
    let shown = manager.show_customer(acme).await.unwrap();
    assert_eq!(told(&shown.tally), (1, 10_000));
    assert_eq!(shown.leads.as_ref().map(told), Some((2, 2_300)));
    manager.set_setting("leads", "off").await.unwrap();
    let shown = office.manager().await.show_customer(acme).await.unwrap();
    assert_eq!((told(&shown.tally), shown.leads), ((1, 10_000), None));
}

#[tokio::test]
async fn a_new_customer_is_told_beside_those_of_its_name() {
    let office = office().await;
    let desk = office.at("ann").await;
    let acme = added(&desk, "Acme", &[]).await;
    added(&desk, "Acme", &["parent=1"]).await;
    let again = desk.create_customer(" ACME ", &[]).await.unwrap();
    assert_eq!(again.customer.full_name, "ACME");
    assert_eq!(again.namesakes.iter().map(|it| it.id).collect::<Vec<_>>(), [acme]);
}

#[tokio::test]
async fn an_edit_tells_whether_anything_changed() {
    let office = office().await;
    let desk = office.at("ann").await;
    let acme = added(&desk, "Acme", &["city=Ghent", "employees=12"]).await;
    let fields = assignments(&["city= Ghent ", "email="]);
    assert!(!desk.edit_customer(acme, &fields).await.unwrap().changed);
    let edited = desk.edit_customer(acme, &assignments(&["city="])).await.unwrap();
    assert!(edited.changed);
    assert_eq!((edited.customer.profile.city, edited.customer.profile.employees), (None, Some(12)));
}

#[tokio::test]
async fn what_a_customer_cannot_be_is_refused_and_changes_nothing() {
    let office = office().await;
    let desk = office.manager().await;
    let acme = added(&desk, "Acme", &[]).await;
    let ann = added(&desk, "Ann", &["parent=Acme", "kind=person"]).await;
    added(&desk, "Twin", &[]).await;
    added(&desk, "Twin", &[]).await;
    let before = desk.show_customer(acme).await.unwrap().customer;
    let long = format!("name={}", "x".repeat(10_001));
    for (field, expected) in [
        ("name= ", "name: ` ` is empty: give a text"),
        ("name=a\0b", "name: `a␀b` holds a NUL character"),
        (long.as_str(), "is longer than 10000 characters: shorten it"),
        ("name=Ac\nme", "name: `Ac␀me` holds a line break or another control character"),
        ("email=a@b.example\rx", "email: `a@b.example␀x` holds a line break"),
        ("phone=1\n2", "phone: `1␀2` holds a line break"),
        ("reference=1\n2", "reference: `1␀2` holds a line break"),
        ("city=1\n2", "city: `1␀2` holds a line break"),
        ("language=1\n2", "language: `1␀2` holds a line break"),
        ("sector=1\n2", "sector: `1␀2` holds a line break"),
        ("kind=firm", "kind: `firm` is no kind: give `company` or `person`"),
        ("parent=Nobody", "parent: `Nobody` is no customer: add it first"),
        ("parent=99", "parent: `99` is no customer: add it first"),
        ("parent=Twin", "is the name of several customers: give the id of one, such as 3"),
        ("parent=1", "`Acme` cannot belong to `Acme`, which is the same or belongs to it"),
        ("parent=Ann", "`Acme` cannot belong to `Acme, Ann`, which is the same or belongs"),
        ("country=Atlantis", "there is no country `Atlantis`"),
        ("employees=-1", "employees: `-1` is no number of people: give a whole number from 0"),
        ("employees=9223372036854775808", "is no number of people"),
        ("active=perhaps", "active: `perhaps` is neither: give `yes` or `no`"),
        ("full_name=A", "`full_name` is kept by Winback and cannot be edited"),
        ("e-mail=a@b.example", "a customer has no field `e-mail`; did you mean `email`?"),
        ("xyz=1", "a customer has no field `xyz` (known: name, kind, parent, email"),
    ] {
        let edits = assignments(&["city=Ghent", field]);
        let refused = desk.edit_customer(acme, &edits).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{field}: {refused}");
    }
    assert_eq!(desk.show_customer(acme).await.unwrap().customer, before);
    let absent = desk.edit_customer(CustomerId::new(99), &[]).await.unwrap_err();
    assert_eq!(absent.to_string(), "there is no customer 99");
    assert_eq!(desk.customer_named("acme, ann").await.unwrap(), ann);
    let unknown = desk.customer_named("Nobody").await.unwrap_err().to_string();
    assert_eq!(unknown, "there is no customer `Nobody`");
    let several = desk.customer_named("twin").await.unwrap_err().to_string();
    assert_eq!(several, "there are several customers `twin`: name one by its id, such as 3");
    let count = desk.count_customers(&CustomerRequest::default()).await.unwrap();
    assert_eq!(count, 4);
}
