//! Filters on texts: case, wildcards, empty values. Rule: behaviour 8.4, 8.6.

use winback_store::Storage;
use winback_store::domain::{Edit, NewCustomer};
use winback_store::filter::{Condition, Predicate, TextMatch, Value};
use winback_testkit::deal;

use crate::scene::{ask, ask_of, contains, create, is, names, stamp};

fn text(how: TextMatch, ignore_case: bool, text: &str) -> Condition {
    Condition::Text { how, ignore_case, text: text.into() }
}

/// Names of records with the notes that are searched; one has none.
const NOTES: &[(&str, Option<&str>)] = &[
    ("none", None),
    ("empty", Some("")),
    ("cafe", Some("Café CREMA")),
    ("strasse", Some("Straße")),
    ("chinese", Some("中文 文字")),
    ("percent", Some("100% of it")),
    ("under", Some("snake_case")),
    ("back", Some("C:\\temp")),
    ("quote", Some("it's \"so\"")),
    ("lines", Some("one\ntwo")),
];

async fn fill_notes(storage: &Storage) {
    for (name, notes) in NOTES {
        let builder = deal(name);
        create(storage, notes.map_or(builder.clone(), |notes| builder.notes(notes))).await;
    }
}

async fn check_notes(storage: &Storage, rows: &[(Condition, &str)]) {
    fill_notes(storage).await;
    for (condition, expected) in rows {
        let found = names(storage, ask("notes", condition.clone())).await;
        assert_eq!(&found, expected, "{condition:?}");
    }
}

/// Case is ignored by Unicode's folding, accents are not; nothing is a wildcard. Rule: 8.6.
pub async fn contains_ignores_case_and_takes_every_character_literally(storage: &Storage) {
    let searched = |searched| text(TextMatch::Contains, true, searched);
    check_notes(
        storage,
        &[
            (searched("CAFÉ crema"), "cafe"),
            (searched("cafe"), ""),
            (searched("strasse"), "strasse"),
            (searched("STRAßE"), "strasse"),
            (searched("ss"), "strasse"),
            (searched("文"), "chinese"),
            (searched("文 文"), "chinese"),
            (searched("%"), "percent"),
            (searched("0% o"), "percent"),
            (searched("_"), "under"),
            (searched("\\"), "back"),
            (searched("\\t"), "back"),
            (searched("'"), "quote"),
            (searched("\"SO\""), "quote"),
            (searched("e\nt"), "lines"),
            (searched(""), "empty cafe strasse chinese percent under back quote lines"),
        ],
    )
    .await;
}

/// `contains exactly`.
pub async fn contains_exactly_keeps_case(storage: &Storage) {
    let searched = |searched| text(TextMatch::Contains, false, searched);
    check_notes(
        storage,
        &[
            (searched("Café"), "cafe"),
            (searched("café"), ""),
            (searched("ß"), "strasse"),
            (searched("ss"), ""),
            (searched("CREMA"), "cafe"),
            (searched("crema"), ""),
            (searched("%"), "percent"),
            (searched("_c"), "under"),
        ],
    )
    .await;
}

/// With and without case.
pub async fn a_text_can_be_asked_for_its_start_end_and_whole(storage: &Storage) {
    check_notes(
        storage,
        &[
            (text(TextMatch::StartsWith, true, "CAF"), "cafe"),
            (text(TextMatch::StartsWith, false, "CAF"), ""),
            (text(TextMatch::StartsWith, false, "Caf"), "cafe"),
            (text(TextMatch::StartsWith, true, "100%"), "percent"),
            (text(TextMatch::StartsWith, true, "crema"), ""),
            (text(TextMatch::EndsWith, true, "crema"), "cafe"),
            (text(TextMatch::EndsWith, false, "crema"), ""),
            (text(TextMatch::EndsWith, false, "文字"), "chinese"),
            (text(TextMatch::EndsWith, true, "_CASE"), "under"),
            (text(TextMatch::Equals, true, "STRASSE"), "strasse"),
            (text(TextMatch::Equals, true, "strass"), ""),
            (text(TextMatch::Equals, false, "Straße"), "strasse"),
            (text(TextMatch::Equals, false, "straße"), ""),
            (text(TextMatch::Equals, true, ""), "empty"),
            (is(Value::Text("".into())), "empty"),
            (is(Value::Text("it's \"so\"".into())), "quote"),
        ],
    )
    .await;
}

/// `%` any run, `_` one character, `\` takes the next literally, also at the end.
pub async fn patterns_have_wildcards_and_escapes(storage: &Storage) {
    let like = |pattern| text(TextMatch::Pattern, false, pattern);
    let ilike = |pattern| text(TextMatch::Pattern, true, pattern);
    check_notes(
        storage,
        &[
            (like("Caf_ %"), "cafe"),
            (like("caf_ %"), ""),
            (ilike("CAF_ %"), "cafe"),
            (like("__ __"), "chinese"),
            (like("%\\%%"), "percent"),
            (like("%\\_%"), "under"),
            (like("%\\\\%"), "back"),
            (like("C:\\\\temp"), "back"),
            (like("C:\\temp"), ""),
            (like("%temp\\"), ""),
            (like("one%two"), "lines"),
            (like("one_two"), "lines"),
            (like("_traße"), "strasse"),
            (ilike("stra__e"), "strasse"),
            (like("stra_e"), ""),
            (like(""), "empty"),
            (like("%"), "empty cafe strasse chinese percent under back quote lines"),
            (like("\\i\\t%"), "quote"),
        ],
    )
    .await;
}

/// A value is set, even an empty text. `≠` and `does not contain` find records without a value.
/// Rule: behaviour 8.6.
pub async fn what_is_not_asked_for_includes_empty_values(storage: &Storage) {
    fill_notes(storage).await;
    let find = |predicate| names(storage, predicate);
    assert_eq!(find(ask("notes", Condition::IsSet).not()).await, "none");
    let all_but_cafe = "none empty strasse chinese percent under back quote lines";
    let cafe = Value::Text("Café CREMA".into());
    assert_eq!(find(ask("notes", is(cafe.clone())).not()).await, all_but_cafe);
    assert_eq!(find(ask("notes", contains("crema")).not()).await, all_but_cafe);
    let one_of = Condition::OneOf(vec![cafe, Value::Text("".into())]);
    assert_eq!(find(ask("notes", one_of.clone())).await, "empty cafe");
    let others = "none strasse chinese percent under back quote lines";
    assert_eq!(find(ask("notes", one_of).not()).await, others);
    assert_eq!(find(ask("notes", Condition::OneOf(vec![]))).await, "");
    assert_eq!(find(ask("notes", Condition::OneOf(vec![])).not()).await.split(' ').count(), 10);
}

/// The names of those records that are found by a part of a name, of a contact, an address or a
/// company, and of the customer.
async fn by_part(storage: &Storage, part: &str) -> [String; 2] {
    let own = ["name", "contact_name", "email", "company_name"];
    let own = own.map(|field| ask(field, contains(part)));
    let full_name = ask_of("customer", "full_name", contains(part));
    let customer = ask("customer", Condition::Matches(Box::new(full_name)));
    [names(storage, Predicate::Any(own.into())).await, names(storage, customer).await]
}

/// Parts of any length, of any letters, after every kind of change. Rule: behaviour 8.4.
pub async fn parts_of_names_are_found_whatever_was_changed(storage: &Storage) {
    let company =
        storage.customers.create(&NewCustomer::company("Straße 中文字 AG")).await.unwrap();
    let one = deal("50%_\\a").contact_name("Ann \"Q\" O'Neil").customer(company.id.get());
    let one = create(storage, one).await;
    create(storage, deal("two").email("Zoë@Café.Example").company_name("文字 und Söhne")).await;
    for (part, own, customers) in [
        ("5", "50%_\\a", ""),
        ("0%", "50%_\\a", ""),
        ("%_\\", "50%_\\a", ""),
        ("50%_\\A", "50%_\\a", ""),
        ("\"q\" o'n", "50%_\\a", ""),
        ("\" AND \"", "", ""),
        ("café.exa", "two", ""),
        ("cafe", "", ""),
        ("字", "two", "50%_\\a"),
        ("文字", "two", "50%_\\a"),
        ("文字 UND", "two", ""),
        ("中文字", "", "50%_\\a"),
        ("strasse 中", "", "50%_\\a"),
        ("zoë@café.example.com", "", ""),
    ] {
        assert_eq!(by_part(storage, part).await, [own, customers], "{part}");
    }
    let everything = Predicate::everything();
    let other = storage.customers.create(&NewCustomer::company("Müller")).await.unwrap();
    let customer = Edit::Customer(Some(other.id));
    let edits = [Edit::Name("renamed".into()), Edit::ContactName(None), customer];
    storage.opportunities.edit(one.id, None, &everything, &edits, stamp(1)).await.unwrap();
    assert_eq!(by_part(storage, "50%").await, ["", ""]);
    assert_eq!(by_part(storage, "neil").await, ["", ""]);
    assert_eq!(by_part(storage, "strasse").await, ["", ""]);
    assert_eq!(by_part(storage, "MÜLL").await, ["", "renamed"]);
    assert_eq!(by_part(storage, "name").await, ["renamed", ""]);
    let edited = storage.operations.list(None, None, 1).await.unwrap().swap_remove(0);
    storage.operations.undo(edited.id, &everything, None, &[], stamp(2)).await.unwrap();
    assert_eq!(by_part(storage, "name").await, ["", ""]);
    assert_eq!(by_part(storage, "neil").await, ["50%_\\a", ""]);
    assert_eq!(by_part(storage, "strasse").await, ["", "50%_\\a"]);
}

/// Every text field of an opportunity on its own, and its normal forms. Rule: behaviour 5.6.
pub async fn every_text_of_a_record_can_be_asked(storage: &Storage) {
    let builder = deal("NAME").company_name("COMPANY").contact_name("CONTACT").city("CITY");
    let builder = builder.email("\"Ä\" <Ä@X.Y>").phone("0032 (2) 555-12").language("FR");
    let mut new = builder.notes("NOTES").external_id("EXTERNAL").new_opportunity();
    let address = &mut new.deal.address;
    address.street = Some("STREET".into());
    address.street2 = Some("SECOND".into());
    address.region = Some("REGION".into());
    address.zip = Some("ZIP".into());
    storage.opportunities.create(&new, &[], stamp(0)).await.unwrap();
    create(storage, deal("other")).await;
    for (field, text) in [
        ("name", "name"),
        ("company_name", "company"),
        ("contact_name", "contact"),
        ("email", "\"ä\" <ä@x.y>"),
        ("email_normalised", "ä@x.y"),
        ("phone", "0032 (2) 555-12"),
        ("phone_normalised", "+32255512"),
        ("street", "street"),
        ("street2", "second"),
        ("city", "city"),
        ("region", "region"),
        ("zip", "zip"),
        ("language", "fr"),
        ("notes", "notes"),
        ("external_id", "external"),
    ] {
        let whole =
            Condition::Text { how: TextMatch::Equals, ignore_case: true, text: text.into() };
        assert_eq!(names(storage, ask(field, whole)).await, "NAME", "{field}");
    }
    let normal = is(Value::Text("ä@x.y".into()));
    assert_eq!(names(storage, ask("email_normalised", normal)).await, "NAME");
}
