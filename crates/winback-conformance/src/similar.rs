//! Records of the same people, in whichever state. Rule: behaviour 5.6.

use winback_store::domain::{Change, LabelKind, NewCustomer, Opportunity};
use winback_store::filter::Predicate;
use winback_store::{Likeness, Sign, Storage};
use winback_testkit::{DealBuilder, deal};

use crate::scene::{ask, at, change, contains, create, lost};

/// Returns the names of the records that are similar to one, each with the initials of its signs.
async fn found(storage: &Storage, to: &Opportunity, visible: Predicate, limit: usize) -> String {
    let countries = storage.pipeline.labels(LabelKind::Country).await.unwrap();
    let likeness = Likeness::of(&to.deal, &countries);
    let similar = storage.opportunities.similar(&likeness, Some(to.id), &visible, limit);
    let similar = similar.await.unwrap();
    let told = similar.iter().map(|one| {
        let initial = |sign: &Sign| match sign {
            Sign::Email => 'e',
            Sign::Phone => 'p',
            Sign::Customer => 'c',
            Sign::Domain => 'd',
        };
        let signs: String = one.signs.iter().map(initial).collect();
        format!("{}:{signs}", one.record.deal.name)
    });
    told.collect::<Vec<_>>().join(" ")
}

async fn all(storage: &Storage, to: &Opportunity) -> String {
    found(storage, to, Predicate::everything(), 100).await
}

/// A record that has everything in common with others.
fn own() -> DealBuilder {
    deal("own").email("Ann <Ann@Acme.example>").phone("+32 2 555 01 02").customer(1)
}

async fn customers(storage: &Storage) {
    for name in ["Acme", "Other"] {
        storage.customers.create(&NewCustomer::company(name)).await.unwrap();
    }
}

/// # Panics
/// If the claim in its name does not hold.
pub async fn the_strongest_evidence_comes_first_and_then_the_newest(storage: &Storage) {
    customers(storage).await;
    let own = create(storage, own()).await;
    for other in [
        deal("colleague").email("bob@acme.EXAMPLE"),
        deal("older").email("eva@acme.example").created_at(at(-9)),
        deal("customer").customer(1),
        deal("phone").phone("0032 2 5550102").customer(2),
        deal("all").email("ANN@acme.example").phone("+3225550102").customer(1).created_at(at(-99)),
        deal("stranger").email("ann@acme.example.org").phone("02 555 01 02").customer(2),
    ] {
        create(storage, other).await;
    }
    let expected = "all:epcd phone:p customer:c colleague:d older:d";
    assert_eq!(all(storage, &own).await, expected);
    for (limit, words) in [(0, 0), (1, 1), (2, 2), (4, 4), (5, 5)] {
        let first: Vec<&str> = expected.split(' ').take(words).collect();
        let cut = found(storage, &own, Predicate::everything(), limit).await;
        assert_eq!(cut, first.join(" "), "at most {limit}");
    }
}

/// # Panics
/// If the claim in its name does not hold.
pub async fn similar_records_are_found_in_every_state_leads_too(storage: &Storage) {
    customers(storage).await;
    let own = create(storage, own()).await;
    let [open, gone, kept, won] = ["open", "lost", "archived", "won"].map(|name| {
        let born = if name == "open" { at(-4) } else { at(-i64::try_from(name.len()).unwrap()) };
        deal(name).email("ann@acme.example").created_at(born)
    });
    create(storage, open.lead()).await;
    let changes = [(gone, lost(Some(1), None)), (kept, Change::Archive), (won, Change::MarkWon)];
    for ((other, verb), minute) in changes.into_iter().zip(1..) {
        let other = create(storage, other).await;
        change(storage, &other, &verb, minute).await;
    }
    assert_eq!(all(storage, &own).await, "won:ed lost:ed open:ed archived:ed");
}

/// # Panics
/// If the claim in its name does not hold.
pub async fn a_public_mail_provider_is_nothing_in_common(storage: &Storage) {
    let own = create(storage, deal("own").email("ann@gmail.com")).await;
    create(storage, deal("other").email("bob@gmail.com")).await;
    create(storage, deal("same").email("Ann@Gmail.com")).await;
    assert_eq!(all(storage, &own).await, "same:e");
}

/// # Panics
/// If the claim in its name does not hold.
pub async fn a_number_without_a_code_is_of_the_country_of_its_record(storage: &Storage) {
    let countries = storage.pipeline.labels(LabelKind::Country).await.unwrap();
    let country = |code| countries.iter().find(|it| it.code.as_deref() == Some(code)).unwrap().id;
    let (china, belgium) = (country("CN"), country("BE"));
    let abroad = create(storage, deal("abroad").phone("+86 138 1234 5678").country(belgium)).await;
    let home = create(storage, deal("home").phone("0138 1234 5678").country(china)).await;
    create(storage, deal("short").phone("138-1234-5678").country(china)).await;
    create(storage, deal("elsewhere").phone("138 1234 5678").country(belgium)).await;
    let nowhere = create(storage, deal("nowhere").phone("0138 1234 5678")).await;
    assert_eq!(all(storage, &abroad).await, "short:p home:p");
    assert_eq!(all(storage, &home).await, "nowhere:p short:p abroad:p");
    assert_eq!(all(storage, &nowhere).await, "home:p");
}

/// # Panics
/// If the claim in its name does not hold.
pub async fn only_visible_records_are_similar(storage: &Storage) {
    customers(storage).await;
    let own = create(storage, own()).await;
    for name in ["seen", "hidden"] {
        create(storage, deal(name).email("ann@acme.example").customer(1)).await;
    }
    let visible = ask("name", contains("seen"));
    assert_eq!(found(storage, &own, visible, 100).await, "seen:ecd");
}

/// # Panics
/// If the claim in its name does not hold.
pub async fn an_edit_makes_records_similar_and_strange_again(storage: &Storage) {
    use winback_store::domain::Edit;

    let own = create(storage, deal("own").email("ann@acme.example")).await;
    let other = create(storage, deal("other")).await;
    assert_eq!(all(storage, &own).await, "");
    for (email, minute, expected) in [
        (Some("bob@acme.example"), 1, "other:d"),
        (Some("ann@acme.example"), 2, "other:ed"),
        (Some("no address"), 3, ""),
        (None, 4, ""),
    ] {
        let edits = [Edit::Email(email.map(str::to_owned))];
        let (visible, stamp) = (Predicate::everything(), crate::scene::stamp(minute));
        let edited = storage.opportunities.edit(other.id, None, &visible, &edits, stamp);
        edited.await.unwrap();
        assert_eq!(all(storage, &own).await, expected, "{email:?}");
    }
}

/// # Panics
/// If the claim in its name does not hold.
pub async fn what_is_no_domain_is_kept_and_not_compared(storage: &Storage) {
    let long = format!("ann@{}.example", "é".repeat(3_000));
    let own = create(storage, deal("own").email(&long)).await;
    create(storage, deal("same").email(&long)).await;
    create(storage, deal("other").email(&long.replacen("ann", "bob", 1))).await;
    assert_eq!(all(storage, &own).await, "same:e");
}
