//! What is learned from a few records, worked out by hand.

use jiff::Timestamp;

use super::*;
use crate::{Probability, Stage};

fn pipeline() -> Pipeline {
    let stage = |id: i64, won: bool, team: Option<i64>| Stage {
        id: StageId::new(id),
        name: format!("S{id}"),
        position: id * 10,
        won,
        folded: false,
        team: team.map(TeamId::new),
        archived: false,
    };
    // The first stage belongs to a team, so history is counted in the second.
    Pipeline::new(vec![stage(1, false, Some(9)), stage(2, false, None), stage(3, true, None)])
}

fn scored(team: Option<i64>, stage: i64, values: &[(Variable, &str)]) -> Scored {
    let values = values.iter().map(|(variable, value)| (*variable, (*value).to_owned())).collect();
    Scored { team: team.map(TeamId::new), stage: Some(StageId::new(stage)), values }
}

const WON: State = State::Won { closed_at: Timestamp::UNIX_EPOCH };

fn lost() -> State {
    let loss = crate::Loss {
        id: crate::LossId::new(1),
        details: crate::LossDetails::default(),
        lost_at: Timestamp::UNIX_EPOCH,
        lost_by: None,
        stage: None,
        probability: Probability::EVEN,
        expected_revenue: None,
        salesperson: None,
    };
    State::Lost(Box::new(loss))
}

/// So many won and lost in stage 2, of one team, with these values.
fn history(
    team: Option<i64>,
    won: usize,
    lost_ones: usize,
    value: (Variable, &str),
) -> Frequencies {
    let mut frequencies = Frequencies::default();
    let record = scored(team, 2, &[value]);
    (0..won).for_each(|_| frequencies.observe(&record, &WON, &pipeline()));
    (0..lost_ones).for_each(|_| frequencies.observe(&record, &lost(), &pipeline()));
    frequencies
}

fn estimator(frequencies: &Frequencies) -> Estimator {
    Estimator::new(frequencies, ScoringSettings::default(), pipeline())
}

fn percent(frequencies: &Frequencies, of: &Scored) -> Option<String> {
    estimator(frequencies).estimate(of).map(|estimate| estimate.to_string())
}

#[test]
fn a_won_record_counts_for_every_stage_and_a_lost_one_for_those_it_reached() {
    let frequencies = history(None, 1, 1, (Variable::Source, "7"));
    let rows: Vec<(Variable, &str, i64, i64)> = frequencies
        .rows()
        .map(|(key, count)| (key.variable, key.value.as_str(), count.won, count.lost))
        .collect();
    let stage = Variable::Stage;
    let expected =
        [(stage, "1", 1, 1), (stage, "2", 1, 1), (stage, "3", 1, 0), (Variable::Source, "7", 1, 1)];
    assert_eq!(rows, expected);
}

#[test]
fn what_is_retracted_leaves_no_row_behind() {
    let mut frequencies = history(Some(1), 2, 0, (Variable::Country, "5"));
    let record = scored(Some(1), 2, &[(Variable::Country, "5")]);
    frequencies.retract(&record, &WON, &pipeline());
    frequencies.retract(&record, &WON, &pipeline());
    assert_eq!(frequencies, Frequencies::default());
}

#[test]
fn an_estimate_multiplies_the_prior_by_the_rate_of_each_value() {
    let mut frequencies = history(None, 3, 1, (Variable::Country, "1"));
    for (key, count) in history(None, 1, 3, (Variable::Country, "2")).rows() {
        frequencies.add(key.clone(), count);
    }
    // 4.1 of 8.2 were won; of those 3.1 of 4.2 in country 1, of the lost 1.1 of 4.2. The stage adds
    // nothing: all reached it.
    let there = scored(None, 2, &[(Variable::Country, "1")]);
    let won = 3.1 / 4.2;
    let lost = 1.1 / 4.2;
    let expected = (won / (won + lost) * 10_000.0_f64).round() / 100.0;
    assert_eq!(percent(&frequencies, &there), Some(expected.to_string()));
    let unseen = scored(None, 2, &[(Variable::Country, "3")]);
    assert_eq!(
        percent(&frequencies, &unseen),
        Some("50".into()),
        "a value without a row is skipped"
    );
}

#[test]
fn a_team_is_estimated_by_its_own_rows_and_otherwise_by_all() {
    let mut frequencies = history(Some(1), 9, 1, (Variable::Source, "1"));
    for (key, count) in history(Some(2), 1, 9, (Variable::Source, "1")).rows() {
        frequencies.add(key.clone(), count);
    }
    let own = |team| percent(&frequencies, &scored(team, 2, &[])).unwrap();
    assert_eq!((own(Some(1)).as_str(), own(Some(2)).as_str()), ("89.22", "10.78"));
    assert_eq!((own(None), own(Some(3))), ("50".into(), "50".into()));
}

#[test]
fn without_both_won_and_lost_ones_nothing_is_estimated() {
    for (won, lost) in [(0, 0), (5, 0), (0, 5)] {
        let frequencies = history(None, won, lost, (Variable::Source, "1"));
        assert_eq!(percent(&frequencies, &scored(None, 2, &[])), None, "{won} won, {lost} lost");
    }
    let nothing = Frequencies::default();
    assert_eq!(percent(&nothing, &Scored::default()), Some("0".into()), "no stage");
    assert_eq!(percent(&nothing, &scored(None, 3, &[])), Some("100".into()), "a won stage");
}

#[test]
fn tags_count_from_fifty_observations_on() {
    for won in [48, 49] {
        let frequencies = history(None, won, 1, (Variable::Tag, "4"));
        let explained = estimator(&frequencies).explain(&scored(None, 2, &[(Variable::Tag, "4")]));
        let Explanation::Learned { contributions, left_out, .. } = explained else { panic!() };
        assert_eq!((contributions.len(), left_out.len()), if won == 48 { (1, 1) } else { (2, 0) });
    }
}

#[test]
fn variables_that_are_not_chosen_do_not_count() {
    let frequencies = history(None, 9, 1, (Variable::Source, "1"));
    let settings = ScoringSettings { variables: BTreeSet::new(), since: None };
    let estimator = Estimator::new(&frequencies, settings, pipeline());
    let record = scored(None, 2, &[(Variable::Source, "1"), (Variable::Country, "2")]);
    let Explanation::Learned { contributions, left_out, unset, .. } = estimator.explain(&record)
    else {
        panic!()
    };
    assert_eq!(contributions.len(), 1, "the stage always counts");
    assert_eq!(left_out.len(), 2);
    assert!(left_out.iter().all(|it| it.why == WhyLeftOut::NotScored));
    assert_eq!(unset, BTreeSet::new());
}

#[test]
fn an_explanation_ends_at_the_estimate() {
    let mut frequencies = history(Some(1), 7, 3, (Variable::Country, "1"));
    for (key, count) in history(Some(1), 2, 6, (Variable::Region, "north")).rows() {
        frequencies.add(key.clone(), count);
    }
    let record = scored(Some(1), 1, &[(Variable::Country, "1"), (Variable::Region, "north")]);
    let estimator = estimator(&frequencies);
    let explained = estimator.explain(&record);
    assert_eq!(explained.estimate(), estimator.estimate(&record));
    let Explanation::Learned { contributions, prior, history, own_team, .. } = explained else {
        panic!()
    };
    assert!(own_team);
    assert_eq!((history, prior.to_string().as_str()), (Count { won: 9, lost: 9 }, "50"));
    let last = contributions.last().unwrap();
    assert_eq!(Some(last.so_far), estimator.estimate(&record));
    let odds: f64 = contributions.iter().map(|it| it.factor).product();
    let share = odds / (1.0 + odds);
    assert!((share * 10_000.0 - f64::from(last.so_far.hundredths())).abs() < 1.0);
}

#[test]
fn the_quality_of_a_way_to_reach_somebody_has_three_values() {
    assert_eq!(quality(None, None), "");
    assert_eq!(quality(Some(""), None), "");
    assert_eq!(quality(Some("ann at example"), None), "incorrect");
    assert_eq!(quality(Some("Ann@example.com"), Some("ann@example.com")), "correct");
}
