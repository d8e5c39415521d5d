//! Creating records, and getting back what was put in.

use jiff::civil::date;
use winback_store::Storage;
use winback_store::domain::{
    Address, Amount, CampaignId, CountryId, CustomerId, Deal, Kind, LabelKind, MediumId,
    NewCustomer, PersonId, Priority, Probability, SourceId, StageId, TagId, TeamId,
};
use winback_store::filter::Value;
use winback_testkit::{DealBuilder, deal};

use crate::scene::{
    all, ask, at, create, entries, get, is, kind_of, label, line, list, minutes, next_operation,
    said, stamp,
};

/// Rule: behaviour 1.2.
pub async fn a_new_record_is_open_at_its_first_revision(storage: &Storage) {
    let record = create(storage, deal("Pumps").estimate(2_550)).await;
    assert_eq!(line(&record), "open 25.5% auto 25.5% in 1 closed - moved - rev 1");
    assert_eq!((record.id.get(), record.created_at), (1, at(0)));
    assert_eq!(get(storage, record.id).await, record);
}

/// Rule: behaviour 1.2.
pub async fn a_new_record_in_a_won_stage_was_won_at_its_creation(storage: &Storage) {
    let record = create(storage, deal("Pumps").stage(4).created_at(at(-60))).await;
    assert_eq!(line(&record), "won 100% auto 100% in 4 closed +-60 moved - rev 1");
    assert_eq!(get(storage, record.id).await, record);
}

/// The stamp of the call tells when it was written; its creation may be long ago.
pub async fn a_new_record_was_written_when_the_stamp_says(storage: &Storage) {
    let new = deal("Pumps").salesperson(1).created_at(at(-60)).new_opportunity();
    let record = storage.opportunities.create(&new, &[], stamp(5)).await.unwrap();
    let times = [Some(record.created_at), Some(record.updated_at), record.assigned_at];
    assert_eq!(times.map(minutes), ["+-60", "+5", "+-60"]);
    assert_eq!(create(storage, deal("Valves")).await.assigned_at, None);
    let entry = entries(storage, &record).await.swap_remove(0);
    assert_eq!(said(&entry), "created: ");
    assert_eq!((entry.at, entry.by.get(), entry.revision.get()), (at(5), 1, 1));
}

/// A hand-set probability counts before the estimate. Rule: behaviour 6.1.
pub async fn a_new_record_keeps_a_probability_set_by_hand(storage: &Storage) {
    let record = create(storage, deal("Pumps").estimate(5_000).by_hand(0)).await;
    assert_eq!(line(&record), "open 0% auto 50% in 1 closed - moved - rev 1");
    assert_eq!(get(storage, record.id).await.deal.hand_probability, Some(Probability::ZERO));
}

/// Every field of a deal, each with a value of its own.
pub async fn every_field_of_a_new_record_comes_back(storage: &Storage) {
    let full = full_deal(storage).await;
    let mut new = deal("").new_opportunity();
    new.deal = full.clone();
    let record = storage.opportunities.create(&new, &[], stamp(0)).await.unwrap();
    assert_eq!(record.deal, full);
    assert_eq!(get(storage, record.id).await, record);
}

async fn full_deal(storage: &Storage) -> Deal {
    let text = |text: &str| Some(text.to_owned());
    let customer = storage.customers.create(&NewCustomer::company("Acme")).await.unwrap();
    Deal {
        kind: Kind::Lead,
        name: "Pumps".into(),
        customer: Some(customer.id),
        company_name: text("Acme Ltd"),
        contact_name: text("Ann"),
        email: text("\"Ann\" <Ann@Example.com>"),
        phone: text("+32 2 555 12 12"),
        address: Address {
            street: text("High Street 1"),
            street2: text("Box 4"),
            city: text("Liège"),
            region: text("Wallonia"),
            zip: text("4000"),
            country: Some(CountryId::new(1)),
        },
        language: text("fr-BE"),
        notes: text("Two lines:\nthe second"),
        stage: Some(StageId::new(2)),
        salesperson: Some(PersonId::new(1)),
        team: Some(TeamId::new(label(storage, LabelKind::Team, "North").await)),
        tags: [
            TagId::new(label(storage, LabelKind::Tag, "Big").await),
            TagId::new(label(storage, LabelKind::Tag, "Urgent").await),
        ]
        .into(),
        priority: Priority::new(3),
        source: Some(SourceId::new(label(storage, LabelKind::Source, "Fair").await)),
        medium: Some(MediumId::new(label(storage, LabelKind::Medium, "Phone").await)),
        campaign: Some(CampaignId::new(label(storage, LabelKind::Campaign, "Spring").await)),
        expected_revenue: Some(Amount::from_minor(150_050)),
        hand_probability: Probability::from_hundredths(9_999).ok(),
        expected_closing: Some(date(2026, 4, 30)),
        external_id: text("X-1"),
    }
}

/// An empty text is a value; so are blanks, tabs, line breaks and quotes.
pub async fn texts_come_back_exactly(storage: &Storage) {
    for text in
        ["", " ", "\t\r\n", "a\nb\n", "it's \"so\"", "%_\\", "É ß 中文 👍", "null", "\u{feff}x"]
    {
        let record = create(storage, deal(text).notes(text).email(text).city(text)).await;
        let deal = get(storage, record.id).await.deal;
        let found = [Some(deal.name), deal.notes, deal.email, deal.address.city];
        assert_eq!(found.map(Option::unwrap), [text; 4], "{text:?}");
    }
    let record = create(storage, deal("no notes")).await;
    assert_eq!(get(storage, record.id).await.deal.notes, None);
}

/// Texts that people paste are as long as they are, wherever they are looked up.
pub async fn long_texts_come_back_and_are_found(storage: &Storage) {
    // A pseudo-random text: a database must not be saved by compressing it.
    let mut state = 7_u64;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from_u32(0x4E00 + u32::try_from(state >> 51).unwrap()).unwrap()
    };
    let long: String = (0..4_000).map(|_| letter()).collect();
    let digits: String = long.chars().map(|it| u32::from(it).to_string()).collect();
    let email = format!("{long}@example.com");
    let record = create(storage, deal(&long).email(&email).phone(&digits).notes(&long)).await;
    for (field, text) in [("email_normalised", &email), ("phone_normalised", &digits)] {
        let found = list(storage, ask(field, is(Value::Text(text.clone())))).await.records;
        assert_eq!(found, std::slice::from_ref(&record), "{field}");
    }
    let customer = NewCustomer::company(long.clone());
    let customer = storage.customers.create(&customer).await.unwrap();
    assert_eq!(storage.customers.named(&long, 5).await.unwrap(), [customer]);
}

/// The least and the greatest amount.
pub async fn extreme_amounts_come_back(storage: &Storage) {
    for minor in [i64::MIN, -1, 0, 1, i64::MAX] {
        let record = create(storage, deal("Pumps").revenue(minor)).await;
        let found = get(storage, record.id).await.deal.expected_revenue;
        assert_eq!(found, Some(Amount::from_minor(minor)));
    }
}

/// Days and instants far from today, and to the microsecond.
pub async fn extreme_times_come_back(storage: &Storage) {
    for (day, instant) in [
        (date(1, 1, 1), "0001-01-01T00:00:00Z"),
        (date(1969, 12, 31), "1969-12-31T23:59:59.999999Z"),
        (date(9999, 12, 31), "9999-12-30T00:00:00.000001Z"),
    ] {
        let instant = instant.parse().unwrap();
        let record = create(storage, deal("Pumps").closing(day).created_at(instant)).await;
        let found = get(storage, record.id).await;
        assert_eq!((found.deal.expected_closing, found.created_at), (Some(day), instant));
    }
}

/// Some imported records have neither; without a stage the estimate is 0. Rule: behaviour 6.3.
pub async fn a_record_may_have_no_priority_and_no_stage(storage: &Storage) {
    let record = create(storage, deal("Pumps").no_priority().no_stage()).await;
    let found = get(storage, record.id).await;
    assert_eq!((found.deal.priority, found.deal.stage), (None, None));
    assert_eq!(line(&found), "open 0% auto 0% in - closed - moved - rev 1");
}

/// Case counts, and any number of records has none.
pub async fn an_external_id_belongs_to_one_record(storage: &Storage) {
    create(storage, deal("first").external_id("X-1")).await;
    create(storage, deal("second").external_id("x-1")).await;
    create(storage, deal("third")).await;
    create(storage, deal("fourth")).await;
    let again = deal("fifth").external_id("X-1").new_opportunity();
    let refused = storage.opportunities.create(&again, &[], stamp(0)).await;
    assert_eq!(kind_of(&refused), "taken: record with the external id `X-1`");
    assert_eq!(all(storage).await.len(), 4);
}

/// Each reference is refused by what it names, and nothing of the record is kept.
pub async fn a_record_cannot_refer_to_what_does_not_exist(storage: &Storage) {
    let deals: [(&str, DealBuilder); 8] = [
        ("stage", deal("Pumps").stage(99)),
        ("customer", deal("Pumps").customer(99)),
        ("country", deal("Pumps").country(99)),
        ("person", deal("Pumps").salesperson(99)),
        ("team", deal("Pumps").team(99)),
        ("tag", deal("Pumps").tag(99)),
        ("source", deal("Pumps").source(99)),
        ("medium", deal("Pumps").medium(99)),
    ];
    let campaign = ("campaign", deal("Pumps").campaign(99));
    for (what, deal) in deals.into_iter().chain([campaign]) {
        let refused = storage.opportunities.create(&deal.new_opportunity(), &[], stamp(0)).await;
        assert_eq!(kind_of(&refused), format!("missing: {what} 99"));
    }
    assert_eq!(all(storage).await, []);
    assert_eq!(next_operation(storage).await, 1);
}

/// The names of everything but the records themselves.
pub async fn a_page_names_what_its_records_refer_to(storage: &Storage) {
    let full = full_deal(storage).await;
    let mut new = deal("").new_opportunity();
    new.deal = full;
    storage.opportunities.create(&new, &[], stamp(0)).await.unwrap();
    let page = crate::scene::list(storage, winback_store::filter::Predicate::everything()).await;
    let names = page.names;
    assert_eq!(names.customers, [(CustomerId::new(1), "Acme".into())].into());
    assert_eq!(names.people, [(PersonId::new(1), "Manager".into())].into());
    assert_eq!(names.teams, [(TeamId::new(1), "North".into())].into());
    assert_eq!(names.stages, [(StageId::new(2), "Qualified".into())].into());
    let tags = [(TagId::new(1), "Big".into()), (TagId::new(2), "Urgent".into())];
    assert_eq!(names.tags, tags.into());
    assert_eq!(names.sources, [(SourceId::new(1), "Fair".into())].into());
    assert_eq!(names.mediums, [(MediumId::new(1), "Phone".into())].into());
    assert_eq!(names.campaigns, [(CampaignId::new(1), "Spring".into())].into());
    assert_eq!(names.countries, [(CountryId::new(1), "Belgium".into())].into());
    assert_eq!(names.reasons, [].into());
}
