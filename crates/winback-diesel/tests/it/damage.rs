//! The check of a database: each invariant, broken once by hand, is found and named.

use std::fs;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{Connection, RunQueryDsl, SqliteConnection, select};
use winback_diesel::SqliteBackend;
use winback_store::domain::{
    AmendLoss, Change, ClosingNote, LabelKind, LossInput, LostReasonId, OpportunityId, PersonId,
    Stamp, TagId,
};
use winback_store::filter::Predicate;
use winback_store::{BackendFactory, Checkup, Invariant, Selection, Storage, Verdict};
use winback_testkit::{TempDatabase, deal, fixed_now, fresh};

fn stamp() -> Stamp {
    Stamp { by: PersonId::new(1), at: fixed_now() }
}

async fn change(storage: &Storage, id: i64, change: Change) {
    let selection = Selection::ids(vec![OpportunityId::new(id)], Predicate::everything());
    storage.opportunities.apply(&selection, &change, stamp()).await.unwrap();
}

/// Makes a database with an open record, a lost one with an amended loss, a restored, a won and an
/// archived one.
async fn database() -> TempDatabase {
    let database = TempDatabase::new().unwrap();
    let storage = SqliteBackend.open(&database.url()).await.unwrap();
    storage.settings.install(&fresh()).await.unwrap();
    storage.pipeline.ensure_label(LabelKind::Tag, "Urgent").await.unwrap();
    for number in 1..=5 {
        let mut new = deal(&format!("Éclair {number}")).new_opportunity();
        new.deal.email = Some("Ann@Acme.Example".into());
        new.deal.tags = [TagId::new(1)].into();
        new.deal.external_id = Some(format!("X{number}"));
        storage.opportunities.create(&new, &[], stamp()).await.unwrap();
    }
    let reason = |id| Some(LostReasonId::new(id));
    for id in [2, 3] {
        let input = LossInput { reason: reason(1), ..LossInput::default() };
        change(&storage, id, Change::MarkLost(input)).await;
    }
    for number in 2..=3 {
        let note = ClosingNote::from_sanitised(format!("<p>{number}</p>"));
        let amend = AmendLoss { reason: Some(reason(number)), note: Some(note), competitor: None };
        change(&storage, 2, Change::AmendLoss(amend)).await;
    }
    change(&storage, 3, Change::Restore).await;
    change(&storage, 4, Change::MarkWon).await;
    change(&storage, 5, Change::Archive).await;
    database
}

fn run(path: &Path, statements: &str) {
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    conn.batch_execute(statements).unwrap();
}

/// Says which invariants do not hold after damage was done, and where first.
async fn found(database: &TempDatabase, damage: &str) -> Vec<String> {
    let damaged = TempDatabase::new().unwrap();
    fs::copy(database.path(), damaged.path()).unwrap();
    run(&damaged.path(), damage);
    let storage = SqliteBackend.open(&damaged.url()).await.unwrap();
    said(&storage.integrity.check().await.unwrap())
}

fn said(checkups: &[Checkup]) -> Vec<String> {
    let broken = checkups.iter().filter_map(|checkup| match &checkup.verdict {
        Verdict::Holds => None,
        Verdict::Broken { total, findings } => {
            let first = findings.first().map_or("", |first| first.sentence.as_str());
            Some(format!("{} {total}: {first}", checkup.invariant))
        }
        Verdict::Unknown => Some(format!("{} unknown", checkup.invariant)),
    });
    broken.collect()
}

/// Damage, and what is found then.
const DAMAGES: &[(&str, &[&str])] = &[
    ("", &[]),
    (
        "DELETE FROM losses WHERE ended_at IS NULL",
        &[
            "references 2: a row of `loss_revisions` refers to a row of `losses` that does not exist",
            "current-loss 1: opportunity 2 is lost and has 0 current losses",
            "lost-reason 1: opportunity 2 has the lost reason 3, and its current loss none",
        ],
    ),
    (
        "UPDATE losses SET ended_at = NULL, ended_by = NULL, ended_how = NULL",
        &[
            "current-loss 1: opportunity 3 is open and has 1 current losses",
            "lost-reason 1: opportunity 3 has the lost reason none, and its current loss 1",
        ],
    ),
    (
        "UPDATE losses SET reason_id = 1 WHERE opportunity_id = 2",
        &["lost-reason 1: opportunity 2 has the lost reason 3, and its current loss 1"],
    ),
    (
        "UPDATE opportunities SET lost_reason_id = 1 WHERE id = 2",
        &[
            "lost-reason 1: opportunity 2 has the lost reason 1, and its current loss 3",
            "log-state 1: opportunity 2 has the `lost_reason` 1, and its log ends at 3",
        ],
    ),
    (
        "UPDATE losses SET lost_at = lost_at - 1 WHERE ended_at IS NULL",
        &["closed-at 1: opportunity 2 was closed at another time than it was lost"],
    ),
    (
        "UPDATE opportunities SET closed_at = 1 WHERE id = 1",
        &[
            "file 1: SQLite finds: CHECK constraint failed in opportunities",
            "closed-at 1: opportunity 1 is open and was closed",
        ],
    ),
    (
        "UPDATE opportunities SET stage_id = 4 WHERE id = 1",
        &["won-stage 1: opportunity 1 is open, and its stage `Won` is a won stage"],
    ),
    (
        "INSERT INTO customers (name, name_folded, name_key, full_name, full_name_folded, \
         full_name_key, kind, parent_id, active) VALUES \
         ('Acme', 'acme', 'acme', 'Acme', 'acme', 'acme', 'company', NULL, 1), \
         ('Ann', 'ann', 'ann', 'Acne, Ann', 'acne, ann', 'acne, ann', 'person', 1, 1)",
        &["search-forms 1: the full name of customer 2 does not follow from its company's"],
    ),
    (
        "UPDATE stages SET won = 0",
        &["won-stage 1: opportunity 4 is won, and its stage `Won` is no won stage"],
    ),
    (
        "UPDATE opportunities SET probability = 7 WHERE id IN (1, 3)",
        &[
            "probability 2: opportunity 1 is open and has a probability of 7 hundredths of a percent",
        ],
    ),
    (
        "UPDATE losses SET ended_how = NULL",
        &[
            "file 1: SQLite finds: CHECK constraint failed in losses",
            "loss-end 1: opportunity 3 has a loss, 2, that does not tell how it ended",
        ],
    ),
    (
        "UPDATE loss_revisions SET number = 3 WHERE number = 2",
        &[
            "loss-revisions 1: opportunity 2 has a loss, 1, with 2 earlier revisions, counted from 1 to 3",
        ],
    ),
    (
        "DELETE FROM activity_entries WHERE opportunity_id = 2 AND revision = 3",
        &[
            "log-revisions 1: opportunity 2 has revision 4 in its log after revision 2",
            "log-state 1: opportunity 2 changed its `lost_reason` from 2 at revision 4, where its log stood at 1",
            "operations 1: operation 8 says it changed 1 records, and the log tells of 0",
        ],
    ),
    (
        "INSERT INTO reason_entries (reason_id, deed, changes, done_at, done_by)
            VALUES (1, 'changed', '[[\"position\",1,7]]', 0, 1)",
        &[
            "reason-history 1: lost reason 1 has the position 1, and its history ends at the position 7",
        ],
    ),
    (
        "UPDATE reason_entries SET changes = '[[1' WHERE reason_id = 2",
        &["reason-history 1: an entry in the history of lost reason 2 cannot be read"],
    ),
    (
        "UPDATE opportunities SET revision = 9 WHERE id = 1",
        &["log-revisions 1: opportunity 1 is at revision 9, and its log ends at revision 1"],
    ),
    (
        "UPDATE activity_entries SET changes = '[[\"state\"' WHERE opportunity_id = 5 AND revision = 2",
        &["log-values 1: the changes in entry 12 of the log of opportunity 5 cannot be read"],
    ),
    (
        "UPDATE activity_entries SET changes = '[[\"state\",\"open\",\"won\"]]'
            WHERE opportunity_id = 5 AND revision = 2",
        &["log-state 1: opportunity 5 has the `state` `archived`, and its log ends at `won`"],
    ),
    (
        "UPDATE operations SET records = 5 WHERE id = 1",
        &["operations 1: operation 1 says it changed 5 records, and the log tells of 1"],
    ),
    (
        "UPDATE opportunities SET name = 'Other' WHERE id = 1",
        &[
            "search-forms 1: `name_folded` of row 1 of `opportunities` does not follow from its `name`",
        ],
    ),
    (
        "UPDATE opportunities SET email_normalised = 'x', email_normalised_folded = 'x' WHERE id = 1",
        &[
            "search-forms 1: `email_normalised` of row 1 of `opportunities` does not follow from its `email`",
        ],
    ),
    (
        "UPDATE lost_reasons SET name_key = 'x' WHERE id = 1",
        &["search-forms 1: `name_key` of row 1 of `lost_reasons` does not follow from its `name`"],
    ),
    (
        "INSERT INTO opportunity_trigrams (opportunity_trigrams, rowid, email_folded)
            VALUES ('delete', 1, 'ann@acme.example')",
        &["search-forms 1: `.ex` is in 5 rows of `opportunities`, and its trigrams know 4: \
             `winback doctor --rebuild-search` makes them anew"],
    ),
    (
        "DELETE FROM tags",
        &[
            "references 5: a row of `opportunity_tags` refers to a row of `tags` that does not exist",
        ],
    ),
    (
        "UPDATE opportunities SET salesperson_id = 77 WHERE id = 4",
        &["references 1: row 4 of `opportunities` refers to a row of `people` that does not exist"],
    ),
    (
        "DROP INDEX opportunities_external_id;
            UPDATE opportunities SET external_id = 'X1', external_id_folded = 'x1' WHERE id = 5",
        &["unique 1: opportunity 1 shares the external id `X1` with another"],
    ),
    (
        "UPDATE scoring_counts SET won = won + 2 WHERE variable = 'stage' AND value = '4'",
        &["frequencies 1: the stage `4` of no team was counted with 2 won and 0 lost too many: \
             run `winback scoring rebuild`"],
    ),
    (
        "INSERT INTO saved_searches (owner_id, name, name_key, filter, view, shared, is_default)
            VALUES (7, 'Lost', 'lost', '', 'list', 1, 0)",
        &[
            "references 1: row 1 of `saved_searches` refers to a row of `people` that does not exist",
        ],
    ),
    (
        "DROP INDEX saved_searches_default;
            INSERT INTO saved_searches (owner_id, name, name_key, filter, view, shared, is_default)
            VALUES (1, 'Lost', 'lost', '', 'list', 1, 1), (1, 'Won', 'x', '', 'list', 1, 1)",
        &[
            "search-forms 1: `name_key` of row 2 of `saved_searches` does not follow from its `name`",
            "default-search 1: person 1 has 2 default searches",
        ],
    ),
];

#[tokio::test]
async fn each_invariant_that_is_broken_is_found_and_named() {
    let database = database().await;
    for (damage, expected) in DAMAGES {
        assert_eq!(found(&database, damage).await, *expected, "{damage}");
    }
    let named = |invariant: &Invariant| {
        let word = format!("{invariant} ");
        DAMAGES.iter().any(|(_, found)| found.iter().any(|found| found.starts_with(&word)))
    };
    let unproved: Vec<_> = Invariant::ALL.iter().filter(|invariant| !named(invariant)).collect();
    assert_eq!(unproved, Vec::<&Invariant>::new());
}

#[tokio::test]
async fn many_findings_are_counted_and_the_first_are_listed() {
    let database = TempDatabase::new().unwrap();
    let storage = SqliteBackend.open(&database.url()).await.unwrap();
    storage.settings.install(&fresh()).await.unwrap();
    for number in 0..30 {
        let new = deal(&format!("Deal {number}")).new_opportunity();
        storage.opportunities.create(&new, &[], stamp()).await.unwrap();
    }
    run(&database.path(), "UPDATE opportunities SET revision = 2");
    let checkups = storage.integrity.check().await.unwrap();
    let log = checkups.iter().find(|it| it.invariant == Invariant::LogRevisions).unwrap();
    assert_eq!((log.total(), log.findings().len()), (30, Checkup::LISTED));
    let last = log.findings().last().and_then(|finding| finding.record);
    assert_eq!(last, Some(OpportunityId::new(20)));
}

#[tokio::test]
async fn trigrams_that_are_wrong_are_made_anew() {
    let database = database().await;
    let forget = "INSERT INTO opportunity_trigrams (opportunity_trigrams, rowid, email_folded)
        VALUES ('delete', 1, 'ann@acme.example')";
    assert_eq!(found(&database, forget).await.len(), 1);
    let storage = SqliteBackend.open(&database.url()).await.unwrap();
    storage.integrity.rebuild_search().await.unwrap();
    assert_eq!(said(&storage.integrity.check().await.unwrap()), Vec::<String>::new());
}

/// Returns the number of a table's first page, from 1.
fn page_of(path: &Path, table: &str) -> usize {
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let page = format!("(SELECT rootpage FROM sqlite_schema WHERE name = '{table}')");
    let page: i64 = select(sql::<BigInt>(&page)).get_result(&mut conn).unwrap();
    usize::try_from(page).unwrap()
}

#[tokio::test]
async fn in_a_damaged_file_what_cannot_be_told_is_unknown() {
    let database = database().await;
    let root = page_of(&database.path(), "losses");
    let mut bytes = fs::read(database.path()).unwrap();
    bytes[(root - 1) * 4096..root * 4096].fill(0xA5);
    fs::write(database.path(), bytes).unwrap();
    let storage = SqliteBackend.open(&database.url()).await.unwrap();
    let checkups = storage.integrity.check().await.unwrap();
    let file = checkups.iter().find(|it| it.invariant == Invariant::File).unwrap();
    assert!(file.total() > 0);
    let unknown = checkups.iter().filter(|it| it.verdict == Verdict::Unknown);
    let unknown: Vec<&str> = unknown.map(|it| it.invariant.as_str()).collect();
    assert_eq!(
        unknown,
        ["references", "search-forms", "lost-reason", "closed-at", "loss-end"],
        "{checkups:#?}"
    );
    assert_eq!(checkups.len(), Invariant::ALL.len());
}
