//! What managers do to stages, and what becomes of the records in them. Rule: behaviour 1.9.

use winback_store::domain::{
    Change, LabelKind, NewStage, OperationKind, Opportunity, Pipeline, StageEdit, StageId, TeamId,
};
use winback_store::filter::Predicate;
use winback_store::{Storage, StoreError};
use winback_testkit::deal;

use crate::oracle::dice::Dice;
use crate::oracle::random_change_of_state;
use crate::scene::{
    apply, change, create, get, kind_of, label, line, lost, newest, said, stamp, these,
};

const PROPOSITION: StageId = StageId::new(3);
const WON: StageId = StageId::new(4);

fn new(name: &str) -> NewStage {
    NewStage { name: name.into(), place: None, won: false, team: None, folded: false }
}

/// Says the stages in their order: `1 New, 2 Qualified`, won ones with a star, archived ones in
/// brackets.
fn order(pipeline: &Pipeline) -> String {
    let said = pipeline.stages().iter().map(|stage| {
        let star = if stage.won { "*" } else { "" };
        let said = format!("{} {}{star}", stage.position, stage.name);
        if stage.archived { format!("({said})") } else { said }
    });
    said.collect::<Vec<_>>().join(", ")
}

async fn stages(storage: &Storage) -> String {
    order(&storage.pipeline.stages().await.unwrap())
}

/// What scoring counted of the stages is what a recount gives; the suite asks the same of all of it.
async fn lost_up_to(storage: &Storage) -> Vec<(String, i64, i64)> {
    let frequencies = storage.scoring.frequencies().await.unwrap();
    let rows = frequencies.rows().filter(|(key, _)| key.variable.as_str() == "stage");
    rows.map(|(key, count)| (key.value.clone(), count.won, count.lost)).collect()
}

/// A new one comes before the won ones at the end, unless a place is asked for.
pub async fn a_stage_is_added_at_its_place(storage: &Storage) {
    let team = label(storage, LabelKind::Team, "North").await;
    let added = storage.stages.create(&new("Negotiation")).await.unwrap();
    assert_eq!((added.id.get(), added.position, added.won, added.archived), (5, 4, false, false));
    assert_eq!(stages(storage).await, "1 New, 2 Qualified, 3 Proposition, 4 Negotiation, 5 Won*");
    let first = NewStage {
        place: Some(1),
        won: true,
        team: Some(TeamId::new(team)),
        folded: true,
        ..new("Repeat order")
    };
    let added = storage.stages.create(&first).await.unwrap();
    assert_eq!((added.position, added.won, added.folded), (1, true, true));
    assert_eq!(added.team, Some(TeamId::new(team)));
    let last = NewStage { place: Some(99), ..new("Later") };
    assert_eq!(storage.stages.create(&last).await.unwrap().position, 7);
    let nobody = NewStage { team: Some(TeamId::new(9)), ..new("Other") };
    assert_eq!(kind_of(&storage.stages.create(&nobody).await), "missing: team 9");
    assert_eq!(
        stages(storage).await,
        "1 Repeat order*, 2 New, 3 Qualified, 4 Proposition, 5 Negotiation, 6 Won*, 7 Later"
    );
}

/// Case and space do not make another name; a stage may keep its own.
pub async fn a_name_belongs_to_one_stage_ignoring_case_and_space(storage: &Storage) {
    let taken = storage.stages.create(&new(" NEW ")).await;
    assert_eq!(kind_of(&taken), "taken: stage ` NEW `");
    let rename = |name: &str| [StageEdit::Name(name.to_owned())];
    let taken = storage.stages.edit(PROPOSITION, &rename("qualified")).await;
    assert_eq!(kind_of(&taken), "taken: stage `qualified`");
    let renamed = storage.stages.edit(PROPOSITION, &rename("PROPOSITION")).await.unwrap();
    assert_eq!(renamed.name, "PROPOSITION");
    let missing = storage.stages.edit(StageId::new(9), &rename("X")).await;
    assert_eq!(kind_of(&missing), "missing: stage 9");
}

/// Everything but the flag and the place, all or nothing.
pub async fn every_part_of_a_stage_can_be_edited(storage: &Storage) {
    let record = create(storage, deal("Pumps").stage(3)).await;
    let team = Some(TeamId::new(label(storage, LabelKind::Team, "North").await));
    let edits = [
        StageEdit::Name("Offer".into()),
        StageEdit::Team(team),
        StageEdit::Folded(true),
        StageEdit::Archived(true),
    ];
    let edited = storage.stages.edit(PROPOSITION, &edits).await.unwrap();
    let stored = storage.pipeline.stages().await.unwrap();
    assert_eq!(stored.stage(PROPOSITION), Some(&edited));
    assert_eq!((edited.name.as_str(), edited.team), ("Offer", team));
    assert_eq!((edited.folded, edited.archived, edited.won), (true, true, false));
    let wrong = [StageEdit::Name("X".into()), StageEdit::Team(Some(TeamId::new(9)))];
    assert_eq!(kind_of(&storage.stages.edit(PROPOSITION, &wrong).await), "missing: team 9");
    assert_eq!(storage.pipeline.stages().await.unwrap(), stored);
    assert_eq!(get(storage, record.id).await, record, "records stay as they are");
    let back = [StageEdit::Team(None), StageEdit::Archived(false)];
    let edited = storage.stages.edit(PROPOSITION, &back).await.unwrap();
    assert_eq!((edited.team, edited.archived), (None, false));
}

/// All are numbered anew; how far lost records came is counted by the new order.
pub async fn a_stage_goes_to_another_place(storage: &Storage) {
    let record = create(storage, deal("Pumps").stage(2)).await;
    change(storage, &record, &lost(None, None), 1).await;
    let row = |stage: i64| (stage.to_string(), 0, 1);
    assert_eq!(lost_up_to(storage).await, [row(1), row(2)]);
    let moved = storage.stages.place(PROPOSITION, 1).await.unwrap();
    assert_eq!(order(&moved), "1 Proposition, 2 New, 3 Qualified, 4 Won*");
    assert_eq!(stages(storage).await, order(&moved));
    assert_eq!(lost_up_to(storage).await, [row(1), row(2), row(3)]);
    let moved = storage.stages.place(StageId::new(2), 99).await.unwrap();
    assert_eq!(order(&moved), "1 Proposition, 2 New, 3 Won*, 4 Qualified");
    let moved = storage.stages.place(StageId::new(2), 0).await.unwrap();
    assert_eq!(order(&moved), "1 Qualified, 2 Proposition, 3 New, 4 Won*");
    assert_eq!(kind_of(&storage.stages.place(StageId::new(9), 1).await), "missing: stage 9");
}

/// A stage that a lost record has not reached counts for it from the moment it stands before its own.
pub async fn a_new_stage_is_counted(storage: &Storage) {
    let (open, gone) =
        (create(storage, deal("A").stage(2)).await, create(storage, deal("B").stage(2)).await);
    change(storage, &open, &Change::MarkWon, 1).await;
    change(storage, &gone, &lost(None, None), 1).await;
    let before = lost_up_to(storage).await;
    let first = NewStage { place: Some(1), ..new("Contacted") };
    let added = storage.stages.create(&first).await.unwrap();
    let row = (added.id.to_string(), 1, 1);
    assert!(!before.contains(&row));
    assert!(lost_up_to(storage).await.contains(&row));
    storage.stages.remove(added.id).await.unwrap();
    assert_eq!(lost_up_to(storage).await, before);
}

/// An archived stage is in nobody's way: records do not come into it by themselves.
pub async fn an_archived_stage_is_not_offered(storage: &Storage) {
    let second = NewStage { won: true, place: Some(4), ..new("Signed") };
    let signed = storage.stages.create(&second).await.unwrap();
    storage.stages.edit(signed.id, &[StageEdit::Archived(true)]).await.unwrap();
    assert_eq!(stages(storage).await, "1 New, 2 Qualified, 3 Proposition, (4 Signed*), 5 Won*");
    let record = create(storage, deal("Pumps").stage(1)).await;
    let won = change(storage, &record, &Change::MarkWon, 1).await;
    assert_eq!(won.deal.stage, Some(WON));
    let in_it = create(storage, deal("Valves").stage(signed.id.get())).await;
    assert_eq!(in_it.state.kind().as_str(), "won", "what is in it is what it says");
}

/// How many records of each state are in each stage, as far as they may be seen.
pub async fn counts_tell_the_records_of_each_stage(storage: &Storage) {
    let gone = create(storage, deal("A").stage(2)).await;
    change(storage, &gone, &lost(None, None), 1).await;
    let archived = create(storage, deal("B").stage(2)).await;
    change(storage, &archived, &Change::Archive, 1).await;
    for name in ["C", "D"] {
        create(storage, deal(name).stage(2)).await;
    }
    create(storage, deal("E").stage(4)).await;
    create(storage, deal("F").no_stage()).await;
    let counts = storage.stages.counts(&Predicate::everything()).await.unwrap();
    let told: Vec<_> = counts.iter().map(|it| (it.open, it.won, it.lost, it.archived)).collect();
    assert_eq!(told, [(0, 0, 0, 0), (2, 0, 1, 1), (0, 0, 0, 0), (0, 1, 0, 0)]);
    assert_eq!(counts[1].stage.name, "Qualified");
    let none = storage.stages.counts(&Predicate::everything().not()).await.unwrap();
    assert!(none.iter().all(|it| it.open + it.won + it.lost + it.archived == 0));
    assert_eq!(none.len(), 4);
}

/// A stage that records are in, have left, or were lost in stays, as their logs speak of it.
pub async fn a_stage_in_use_cannot_be_removed(storage: &Storage) {
    let unused = storage.stages.create(&new("Unused")).await.unwrap();
    storage.stages.remove(unused.id).await.unwrap();
    assert_eq!(stages(storage).await, "1 New, 2 Qualified, 3 Proposition, 5 Won*");
    assert_eq!(kind_of(&storage.stages.remove(unused.id).await), "missing: stage 5");
    let again = storage.stages.create(&new("Unused")).await.unwrap();
    assert!(again.id > unused.id, "an id is never given twice");
    let in_use = async |id: i64| match storage.stages.remove(StageId::new(id)).await {
        Err(StoreError::InUse { what, name, records }) => format!("{what} {name} {records}"),
        other => kind_of(&other),
    };
    let record = create(storage, deal("Pumps").stage(1)).await;
    create(storage, deal("Valves").stage(1)).await;
    assert_eq!(in_use(1).await, "stage New 2");
    change(storage, &record, &Change::MoveStage(StageId::new(2)), 1).await;
    change(storage, &record, &lost(None, None), 2).await;
    change(storage, &record, &Change::MarkWon, 3).await;
    assert_eq!(in_use(1).await, "stage New 2", "left");
    assert_eq!(in_use(2).await, "stage Qualified 1", "lost in it, and left");
    // What an undo writes is written otherwise than what a change writes.
    let done = apply(storage, &record, &Change::MoveStage(again.id), 4).await.unwrap();
    let done = done.operation.unwrap().id;
    storage.operations.undo(done, &Predicate::everything(), None, &[], stamp(5)).await.unwrap();
    assert_eq!(in_use(again.id.get()).await, "stage Unused 1");
    assert_eq!(in_use(3).await, "done", "nobody was ever in Proposition");
}

/// Open ones are won, and lost and archived ones stay.
pub async fn a_stage_that_becomes_won_wins_its_open_records(storage: &Storage) {
    let open = create(storage, deal("open").stage(3).estimate(4_000)).await;
    let by_hand = create(storage, deal("by hand").stage(3).by_hand(7_000)).await;
    let gone = create(storage, deal("lost").stage(3)).await;
    let gone = change(storage, &gone, &lost(Some(1), None), 1).await;
    let archived = create(storage, deal("archived").stage(3)).await;
    let archived = change(storage, &archived, &Change::Archive, 1).await;
    let elsewhere = create(storage, deal("elsewhere").stage(2)).await;
    let moved = storage.stages.set_won(PROPOSITION, true, Some(3), &[], stamp(5)).await;
    assert!(matches!(moved, Err(StoreError::Moved { confirmed: 3, found: 2 })), "{moved:?}");
    assert_eq!(stages(storage).await, "1 New, 2 Qualified, 3 Proposition, 4 Won*");
    let done = storage.stages.set_won(PROPOSITION, true, Some(2), &[], stamp(5)).await.unwrap();
    let done = done.unwrap();
    assert_eq!((done.kind, done.records), (OperationKind::ConfigureStage, 2));
    assert_eq!(stages(storage).await, "1 New, 2 Qualified, 3 Proposition*, 4 Won*");
    let now = get(storage, open.id).await;
    assert_eq!(line(&now), "won 100% auto 100% in 3 closed +5 moved - rev 2");
    assert_eq!(
        said(&newest(storage, &open).await),
        "won: state open→won, probability 40%→100%, closed_at -→+5"
    );
    let told = said(&newest(storage, &by_hand).await);
    assert_eq!(told, "won: state open→won, probability 70%→100%, closed_at -→+5");
    for untouched in [&gone, &archived, &elsewhere] {
        assert_eq!(get(storage, untouched.id).await, *untouched);
    }
    let again = storage.stages.set_won(PROPOSITION, true, None, &[], stamp(6)).await.unwrap();
    assert_eq!(again, None);
    let restored = change(storage, &gone, &Change::Restore, 7).await;
    assert_eq!(restored.state.kind().as_str(), "won", "restored, it is what its stage says");
}

/// Won ones are open, at the probability that a person set or that is estimated without them.
pub async fn a_stage_that_is_not_won_any_more_opens_its_won_records(storage: &Storage) {
    let estimated = create(storage, deal("estimated").stage(4).estimate(3_000)).await;
    let by_hand = create(storage, deal("by hand").stage(4).by_hand(7_000)).await;
    for name in ["A", "B", "C"] {
        let other = create(storage, deal(name).stage(2)).await;
        change(storage, &other, &lost(None, None), 1).await;
    }
    let signed = NewStage { won: true, place: Some(5), ..new("Signed") };
    let signed = storage.stages.create(&signed).await.unwrap();
    let kept = create(storage, deal("kept").stage(signed.id.get())).await;
    let done = storage.stages.set_won(WON, false, None, &[], stamp(5)).await.unwrap().unwrap();
    assert_eq!(done.records, 2);
    // One was won and three were lost, none of those came as far as its stage.
    let now = get(storage, estimated.id).await;
    assert_eq!(now.state.kind().as_str(), "open");
    let estimate = now.automated_probability();
    assert!(estimate.hundredths() > 5_000, "{estimate}");
    assert_eq!(now.probability(), estimate);
    let told = said(&newest(storage, &estimated).await);
    let expected = format!("changed: state won→open, probability 100%→{estimate}%, closed_at +0→-");
    assert_eq!(told, expected);
    let now = get(storage, by_hand.id).await;
    assert_eq!(now.probability().to_string(), "70");
    assert_eq!(now.automated_probability(), estimate);
    assert_eq!(get(storage, kept.id).await, kept);
    let missing = storage.stages.set_won(StageId::new(99), false, None, &[], stamp(6)).await;
    assert_eq!(kind_of(&missing), "missing: stage 99");
}

/// The flag goes back, and with it when the records were closed, which the flag alone cannot tell.
pub async fn an_undone_flag_gives_records_and_stage_back(storage: &Storage) {
    let first = create(storage, deal("first").stage(3)).await;
    let first = change(storage, &first, &Change::MoveStage(WON), 1).await;
    let second = create(storage, deal("second").stage(4)).await;
    let counted = storage.scoring.frequencies().await.unwrap();
    let done = storage.stages.set_won(WON, false, None, &[], stamp(5)).await.unwrap().unwrap();
    let nobody = Predicate::everything().not();
    let plan = storage.operations.plan_undo(done.id, &nobody, &[]).await.unwrap();
    assert_eq!((plan.undoable, plan.left_total), (2, 0), "who may see what does not count");
    let undone = storage.operations.undo(done.id, &nobody, Some(2), &[], stamp(9)).await.unwrap();
    assert_eq!(undone.operation.unwrap().records, 2);
    assert_eq!(stages(storage).await, "1 New, 2 Qualified, 3 Proposition, 4 Won*");
    for before in [&first, &second] {
        let now = get(storage, before.id).await;
        assert_eq!((&now.state, now.revision), (&before.state, before.revision.next().next()));
    }
    assert_eq!(storage.scoring.frequencies().await.unwrap(), counted);
    let again = storage.operations.plan_undo(done.id, &nobody, &[]).await.unwrap();
    assert_eq!((again.undoable, again.left_total), (0, 2), "all have changed since");
}

/// Those that came into the stage since follow the flag, and those that left it are left alone.
pub async fn records_that_came_since_follow_an_undone_flag(storage: &Storage) {
    let stays = create(storage, deal("stays").stage(3)).await;
    let leaves = create(storage, deal("leaves").stage(3)).await;
    let done =
        storage.stages.set_won(PROPOSITION, true, None, &[], stamp(5)).await.unwrap().unwrap();
    change(storage, &leaves, &Change::MoveStage(StageId::new(1)), 6).await;
    let came = create(storage, deal("came").stage(3)).await;
    assert_eq!(came.state.kind().as_str(), "won");
    let everything = Predicate::everything();
    let plan = storage.operations.plan_undo(done.id, &everything, &[]).await.unwrap();
    assert_eq!((plan.undoable, plan.left.as_slice()), (2, &[leaves.id][..]));
    let undone =
        storage.operations.undo(done.id, &everything, Some(2), &[], stamp(7)).await.unwrap();
    assert_eq!((undone.operation.unwrap().records, undone.left_total), (2, 1));
    let told = said(&newest(storage, &stays).await);
    assert!(told.starts_with("undone: state won→open"), "{told}");
    let told = said(&newest(storage, &came).await);
    assert!(told.starts_with("changed: state won→open"), "{told}");
    assert_eq!(get(storage, leaves.id).await.deal.stage, Some(StageId::new(1)));
}

/// What is undone stands in a stage that may be another one since.
pub async fn an_undone_change_follows_the_flag_of_now(storage: &Storage) {
    let open = create(storage, deal("open").stage(3)).await;
    let left = apply(storage, &open, &Change::MoveStage(StageId::new(1)), 1).await.unwrap();
    let won = create(storage, deal("won").stage(4).estimate(2_000)).await;
    let gone = apply(storage, &won, &lost(None, None), 2).await.unwrap();
    storage.stages.set_won(PROPOSITION, true, None, &[], stamp(3)).await.unwrap();
    storage.stages.set_won(WON, false, None, &[], stamp(3)).await.unwrap();
    let everything = Predicate::everything();
    for done in [left, gone] {
        let done = done.operation.unwrap().id;
        storage.operations.undo(done, &everything, None, &[], stamp(9)).await.unwrap();
    }
    let now = get(storage, open.id).await;
    assert_eq!(line(&now), "won 100% auto 100% in 3 closed +9 moved - rev 3");
    let told = said(&newest(storage, &open).await);
    assert!(told.contains("state open→won"), "{told}");
    let now = get(storage, won.id).await;
    assert_eq!((now.state.kind().as_str(), now.state.closed_at()), ("open", None));
    assert!(now.probability().hundredths() < 10_000);
    let told = said(&newest(storage, &won).await);
    assert!(told.contains(&format!("probability 0%→{}%", now.probability())), "{told}");
}

/// Thousands follow in one operation.
pub async fn thousands_of_records_follow_a_flag(storage: &Storage) {
    let rows = (0..1_200).map(|n| Some(crate::imports::row(deal(&format!("D{n}")).stage(3))));
    crate::imports::import(storage, rows.collect()).await;
    for won in [true, false] {
        let done = storage.stages.set_won(PROPOSITION, won, None, &[], stamp(1)).await.unwrap();
        assert_eq!(done.unwrap().records, 1_200);
    }
    let counts = storage.stages.counts(&Predicate::everything()).await.unwrap();
    assert_eq!(counts.iter().map(|it| (it.open, it.won)).max(), Some((1_200, 0)));
}

/// Stages are configured between random changes and their undoing; the suite asks whether all that
/// must be so is so.
pub async fn random_configuration_breaks_nothing(storage: &Storage) {
    let mut dice = Dice::new(11);
    let mut records = Vec::new();
    for number in 0..12 {
        records.push(create(storage, deal(&format!("D{number}")).stage(1 + number % 4)).await);
    }
    let (mut flags, mut undone) = (0, 0);
    for number in 0..150 {
        let stage = StageId::new(1 + number * 7 % 4);
        if dice.chance(20) {
            let won = dice.chance(50);
            let done = storage.stages.set_won(stage, won, None, &[], stamp(number)).await.unwrap();
            flags += i32::from(done.is_some());
        } else if dice.chance(10) {
            storage.stages.place(stage, usize::try_from(1 + number % 4).unwrap()).await.unwrap();
        } else if dice.chance(40) {
            let done = storage.operations.list(None, None, 6).await.unwrap();
            let Some(done) = done.get(usize::try_from(number % 6).unwrap()) else { continue };
            let everything = Predicate::everything();
            let found =
                storage.operations.undo(done.id, &everything, None, &[], stamp(number)).await;
            undone += i32::from(found.unwrap().operation.is_some());
        } else {
            let verb = random_change_of_state(&mut dice);
            let some: Vec<&Opportunity> = records.iter().filter(|_| dice.chance(30)).collect();
            // What the state or a pipeline without a won stage refuses changes nothing.
            let applied = storage.opportunities.apply(&these(&some), &verb, stamp(number)).await;
            drop(applied);
        }
    }
    assert!(flags > 5 && undone > 10, "{flags} {undone}");
}
