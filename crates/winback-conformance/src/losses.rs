//! Losses: what is kept of each, and how long. Rule: behaviour 2.4, 3.1.

use winback_store::Storage;
use winback_store::domain::{
    AmendLoss, Amount, Change, Edit, LossDetails, LossEnd, LossInput, LossRecord, LostReasonId,
    PersonId, StageId,
};
use winback_store::filter::Predicate;
use winback_testkit::deal;

use crate::scene::{
    all, apply, at, change, create, details, get, kind_of, line, losses, lost, newest,
    next_operation, note, operation, person, said, stamp, stamp_by, these,
};

fn amend(amend: AmendLoss) -> Change {
    Change::AmendLoss(amend)
}

/// Says what was said about a loss, from the first to the current.
fn story(loss: &LossRecord) -> Vec<String> {
    loss.revisions
        .iter()
        .map(|revision| {
            let by = revision.by.map_or("-".into(), |by| by.to_string());
            let at = crate::scene::minutes(Some(revision.at));
            format!("{} at {at} by {by}", said_of(&revision.details))
        })
        .collect()
}

fn said_of(details: &LossDetails) -> String {
    let reason = details.reason.map_or("-".into(), |id| id.to_string());
    let note = details.note.as_ref().map_or("-", |note| note.html());
    format!("{reason}/{note}/{}", details.competitor.as_deref().unwrap_or("-"))
}

/// Stage, probability, revenue and salesperson stay as they were when the deal died.
pub async fn a_loss_keeps_what_was_so_at_that_moment(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let new = deal("Pumps").stage(3).revenue(500).salesperson(ann.get()).estimate(6_250);
    let record = create(storage, new).await;
    let input = details(Some(2), Some("<p>why</p>"), Some("Rival"));
    let verb = Change::MarkLost(input.clone());
    let stamp = stamp_by(ann, 5);
    storage.opportunities.apply(&these(&[&record]), &verb, stamp).await.unwrap();
    let edits = [Edit::Salesperson(None), Edit::ExpectedRevenue(None)];
    let everything = Predicate::everything();
    storage.opportunities.edit(record.id, None, &everything, &edits, stamp).await.unwrap();

    let found = losses(storage, &record).await;
    assert_eq!(found.len(), 1);
    let loss = &found[0].loss;
    assert_eq!((loss.id.get(), &loss.details), (1, &input));
    assert_eq!((loss.lost_at, loss.lost_by), (at(5), Some(ann)));
    assert_eq!((loss.stage, loss.salesperson), (Some(StageId::new(3)), Some(ann)));
    assert_eq!(loss.probability.to_string(), "62.5");
    assert_eq!(loss.expected_revenue, Some(Amount::from_minor(500)));
    assert_eq!(story(&found[0]), ["2/<p>why</p>/Rival at +5 by 2"]);
    assert_eq!((found[0].opportunity, &found[0].end), (record.id, &None));
    assert_eq!(get(storage, record.id).await.loss(), Some(loss));
}

/// A won record is lost at 100 %, from its won stage.
pub async fn a_won_record_is_lost_at_100_percent(storage: &Storage) {
    let record = create(storage, deal("Pumps").stage(4)).await;
    let record = change(storage, &record, &lost(None, None), 5).await;
    let loss = record.loss().unwrap();
    assert_eq!((loss.probability.to_string(), loss.stage), ("100".into(), Some(StageId::new(4))));
    assert_eq!((loss.expected_revenue, loss.salesperson), (None, None));
}

/// Marking lost again replaces what is given and adds the note below. Rule: behaviour 1.4, 2.4.
pub async fn marking_a_lost_record_lost_amends_its_loss(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let record = change(storage, &record, &lost(Some(1), Some("<p>a</p>")), 1).await;
    let first = record.loss().unwrap().clone();
    change(storage, &record, &lost(Some(2), None), 2).await;
    change(storage, &record, &lost(None, Some("<p>b</p>")), 3).await;
    let expected = "loss_amended: competitor -→Rival";
    let input = LossInput { competitor: Some("Rival".into()), ..LossInput::default() };
    let record = change(storage, &record, &Change::MarkLost(input), 4).await;
    assert_eq!(said(&newest(storage, &record).await), expected);
    let found = losses(storage, &record).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        story(&found[0]),
        [
            "1/<p>a</p>/- at +1 by 1",
            "2/<p>a</p>/- at +2 by 1",
            "2/<p>a</p><p>b</p>/- at +3 by 1",
            "2/<p>a</p><p>b</p>/Rival at +4 by 1",
        ]
    );
    let now = &found[0].loss;
    assert_eq!((now.id, now.lost_at, now.stage), (first.id, at(1), first.stage));
    assert_eq!((now.probability, now.lost_by), (first.probability, first.lost_by));
    assert_eq!(record.loss(), Some(now));
    assert_eq!(line(&record), "lost 0% auto 0% in 1 closed +1 moved - rev 5");
}

/// A note alone changes no field, but it is an amendment with an entry of its own.
pub async fn adding_a_note_is_an_amendment_without_changed_fields(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let record = change(storage, &record, &lost(None, None), 1).await;
    let record = change(storage, &record, &lost(None, Some("<p>b</p>")), 2).await;
    let entry = newest(storage, &record).await;
    assert_eq!((said(&entry), entry.note), ("loss_amended: ".into(), note(Some("<p>b</p>"))));
    assert_eq!(record.revision.get(), 3);
}

/// Amending replaces what is given, and can empty it.
pub async fn amending_replaces_what_is_given(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let input = details(Some(1), Some("<p>a</p>"), Some("Rival"));
    let record = change(storage, &record, &Change::MarkLost(input), 1).await;
    let reason = |id: i64| Some(Some(LostReasonId::new(id)));
    let steps = [
        AmendLoss { reason: reason(3), ..AmendLoss::default() },
        AmendLoss { note: Some(note(Some("<p>z</p>"))), ..AmendLoss::default() },
        AmendLoss { competitor: Some(Some("Other".into())), ..AmendLoss::default() },
        AmendLoss { reason: Some(None), note: Some(None), competitor: Some(None) },
    ];
    for (step, minute) in steps.into_iter().zip(2..) {
        change(storage, &record, &amend(step), minute).await;
    }
    assert_eq!(
        story(&losses(storage, &record).await[0]),
        [
            "1/<p>a</p>/Rival at +1 by 1",
            "3/<p>a</p>/Rival at +2 by 1",
            "3/<p>z</p>/Rival at +3 by 1",
            "3/<p>z</p>/Other at +4 by 1",
            "-/-/- at +5 by 1",
        ]
    );
    let entry = newest(storage, &record).await;
    assert_eq!(said(&entry), "loss_amended: lost_reason #3→-, competitor Other→-");
}

/// Neither operation, nor entry, nor revision of either kind.
pub async fn an_amendment_that_changes_nothing_writes_nothing(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    let input = details(Some(1), Some("<p>a</p>"), Some("Rival"));
    let record = change(storage, &record, &Change::MarkLost(input.clone()), 1).await;
    let before = all(storage).await;
    let same = AmendLoss {
        reason: Some(input.reason),
        note: Some(input.note.clone()),
        competitor: Some(input.competitor.clone()),
    };
    let nothing_new = LossInput { note: None, ..input };
    for verb in
        [lost(None, None), amend(AmendLoss::default()), amend(same), Change::MarkLost(nothing_new)]
    {
        let applied = apply(storage, &record, &verb, 2).await.unwrap();
        assert_eq!(applied.operation, None, "{verb:?}");
        assert_eq!(applied.effects, [(winback_store::domain::Effect::Nothing, 1)], "{verb:?}");
    }
    assert_eq!(all(storage).await, before);
    assert_eq!(next_operation(storage).await, 3);
}

/// Only a lost record has a loss to amend.
pub async fn only_a_lost_record_can_be_amended(storage: &Storage) {
    for before in [None, Some(Change::MarkWon), Some(Change::Archive)] {
        let mut record = create(storage, deal("Pumps")).await;
        if let Some(before) = before {
            record = change(storage, &record, &before, 1).await;
        }
        let refused = apply(storage, &record, &amend(AmendLoss::default()), 2).await;
        assert_eq!(kind_of(&refused), format!("refused 1: [{}]", record.id));
        let sentence = refused.unwrap_err().to_string();
        assert!(sentence.ends_with("cannot be amended: mark it lost first"), "{sentence}");
    }
}

/// The loss stays, with its end; the record forgets the reason. Rule: behaviour 3.1.
pub async fn restoring_ends_the_loss_and_keeps_it(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    change(storage, &record, &lost(Some(1), Some("<p>a</p>")), 1).await;
    let record = change(storage, &record, &Change::Restore, 7).await;
    assert_eq!((line(&record).split(' ').next(), record.loss()), (Some("open"), None));
    let found = losses(storage, &record).await;
    let end = LossEnd {
        at: at(7),
        by: Some(PersonId::new(1)),
        how: winback_store::domain::EndedHow::Restored,
    };
    assert_eq!(found[0].end, Some(end));
    assert_eq!(story(&found[0]), ["1/<p>a</p>/- at +1 by 1"]);
}

/// Rule: behaviour 1.4, 2.4.
pub async fn winning_a_lost_record_ends_its_loss_as_won(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    change(storage, &record, &lost(Some(1), None), 1).await;
    change(storage, &record, &Change::MarkWon, 7).await;
    let end = losses(storage, &record).await.swap_remove(0).end.unwrap();
    assert_eq!((end.how.as_str(), end.at, end.by), ("won", at(7), Some(PersonId::new(1))));
}

/// Rule: behaviour 3.1.
pub async fn a_probability_set_by_hand_comes_back_after_a_restore(storage: &Storage) {
    let record = create(storage, deal("Pumps").by_hand(1_234)).await;
    let gone = change(storage, &record, &lost(None, None), 1).await;
    assert_eq!(gone.probability().to_string(), "0");
    assert_eq!(gone.loss().unwrap().probability.to_string(), "12.34");
    let back = change(storage, &record, &Change::Restore, 2).await;
    assert_eq!(back.probability().to_string(), "12.34");
}

/// Losing again after a restore makes a second loss; an ended loss never changes. Rule: behaviour
/// 2.4.
pub async fn a_second_loss_leaves_the_first_as_it_ended(storage: &Storage) {
    let record = create(storage, deal("Pumps")).await;
    change(storage, &record, &lost(Some(1), Some("<p>a</p>")), 1).await;
    change(storage, &record, &Change::Restore, 2).await;
    let first = losses(storage, &record).await.swap_remove(0);
    change(storage, &record, &lost(Some(2), None), 3).await;
    let record = change(storage, &record, &lost(Some(3), Some("<p>b</p>")), 4).await;
    let found = losses(storage, &record).await;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0], first);
    assert_eq!(story(&found[1]), ["2/-/- at +3 by 1", "3/<p>b</p>/- at +4 by 1"]);
    assert_eq!(record.loss(), Some(&found[1].loss));
    assert_eq!((found[0].loss.id.get(), found[1].loss.id.get()), (1, 2));
}

/// Losing an archived record begins a loss; archiving one at 0 % does, too. Rule: behaviour 1.5.
pub async fn archiving_an_open_record_at_0_percent_begins_a_loss(storage: &Storage) {
    let record = create(storage, deal("Pumps").by_hand(0).revenue(70)).await;
    let applied = apply(storage, &record, &Change::Archive, 3).await.unwrap();
    assert_eq!(applied.effects, [(winback_store::domain::Effect::Lose, 1)]);
    assert_eq!(operation(applied).kind.as_str(), "archive");
    let loss = losses(storage, &record).await.swap_remove(0);
    assert_eq!(story(&loss), ["-/-/- at +3 by 1"]);
    assert_eq!(loss.loss.expected_revenue, Some(Amount::from_minor(70)));
}

/// A page names the reason, who lost it, and stage and salesperson of that time.
pub async fn a_page_names_what_a_loss_refers_to(storage: &Storage) {
    let ann = person(storage, "Ann", "ann").await;
    let bob = person(storage, "Bob", "bob").await;
    let record = create(storage, deal("Pumps").stage(2).salesperson(bob.get())).await;
    let verb = lost(Some(3), None);
    storage.opportunities.apply(&these(&[&record]), &verb, stamp_by(ann, 1)).await.unwrap();
    let edits = [Edit::Salesperson(None)];
    let everything = Predicate::everything();
    storage.opportunities.edit(record.id, None, &everything, &edits, stamp(2)).await.unwrap();
    let names = crate::scene::list(storage, Predicate::everything()).await.names;
    assert_eq!(names.reasons, [(LostReasonId::new(3), "Not enough stock".into())].into());
    assert_eq!(names.people, [(ann, "Ann".into()), (bob, "Bob".into())].into());
    assert_eq!(names.stages, [(StageId::new(2), "Qualified".into())].into());
}

/// A record that does not exist has none.
pub async fn an_unknown_record_has_no_losses_and_no_log(storage: &Storage) {
    let unknown = winback_store::domain::OpportunityId::new(7);
    assert_eq!(storage.opportunities.losses(unknown).await.unwrap(), []);
    assert_eq!(storage.opportunities.activity(unknown, None, 9).await.unwrap(), []);
}
