//! What becomes of a deal, step by step.

use crate::dice::Dice;

/// One thing that is done to a deal after its creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the next stage that is not won, if there is one.
    Forward,
    /// Another amount.
    Reprice,
    Lose,
    Amend,
    Restore,
    Win,
    Archive,
}

use Step::{Amend, Archive, Forward, Lose, Reprice, Restore, Win};

/// The oldest deals, which have the lowest ids and so are the first that people look at: one for
/// each thing that can happen.
pub(super) const TOUR: &[&[Step]] = &[
    &[Forward, Forward, Lose],
    &[Forward, Lose, Restore, Forward, Win],
    &[Forward, Lose, Restore, Forward, Lose],
    &[Forward, Archive],
    &[Forward, Forward, Win],
    &[Forward, Reprice, Forward],
    &[Lose, Amend],
    &[Forward, Lose, Restore, Lose, Restore, Reprice, Lose],
    &[Forward, Lose, Win],
    &[Lose, Restore],
    &[Archive, Restore, Forward],
];

/// Returns the steps of a deal by its number, from 0, that began so many days before the end.
pub(super) fn steps(dice: &mut Dice, number: usize, days: i64) -> Vec<Step> {
    if let Some(steps) = TOUR.get(number) {
        return steps.to_vec();
    }
    let still_open = match days {
        ..12 => return Vec::new(),
        12..90 => 85,
        90..200 => 50,
        _ => 20,
    };
    let mut steps = vec![Forward; forwards(dice)];
    if dice.chance(8) {
        steps.push(Reprice);
    }
    if dice.chance(still_open) {
        open(dice, &mut steps);
    } else {
        match dice.number(0..100) {
            ..62 => lost(dice, &mut steps),
            62..93 => won(dice, &mut steps),
            _ => steps.push(Archive),
        }
    }
    steps
}

fn forwards(dice: &mut Dice) -> usize {
    dice.weighted(&[(0, 40), (1, 40), (2, 20)], |(_, weight)| *weight).0
}

fn open(dice: &mut Dice, steps: &mut Vec<Step>) {
    match dice.number(0..100) {
        ..14 => steps.extend([Lose, Restore]),
        14..18 => steps.extend([Archive, Restore]),
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
    if dice.chance(14) {
        steps.push(Amend);
    }
}

fn won(dice: &mut Dice, steps: &mut Vec<Step>) {
    match dice.number(0..100) {
        ..14 => steps.extend([Lose, Restore, Forward, Win]),
        14..19 => steps.extend([Lose, Win]),
        _ => steps.push(Win),
    }
}
