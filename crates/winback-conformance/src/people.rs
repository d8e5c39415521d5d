//! People, customers and the lists of names.

use winback_store::domain::{
    CountryId, CustomerEdit, CustomerId, CustomerKind, LabelKind, Language, NewCustomer, NewPerson,
    PersonId, Preferences, Role, ZoneName,
};
use winback_store::{PersonEdit, Storage, StoreError};
use winback_testkit::deal;

use crate::scene::{create, kind_of, list, person};

/// Case makes no other login.
pub async fn a_login_belongs_to_one_person(storage: &Storage) {
    person(storage, "Éva", "éva").await;
    for login in ["éva", "ÉVA", "Admin"] {
        let new = NewPerson {
            name: "Somebody".into(),
            login: login.into(),
            email: None,
            role: Role::Manager,
        };
        let refused = storage.people.create(&new).await;
        assert_eq!(kind_of(&refused), format!("taken: login `{login}`"));
    }
    assert_eq!(storage.people.list().await.unwrap().len(), 2);
}

/// By name, then by id.
pub async fn people_are_listed_by_name(storage: &Storage) {
    for (name, login) in [("Zoe", "z"), ("ann", "a"), ("Bob", "b"), ("Bob", "b2"), ("Éva", "e")] {
        person(storage, name, login).await;
    }
    let people = storage.people.list().await.unwrap();
    let logins: Vec<&str> = people.iter().map(|person| person.login.as_str()).collect();
    assert_eq!(logins, ["b", "b2", "admin", "z", "a", "e"]);
}

/// Every edit, and none of a person who does not exist.
pub async fn a_person_can_be_edited(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let edits = [
        PersonEdit::Name("Anna".into()),
        PersonEdit::Email(Some("anna@example.com".into())),
        PersonEdit::Role(Role::SalespersonAllRecords),
        PersonEdit::Active(false),
    ];
    let edited = storage.people.edit(ann, &edits).await.unwrap();
    assert_eq!((edited.name.as_str(), edited.login.as_str()), ("Anna", "ann"));
    assert_eq!(edited.email.as_deref(), Some("anna@example.com"));
    assert_eq!((edited.role, edited.active), (Role::SalespersonAllRecords, false));
    assert_eq!(storage.people.list().await.unwrap()[0], edited);
    let emptied = storage.people.edit(ann, &[PersonEdit::Email(None)]).await.unwrap();
    assert_eq!((emptied.email, emptied.name.as_str()), (None, "Anna"));
    let missing = storage.people.edit(PersonId::new(99), &edits).await;
    assert_eq!(kind_of(&missing), "missing: person 99");
}

/// What people choose stays with them, each by itself, until it is taken back; other edits leave it.
pub async fn what_a_person_chose_stays_with_the_person(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let people = storage.people.list().await.unwrap();
    assert!(people.iter().all(|person| person.preferences == Preferences::default()));
    let brussels = ZoneName::new("Europe/Brussels");
    let language = PersonEdit::Language(Some(Language::Chinese));
    let edited = storage.people.edit(ann, &[language]).await.unwrap();
    let chosen = Preferences { language: Some(Language::Chinese), time_zone: None };
    assert_eq!(edited.preferences, chosen);
    let zone = [PersonEdit::TimeZone(brussels.clone()), PersonEdit::Name("Anna".into())];
    storage.people.edit(ann, &zone).await.unwrap();
    let people = storage.people.list().await.unwrap();
    let chosen = Preferences { time_zone: brussels, ..chosen };
    let found: Vec<_> = people.iter().map(|it| (it.name.as_str(), &it.preferences)).collect();
    assert_eq!(found, [("Anna", &chosen), ("Manager", &Preferences::default())]);
    let named = storage.accounts.credentials("ann").await.unwrap();
    let preferences: Vec<_> = named.into_iter().map(|it| it.person.preferences).collect();
    assert_eq!(preferences, [chosen]);
    let none = [PersonEdit::Language(None), PersonEdit::TimeZone(None)];
    let emptied = storage.people.edit(ann, &none).await.unwrap();
    assert_eq!(emptied.preferences, Preferences::default());
    assert_eq!(storage.people.list().await.unwrap()[0], emptied);
}

/// A new name shows on every record.
pub async fn a_new_name_of_a_person_shows_on_records(storage: &Storage) {
    create(storage, deal("Pumps").salesperson(1)).await;
    storage.people.edit(PersonId::new(1), &[PersonEdit::Name("Boss".into())]).await.unwrap();
    let page = list(storage, winback_store::filter::Predicate::everything()).await;
    assert_eq!(page.names.people, [(PersonId::new(1), "Boss".into())].into());
}

/// Every field of a customer.
pub async fn a_customer_comes_back_as_it_was_created(storage: &Storage) {
    let text = |text: &str| Some(text.to_owned());
    let parent = storage.customers.create(&NewCustomer::company("Acme")).await.unwrap();
    let profile = NewCustomer {
        name: "Ann".into(),
        kind: CustomerKind::Person,
        parent: Some(parent.id),
        email: text("ann@example.com"),
        phone: text("+32 2 555 12 12"),
        reference: text("A-17"),
        country: Some(CountryId::new(4)),
        city: text("北京"),
        language: text("zh-CN"),
        sector: text("medical"),
        employees: Some(i64::MAX),
        active: false,
    };
    let ann = storage.customers.create(&profile).await.unwrap();
    assert_eq!((ann.id.get(), ann.full_name.as_str()), (2, "Acme, Ann"));
    assert_eq!(ann.profile, profile);
    assert_eq!(storage.customers.get(ann.id).await.unwrap(), Some(ann.clone()));
    let child = NewCustomer { parent: Some(ann.id), ..NewCustomer::company("Desk") };
    assert_eq!(storage.customers.create(&child).await.unwrap().full_name, "Acme, Ann, Desk");
    assert_eq!(storage.customers.get(CustomerId::new(99)).await.unwrap(), None);
}

/// A parent or a country that does not exist.
pub async fn a_customer_cannot_refer_to_what_does_not_exist(storage: &Storage) {
    let parent = NewCustomer { parent: Some(CustomerId::new(99)), ..NewCustomer::company("A") };
    assert_eq!(kind_of(&storage.customers.create(&parent).await), "missing: customer 99");
    let country = NewCustomer { country: Some(CountryId::new(99)), ..NewCustomer::company("A") };
    assert_eq!(kind_of(&storage.customers.create(&country).await), "missing: country 99");
    assert_eq!(storage.customers.named("A", 9).await.unwrap(), []);
}

/// An archived one is found as before.
pub async fn a_customer_can_be_archived(storage: &Storage) {
    let acme = storage.customers.create(&NewCustomer::company("Acme")).await.unwrap();
    let edits = [CustomerEdit::Active(false)];
    let archived = storage.customers.edit(acme.id, &edits).await.unwrap();
    assert_eq!((archived.full_name.as_str(), archived.profile.active), ("Acme", false));
    assert_eq!(storage.customers.get(acme.id).await.unwrap(), Some(archived));
    let back = storage.customers.edit(acme.id, &[CustomerEdit::Active(true)]).await.unwrap();
    assert_eq!(back, acme);
    let nobody = storage.customers.edit(CustomerId::new(9), &edits).await;
    assert_eq!(kind_of(&nobody), "missing: customer 9");
}

/// Whoever is the last manager stays one; a second one may go.
pub async fn somebody_who_may_configure_remains(storage: &Storage) {
    let admin = PersonId::new(1);
    let ann = person(storage, "Ann", "ann").await;
    for edit in [PersonEdit::Active(false), PersonEdit::Role(Role::Salesperson)] {
        let last = storage.people.edit(admin, &[edit]).await;
        assert!(
            matches!(&last, Err(StoreError::LastManager { name }) if name == "Manager"),
            "{last:?}"
        );
    }
    assert!(storage.people.list().await.unwrap().iter().all(|person| person.active));
    storage.people.edit(ann, &[PersonEdit::Role(Role::Manager)]).await.unwrap();
    let left = storage.people.edit(admin, &[PersonEdit::Active(false)]).await.unwrap();
    assert!(!left.active);
    let last = storage.people.edit(ann, &[PersonEdit::Active(false)]).await;
    assert!(matches!(&last, Err(StoreError::LastManager { .. })), "{last:?}");
}

/// Of two managers who leave at the same moment one remains.
pub async fn of_two_managers_who_leave_at_once_one_remains(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    storage.people.edit(ann, &[PersonEdit::Role(Role::Manager)]).await.unwrap();
    let leave = |id: PersonId| {
        let people = storage.people.clone();
        tokio::spawn(async move { people.edit(id, &[PersonEdit::Active(false)]).await })
    };
    let (first, second) = (leave(PersonId::new(1)), leave(ann));
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
}

/// By name or full name, ignoring case and surrounding space, no part of it.
pub async fn customers_are_found_by_their_whole_name(storage: &Storage) {
    let mut ids = Vec::new();
    for name in ["Müller & Söhne", "MÜLLER & SÖHNE", "Müller"] {
        ids.push(storage.customers.create(&NewCustomer::company(name)).await.unwrap().id);
    }
    let child = NewCustomer { parent: Some(ids[2]), ..NewCustomer::company("Ann") };
    ids.push(storage.customers.create(&child).await.unwrap().id);
    for (name, limit, expected) in [
        (" müller & söhne\t", 9, vec![1, 2]),
        ("müller & söhne", 1, vec![1]),
        ("Müller", 9, vec![3]),
        ("müller, ANN", 9, vec![4]),
        ("ann", 9, vec![4]),
        ("Muller", 9, vec![]),
        ("M%", 9, vec![]),
    ] {
        let found = storage.customers.named(name, limit).await.unwrap();
        let found: Vec<i64> = found.iter().map(|customer| customer.id.get()).collect();
        assert_eq!(found, expected, "{name}");
    }
}

/// Case and surrounding space make no other entry; each list counts for itself.
pub async fn an_entry_of_a_list_is_found_by_its_name_or_added(storage: &Storage) {
    for kind in LabelKind::ALL {
        let first = storage.pipeline.labels(kind).await.unwrap().len();
        let label = storage.pipeline.ensure_label(kind, " Straße ").await.unwrap();
        assert_eq!((label.name.as_str(), label.active), ("Straße", true));
        assert_eq!((label.id, label.code.clone()), (i64::try_from(first).unwrap() + 1, None));
        for name in ["Straße", "STRASSE", "\tstrasse "] {
            let found = storage.pipeline.ensure_label(kind, name).await.unwrap();
            assert_eq!(found, label, "{name}");
        }
        assert_eq!(storage.pipeline.labels(kind).await.unwrap().len(), first + 1);
    }
    let known = storage.pipeline.ensure_label(LabelKind::Country, "BELGIUM").await.unwrap();
    assert_eq!((known.id, known.code.as_deref()), (1, Some("BE")));
}

/// By code point, then by id.
pub async fn a_list_is_ordered_by_name(storage: &Storage) {
    for name in ["b", "a", "B", "é", "中", "Z"] {
        storage.pipeline.ensure_label(LabelKind::Tag, name).await.unwrap();
    }
    let tags = storage.pipeline.labels(LabelKind::Tag).await.unwrap();
    let tags: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    // `B` is `b`, which came first.
    assert_eq!(tags, ["Z", "a", "b", "é", "中"]);
}
