//! Changes of state, and of who works on it, on one or many records: named by id or by filter, with preview and question.

use std::collections::BTreeSet;

use clap::Args;
use winback_app::{Action, Desk, Performed, Target, store::domain::OpportunityId};

use crate::{
    error::CliError,
    output::{Cell, Units, write_object},
    question,
    session::Session,
};

mod wording;

/// The records that a command is about.
#[derive(Debug, Args)]
pub(crate) struct Targets {
    /// Ids of opportunities
    #[arg(value_name = "ID", required_unless_present = "filter", conflicts_with = "filter")]
    ids: Vec<i64>,
    /// A filter in place of ids; `winback list --help` tells how to write it
    #[arg(long = "where", value_name = "FILTER")]
    filter: Option<String>,
}

impl Targets {
    /// Returns what a filter finds.
    pub(crate) const fn matching(filter: String) -> Self {
        Self { ids: Vec::new(), filter: Some(filter) }
    }

    /// Returns the records that are meant; a saved filter is read once, so that what is done is
    /// what was shown.
    pub(crate) async fn target(self, desk: &Desk) -> Result<Target, CliError> {
        Ok(match self.filter {
            Some(filter) => Target::Where(desk.open_filter(&filter).await?),
            None => {
                let ids: BTreeSet<i64> = self.ids.into_iter().collect();
                Target::Ids(ids.into_iter().map(OpportunityId::new).collect())
            }
        })
    }
}

/// Does an action; on more than one record after a preview and a question.
///
/// # Errors
/// What the use case refuses; [`CliError::Refused`] if nobody can be asked.
pub(crate) async fn act(
    session: &mut Session,
    targets: Targets,
    action: &Action,
) -> Result<(), CliError> {
    let desk = session.desk().await?;
    let target = targets.target(&desk).await?;
    let one = matches!(&target, Target::Ids(ids) if ids.len() == 1);
    let shown = if one { None } else { Some(confirmed(session, &desk, &target, action).await?) };
    let working = session.output.waiting(wording::work(action));
    let performed = desk.perform_confirmed(&target, action, shown).await?;
    drop(working);
    if let (Target::Where(filter), None) = (&target, &performed.operation) {
        session.hint_at(&desk, filter).await?;
    }
    tell(session, &desk, &target, &performed)
}

/// Shows what would happen and asks whether to go on; no question if nothing would. Returns how
/// many records were shown.
async fn confirmed(
    session: &mut Session,
    desk: &Desk,
    target: &Target,
    action: &Action,
) -> Result<u64, CliError> {
    let working = session.output.waiting("Counting what would change");
    let preview = desk.preview(target, action).await?;
    drop(working);
    let units = Units::of(desk);
    for line in wording::preview_lines(&preview, action, &units) {
        session.output.say(&line)?;
    }
    if session.yes() || preview.changing() == 0 && !preview.is_refused() {
        return Ok(preview.selected());
    }
    if !preview.missing.is_empty() {
        return Err(winback_app::AppError::NotFound(preview.missing).into());
    }
    if !preview.refused.is_empty() {
        // The store would refuse too, but between preview and store the records may change.
        return Err(CliError::Records {
            verb: wording::participle(action),
            total: preview.refused_count(),
            records: preview.named.iter().map(ToString::to_string).collect(),
        });
    }
    if let Some(policy) = preview.policy {
        return Err(CliError::Refused(policy.to_string()));
    }
    if question::go_on(session)? {
        return Ok(preview.selected());
    }
    Err(CliError::Refused("nothing was changed, as you did not say yes".into()))
}

/// Tells what was done.
fn tell(
    session: &mut Session,
    desk: &Desk,
    target: &Target,
    performed: &Performed,
) -> Result<(), CliError> {
    if session.output.is_for_people() {
        return Ok(session.output.print(&wording::sentence(target, performed))?);
    }
    let operation = performed.operation.as_ref();
    let changed = operation.map_or(0, |operation| operation.records);
    let mut members = vec![
        ("operation", operation.map_or(Cell::Empty, |operation| Cell::Id(operation.id.get()))),
        ("changed", Cell::Count(changed)),
    ];
    members.extend(
        performed.effects.iter().map(|(effect, n)| (wording::word(*effect), Cell::Count(*n))),
    );
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}
