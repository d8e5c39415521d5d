//! `winback scoring explain`.

use serde_json::{Value, json};
use winback_app::Explained;
use winback_app::store::domain::{
    Contribution, Count, Explanation, LeftOut, Probability, State, Variable, WhyLeftOut,
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, count, pretty, write_rows},
    session::Session,
};

const COLUMNS: [Column; 7] = [
    Column::words("variable", "Variable"),
    Column::words("value", "Value"),
    Column::numbers("won", "Won"),
    Column::numbers("lost", "Lost"),
    Column::words("odds", "Odds"),
    Column::numbers("probability", "Probability"),
    Column::words("says", "Which says"),
];

/// Writes why a record has its probability.
pub(super) fn write(
    session: &mut Session,
    units: &Units,
    explained: &Explained,
) -> Result<(), CliError> {
    if !session.output.is_for_people() {
        return Ok(pretty(session.output.results(), &document(explained))?);
    }
    let record = &explained.opportunity;
    let output = &mut session.output;
    output.print_heading(&format!("{} {}", record.id, record.deal.name))?;
    output.print(&standing(explained))?;
    let Explanation::Learned { own_team, history, prior, contributions, left_out, unset, estimate } =
        &explained.explanation
    else {
        return Ok(output.print(reason(&explained.explanation))?);
    };
    let whose = match (own_team, record.deal.team.and_then(|id| explained.names.teams.get(&id))) {
        (true, Some(team)) => format!("of {team}"),
        (true, None) | (false, None) => "of all teams".to_owned(),
        (false, Some(team)) => format!("of all teams, as nothing was closed in {team}"),
    };
    output.print(&format!(
        "Learned from {} won and {} lost records {whose}: that alone is {prior} %.",
        number(history.won),
        number(history.lost),
    ))?;
    output.print("")?;
    let rows: Vec<Vec<Cell>> = contributions.iter().map(|it| row(explained, it)).collect();
    write_rows(output, units, "contributions", &COLUMNS, &rows)?;
    for left_out in left_out {
        output.print(&said_of(explained, left_out))?;
    }
    if !unset.is_empty() {
        let unset: Vec<&str> = unset.iter().map(|it| it.as_str()).collect();
        output.print(&format!("Not set, so left out: {}.", unset.join(", ")))?;
    }
    output.print(&format!("Estimate now: {estimate} %."))?;
    if record.state == State::Open && record.estimate != *estimate {
        output.print(
            "The record's own was made when it last changed; `winback scoring rebuild` makes all anew.",
        )?;
    }
    Ok(())
}

/// Says what the probability is, and where it comes from.
fn standing(explained: &Explained) -> String {
    let record = &explained.opportunity;
    let (probability, state) = (record.probability(), record.state.kind());
    match (state.as_str(), record.deal.hand_probability) {
        ("open", Some(_)) => format!(
            "Probability {probability} %, set by hand; the estimate is {} %.",
            record.automated_probability()
        ),
        ("open", None) => format!("Probability {probability} %, estimated."),
        (state, _) => format!("Probability {probability} %, as it is {state}."),
    }
}

const fn reason(explanation: &Explanation) -> &'static str {
    match explanation {
        Explanation::NoStage => "It has no stage: the estimate is 0 %.",
        Explanation::WonStage => "It stands in a won stage: the estimate is 100 %.",
        Explanation::NoHistory => {
            "There is nothing to learn from yet: it takes won records and lost ones."
        }
        Explanation::Learned { .. } => "",
    }
}

fn number(number: i64) -> String {
    count(u64::try_from(number).unwrap_or(0))
}

fn row(explained: &Explained, it: &Contribution) -> Vec<Cell> {
    let Count { won, lost } = it.count;
    let cell = |number: i64| Cell::Count(u64::try_from(number).unwrap_or(0));
    vec![
        Cell::Text(it.variable.as_str().to_owned()),
        Cell::Text(explained.values.of(it.variable, &it.value).to_owned()),
        cell(won),
        cell(lost),
        Cell::Text(format!("× {:.2}", it.factor)),
        Cell::Percent(u64::from(it.so_far.hundredths())),
        Cell::Text(says(it)),
    ]
}

/// Says in words what a value does to the odds.
fn says(it: &Contribution) -> String {
    let share = |rate: f64| format!("{:.0} %", rate * 100.0);
    let (won, lost) = (share(it.won_rate), share(it.lost_rate));
    let effect = match it.factor {
        factor if factor >= 1.05 => "better",
        factor if factor <= 0.95 => "worse",
        _ => "no matter",
    };
    match it.variable {
        Variable::Stage => format!("{effect}: {won} of won, {lost} of lost ones came this far"),
        _ => format!("{effect}: {won} of won, {lost} of lost ones"),
    }
}

fn said_of(explained: &Explained, left_out: &LeftOut) -> String {
    let LeftOut { variable, value, why } = left_out;
    let value = explained.values.of(*variable, value);
    let why = match (why, variable) {
        (WhyLeftOut::NotScored, _) => "the settings leave it out",
        (WhyLeftOut::NotObserved, Variable::Tag) => "fewer than 50 closed records have it",
        (WhyLeftOut::NotObserved, _) => "no closed record has it",
    };
    format!("Left out: {} {value} ({why}).", variable.as_str())
}

fn percent(probability: Probability) -> f64 {
    f64::from(probability.hundredths()) / 100.0
}

fn document(explained: &Explained) -> Value {
    let record = &explained.opportunity;
    let named = |variable: &Variable, value: &str| explained.values.of(*variable, value).to_owned();
    let details = match &explained.explanation {
        Explanation::NoStage => json!({ "basis": "no_stage" }),
        Explanation::WonStage => json!({ "basis": "won_stage" }),
        Explanation::NoHistory => json!({ "basis": "no_history" }),
        Explanation::Learned {
            own_team,
            history,
            prior,
            contributions,
            left_out,
            unset,
            estimate: _,
        } => json!({
            "basis": if *own_team { "own_team" } else { "all_teams" },
            "won": history.won,
            "lost": history.lost,
            "prior": percent(*prior),
            "contributions": contributions.iter().map(|it| json!({
                "variable": it.variable.as_str(),
                "value": named(&it.variable, &it.value),
                "won": it.count.won,
                "lost": it.count.lost,
                "won_rate": it.won_rate,
                "lost_rate": it.lost_rate,
                "odds": it.factor,
                "probability": percent(it.so_far),
            })).collect::<Vec<_>>(),
            "left_out": left_out.iter().map(|it| json!({
                "variable": it.variable.as_str(),
                "value": named(&it.variable, &it.value),
                "why": match it.why {
                    WhyLeftOut::NotScored => "not_scored",
                    WhyLeftOut::NotObserved => "not_observed",
                },
            })).collect::<Vec<_>>(),
            "unset": unset.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        }),
    };
    json!({
        "id": record.id.get(),
        "probability": percent(record.probability()),
        "automated_probability": percent(record.automated_probability()),
        "hand_probability": record.deal.hand_probability.map(percent),
        "estimate": explained.explanation.estimate().map(percent),
        "explanation": details,
    })
}
