//! What becomes of a record, step by step.

use crate::dice::Dice;

/// One thing that is done to a record after its creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the next stage that is not won, if there is one.
    Forward,
    /// To a salesperson, or to another one.
    Assign,
    /// Another amount.
    Reprice,
    Lose,
    Amend,
    Restore,
    Win,
    Archive,
}

use Step::{Amend, Archive, Assign, Forward, Lose, Reprice, Restore, Win};

/// How many days it takes until half of those are closed that will be.
const HALF_LIFE: f64 = 125.0;

/// Returns the steps of a record that began so many days before the end.
///
/// Over three years, about 45 of a hundred end lost, 20 won, 3 archived and the rest open.
pub(super) fn steps(dice: &mut Dice, days: f64) -> Vec<Step> {
    let mut steps = vec![Forward; forwards(dice)];
    if dice.chance(6) {
        steps.insert(0, Assign);
    }
    if dice.chance(8) {
        steps.push(Reprice);
    }
    // Recent ones are mostly open: 95 of a hundred on the last day, 20 after a long time.
    let still_open = 0.75f64.mul_add((-days / HALF_LIFE).exp2(), 0.2);
    if dice.share() < still_open {
        open(dice, &mut steps);
        return steps;
    }
    match dice.number(0..1_000) {
        ..663 => lost(dice, &mut steps),
        663..957 => won(dice, &mut steps),
        _ => steps.push(Archive),
    }
    steps
}

fn forwards(dice: &mut Dice) -> usize {
    dice.weighted(&[(0, 40), (1, 40), (2, 20)], |(_, weight)| *weight).0
}

fn open(dice: &mut Dice, steps: &mut Vec<Step>) {
    match dice.number(0..100) {
        ..10 => steps.extend([Lose, Restore]),
        10..13 => steps.extend([Archive, Restore]),
        _ => {}
    }
}

fn lost(dice: &mut Dice, steps: &mut Vec<Step>) {
    steps.push(Lose);
    if dice.chance(14) {
        steps.extend([Restore, Lose]);
        if dice.chance(20) {
            steps.extend([Restore, Forward, Lose]);
        }
    }
    if dice.chance(8) {
        steps.push(Amend);
    }
}

fn won(dice: &mut Dice, steps: &mut Vec<Step>) {
    match dice.number(0..100) {
        ..10 => steps.extend([Lose, Restore, Forward, Win]),
        10..14 => steps.extend([Lose, Win]),
        _ => steps.push(Win),
    }
}
