//! Editing single fields of one record.

use std::collections::BTreeSet;

use jiff::civil::date;
use winback_store::domain::{
    Amount, CampaignId, Change, CountryId, CustomerId, Edit, LabelKind, MediumId, NewCustomer,
    Opportunity, PersonId, Priority, Probability, Revision, SourceId, TagId, TeamId,
};
use winback_store::filter::{Predicate, Value};
use winback_store::{Storage, StoreResult};
use winback_testkit::deal;

use crate::scene::{
    all, ask, at, change, create, entries, get, is, kind_of, label, line, lost, minutes, newest,
    next_operation, person, said, stamp,
};

async fn edit(storage: &Storage, record: &Opportunity, edits: &[Edit]) -> StoreResult<Opportunity> {
    storage.opportunities.edit(record.id, None, &Predicate::everything(), edits, stamp(9)).await
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn percent(text: &str) -> Option<Probability> {
    text.parse().ok()
}

/// Sets, changes and empties each field; the log tells all three with old and new value.
pub async fn every_field_can_be_edited_and_the_log_tells_old_and_new(storage: &Storage) {
    set_up_references(storage).await;
    let record = create(storage, deal("Pumps")).await;
    let mut revision = 1;
    for Round { edits, said: expected } in rounds() {
        for (edit_to, expected) in edits.into_iter().zip(expected) {
            let edited = edit(storage, &record, std::slice::from_ref(&edit_to)).await.unwrap();
            revision += 1;
            assert_eq!(
                (edited.revision.get(), edited.updated_at),
                (revision, at(9)),
                "{edit_to:?}"
            );
            assert_eq!(get(storage, record.id).await, edited, "{edit_to:?}");
            assert_eq!(said(&newest(storage, &record).await), format!("changed: {expected}"));
        }
    }
}

/// One field, set twice and then emptied.
struct Round {
    edits: Vec<Edit>,
    said: Vec<String>,
}

async fn set_up_references(storage: &Storage) {
    for number in 1..=2 {
        storage.customers.create(&NewCustomer::company(format!("C{number}"))).await.unwrap();
        for kind in LabelKind::ALL {
            label(storage, kind, &format!("L{number}")).await;
        }
    }
}

fn rounds() -> Vec<Round> {
    let mut rounds = text_rounds();
    rounds.extend(reference_rounds());
    let amount = |minor| Some(Amount::from_minor(minor));
    rounds.extend([
        round("name", [Edit::Name("A".into()), Edit::Name("É".into())], ["Pumps→A", "A→É"]),
        round(
            "tags",
            [vec![1, 2], vec![2], vec![]]
                .map(|ids| Edit::Tags(ids.into_iter().map(TagId::new).collect())),
            ["-→#1#2", "#1#2→#2", "#2→-"],
        ),
        round(
            "priority",
            [Priority::new(3), None, Priority::new(0)].map(Edit::Priority),
            ["0→3", "3→-", "-→0"],
        ),
        round(
            "expected_revenue",
            [amount(i64::MIN), amount(i64::MAX), None].map(Edit::ExpectedRevenue),
            [
                "-→-9223372036854775808",
                "-9223372036854775808→9223372036854775807",
                "9223372036854775807→-",
            ],
        ),
        round(
            "expected_closing",
            [Some(date(2026, 12, 31)), Some(date(1999, 1, 1)), None].map(Edit::ExpectedClosing),
            ["-→2026-12-31", "2026-12-31→1999-01-01", "1999-01-01→-"],
        ),
        round(
            "hand_probability",
            [percent("12.5"), percent("50"), percent("0"), None].map(Edit::Probability),
            [
                "-→12.5%, probability 50%→12.5%",
                "12.5%→50%, probability 12.5%→50%",
                "50%→0%, probability 50%→0%",
                "0%→-, probability 0%→50%",
            ],
        ),
    ]);
    rounds
}

fn round<const N: usize>(field: &str, edits: [Edit; N], said: [&str; N]) -> Round {
    Round { edits: edits.into(), said: said.map(|said| format!("{field} {said}")).into() }
}

/// Makes the edit of a text field.
type MakeEdit = fn(Option<String>) -> Edit;

fn text_rounds() -> Vec<Round> {
    let edits: [(&str, MakeEdit); 12] = [
        ("company_name", Edit::CompanyName),
        ("contact_name", Edit::ContactName),
        ("email", Edit::Email),
        ("phone", Edit::Phone),
        ("street", Edit::Street),
        ("street2", Edit::Street2),
        ("city", Edit::City),
        ("region", Edit::Region),
        ("zip", Edit::Zip),
        ("language", Edit::Language),
        ("notes", Edit::Notes),
        ("external_id", Edit::ExternalId),
    ];
    let steps = || [text("it's \"A\""), text(""), None];
    let said = ["-→it's \"A\"", "it's \"A\"→", "→-"];
    edits.into_iter().map(|(field, edit)| round(field, steps().map(edit), said)).collect()
}

fn reference_rounds() -> Vec<Round> {
    let said = ["-→#1", "#1→#2", "#2→-"];
    let ids = [Some(1), Some(2), None];
    vec![
        round("customer", ids.map(|id| Edit::Customer(id.map(CustomerId::new))), said),
        round("country", ids.map(|id| Edit::Country(id.map(CountryId::new))), said),
        round("team", ids.map(|id| Edit::Team(id.map(TeamId::new))), said),
        round("source", ids.map(|id| Edit::Source(id.map(SourceId::new))), said),
        round("medium", ids.map(|id| Edit::Medium(id.map(MediumId::new))), said),
        round("campaign", ids.map(|id| Edit::Campaign(id.map(CampaignId::new))), said),
    ]
}

/// Giving a record to somebody is an assignment; taking it away is not.
pub async fn a_change_of_salesperson_is_an_assignment(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let record = create(storage, deal("Pumps").salesperson(1)).await;
    let edited = edit(storage, &record, &[Edit::Salesperson(Some(ann))]).await.unwrap();
    assert_eq!((edited.deal.salesperson, minutes(edited.assigned_at)), (Some(ann), "+9".into()));
    let expected = "changed: salesperson #1→#2, assigned_at +0→+9";
    assert_eq!(said(&newest(storage, &record).await), expected);
    let edited = edit(storage, &record, &[Edit::Salesperson(None)]).await.unwrap();
    assert_eq!((edited.deal.salesperson, minutes(edited.assigned_at)), (None, "+9".into()));
    assert_eq!(said(&newest(storage, &record).await), "changed: salesperson #2→-");
}

/// Many edits are one change, one entry, one operation.
pub async fn many_edits_are_one_change_in_their_order(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let edits = [Edit::City(text("Ghent")), Edit::Name("Valves".into()), Edit::Zip(text("9000"))];
    let edited = edit(storage, &record, &edits).await.unwrap();
    assert_eq!(edited.revision.get(), 2);
    let entry = newest(storage, &record).await;
    assert_eq!(said(&entry), "changed: city -→Ghent, name Pumps→Valves, zip -→9000");
    assert_eq!((entry.at, entry.by.get(), entry.revision.get()), (at(9), 1, 2));
    assert_eq!((entry.operation.get(), next_operation(storage).await), (2, 3));
}

/// Neither revision, nor entry, nor operation.
pub async fn an_edit_that_changes_nothing_writes_nothing(storage: &Storage) {
    let record = create(storage, deal("Pumps").city("Ghent").external_id("X")).await;
    let before = all(storage).await;
    let same = [Edit::City(text("Ghent")), Edit::ExternalId(text("X")), Edit::Notes(None)];
    assert_eq!(edit(storage, &record, &same).await.unwrap(), record);
    assert_eq!(edit(storage, &record, &[]).await.unwrap(), record);
    assert_eq!(all(storage).await, before);
    assert_eq!(next_operation(storage).await, 2);
}

/// The second of two who edit the same revision is refused.
pub async fn a_stale_revision_is_refused(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let everything = Predicate::everything();
    let edit = |revision: i64, name: &str| {
        let edits = [Edit::Name(name.into())];
        let (storage, everything) = (storage.clone(), everything.clone());
        async move {
            let expected = Some(Revision::new(revision));
            storage.opportunities.edit(record.id, expected, &everything, &edits, stamp(1)).await
        }
    };
    assert_eq!(edit(1, "first").await.unwrap().revision.get(), 2);
    assert_eq!(kind_of(&edit(1, "second").await), "stale 1: 1 is 2");
    assert_eq!(kind_of(&edit(3, "third").await), "stale 1: 3 is 2");
    assert_eq!(get(storage, record.id).await.deal.name, "first");
    assert_eq!(edit(2, "fourth").await.unwrap().revision.get(), 3);
}

/// However many begin at once, the revision that all have seen is changed once.
pub async fn of_many_who_edit_one_revision_at_once_one_wins(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (storage, id) = (storage.clone(), record.id);
        tasks.spawn(async move {
            let edits = [Edit::Name(format!("by {number}"))];
            let (seen, everything) = (Some(Revision::FIRST), Predicate::everything());
            storage.opportunities.edit(id, seen, &everything, &edits, stamp(1)).await
        });
    }
    let answers = tasks.join_all().await;
    let won: Vec<&Opportunity> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
    assert_eq!(won.len(), 1);
    assert_eq!(*won[0], get(storage, record.id).await);
    let refused = answers.iter().filter(|answer| kind_of(answer) == "stale 1: 1 is 2");
    assert_eq!((refused.count(), entries(storage, &record).await.len()), (7, 2));
}

/// Rule: behaviour 7.3.
pub async fn a_record_that_is_not_visible_cannot_be_edited(storage: &Storage) {
    let record = create(storage, deal("Pumps").salesperson(1)).await;
    let unassigned = ask("salesperson", winback_store::filter::Condition::IsSet).not();
    let edits = [Edit::Name("Valves".into())];
    let hidden = storage.opportunities.edit(record.id, None, &unassigned, &edits, stamp(1)).await;
    assert_eq!(kind_of(&hidden), "not found [1]");
    let mine = ask("salesperson", is(Value::Reference(1)));
    let unknown = winback_store::domain::OpportunityId::new(99);
    let missing = storage.opportunities.edit(unknown, None, &mine, &edits, stamp(1)).await;
    assert_eq!(kind_of(&missing), "not found [99]");
    assert_eq!(get(storage, record.id).await, record);
    let edited = storage.opportunities.edit(record.id, None, &mine, &edits, stamp(1)).await;
    assert_eq!(edited.unwrap().deal.name, "Valves");
}

/// A refused edit keeps those before it from being written, too.
pub async fn edits_are_all_or_nothing(storage: &Storage) {
    create(storage, deal("Valves").external_id("X-1")).await;
    let record = create(storage, deal("Pumps")).await;
    let before = all(storage).await;
    let name = || Edit::Name("Other".into());
    let tags = BTreeSet::from([TagId::new(99)]);
    for (second, expected) in [
        (Edit::ExternalId(text("X-1")), "taken: record with the external id `X-1`"),
        (Edit::Customer(Some(CustomerId::new(99))), "missing: customer 99"),
        (Edit::Country(Some(CountryId::new(99))), "missing: country 99"),
        (Edit::Salesperson(Some(PersonId::new(99))), "missing: person 99"),
        (Edit::Team(Some(TeamId::new(99))), "missing: team 99"),
        (Edit::Tags(tags), "missing: tag 99"),
        (Edit::Source(Some(SourceId::new(99))), "missing: source 99"),
        (Edit::Medium(Some(MediumId::new(99))), "missing: medium 99"),
        (Edit::Campaign(Some(CampaignId::new(99))), "missing: campaign 99"),
        (
            Edit::Probability(percent("100")),
            "edit: the probability of opportunity 2 cannot be set to 100: mark it won",
        ),
    ] {
        let refused = edit(storage, &record, &[name(), second]).await;
        assert_eq!(kind_of(&refused), expected);
    }
    assert_eq!(all(storage).await, before);
}

/// Rule: behaviour 1.5.
pub async fn the_probability_of_a_closed_record_stays(storage: &Storage) {
    let won = create(storage, deal("won").stage(4)).await;
    let gone = create(storage, deal("lost")).await;
    let gone = change(storage, &gone, &lost(None, None), 1).await;
    for (record, hint) in [
        (won, "1 is won, so its probability stays as it is: move it out of its won stage first"),
        (gone, "2 is lost, so its probability stays as it is: restore it first"),
    ] {
        let refused = edit(storage, &record, &[Edit::Probability(percent("10"))]).await;
        assert_eq!(kind_of(&refused), format!("edit: opportunity {hint}"));
        assert_eq!(get(storage, record.id).await, record);
    }
}

/// Rule: behaviour 1.5, 1.6.
pub async fn an_archived_record_may_stand_at_any_probability_but_0_and_100(storage: &Storage) {
    let record = create(storage, deal("Pumps").estimate(4_000)).await;
    let record = change(storage, &record, &Change::Archive, 1).await;
    let edited = edit(storage, &record, &[Edit::Probability(percent("7.5"))]).await.unwrap();
    assert_eq!(line(&edited), "archived 7.5% auto 40% in 1 closed +1 moved - rev 3");
    let refused = edit(storage, &record, &[Edit::Probability(percent("0"))]).await;
    let hint = "edit: opportunity 1 is archived: at a probability of 0 it is lost, so mark it lost";
    assert_eq!(kind_of(&refused), hint);
    assert_eq!(get(storage, record.id).await, edited);
    let back = edit(storage, &record, &[Edit::Probability(None)]).await.unwrap();
    assert_eq!(line(&back), "archived 40% auto 40% in 1 closed +1 moved - rev 4");
}

/// Editing a lost record is allowed, and its loss stays as it was.
pub async fn an_edit_leaves_the_loss_as_it_was(storage: &Storage) {
    let record = create(storage, deal("Pumps").revenue(100)).await;
    let record = change(storage, &record, &lost(Some(1), Some("<p>n</p>")), 1).await;
    let before = crate::scene::losses(storage, &record).await;
    let edits = [Edit::ExpectedRevenue(None), Edit::Salesperson(Some(PersonId::new(1)))];
    let edited = edit(storage, &record, &edits).await.unwrap();
    assert_eq!(edited.loss(), record.loss());
    assert_eq!(crate::scene::losses(storage, &record).await, before);
    assert_eq!(entries(storage, &record).await.len(), 3);
}
