//! Creating and editing records, people and settings.

use winback_app::{Action, AppError, Similar};
use winback_domain::{Kind, Revision, Role, StateKind};
use winback_store::Sign;

use crate::desk::{assignments, lose, new, office, one};

#[tokio::test]
async fn a_new_record_warns_of_the_same_email_or_phone_lost_ones_included() {
    let office = office().await;
    let desk = office.manager().await;
    let lost = new(&desk, "Old", &["email=Ann Example <ann@example.com>"]).await;
    desk.perform(&one(lost), &lose()).await.unwrap();
    new(&desk, "By phone", &["phone=+44 20 7946 0000"]).await;
    let fields = assignments(&["email=ANN@example.com", "phone=0044 (20) 79460000"]);
    let created = desk.create("New", Kind::Opportunity, None, &fields).await.unwrap();
    let similar: Vec<_> = created
        .similar
        .iter()
        .map(|similar| {
            let evidence = similar.evidence.iter().map(|it| (it.sign, it.value.as_str())).collect();
            (similar.name.as_str(), similar.state, evidence)
        })
        .collect();
    let by_email: Vec<_> = vec![(Sign::Email, "ann@example.com"), (Sign::Domain, "example.com")];
    let by_phone = vec![(Sign::Phone, "+442079460000")];
    assert_eq!(
        similar,
        [("Old", StateKind::Lost, by_email), ("By phone", StateKind::Open, by_phone)]
    );
}

#[tokio::test]
async fn records_of_the_same_customer_are_similar_and_those_that_one_may_not_see_are_not() {
    let office = office().await;
    let (desk, ann) = (office.manager().await, office.at("ann").await);
    let own = new(&ann, "Pumps", &["customer=Acme"]).await;
    new(&desk, "Valves", &["customer=Acme"]).await;
    let similar = desk.similar(own, 10).await.unwrap();
    let found = |similar: &[Similar]| -> Vec<String> {
        similar.iter().map(|it| format!("{}: {}", it.name, it.evidence[0].value)).collect()
    };
    assert_eq!(found(&similar), ["Valves: Acme"]);
    assert_eq!(found(&ann.similar(own, 10).await.unwrap()), Vec::<String>::new());
    let hidden = similar[0].id;
    let refused = ann.similar(hidden, 10).await.unwrap_err().to_string();
    assert_eq!(refused, AppError::NotFound(vec![hidden]).to_string());
}

#[tokio::test]
async fn a_new_record_belongs_to_its_maker_in_the_first_stage_at_even_odds() {
    let office = office().await;
    let ann = office.at("ann").await;
    let created = ann.create(" Pumps ", Kind::Opportunity, None, &[]).await.unwrap();
    let record = created.opportunity;
    assert_eq!(record.deal.name, "Pumps");
    assert_eq!(record.deal.salesperson, Some(ann.actor().id));
    assert_eq!(created.names.stages[&record.deal.stage.unwrap()], "New");
    assert_eq!(record.probability().hundredths(), 5_000);
}

#[tokio::test]
async fn leads_are_hidden_until_they_are_in_use() {
    let office = office().await;
    let desk = office.manager().await;
    let refused = desk.create("Lead", Kind::Lead, None, &[]).await.unwrap_err();
    assert!(refused.to_string().contains("turns the setting `leads` on"), "{refused}");
    desk.set_setting("leads", "on").await.unwrap();
    let desk = office.manager().await;
    desk.create("Lead", Kind::Lead, None, &[]).await.unwrap();
    assert_eq!(desk.count("").await.unwrap().count(), 1);
    desk.set_setting("leads", "off").await.unwrap();
    assert_eq!(office.manager().await.count("").await.unwrap().count(), 0);
}

#[tokio::test]
async fn an_archived_record_set_to_zero_becomes_lost() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &Action::Archive).await.unwrap();
    let edited = desk.edit(id, None, &assignments(&["probability=0"])).await.unwrap();
    assert!(edited.became_lost);
    assert_eq!(edited.opportunity.state.kind(), StateKind::Lost);
    assert_eq!(desk.show(id, 10).await.unwrap().losses.len(), 1);
}

#[tokio::test]
async fn a_stale_revision_is_refused() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    let city = assignments(&["city=Ghent"]);
    desk.edit(id, Some(Revision::FIRST), &city).await.unwrap();
    let other = assignments(&["city=Lyon"]);
    let stale = desk.edit(id, Some(Revision::FIRST), &other).await.unwrap_err();
    assert_eq!(
        stale.to_string(),
        "opportunity 1 was changed meanwhile: it is at revision 2 now, not 1; \
         look at it again, then repeat the change"
    );
    let shown = desk.show(id, 1).await.unwrap();
    assert_eq!(shown.opportunity.deal.address.city.as_deref(), Some("Ghent"));
}

#[tokio::test]
async fn fields_refuse_what_they_cannot_hold() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    let cases = [
        ("priority=4", "priority: `4` is not a number from 0 to 3"),
        ("expected_revenue=1,5", "expected_revenue: `1,5` is not an amount"),
        ("probability=100", "mark it won"),
        ("expected_closing=31.3.2026", "is not a day: write it as 2026-03-31"),
        ("country=Belgum", "did you mean `Belgium`?"),
        ("salesperson=anm", "did you mean `ann`?"),
        ("stage=Won", "move the record to it"),
        ("lost_reason=x", "mark the record lost"),
        ("nmae=x", "did you mean `name`?"),
        ("name= ", "is empty"),
        ("city=a\0b", "holds a NUL character"),
    ];
    for (field, sentence) in cases {
        let refused = desk.edit(id, None, &assignments(&[field])).await.unwrap_err().to_string();
        assert!(refused.contains(sentence), "{field}: {refused}");
    }
    assert_eq!(desk.show(id, 1).await.unwrap().opportunity.revision, Revision::FIRST);
}

#[tokio::test]
async fn a_customer_is_found_by_name_or_added_and_an_ambiguous_one_refused() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &["customer=Acme"]).await;
    let other = new(&desk, "Valves", &["customer= ACME "]).await;
    let customer = async |id| desk.show(id, 1).await.unwrap().opportunity.deal.customer;
    assert_eq!(customer(id).await, customer(other).await);
    let acme = winback_domain::NewCustomer::company("acme");
    office.storage.customers.create(&acme).await.unwrap();
    let refused = desk.edit(id, None, &assignments(&["customer=Acme"])).await.unwrap_err();
    assert!(matches!(&refused, AppError::Ambiguous { ids, .. } if ids.len() == 2), "{refused}");
}

#[tokio::test]
async fn a_refused_edit_adds_no_customer_and_no_tag() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    let fields = assignments(&["customer=Acme", "tags=pump, steel", "priority=9"]);
    desk.edit(id, None, &fields).await.unwrap_err();
    desk.create("Valves", Kind::Opportunity, None, &fields).await.unwrap_err();
    desk.edit(id, Some(Revision::new(7)), &fields[..2]).await.unwrap_err();
    let storage = &office.storage;
    assert_eq!(storage.customers.named("Acme", 5).await.unwrap(), []);
    desk.create("Bolts", Kind::Opportunity, None, &assignments(&["external_id=E1"])).await.unwrap();
    for refused in [
        &["tags=ghost", "customer=99999"][..],
        &["tags=ghost", "customer=A\nB"],
        &["tags=ghost", "customer=Acme", "external_id=E1"],
    ] {
        desk.create("Ghost", Kind::Opportunity, None, &assignments(refused)).await.unwrap_err();
    }
    desk.perform(&one(id), &Action::Archive).await.unwrap();
    let to_zero = assignments(&["probability=0", "customer=Acme", "tags=ghost"]);
    desk.edit(id, None, &to_zero).await.unwrap_err();
    assert_eq!(storage.customers.named("Acme", 5).await.unwrap(), []);
    let tags = storage.pipeline.labels(winback_domain::LabelKind::Tag).await.unwrap();
    assert_eq!(tags, []);
}

#[tokio::test]
async fn of_several_values_of_a_field_the_last_counts_and_only_its_names_are_added() {
    let office = office().await;
    let desk = office.manager().await;
    new(&desk, "Pumps", &["customer=Acme", "tags=steel", "source=Fair"]).await;
    let fields = ["customer=Nord", "customer=acme", "tags=ghost", "tags=STEEL, big", "source=Web"];
    let id = new(&desk, "Valves", &[&fields[..], &["source="]].concat()).await;
    let shown = desk.show(id, 1).await.unwrap();
    let names = &shown.names;
    assert_eq!(names.customers.values().collect::<Vec<_>>(), ["Acme"]);
    assert_eq!(names.tags.values().collect::<Vec<_>>(), ["steel", "big"]);
    assert_eq!(shown.opportunity.deal.source, None);
    let storage = &office.storage;
    assert_eq!(storage.customers.named("Nord", 5).await.unwrap(), []);
    let tags = storage.pipeline.labels(winback_domain::LabelKind::Tag).await.unwrap();
    assert_eq!(tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["big", "steel"]);
    let sources = storage.pipeline.labels(winback_domain::LabelKind::Source).await.unwrap();
    assert_eq!(sources.len(), 1);
}

#[tokio::test]
async fn the_last_manager_stays_one_and_unknown_people_are_named() {
    let office = office().await;
    let desk = office.manager().await;
    let refused = desk.set_role("admin", Role::Salesperson).await.unwrap_err();
    assert!(refused.to_string().contains("is the only manager"), "{refused}");
    desk.set_role("ANN", Role::Manager).await.unwrap();
    desk.set_role("admin", Role::Salesperson).await.unwrap();
    let unknown = office.app.desk(Some("bob")).await.map(|_| ()).unwrap_err().to_string();
    assert!(unknown.contains("there is no person `bob`"), "{unknown}");
    assert!(unknown.contains("(known: `ann`, `ben`, `admin`)"), "{unknown}");
}

#[tokio::test]
async fn settings_are_read_and_checked() {
    let office = office().await;
    let desk = office.manager().await;
    let set = async |key: &str, value: &str| {
        desk.set_setting(key, value).await.map(|setting| setting.value).map_err(|e| e.to_string())
    };
    assert_eq!(set("time_zone", "europe/brussels").await.unwrap(), "Europe/Brussels");
    assert_eq!(set("currency", "jpy").await.unwrap(), "JPY");
    assert_eq!(set("locale", "zh-hans-cn").await.unwrap(), "zh-Hans-CN");
    for (key, value, sentence) in [
        ("time_zone", "Mars", "is not an IANA time zone"),
        ("currency", "XYZW", "is not an ISO 4217 code"),
        ("locale", "en", "names no language and country"),
        ("locale", "English (US)", "names no language and country"),
        ("leads", "maybe", "is neither `on` nor `off`"),
        ("lead", "on", "did you mean `leads`?"),
        ("require_note_for", "Nope", "there is no lost reason `Nope`"),
    ] {
        let refused = set(key, value).await.unwrap_err();
        assert!(refused.contains(sentence), "{key}: {refused}");
    }
    new(&desk, "Pumps", &[]).await;
    let digits = set("currency", "JPY").await.unwrap_err();
    assert!(digits.contains("cannot change to JPY"), "{digits}");
    assert_eq!(set("currency", "USD").await.unwrap(), "USD");
    office.at("ann").await.set_setting("leads", "on").await.unwrap_err();
}
