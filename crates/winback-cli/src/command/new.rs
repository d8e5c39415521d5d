//! `winback new`.

use clap::Args;
use winback_app::{
    Assignment,
    store::domain::{Kind, StateKind},
};

use crate::{
    column,
    command::similar,
    error::CliError,
    output::{Units, write_object},
    session::Session,
};

/// Creates an opportunity
#[derive(Debug, Args)]
#[command(
    after_help = "Example: winback new 'Pumps for Ghent' customer='Nordwind' expected_revenue=1500.50\n\
    `winback list --help` names the fields. Who creates a record is its salesperson, unless another is given."
)]
pub(crate) struct New {
    /// The name of the opportunity
    name: String,
    /// Fields to set
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Creates a lead, where leads are in use
    #[arg(long)]
    lead: bool,
    /// The stage to begin in [default: the first]
    #[arg(long)]
    stage: Option<String>,
}

impl New {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let assignments = assignments(&self.fields)?;
        let desk = session.desk().await?;
        let kind = if self.lead { Kind::Lead } else { Kind::Opportunity };
        let created = desk.create(&self.name, kind, self.stage.as_deref(), &assignments).await?;
        let record = &created.opportunity;
        if session.output.is_for_people() {
            let (kind, id, name) = (kind.as_str(), record.id, &record.deal.name);
            let state = if record.state.kind() == StateKind::Won { ", which is won" } else { "" };
            session.output.print(&format!("Created {kind} {id} `{name}`{state}."))?;
        } else {
            let columns = column::all(&desk);
            let cells = column::cells(&columns, record, &created.names);
            let members: Vec<_> =
                columns.iter().map(|column| column.name.as_ref()).zip(cells).collect();
            write_object(&mut session.output, &Units::of(&desk), &members)?;
        }
        for other in &created.similar {
            session.output.say(&format!("note: {}", similar::sentence(other)))?;
        }
        Ok(())
    }
}

/// Reads `FIELD=VALUE` texts.
///
/// # Errors
/// What is no such text.
pub(crate) fn assignments(texts: &[String]) -> Result<Vec<Assignment>, CliError> {
    texts.iter().map(|text| Ok(text.parse::<Assignment>()?)).collect()
}
