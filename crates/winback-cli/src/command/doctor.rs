//! `winback doctor`.

use clap::Args;
use serde_json::{Value, json};
use winback_app::store::{Checkup, Verdict};

use crate::{
    arguments::Format,
    error::CliError,
    output::{Cell, Column, Units, count, counted, pretty, write_rows},
    session::Session,
};

/// Checks that the database is sound
#[derive(Debug, Args)]
#[command(after_help = "Example: winback doctor --database sqlite:winback.db\n\
    It checks the file, page by page, and every rule that records, losses and logs follow; the exit\n\
    code is 1 if anything is found. It changes nothing, but for what `--rebuild-search` does.")]
pub(crate) struct Doctor {
    /// First makes anew what is kept to search texts by, where a finding advises it
    #[arg(long)]
    rebuild_search: bool,
}

impl Doctor {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        if self.rebuild_search {
            let working = session.output.waiting("Rebuilding the search");
            desk.rebuild_search().await?;
            drop(working);
            session.output.say("Rebuilt what texts are searched by.")?;
        }
        let working = session.output.waiting("Checking the database");
        let checkups = desk.check_integrity().await?;
        drop(working);
        match session.output.format() {
            Format::Table => print(session, &checkups)?,
            Format::Json => pretty(session.output.results(), &document(&checkups))?,
            Format::Csv | Format::Jsonl => write(session, &Units::of(&desk), &checkups)?,
        }
        verdict(&checkups)
    }
}

fn print(session: &mut Session, checkups: &[Checkup]) -> Result<(), CliError> {
    let width = checkups.iter().map(|checkup| checkup.invariant.as_str().len()).max();
    let width = width.unwrap_or_default();
    for checkup in checkups {
        let said = match &checkup.verdict {
            Verdict::Holds => "ok".to_owned(),
            Verdict::Broken { total, .. } => format!("{} found", count(*total)),
            Verdict::Unknown => "unknown".to_owned(),
        };
        let (word, claim) = (checkup.invariant.as_str(), checkup.invariant.claim());
        session.output.print(&format!("{said:<9} {word:<width$}  {claim}"))?;
        for finding in checkup.findings() {
            session.output.print(&format!("          {}", finding.sentence))?;
        }
        let listed = u64::try_from(checkup.findings().len()).unwrap_or(u64::MAX);
        let more = checkup.total().saturating_sub(listed);
        if more > 0 {
            session.output.print(&format!("          and {} more", count(more)))?;
        }
    }
    if checkups.iter().all(|checkup| checkup.verdict == Verdict::Holds) {
        session.output.print(&format!("Checked {} rules; nothing is wrong.", checkups.len()))?;
    }
    Ok(())
}

fn word(checkup: &Checkup) -> &'static str {
    match checkup.verdict {
        Verdict::Holds => "ok",
        Verdict::Broken { .. } => "broken",
        Verdict::Unknown => "unknown",
    }
}

fn document(checkups: &[Checkup]) -> Value {
    let rules = checkups.iter().map(|checkup| {
        let problems = checkup.findings().iter().map(|finding| {
            let record = finding.record.map(|id| id.get());
            json!({ "opportunity": record, "problem": finding.sentence })
        });
        json!({
            "rule": checkup.invariant.as_str(),
            "claim": checkup.invariant.claim(),
            "verdict": word(checkup),
            "findings": checkup.total(),
            "problems": problems.collect::<Vec<_>>(),
        })
    });
    json!({ "rules": rules.collect::<Vec<_>>() })
}

fn write(session: &mut Session, units: &Units, checkups: &[Checkup]) -> Result<(), CliError> {
    const COLUMNS: [Column; 5] = [
        Column::words("rule", "Rule"),
        Column::words("claim", "What must be so"),
        Column::words("verdict", "Verdict"),
        Column::numbers("findings", "Findings"),
        Column::words("problems", "Problems"),
    ];
    let rows: Vec<Vec<Cell>> = checkups
        .iter()
        .map(|checkup| {
            let problems = checkup.findings().iter().map(|finding| finding.sentence.as_str());
            vec![
                Cell::Text(checkup.invariant.as_str().to_owned()),
                Cell::Text(checkup.invariant.claim().to_owned()),
                Cell::Text(word(checkup).to_owned()),
                Cell::Count(checkup.total()),
                Cell::Text(problems.collect::<Vec<_>>().join("; ")),
            ]
        })
        .collect();
    Ok(write_rows(&mut session.output, units, "rules", &COLUMNS, &rows)?)
}

/// Refuses a database in which anything was found.
fn verdict(checkups: &[Checkup]) -> Result<(), CliError> {
    let findings = checkups.iter().map(Checkup::total).sum();
    let broken = checkups.iter().filter(|checkup| checkup.total() > 0).count();
    if findings == 0 {
        return Ok(());
    }
    let (findings, broken) = (counted(findings, "finding", "findings"), broken as u64);
    let rules = counted(broken, "rule", "rules");
    Err(CliError::Refused(format!(
        "{findings} against {rules}: copy the database away, do what the findings say, and restore a \
         backup where they say nothing"
    )))
}
