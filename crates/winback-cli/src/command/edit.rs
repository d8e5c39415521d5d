//! `winback edit`.

use clap::Args;
use winback_app::store::domain::{OpportunityId, Revision};

use super::new::assignments;
use crate::{
    column,
    error::CliError,
    output::{Units, write_object},
    session::Session,
};

/// Sets fields of one record; an empty value empties a field
#[derive(Debug, Args)]
#[command(after_help = "Example: winback edit 12 city=Ghent expected_revenue=1800 phone=\n\
    An archived record whose probability is set to 0 becomes lost.")]
pub(crate) struct Edit {
    /// The id of the opportunity
    id: i64,
    /// Fields to set; `winback list --help` names them
    #[arg(value_name = "FIELD=VALUE", required = true)]
    fields: Vec<String>,
    /// Refuses the edit if the record is at another revision than this
    #[arg(long, value_name = "N")]
    revision: Option<i64>,
}

impl Edit {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let assignments = assignments(&self.fields)?;
        let desk = session.desk().await?;
        let expected = self.revision.map(Revision::new);
        let edited = desk.edit(OpportunityId::new(self.id), expected, &assignments).await?;
        if session.output.is_for_people() {
            let (id, name) = (edited.opportunity.id, &edited.opportunity.deal.name);
            let sentence = match (edited.became_lost, edited.changed) {
                (true, _) => format!(
                    "Opportunity {id} `{name}` is lost now: it was archived, and its probability is 0."
                ),
                (false, true) => format!("Changed opportunity {id} `{name}`."),
                (false, false) => {
                    format!("Opportunity {id} `{name}` is so already; nothing was changed.")
                }
            };
            return Ok(session.output.print(&sentence)?);
        }
        let columns = column::all(&desk);
        let cells = column::cells(&columns, &edited.opportunity, &edited.names);
        let members: Vec<_> =
            columns.iter().map(|column| column.name.as_ref()).zip(cells).collect();
        Ok(write_object(&mut session.output, &Units::of(&desk), &members)?)
    }
}
