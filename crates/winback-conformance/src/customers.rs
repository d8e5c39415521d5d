//! Customers: lists of them, and what an edit of one means for those that belong to it.

use winback_store::domain::{
    CountryId, Customer, CustomerEdit, CustomerId, CustomerKind, NewCustomer,
};
use winback_store::filter::{Predicate, Value};
use winback_store::{CUSTOMER, CustomerCursor, CustomerQuery, Storage, StoreError};
use winback_testkit::deal;

use crate::imports::{company, import, row};
use crate::scene::{ask_of, contains, create, is, kind_of, list};

async fn customer(storage: &Storage, name: &str, parent: Option<CustomerId>) -> CustomerId {
    let new = NewCustomer { parent, ..NewCustomer::company(name) };
    storage.customers.create(&new).await.unwrap().id
}

async fn edited(storage: &Storage, id: CustomerId, edit: CustomerEdit) -> Customer {
    storage.customers.edit(id, &[edit]).await.unwrap()
}

async fn full_name(storage: &Storage, id: CustomerId) -> String {
    storage.customers.get(id).await.unwrap().unwrap().full_name
}

/// Returns the ids of a list that is read so many at a time, page by page.
async fn pages(storage: &Storage, filter: &Predicate, limit: usize) -> String {
    let (mut told, mut after) = (Vec::new(), None);
    loop {
        let query = CustomerQuery { filter: filter.clone(), after, limit };
        let page = storage.customers.list(&query).await.unwrap();
        let ids: Vec<String> = page.customers.iter().map(|it| it.id.to_string()).collect();
        told.push(ids.join(" "));
        match page.next {
            Some(next) => after = Some(next),
            None => return told.join("|"),
        }
    }
}

fn named(text: &str) -> Predicate {
    ask_of(CUSTOMER, "full_name", contains(text))
}

/// Each by itself, and all at once.
pub async fn every_field_of_a_customer_can_be_edited(storage: &Storage) {
    let text = |text: &str| Some(text.to_owned());
    let acme = customer(storage, "Acme", None).await;
    let ann = customer(storage, "An", None).await;
    let edits = [
        CustomerEdit::Name("Ann".into()),
        CustomerEdit::Kind(CustomerKind::Person),
        CustomerEdit::Parent(Some(acme)),
        CustomerEdit::Email(text("Ann@Example.com")),
        CustomerEdit::Phone(text("+32 2 555 12 12")),
        CustomerEdit::Reference(text("A-17")),
        CustomerEdit::Country(Some(CountryId::new(4))),
        CustomerEdit::City(text("北京")),
        CustomerEdit::Language(text("zh-CN")),
        CustomerEdit::Sector(text("medical")),
        CustomerEdit::Employees(Some(i64::MAX)),
        CustomerEdit::Active(false),
    ];
    let expected = Customer {
        id: ann,
        full_name: "Acme, Ann".into(),
        profile: NewCustomer {
            name: "Ann".into(),
            kind: CustomerKind::Person,
            parent: Some(acme),
            email: text("Ann@Example.com"),
            phone: text("+32 2 555 12 12"),
            reference: text("A-17"),
            country: Some(CountryId::new(4)),
            city: text("北京"),
            language: text("zh-CN"),
            sector: text("medical"),
            employees: Some(i64::MAX),
            active: false,
        },
    };
    assert_eq!(storage.customers.edit(ann, &edits).await.unwrap(), expected);
    assert_eq!(storage.customers.get(ann).await.unwrap(), Some(expected));
    for edit in [
        CustomerEdit::Kind(CustomerKind::Company),
        CustomerEdit::Parent(None),
        CustomerEdit::Email(None),
        CustomerEdit::Phone(None),
        CustomerEdit::Reference(None),
        CustomerEdit::Country(None),
        CustomerEdit::City(None),
        CustomerEdit::Language(None),
        CustomerEdit::Sector(None),
        CustomerEdit::Employees(None),
        CustomerEdit::Active(true),
    ] {
        edited(storage, ann, edit).await;
    }
    let emptied = storage.customers.get(ann).await.unwrap().unwrap();
    assert_eq!(emptied.profile, NewCustomer::company("Ann"));
}

/// Children, their children, and nobody else; in filters, by name and on records, too.
pub async fn a_new_name_shows_in_all_full_names_under_it(storage: &Storage) {
    let acme = customer(storage, "Großhandel İ", None).await;
    let ann = customer(storage, "Ann", Some(acme)).await;
    let desk = customer(storage, "ΣΑΣ 北", Some(ann)).await;
    let other = customer(storage, "Großhandel İ", None).await;
    create(storage, deal("Pumps").customer(desk.get())).await;
    let renamed = edited(storage, acme, CustomerEdit::Name("Ölmühle".into())).await;
    assert_eq!(renamed.full_name, "Ölmühle");
    assert_eq!(full_name(storage, ann).await, "Ölmühle, Ann");
    assert_eq!(full_name(storage, desk).await, "Ölmühle, Ann, ΣΑΣ 北");
    assert_eq!(full_name(storage, other).await, "Großhandel İ");
    edited(storage, ann, CustomerEdit::Name("Zoë".into())).await;
    assert_eq!(full_name(storage, desk).await, "Ölmühle, Zoë, ΣΑΣ 北");
    let found = storage.customers.named("ÖLMÜHLE, zoë, σασ 北", 9).await.unwrap();
    assert_eq!(found.iter().map(|it| it.id).collect::<Vec<_>>(), [desk]);
    assert_eq!(pages(storage, &named("mühle, Z"), 9).await, "2 3");
    assert_eq!(pages(storage, &named("grosshandel"), 9).await, "4");
    let page = list(storage, Predicate::everything()).await;
    assert_eq!(page.names.customers, [(desk, "Ölmühle, Zoë, ΣΑΣ 北".into())].into());
}

/// An import finds a customer by the name that it has now, and no more by the former.
pub async fn a_renamed_customer_is_imported_by_its_new_name(storage: &Storage) {
    let acme = customer(storage, "Acme", None).await;
    edited(storage, acme, CustomerEdit::Name("Nordwind".into())).await;
    for (name, expected) in [("NORDWIND", acme), ("Acme", CustomerId::new(2))] {
        let mut row = row(deal(name));
        row.customer = company(name, None);
        import(storage, vec![Some(row)]).await;
        let found = storage.customers.named(name, 9).await.unwrap();
        assert_eq!(found.iter().map(|it| it.id).collect::<Vec<_>>(), [expected], "{name}");
    }
}

/// To another company, and to none.
pub async fn a_customer_that_moves_takes_along_those_that_belong_to_it(storage: &Storage) {
    let acme = customer(storage, "Acme", None).await;
    let other = customer(storage, " Other ", None).await;
    let ann = customer(storage, "Ann", Some(acme)).await;
    let desk = customer(storage, "Desk ", Some(ann)).await;
    edited(storage, ann, CustomerEdit::Parent(Some(other))).await;
    assert_eq!(full_name(storage, desk).await, " Other , Ann, Desk ");
    let found = storage.customers.named("other , ann, desk", 9).await.unwrap();
    assert_eq!(found.len(), 1);
    edited(storage, ann, CustomerEdit::Parent(None)).await;
    assert_eq!(full_name(storage, ann).await, "Ann");
    assert_eq!(full_name(storage, desk).await, "Ann, Desk ");
    assert_eq!(storage.customers.named("ann, desk", 9).await.unwrap().len(), 1);
}

/// A name means all that have it as name or full name, archived or not, however it is written.
pub async fn a_full_name_that_means_others_too_is_told_apart(storage: &Storage) {
    let nordwind = customer(storage, "Nordwind", None).await;
    let ann = customer(storage, "Ann", None).await;
    let her = customer(storage, "ann ", Some(nordwind)).await;
    let acme = customer(storage, "Acme", None).await;
    let loud = customer(storage, "ACME", None).await;
    let closed = customer(storage, "Straße", None).await;
    edited(storage, closed, CustomerEdit::Active(false)).await;
    let street = customer(storage, "STRASSE", None).await;
    let bob = customer(storage, "Bob", Some(nordwind)).await;
    let other = customer(storage, "nordwind, BOB", None).await;
    let alone = [street, bob, her, ann, nordwind, acme, loud, closed, other, CustomerId::new(99)];
    let told = storage.customers.named_alone(&alone).await.unwrap();
    for id in alone.into_iter().take(9) {
        let named = storage.customers.named(&full_name(storage, id).await, 9).await.unwrap();
        assert_eq!(told.contains(&id), named.len() == 1, "{named:?}");
    }
    assert_eq!(told, [nordwind, her]);
    assert_eq!(storage.customers.named_alone(&[]).await.unwrap(), []);
    edited(storage, loud, CustomerEdit::Name("Loud".into())).await;
    assert_eq!(storage.customers.named_alone(&[loud, acme, ann]).await.unwrap(), [acme, loud]);
}

/// Neither at once nor through others, and what is refused changes nothing.
pub async fn a_customer_never_belongs_to_itself(storage: &Storage) {
    let acme = customer(storage, "Acme", None).await;
    let ann = customer(storage, "Ann", Some(acme)).await;
    let desk = customer(storage, "Desk", Some(ann)).await;
    for (parent, name) in [(acme, "Acme"), (ann, "Acme, Ann"), (desk, "Acme, Ann, Desk")] {
        let edits = [CustomerEdit::Name("B".into()), CustomerEdit::Parent(Some(parent))];
        let refused = storage.customers.edit(acme, &edits).await;
        let is_circle = matches!(&refused, Err(StoreError::Circle { customer, parent })
            if customer == "Acme" && parent == name);
        assert!(is_circle, "{refused:?}");
    }
    assert_eq!(full_name(storage, desk).await, "Acme, Ann, Desk");
    let nobody = CustomerEdit::Parent(Some(CustomerId::new(99)));
    let refused = storage.customers.edit(acme, &[nobody]).await;
    assert_eq!(kind_of(&refused), "missing: customer 99");
    let nowhere = CustomerEdit::Country(Some(CountryId::new(99)));
    let refused = storage.customers.edit(acme, &[nowhere]).await;
    assert_eq!(kind_of(&refused), "missing: country 99");
    // Those that belong to it may be moved up.
    edited(storage, desk, CustomerEdit::Parent(Some(acme))).await;
    edited(storage, ann, CustomerEdit::Parent(Some(desk))).await;
    assert_eq!(full_name(storage, ann).await, "Acme, Desk, Ann");
}

/// Of two who put each under the other, one is refused; a new one below gets the name that there is.
pub async fn customers_moved_at_once_make_no_circle(storage: &Storage) {
    let one = customer(storage, "One", None).await;
    let two = customer(storage, "Two", None).await;
    let go = |id: CustomerId, edit: CustomerEdit| {
        let customers = storage.customers.clone();
        tokio::spawn(async move { customers.edit(id, &[edit]).await })
    };
    let first = go(one, CustomerEdit::Parent(Some(two)));
    let second = go(two, CustomerEdit::Parent(Some(one)));
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let top = if first.is_ok() { two } else { one };
    let renamed = go(top, CustomerEdit::Name("Top".into()));
    let customers = storage.customers.clone();
    let added = tokio::spawn(async move {
        let new = NewCustomer { parent: Some(top), ..NewCustomer::company("New") };
        customers.create(&new).await
    });
    renamed.await.unwrap().unwrap();
    let added = added.await.unwrap().unwrap();
    assert_eq!(full_name(storage, added.id).await, "Top, New");
}

/// By the folded full name, then by id, whatever the length of a page.
pub async fn customers_are_listed_by_full_name(storage: &Storage) {
    let zoe = customer(storage, "Zoe", None).await;
    customer(storage, "acme", None).await;
    customer(storage, "Émile", None).await;
    customer(storage, "ACME", None).await;
    customer(storage, "Ann", Some(zoe)).await;
    customer(storage, "Acme 2", None).await;
    customer(storage, "北京", None).await;
    let everybody = Predicate::everything();
    assert_eq!(pages(storage, &everybody, 100).await, "2 4 6 1 5 3 7");
    assert_eq!(pages(storage, &everybody, 7).await, "2 4 6 1 5 3 7");
    assert_eq!(pages(storage, &everybody, 2).await, "2 4|6 1|5 3|7");
    assert_eq!(pages(storage, &everybody, 1).await, "2|4|6|1|5|3|7");
    assert_eq!(storage.customers.count(&everybody).await.unwrap(), 7);
    let after = Some(CustomerCursor { key: "b".into(), id: CustomerId::new(0) });
    let query = CustomerQuery { filter: everybody, after, limit: 1 };
    assert_eq!(storage.customers.list(&query).await.unwrap().customers[0].id, zoe);
}

/// Those that begin with the same 200 characters are listed by id.
pub async fn customers_of_long_names_are_listed_page_by_page(storage: &Storage) {
    let long = "北".repeat(CustomerCursor::LONGEST_KEY);
    for rest in ["c", "a", "", "b"] {
        customer(storage, &format!("{long}{rest}"), None).await;
    }
    customer(storage, &"é".repeat(10_000), None).await;
    let shorter: String = long.chars().skip(1).collect();
    customer(storage, &shorter, None).await;
    for (limit, expected) in [(9, "5 6 1 2 3 4"), (1, "5|6|1|2|3|4"), (4, "5 6 1 2|3 4")] {
        assert_eq!(pages(storage, &Predicate::everything(), limit).await, expected);
    }
}

/// By parts of texts, by what they refer to, and by what stands in no text.
pub async fn customers_are_listed_by_a_filter(storage: &Storage) {
    let acme = customer(storage, "Acme", None).await;
    let ann = customer(storage, "Ann", Some(acme)).await;
    let bob = customer(storage, "Bob", None).await;
    edited(storage, ann, CustomerEdit::Email(Some("Ann@Nordwind.example".into()))).await;
    edited(storage, ann, CustomerEdit::Country(Some(CountryId::new(1)))).await;
    edited(storage, bob, CustomerEdit::Active(false)).await;
    let parent = Value::Reference(acme.get());
    let country = Value::Reference(1);
    for (filter, expected) in [
        (named("acme"), "1 2"),
        (named("e, a"), "2"),
        (named("x"), ""),
        (ask_of(CUSTOMER, "email", contains("NORDWIND")), "2"),
        (ask_of(CUSTOMER, "parent", is(parent)), "2"),
        (ask_of(CUSTOMER, "country", is(country)), "2"),
        (ask_of(CUSTOMER, "active", is(Value::YesNo(false))), "3"),
        (named("b").not(), "1 2"),
        (named("b").or(ask_of(CUSTOMER, "id", is(Value::Number(1)))), "1 3"),
    ] {
        assert_eq!(pages(storage, &filter, 9).await, expected, "{filter}");
        let expected = expected.split_whitespace().count();
        let counted = storage.customers.count(&filter).await.unwrap();
        assert_eq!(counted, u64::try_from(expected).unwrap(), "{filter}");
    }
}
