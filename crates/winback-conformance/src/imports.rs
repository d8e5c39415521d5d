//! Imports: rows that name what they refer to.

use std::sync::Arc;

use winback_store::domain::{
    Amount, CustomerId, LabelKind, LostReasonId, NewCustomer, NewLostReason, NewPerson,
    OutcomeClass, PersonId, Probability, Role, StageId,
};
use winback_store::filter::Predicate;
use winback_store::{
    ImportCustomer, ImportLoss, ImportMode, ImportReason, ImportRefusal, ImportRevision, ImportRow,
    ImportRows, ImportState, Imported, Storage,
};
use winback_testkit::{DealBuilder, deal};

use crate::scene::{
    all, at, create, details, kind_of, label, line, losses, minutes, next_operation, note, person,
    said, stamp,
};

/// Rows from a list, with a refusal at the end if it ends with none.
struct Listed(std::vec::IntoIter<Option<ImportRow>>);

impl ImportRows for Listed {
    fn next_row(&mut self) -> Result<Option<ImportRow>, ImportRefusal> {
        match self.0.next() {
            Some(Some(row)) => Ok(Some(row)),
            Some(None) => Err(ImportRefusal),
            None => Ok(None),
        }
    }
}

/// Returns open records as rows.
pub(crate) fn rows(deals: impl Iterator<Item = DealBuilder>) -> Box<dyn ImportRows> {
    listed(deals.map(row).collect())
}

/// Returns rows one after another.
pub(crate) fn listed(rows: Vec<ImportRow>) -> Box<dyn ImportRows> {
    let rows: Vec<_> = rows.into_iter().map(Some).collect();
    Box::new(Listed(rows.into_iter()))
}

/// Returns an open record as a row.
pub(crate) fn row(deal: DealBuilder) -> ImportRow {
    let new = deal.new_opportunity();
    ImportRow::open(new.deal, new.estimate, new.created_at)
}

/// Returns an open record with an external id as a row.
pub(crate) fn known(name: &str, id: &str) -> ImportRow {
    row(deal(name).external_id(id))
}

/// Imports rows, with a refusal in place of a row that is none, and says what became of it.
pub(crate) async fn import(storage: &Storage, rows: Vec<Option<ImportRow>>) -> String {
    import_by(storage, rows, ImportMode::default()).await
}

/// Imports rows in this mode, and says what became of it.
pub(crate) async fn import_by(
    storage: &Storage,
    rows: Vec<Option<ImportRow>>,
    mode: ImportMode,
) -> String {
    let rows = Box::new(Listed(rows.into_iter()));
    let done = storage.opportunities.import(rows, mode, stamp(9)).await;
    match done {
        Ok(Imported { created, changed: 0, unchanged }) => {
            format!("{created} created, {unchanged} unchanged")
        }
        Ok(Imported { created, changed, unchanged }) => {
            format!("{created} created, {changed} changed, {unchanged} unchanged")
        }
        refused => kind_of(&refused),
    }
}

/// Returns a company, and the name of its country.
pub(crate) fn company(name: &str, country: Option<&str>) -> Option<Arc<ImportCustomer>> {
    let profile = NewCustomer { sector: Some("medical".into()), ..NewCustomer::company(name) };
    let country = country.map(str::to_owned);
    Some(Arc::new(ImportCustomer { profile, parent: None, country }))
}

/// Returns a salesperson.
pub(crate) fn seller(name: &str, login: &str) -> Option<Arc<NewPerson>> {
    let (name, login) = (name.to_owned(), login.to_owned());
    Some(Arc::new(NewPerson { name, login, email: None, role: Role::Salesperson }))
}

/// Each is at its first revision, with one entry `imported` of one operation.
pub async fn every_row_becomes_a_record_with_an_entry(storage: &Storage) {
    let mut second = known("B", "2");
    second.created_at = at(-60);
    second.assigned_at = Some(at(-30));
    let rows = vec![Some(known("A", "1")), Some(second), Some(row(deal("C")))];
    assert_eq!(import(storage, rows).await, "3 created, 0 unchanged");
    let shown = all(storage).await;
    let names: Vec<_> = shown.iter().map(|(it, ..)| (it.id.get(), it.deal.name.as_str())).collect();
    assert_eq!(names, [(1, "A"), (2, "B"), (3, "C")]);
    let second = &shown[1].0;
    let times = [Some(second.created_at), Some(second.updated_at), second.assigned_at];
    assert_eq!(times.map(minutes), ["+-60", "+9", "+-30"]);
    for (record, losses, entries) in &shown {
        assert_eq!(line(record), "open 50% auto 50% in 1 closed - moved - rev 1");
        assert_eq!((losses.len(), entries.len()), (0, 1));
        let entry = &entries[0];
        assert_eq!((said(entry), entry.at, entry.by.get()), ("imported: ".into(), at(9), 1));
        assert_eq!((entry.id.get(), entry.revision.get()), (record.id.get(), 1));
        assert_eq!((entry.operation.get(), &entry.note), (1, &None));
    }
    assert_eq!(next_operation(storage).await, 2);
}

/// Found ignoring case where they exist, added where they do not, each once.
pub async fn names_are_found_ignoring_case_or_added(storage: &Storage) {
    person(storage, "Ann", "ann").await;
    storage.customers.create(&NewCustomer::company("Acme")).await.unwrap();
    label(storage, LabelKind::Team, "North").await;
    label(storage, LabelKind::Tag, "Big").await;
    label(storage, LabelKind::Source, "Fair").await;
    let first = ImportRow {
        customer: company(" ACME ", Some("Germany")),
        salesperson: seller("Other Ann", "ANN"),
        team: Some("NORTH".into()),
        tags: vec!["big".into(), "New".into(), "NEW".into()],
        source: Some("fair".into()),
        ..row(deal("first").customer(77).salesperson(77).team(77))
    };
    let second = ImportRow {
        customer: company("Größe", Some("GERMANY")),
        salesperson: seller("Bob", "bob"),
        team: Some("South".into()),
        source: Some("Web".into()),
        ..row(deal("second").tag(1))
    };
    let third = ImportRow {
        customer: company("GRÖSSE", Some("Atlantis")),
        salesperson: seller("Robert", "Bob"),
        team: Some("south".into()),
        tags: vec!["new".into()],
        source: Some("WEB".into()),
        ..row(deal("third"))
    };
    let lost_land =
        ImportRow { customer: company("Nemo", Some("Atlantis")), ..row(deal("fourth")) };
    let rows = [first, second, third, lost_land].map(Some).into();
    assert_eq!(import(storage, rows).await, "4 created, 0 unchanged");
    let expected = ["1 2 1 1,2 1", "2 3 2 1 2", "2 3 2 2 2", "3 - -  -"];
    for ((record, ..), expected) in all(storage).await.iter().zip(expected) {
        assert_eq!(references(&record.deal), expected, "{}", record.deal.name);
    }
    let acme = storage.customers.get(CustomerId::new(1)).await.unwrap().unwrap();
    assert_eq!((acme.profile.sector, acme.profile.country), (None, None));
    let added = storage.customers.get(CustomerId::new(2)).await.unwrap().unwrap();
    assert_eq!((added.full_name.as_str(), added.profile.active), ("Größe", true));
    assert_eq!(added.profile.sector.as_deref(), Some("medical"));
    assert_eq!(added.profile.country.map(|id| id.get()), Some(3));
    let nemo = storage.customers.get(CustomerId::new(3)).await.unwrap().unwrap();
    assert_eq!(nemo.profile.country, None);
    assert_eq!(storage.customers.get(CustomerId::new(4)).await.unwrap(), None);
    let people = storage.people.list().await.unwrap();
    let people: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(people, ["Ann", "Bob", "Manager"]);
    assert_eq!(storage.pipeline.labels(LabelKind::Country).await.unwrap().len(), 4);
}

/// Says the ids of customer, salesperson, team, tags and source.
pub(crate) fn references(deal: &winback_store::domain::Deal) -> String {
    let id = |id: Option<i64>| id.map_or("-".into(), |id| id.to_string());
    let tags: Vec<String> = deal.tags.iter().map(|tag| tag.to_string()).collect();
    format!(
        "{} {} {} {} {}",
        id(deal.customer.map(|id| id.get())),
        id(deal.salesperson.map(|id| id.get())),
        id(deal.team.map(|id| id.get())),
        tags.join(","),
        id(deal.source.map(|id| id.get())),
    )
}

/// A reason is found by its name or added; the loss is by nobody known.
pub async fn records_come_in_lost_won_archived_and_open(storage: &Storage) {
    let reason = |name: &str| {
        let category = Some("Price".into());
        let outcome = OutcomeClass::Competitive;
        let profile = NewLostReason { category, outcome, ..NewLostReason::named(name) };
        Some(Arc::new(ImportReason { profile, rest: None }))
    };
    let lost = |reason, percent: &str| {
        let mut loss = ImportLoss::unexplained(at(-5), percent.parse().unwrap());
        loss.stage = Some(StageId::new(2));
        loss.expected_revenue = Some(Amount::from_minor(70));
        loss.salesperson = seller("Manager", "ADMIN");
        let (note, competitor) = (note(Some("<p>n</p>")), Some("Rival".into()));
        loss.said = ImportRevision { reason, note, competitor, ..loss.said };
        ImportState::Lost(Box::new(loss))
    };
    let states = [
        (lost(reason("TOO expensive"), "40"), 2),
        (lost(reason("Brand new"), "0"), 3),
        (lost(reason("brand NEW"), "100"), 4),
        (lost(None, "1"), 1),
        (ImportState::Won { closed_at: at(-4) }, 4),
        (ImportState::Archived { at: at(-3), probability: "7".parse().unwrap() }, 2),
        (ImportState::Open, 4),
        (ImportState::Open, 2),
    ];
    let rows = states.map(|(state, stage)| {
        let deal = deal("D").stage(stage).salesperson(1).revenue(70).estimate(2_000);
        Some(ImportRow { state, ..row(deal.created_at(at(-60))) })
    });
    assert_eq!(import(storage, rows.into()).await, "8 created, 0 unchanged");
    let shown = all(storage).await;
    let lines: Vec<String> = shown.iter().map(|(record, ..)| line(record)).collect();
    assert_eq!(
        lines,
        [
            "lost 0% auto 0% in 2 closed +-5 moved - rev 1",
            "lost 0% auto 0% in 3 closed +-5 moved - rev 1",
            "lost 0% auto 0% in 4 closed +-5 moved - rev 1",
            "lost 0% auto 0% in 1 closed +-5 moved - rev 1",
            "won 100% auto 100% in 4 closed +-4 moved - rev 1",
            "archived 7% auto 20% in 2 closed +-3 moved - rev 1",
            "won 100% auto 100% in 4 closed +-60 moved - rev 1",
            "open 20% auto 20% in 2 closed - moved - rev 1",
        ]
    );
    let reasons: Vec<Option<i64>> = shown
        .iter()
        .filter_map(|(record, ..)| record.loss())
        .map(|loss| loss.details.reason.map(LostReasonId::get))
        .collect();
    assert_eq!(reasons, [Some(1), Some(4), Some(4), None]);
    let added = storage.reasons.list().await.unwrap().swap_remove(3);
    assert_eq!((added.name.as_str(), added.position), ("Brand new", 4));
    assert_eq!(
        (added.category.as_deref(), added.outcome),
        (Some("Price"), OutcomeClass::Competitive)
    );
    check_loss(&shown[0]);
}

fn check_loss((record, losses, _): &crate::scene::Shown) {
    assert_eq!(losses.len(), 1);
    let loss = &losses[0].loss;
    assert_eq!(record.loss(), Some(loss));
    assert_eq!(loss.details, details(Some(1), Some("<p>n</p>"), Some("Rival")));
    assert_eq!((loss.id.get(), loss.lost_at, loss.lost_by), (1, at(-5), None));
    assert_eq!(loss.probability.to_string(), "40");
    assert_eq!(loss.expected_revenue, Some(Amount::from_minor(70)));
    assert_eq!((loss.stage, loss.salesperson), (record.deal.stage, Some(PersonId::new(1))));
    let revision = &losses[0].revisions[0];
    assert_eq!((losses[0].revisions.len(), &losses[0].end), (1, &None));
    assert_eq!((&revision.details, revision.at, revision.by), (&loss.details, at(-5), None));
}

/// An imported loss can be amended and ended as any other.
pub async fn an_imported_loss_lives_on_like_any_other(storage: &Storage) {
    let loss = ImportLoss::unexplained(at(-5), Probability::EVEN);
    let state = ImportState::Lost(Box::new(loss));
    import(storage, vec![Some(ImportRow { state, ..row(deal("D")) })]).await;
    let record = all(storage).await.swap_remove(0).0;
    crate::scene::change(storage, &record, &crate::scene::lost(Some(2), None), 10).await;
    let record =
        crate::scene::change(storage, &record, &winback_store::domain::Change::Restore, 11).await;
    assert_eq!(line(&record), "open 50% auto 50% in 1 closed - moved - rev 3");
    let loss = losses(storage, &record).await.swap_remove(0);
    let said: Vec<_> = loss.revisions.iter().map(|it| (it.at, it.by.map(|by| by.get()))).collect();
    assert_eq!(said, [(at(-5), None), (at(10), Some(1))]);
    assert_eq!(loss.end.unwrap().at, at(11));
}

/// A second import of the same rows changes nothing: not even a name or an operation.
pub async fn importing_again_leaves_known_records_alone(storage: &Storage) {
    create(storage, deal("mine").external_id("1")).await;
    let rows =
        || vec![Some(known("theirs", "1")), Some(known("new", "2")), Some(known("again", "2"))];
    assert_eq!(import(storage, rows()).await, "1 created, 2 unchanged");
    let before = all(storage).await;
    let names: Vec<&str> = before.iter().map(|(record, ..)| record.deal.name.as_str()).collect();
    assert_eq!(names, ["mine", "new"]);
    let mut with_names = rows();
    for row in with_names.iter_mut().flatten() {
        row.customer = company("Nobody", None);
        row.salesperson = seller("Nobody", "nobody");
        row.tags = vec!["Nothing".into()];
    }
    assert_eq!(import(storage, with_names).await, "0 created, 3 unchanged");
    assert_eq!(all(storage).await, before);
    assert_eq!(storage.people.list().await.unwrap().len(), 1);
    assert_eq!(storage.customers.named("Nobody", 1).await.unwrap(), []);
    assert_eq!(storage.pipeline.labels(LabelKind::Tag).await.unwrap(), []);
    assert_eq!(next_operation(storage).await, 3);
}

/// Not a record, not a customer, not a person, not a label, not a reason.
pub async fn a_refusal_in_the_middle_keeps_nothing(storage: &Storage) {
    let mut loss = ImportLoss::unexplained(at(0), Probability::EVEN);
    loss.said.reason = Some(Arc::new(ImportReason::named("Brand new")));
    let state = ImportState::Lost(Box::new(loss));
    let full = ImportRow {
        customer: company("Acme", None),
        salesperson: seller("Bob", "bob"),
        team: Some("South".into()),
        tags: vec!["Big".into()],
        source: Some("Web".into()),
        state,
        ..known("A", "1")
    };
    let many = (2..1_500).map(|n| Some(known("more", &n.to_string())));
    for rows in [
        vec![Some(full.clone()), None],
        vec![None],
        [Some(full.clone())].into_iter().chain(many).chain([None]).collect(),
    ] {
        assert_eq!(import(storage, rows).await, "import refused");
        assert_eq!(all(storage).await, []);
        assert_eq!(storage.customers.named("Acme", 9).await.unwrap(), []);
        assert_eq!(storage.people.list().await.unwrap().len(), 1);
        assert_eq!(storage.reasons.list().await.unwrap().len(), 3);
        for kind in [LabelKind::Team, LabelKind::Tag, LabelKind::Source] {
            assert_eq!(storage.pipeline.labels(kind).await.unwrap(), [], "{kind:?}");
        }
    }
    assert_eq!(import(storage, vec![Some(full)]).await, "1 created, 0 unchanged");
    assert_eq!(all(storage).await.len(), 1);
}

/// More rows than a statement takes; a later row finds what an earlier one added.
pub async fn thousands_of_rows_are_one_import(storage: &Storage) {
    let rows = (0..2_345).map(|n| {
        let mut row = known(&format!("D{n}"), &format!("X{}", n % 2_000));
        row.customer = company(&format!("C{}", n % 7), None);
        row.tags = vec![format!("T{}", n % 3).into()];
        Some(row)
    });
    assert_eq!(import(storage, rows.collect()).await, "2000 created, 345 unchanged");
    let page = crate::scene::list(storage, Predicate::everything()).await;
    assert_eq!((page.records.len(), page.names.customers.len()), (2_000, 7));
    assert_eq!(page.names.tags.len(), 3);
    let last = &page.records[0];
    assert_eq!((last.id.get(), last.deal.name.as_str()), (2_000, "D1999"));
    assert_eq!(references(&last.deal), "5 - - 2 -");
}

/// It says what the import says right after it, refusals too, and keeps nothing.
pub async fn a_dry_run_says_what_would_happen_and_keeps_nothing(storage: &Storage) {
    create(storage, deal("mine").external_id("1")).await;
    let dry_run = ImportMode { dry_run: true, ..ImportMode::default() };
    let new = ImportRow {
        customer: company("Acme", None),
        salesperson: seller("Bob", "bob"),
        tags: vec!["Big".into()],
        ..known("new", "2")
    };
    let many = (3..1_500).map(|n| Some(known("more", &n.to_string())));
    let rows = || [Some(known("theirs", "1")), Some(new.clone())].into_iter().chain(many.clone());
    let before = all(storage).await;
    for _ in 0..2 {
        let said = import_by(storage, rows().collect(), dry_run.clone()).await;
        assert_eq!(said, "1498 created, 1 unchanged");
    }
    let refused = import_by(storage, rows().chain([None]).collect(), dry_run).await;
    assert_eq!(refused, "import refused");
    assert_eq!(all(storage).await, before);
    assert_eq!(storage.customers.named("Acme", 9).await.unwrap(), []);
    assert_eq!(storage.people.list().await.unwrap().len(), 1);
    assert_eq!(storage.pipeline.labels(LabelKind::Tag).await.unwrap(), []);
    assert_eq!(import(storage, rows().collect()).await, "1498 created, 1 unchanged");
    assert_eq!(all(storage).await.len(), 1_499);
}

/// Neither records nor an operation.
pub async fn an_import_without_rows_does_nothing(storage: &Storage) {
    assert_eq!(import(storage, vec![]).await, "0 created, 0 unchanged");
    assert_eq!(next_operation(storage).await, 1);
}
