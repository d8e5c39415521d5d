//! The table of behaviour 1.4, row by row, on stored records.

use winback_store::Storage;
use winback_store::domain::{Change, Opportunity, SettingEdit, StageId};
use winback_testkit::{DealBuilder, deal};

use crate::scene::{all, apply, at, change, create, get, kind_of, line, lost, newest, said};

/// A change, then the line of the record and of its newest entry, or the refusal.
type Row = (Change, &'static str, &'static str);

/// What the entry is where nothing was written.
const NOTHING: &str = "";

fn move_to(stage: i64) -> Change {
    Change::MoveStage(StageId::new(stage))
}

/// Makes the same record anew for each row, brings it into its state and tries the row's change at
/// minute 9.
async fn check(
    storage: &Storage,
    new: impl Fn() -> DealBuilder,
    before: Option<&Change>,
    start: &str,
    rows: &[Row],
) {
    // What one row leaves behind estimates no other.
    let nothing_learned = SettingEdit::ScoringSince(Some(at(1_000_000)));
    storage.settings.edit(&nothing_learned).await.unwrap();
    for (verb, expected, entry) in rows {
        let mut record = create(storage, new()).await;
        if let Some(before) = before {
            record = change(storage, &record, before, 5).await;
        }
        assert_eq!(line(&record), start);
        check_row(storage, &record, verb, expected, entry).await;
    }
}

async fn check_row(
    storage: &Storage,
    record: &Opportunity,
    verb: &Change,
    expected: &str,
    entry: &str,
) {
    let before = all(storage).await;
    let done = apply(storage, record, verb, 9).await;
    let after = get(storage, record.id).await;
    if done.is_ok() {
        assert_eq!(line(&after), expected, "{verb:?}");
    } else {
        assert_eq!(kind_of(&done), format!("refused 1: [{}]", record.id), "{verb:?}");
        assert_eq!(expected, "refused", "{verb:?}");
    }
    if entry == NOTHING {
        assert_eq!(all(storage).await, before, "{verb:?}");
    } else {
        assert_eq!(said(&newest(storage, record).await), entry, "{verb:?}");
    }
}

/// Rule: behaviour 1.4, first row.
pub async fn an_open_record_follows_the_table(storage: &Storage) {
    let new = || deal("open").stage(2).estimate(4_000);
    check(
        storage,
        new,
        None,
        "open 40% auto 40% in 2 closed - moved - rev 1",
        &[
            (
                lost(Some(1), None),
                "lost 0% auto 0% in 2 closed +9 moved - rev 2",
                "lost: state open→lost, probability 40%→0%, lost_reason -→#1, closed_at -→+9",
            ),
            (Change::Restore, "refused", NOTHING),
            (
                Change::Archive,
                "archived 40% auto 40% in 2 closed +9 moved - rev 2",
                "archived: state open→archived, closed_at -→+9",
            ),
            (
                Change::MarkWon,
                "won 100% auto 100% in 4 closed +9 moved +9 rev 2",
                "won: state open→won, probability 40%→100%, stage #2→#4, closed_at -→+9, \
             stage_changed_at -→+9",
            ),
            (
                move_to(3),
                "open 40% auto 40% in 3 closed - moved +9 rev 2",
                "stage_moved: stage #2→#3, stage_changed_at -→+9",
            ),
            (
                move_to(4),
                "won 100% auto 100% in 4 closed +9 moved +9 rev 2",
                "stage_moved: state open→won, probability 40%→100%, stage #2→#4, closed_at -→+9, \
             stage_changed_at -→+9",
            ),
            (move_to(2), "open 40% auto 40% in 2 closed - moved - rev 1", NOTHING),
        ],
    )
    .await;
}

/// Archiving it is marking it lost. Rule: behaviour 1.5.
pub async fn an_open_record_at_0_percent_follows_the_table(storage: &Storage) {
    let new = || deal("open at 0").by_hand(0).estimate(4_000);
    check(
        storage,
        new,
        None,
        "open 0% auto 40% in 1 closed - moved - rev 1",
        &[
            (
                Change::Archive,
                "lost 0% auto 0% in 1 closed +9 moved - rev 2",
                "lost: state open→lost, closed_at -→+9",
            ),
            (
                lost(None, None),
                "lost 0% auto 0% in 1 closed +9 moved - rev 2",
                "lost: state open→lost, closed_at -→+9",
            ),
            (Change::Restore, "refused", NOTHING),
            (
                Change::MarkWon,
                "won 100% auto 100% in 4 closed +9 moved +9 rev 2",
                "won: state open→won, probability 0%→100%, stage #1→#4, closed_at -→+9, \
             stage_changed_at -→+9",
            ),
            (
                move_to(2),
                "open 0% auto 40% in 2 closed - moved +9 rev 2",
                "stage_moved: stage #1→#2, stage_changed_at -→+9",
            ),
        ],
    )
    .await;
}

/// Rule: behaviour 1.4, second row.
pub async fn a_won_record_follows_the_table(storage: &Storage) {
    let new = || deal("won").stage(2).estimate(4_000);
    let won = "won 100% auto 100% in 4 closed +5 moved +5 rev 2";
    check(
        storage,
        new,
        Some(&Change::MarkWon),
        won,
        &[
            (
                lost(None, None),
                "lost 0% auto 0% in 4 closed +9 moved +5 rev 3",
                "lost: state won→lost, probability 100%→0%, closed_at +5→+9",
            ),
            (Change::Restore, "refused", NOTHING),
            (
                Change::Archive,
                "archived 100% auto 40% in 4 closed +9 moved +5 rev 3",
                "archived: state won→archived, closed_at +5→+9",
            ),
            (Change::MarkWon, won, NOTHING),
            (
                move_to(3),
                "open 40% auto 40% in 3 closed - moved +9 rev 3",
                "stage_moved: state won→open, probability 100%→40%, stage #4→#3, closed_at +5→-, \
             stage_changed_at +5→+9",
            ),
            (move_to(4), won, NOTHING),
        ],
    )
    .await;
}

/// Rule: behaviour 1.4, third row.
pub async fn a_lost_record_follows_the_table(storage: &Storage) {
    let new = || deal("lost").stage(2).estimate(4_000);
    let gone = "lost 0% auto 0% in 2 closed +5 moved - rev 2";
    check(
        storage,
        new,
        Some(&lost(Some(1), None)),
        gone,
        &[
            (
                lost(Some(2), None),
                "lost 0% auto 0% in 2 closed +5 moved - rev 3",
                "loss_amended: lost_reason #1→#2",
            ),
            (
                Change::Restore,
                "open 40% auto 40% in 2 closed - moved - rev 3",
                "restored: state lost→open, probability 0%→40%, lost_reason #1→-, closed_at +5→-",
            ),
            (Change::Archive, "refused", NOTHING),
            (
                Change::MarkWon,
                "won 100% auto 100% in 4 closed +9 moved +9 rev 3",
                "won: state lost→won, probability 0%→100%, lost_reason #1→-, stage #2→#4, \
             closed_at +5→+9, stage_changed_at -→+9",
            ),
            (move_to(3), "refused", NOTHING),
            (move_to(2), "refused", NOTHING),
        ],
    )
    .await;
}

/// Rule: behaviour 1.4, fourth row.
pub async fn an_archived_record_follows_the_table(storage: &Storage) {
    let new = || deal("archived").stage(2).by_hand(3_000);
    let kept = "archived 30% auto 50% in 2 closed +5 moved - rev 2";
    check(
        storage,
        new,
        Some(&Change::Archive),
        kept,
        &[
            (
                lost(None, None),
                "lost 0% auto 0% in 2 closed +9 moved - rev 3",
                "lost: state archived→lost, probability 30%→0%, closed_at +5→+9",
            ),
            (
                Change::Restore,
                "open 30% auto 50% in 2 closed - moved - rev 3",
                "restored: state archived→open, closed_at +5→-",
            ),
            (Change::Archive, kept, NOTHING),
            (
                Change::MarkWon,
                "won 100% auto 100% in 4 closed +9 moved +9 rev 3",
                "won: state archived→won, probability 30%→100%, stage #2→#4, closed_at +5→+9, \
             stage_changed_at -→+9",
            ),
            (move_to(3), "refused", NOTHING),
        ],
    )
    .await;
}

/// A record that was lost or archived in a won stage comes back won. Rule: behaviour 3.1.
pub async fn a_record_restored_in_a_won_stage_is_won_since_it_was_closed(storage: &Storage) {
    for verb in [lost(None, None), Change::Archive] {
        let record = create(storage, deal("won").stage(4)).await;
        let record = change(storage, &record, &verb, 5).await;
        let record = change(storage, &record, &Change::Restore, 9).await;
        assert_eq!(line(&record), "won 100% auto 100% in 4 closed +5 moved - rev 3");
    }
}

/// A record without a stage can go through every state, too.
pub async fn a_record_without_a_stage_follows_the_table(storage: &Storage) {
    let new = || deal("nowhere").no_stage();
    check(
        storage,
        new,
        None,
        "open 0% auto 0% in - closed - moved - rev 1",
        &[
            (
                lost(None, None),
                "lost 0% auto 0% in - closed +9 moved - rev 2",
                "lost: state open→lost, closed_at -→+9",
            ),
            (
                Change::MarkWon,
                "won 100% auto 100% in 4 closed +9 moved +9 rev 2",
                "won: state open→won, probability 0%→100%, stage -→#4, closed_at -→+9, \
             stage_changed_at -→+9",
            ),
            (
                move_to(1),
                "open 0% auto 0% in 1 closed - moved +9 rev 2",
                "stage_moved: stage -→#1, stage_changed_at -→+9",
            ),
        ],
    )
    .await;
}

/// A change of state touches the time of the record's last change, and nothing else of the deal.
pub async fn a_change_of_state_leaves_the_deal_alone(storage: &Storage) {
    let new = deal("Pumps").revenue(5).salesperson(1).notes("n").by_hand(2_000).external_id("X");
    let record = create(storage, new).await;
    for (verb, minute) in
        [(lost(Some(1), None), 1), (Change::Restore, 2), (Change::Archive, 3), (Change::Restore, 4)]
    {
        let after = change(storage, &record, &verb, minute).await;
        assert_eq!(after.deal, record.deal, "{verb:?}");
        assert_eq!((after.estimate, after.assigned_at), (record.estimate, record.assigned_at));
        assert_eq!(after.created_at, record.created_at);
        assert_eq!(crate::scene::minutes(Some(after.updated_at)), format!("+{minute}"));
    }
}
