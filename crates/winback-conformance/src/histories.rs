//! Imports of records with their whole history: what an export of another store holds.

use std::sync::Arc;

use winback_store::domain::{
    Amount, Customer, CustomerId, CustomerKind, EndedHow, LossDetails, LossEnd, LossId, LossRecord,
    LossRevision, LostReason, LostReasonId, NewCustomer, NewLostReason, OutcomeClass, PersonId,
    StageId,
};
use winback_store::filter::Predicate;
use winback_store::{
    ImportCustomer, ImportEndedLoss, ImportLoss, ImportLossEnd, ImportReason, ImportReasonRest,
    ImportRevision, ImportRow, ImportState, Query, Storage, default_sort,
};
use winback_testkit::deal;

use crate::imports::{import, row, seller};
use crate::scene::{all, at, change, create, details, line, losses, lost, minutes, note, schema};

fn said(reason: Option<&str>, text: &str, minute: i64, by: &str) -> ImportRevision {
    ImportRevision {
        reason: reason.map(|name| Arc::new(ImportReason::named(name))),
        note: note(Some(text)),
        competitor: Some("Rival".into()),
        at: at(minute),
        by: seller("Somebody", by),
    }
}

fn told(reason: Option<i64>, text: &str, minute: i64, by: i64) -> LossRevision {
    let details = details(reason, Some(text), Some("Rival"));
    LossRevision { details, at: at(minute), by: Some(PersonId::new(by)) }
}

/// A loss that was amended twice and then ended.
fn ended() -> ImportEndedLoss {
    let loss = ImportLoss {
        lost_by: seller("Ann", "ann"),
        earlier: vec![
            said(None, "<p>a</p>", -90, "ANN"),
            said(Some("new"), "<p>b</p>", -80, "bob"),
        ],
        said: said(Some("TOO expensive"), "<p>c</p>", -70, "admin"),
        stage: Some(StageId::new(3)),
        expected_revenue: Some(Amount::from_minor(99)),
        salesperson: seller("Bob", "bob"),
        ..ImportLoss::unexplained(at(-90), "62.5".parse().unwrap())
    };
    let end = ImportLossEnd { at: at(-60), by: seller("Cyd", "cyd"), how: EndedHow::Won };
    ImportEndedLoss { loss, end }
}

/// Losses keep their order, everything that was said, and their ends.
pub async fn losses_come_in_with_their_revisions_and_ends(storage: &Storage) {
    let again = ImportLoss::unexplained(at(-50), "10".parse().unwrap());
    let state = ImportState::Lost(Box::new(again));
    let rows = [
        ImportRow { ended_losses: vec![ended(), ended()], state, ..row(deal("A").stage(2)) },
        ImportRow { ended_losses: vec![ended()], ..row(deal("B").stage(2)) },
    ];
    assert_eq!(import(storage, rows.map(Some).into()).await, "2 created, 0 unchanged");
    let shown = all(storage).await;
    let lines: Vec<String> = shown.iter().map(|(record, ..)| line(record)).collect();
    assert_eq!(lines[0], "lost 0% auto 0% in 2 closed +-50 moved - rev 1");
    assert_eq!(lines[1], "open 50% auto 50% in 2 closed - moved - rev 1");
    let ids: Vec<Vec<i64>> = shown
        .iter()
        .map(|(_, losses, _)| losses.iter().map(|loss| loss.loss.id.get()).collect())
        .collect();
    assert_eq!(ids, [vec![1, 2, 3], vec![4]]);
    let expected = LossRecord {
        origin: None,
        opportunity: shown[1].0.id,
        loss: winback_store::domain::Loss {
            id: LossId::new(4),
            details: details(Some(1), Some("<p>c</p>"), Some("Rival")),
            lost_at: at(-90),
            lost_by: Some(PersonId::new(3)),
            stage: Some(StageId::new(3)),
            probability: "62.5".parse().unwrap(),
            expected_revenue: Some(Amount::from_minor(99)),
            salesperson: Some(PersonId::new(4)),
        },
        revisions: vec![
            told(None, "<p>a</p>", -90, 3),
            told(Some(4), "<p>b</p>", -80, 4),
            told(Some(1), "<p>c</p>", -70, 1),
        ],
        end: Some(LossEnd { at: at(-60), by: Some(PersonId::new(2)), how: EndedHow::Won }),
    };
    assert_eq!(shown[1].1, [expected]);
    let (current, nothing) = (&shown[0].1[2], LossDetails::default());
    assert_eq!((current.end.as_ref(), &current.loss.details), (None, &nothing));
    let names: Vec<String> =
        storage.people.list().await.unwrap().into_iter().map(|person| person.name).collect();
    assert_eq!(names, ["Ann", "Bob", "Cyd", "Manager"]);
}

/// What happens to an imported record afterwards leaves its ended losses as they are.
pub async fn a_record_with_ended_losses_can_be_lost_again(storage: &Storage) {
    let rows = vec![Some(ImportRow { ended_losses: vec![ended()], ..row(deal("A").stage(2)) })];
    import(storage, rows).await;
    let record = all(storage).await.swap_remove(0).0;
    let before = losses(storage, &record).await;
    let record = change(storage, &record, &lost(Some(2), None), 5).await;
    let after = losses(storage, &record).await;
    assert_eq!((after.len(), &after[..1]), (2, &before[..]));
    assert_eq!(record.loss(), Some(&after[1].loss));
}

/// Where a time is not given, the record says nothing of it; it changed at the import.
pub async fn every_time_of_a_row_is_kept(storage: &Storage) {
    let known = ImportRow {
        updated_at: Some(at(-1)),
        assigned_at: Some(at(-2)),
        converted_at: Some(at(-3)),
        stage_changed_at: Some(at(-4)),
        ..row(deal("A").created_at(at(-5)))
    };
    import(storage, vec![Some(known), Some(row(deal("B")))]).await;
    let times: Vec<String> = all(storage)
        .await
        .iter()
        .map(|(it, ..)| {
            [Some(it.updated_at), it.assigned_at, it.converted_at, it.stage_changed_at]
                .map(minutes)
                .join(" ")
        })
        .collect();
    assert_eq!(times, ["+-1 +-2 +-3 +-4", "+9 - - -"]);
}

/// Mediums and campaigns are found ignoring case or added, as sources are.
pub async fn mediums_and_campaigns_are_found_or_added(storage: &Storage) {
    let both = |medium: &str, campaign: &str| ImportRow {
        medium: Some(medium.into()),
        campaign: Some(campaign.into()),
        ..row(deal("A").medium(7).campaign(7))
    };
    import(storage, vec![Some(both("Phone", "Fall")), Some(both("PHONE", "Spring"))]).await;
    let found: Vec<_> = all(storage)
        .await
        .iter()
        .map(|(it, ..)| (it.deal.medium.unwrap().get(), it.deal.campaign.unwrap().get()))
        .collect();
    assert_eq!(found, [(1, 1), (1, 2)]);
}

fn whole(name: &str, guidance: &str) -> Option<Arc<ImportReason>> {
    let profile = NewLostReason {
        guidance: Some(guidance.into()),
        category: Some("Price".into()),
        outcome: OutcomeClass::NoDecision,
        ..NewLostReason::named(name)
    };
    let rest = Some(ImportReasonRest { position: 7, archived: true });
    Some(Arc::new(ImportReason { profile, rest }))
}

fn lost_for(reasons: [Option<Arc<ImportReason>>; 2]) -> Option<ImportRow> {
    let [first, last] = reasons;
    let mut loss = ImportLoss::unexplained(at(-5), "10".parse().unwrap());
    loss.earlier.push(ImportRevision { reason: first, ..loss.said.clone() });
    loss.said.reason = last;
    Some(ImportRow { state: ImportState::Lost(Box::new(loss)), ..row(deal("A")) })
}

/// One that no loss had before becomes what the file says first; one in use, and one of which the
/// file knows the name alone, stay as they are.
pub async fn an_unused_reason_becomes_what_the_file_says(storage: &Storage) {
    let used = create(storage, deal("mine")).await;
    change(storage, &used, &lost(Some(1), None), 1).await;
    let before = storage.reasons.list().await.unwrap();
    let name_alone = Some(Arc::new(ImportReason::named("not enough STOCK")));
    let rows = vec![
        lost_for([whole("we DON'T have people/skills", "1st"), whole("too expensive", "x")]),
        lost_for([whole("We don't have people/skills", "2nd"), name_alone]),
        lost_for([whole("New", "3rd"), whole("NEW", "4th")]),
    ];
    assert_eq!(import(storage, rows).await, "3 created, 0 unchanged");
    let reason = |id: i64, name: &str, guidance: &str| LostReason {
        id: LostReasonId::new(id),
        name: name.into(),
        guidance: Some(guidance.into()),
        category: Some("Price".into()),
        outcome: OutcomeClass::NoDecision,
        position: 7,
        archived: true,
    };
    let expected = [
        before[0].clone(),
        before[2].clone(),
        reason(2, "we DON'T have people/skills", "1st"),
        reason(4, "New", "3rd"),
    ];
    assert_eq!(storage.reasons.list().await.unwrap(), expected);
}

fn customer(profile: NewCustomer, parent: Option<Arc<ImportCustomer>>) -> Option<ImportRow> {
    let customer = ImportCustomer { profile, parent, country: None };
    Some(ImportRow { customer: Some(Arc::new(customer)), ..row(deal("A")) })
}

/// By kind and full name, people by their e-mail address too; parents come with their children.
pub async fn customers_are_the_same_by_kind_full_name_and_address(storage: &Storage) {
    let acme = storage.customers.create(&NewCustomer::company("Acme")).await.unwrap();
    let north = NewCustomer { parent: Some(acme.id), ..NewCustomer::company("North") };
    storage.customers.create(&north).await.unwrap();
    let parent = |name: &str| {
        let profile = NewCustomer { city: Some("Oslo".into()), ..NewCustomer::company(name) };
        Some(Arc::new(ImportCustomer { profile, parent: None, country: Some("Belgium".into()) }))
    };
    let person = |email: Option<&str>| NewCustomer {
        kind: CustomerKind::Person,
        email: email.map(str::to_owned),
        ..NewCustomer::company("Ann")
    };
    let rows = vec![
        customer(NewCustomer::company("NORTH"), parent("ACME")),
        customer(NewCustomer::company("North"), None),
        customer(person(None), parent("Beta")),
        customer(person(Some("a@b.c")), parent("beta")),
        customer(person(Some("A@b.c")), parent("BETA")),
        customer(NewCustomer::company("Ann"), parent("Beta")),
        customer(person(None), parent("Beta")),
    ];
    import(storage, rows).await;
    let shown = all(storage).await;
    let found: Vec<i64> =
        shown.iter().map(|(record, ..)| record.deal.customer.unwrap().get()).collect();
    assert_eq!(found, [2, 3, 5, 6, 6, 7, 5]);
    let ids: Vec<CustomerId> = [7, 4, 99, 3, 4].map(CustomerId::new).into();
    let of_ids: Vec<Customer> = storage.customers.of_ids(&ids).await.unwrap();
    let names: Vec<_> =
        of_ids.iter().map(|it| (it.id.get(), it.full_name.as_str(), it.profile.parent)).collect();
    let beta = CustomerId::new(4);
    assert_eq!(names, [(3, "North", None), (4, "Beta", None), (7, "Beta, Ann", Some(beta))]);
    let beta = &of_ids[1].profile;
    assert_eq!((beta.city.as_deref(), beta.country.map(|id| id.get())), (Some("Oslo"), Some(1)));
    assert_eq!(storage.customers.of_ids(&[]).await.unwrap(), []);
}

/// Nothing of the rows is kept then.
pub async fn a_loss_cannot_have_been_in_a_stage_that_does_not_exist(storage: &Storage) {
    let mut wrong = ended();
    wrong.loss.stage = Some(StageId::new(99));
    let rows =
        vec![Some(row(deal("A"))), Some(ImportRow { ended_losses: vec![wrong], ..row(deal("B")) })];
    assert_eq!(import(storage, rows).await, "missing: stage 99");
    assert_eq!((all(storage).await.len(), storage.people.list().await.unwrap().len()), (0, 1));
}

/// More losses and revisions than a statement takes.
pub async fn thousands_of_losses_come_in_at_once(storage: &Storage) {
    let one = || ImportRow { ended_losses: vec![ended(); 3], ..row(deal("A")) };
    import(storage, (0..1_200).map(|_| Some(one())).collect()).await;
    let (everything, ever) = (Predicate::everything(), winback_store::LossPeriod::default());
    let counted = storage.opportunities.losses_by_reason(&everything, ever);
    let counted: Vec<u64> = counted.await.unwrap().iter().map(|reason| reason.losses).collect();
    assert_eq!(counted, [3_600]);
    let record = crate::scene::get(storage, winback_store::domain::OpportunityId::new(1_200)).await;
    let last = losses(storage, &record).await.swap_remove(2);
    assert_eq!((last.loss.id.get(), last.revisions.len()), (3_600, 3));
}

/// Those of its own records alone, by their ids.
pub async fn a_page_comes_with_all_losses_of_its_records(storage: &Storage) {
    let rows = (1..=3).map(|n| {
        let name = format!("D{n}");
        Some(ImportRow { ended_losses: vec![ended(), ended()], ..row(deal(&name)) })
    });
    import(storage, rows.collect()).await;
    let (filter, sort) = (Predicate::everything(), default_sort(&schema()));
    let query = Query { filter, sort, after: None, limit: 2 };
    let page = storage.opportunities.search(&query).await.unwrap();
    let (found, losses) = storage.exports.page(&query).await.unwrap();
    assert_eq!((&found.records, &found.next), (&page.records, &page.next));
    assert_eq!(found.names, page.names);
    let of: Vec<i64> = losses.iter().map(|loss| loss.opportunity.get()).collect();
    assert_eq!(of, [2, 2, 3, 3]);
    let second = crate::scene::losses(storage, &page.records[1]).await;
    assert_eq!(losses[..2], second);
}
