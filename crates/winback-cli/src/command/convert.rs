//! `winback convert`.

use clap::Args;
use winback_app::{
    ConversionPreview, ConversionRequest, Desk, MergeRequest, Target,
    store::domain::{OpportunityId, TransitionError},
};

mod merging;

use super::merge;
use crate::{
    bulk::Targets,
    error::CliError,
    output::{Cell, Units, counted, write_object},
    question,
    session::Session,
};

/// Makes opportunities of leads
#[derive(Debug, Args)]
#[command(after_help = "Example: winback convert 12 --customer Nordwind --salesperson anna\n\
    A lead that is lost or archived is restored first. One without a stage of its team enters the \
    team's first. `winback undo` takes a conversion back, and each merge by itself.")]
pub(crate) struct Convert {
    #[command(flatten)]
    targets: Targets,
    /// The customer they are with, by name or id; a company that is not there yet is added
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
    /// Give each that has no customer the one of its company name, or else of its contact name; one that
    /// is not there yet is added, with the lead's city, country, phone and e-mail
    #[arg(long, conflicts_with_all = ["customer", "into"])]
    customer_of_each: bool,
    /// Who works on them
    #[arg(long, value_name = "PERSON")]
    salesperson: Option<String>,
    /// The sales team that works on them
    #[arg(long, value_name = "NAME")]
    team: Option<String>,
    /// An opportunity that they become one with, as by `winback merge`
    #[arg(long, value_name = "ID", conflicts_with = "customer")]
    into: Option<i64>,
    /// Merge each into the newest open opportunity with the same e-mail address, or else phone number,
    /// or else customer, if there is one
    #[arg(long, conflicts_with_all = ["customer", "into"])]
    merge_similar: bool,
    /// How many records may become one; more than 5 only for managers
    #[arg(long, value_name = "N", requires = "merge_similar")]
    up_to: Option<usize>,
}

impl Convert {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let (customer, salesperson, team) = (self.customer, self.salesperson, self.team);
        let desk = session.desk().await?;
        let target = self.targets.target(&desk).await?;
        if let Some(into) = self.into {
            let request = MergeRequest { salesperson, team, up_to: None };
            let into = OpportunityId::new(into);
            let preview = desk.preview_conversion_into(&target, into, &request).await?;
            return merge::carry_out(session, &desk, &preview, &request).await;
        }
        let customer_of_each = self.customer_of_each;
        let request = ConversionRequest { customer, customer_of_each, salesperson, team };
        if self.merge_similar {
            return merging::carry_out(session, &desk, &target, &request, self.up_to).await;
        }
        let one = matches!(&target, Target::Ids(ids) if ids.len() == 1);
        let shown =
            if one { None } else { Some(confirmed(session, &desk, &target, &request).await?) };
        let working = session.output.waiting("Converting leads");
        let operation = desk.convert(&target, &request, shown).await?;
        drop(working);
        let converted = operation.as_ref().map_or(0, |operation| operation.records);
        if session.output.is_for_people() {
            let sentence = match (&target, converted) {
                (_, 0) => "No lead matches; nothing was changed.".to_owned(),
                (Target::Ids(ids), 1) => {
                    let id = ids.first().map(ToString::to_string).unwrap_or_default();
                    format!("Converted lead {id} into an opportunity.")
                }
                (_, 1) => "Converted 1 lead into an opportunity.".to_owned(),
                (_, many) => format!("Converted {} into opportunities.", leads(many)),
            };
            return Ok(session.output.print(&sentence)?);
        }
        let operation = operation.map_or(Cell::Empty, |operation| Cell::Id(operation.id.get()));
        let members = [("operation", operation), ("converted", Cell::Count(converted))];
        Ok(write_object(&mut session.output, &Units::of(&desk), &members)?)
    }
}

/// Shows what would happen and asks whether to go on; returns how many records were shown.
async fn confirmed(
    session: &mut Session,
    desk: &Desk,
    target: &Target,
    request: &ConversionRequest,
) -> Result<u64, CliError> {
    let preview = desk.preview_conversion(target, request).await?;
    let ConversionPreview { leads: count, revenue_minor, new_customers, refused, named, missing } =
        preview;
    refuse(missing, refused, &named)?;
    if count > 0 {
        let revenue = Units::of(desk).money(revenue_minor);
        session.output.say(&format!(
            "This makes opportunities of {} with an expected revenue of {revenue}.",
            leads(count)
        ))?;
        if new_customers > 0 {
            session.output.say(&added(new_customers))?;
        }
        if !question::go_on(session)? {
            return Err(CliError::Refused("nothing was changed, as you did not say yes".into()));
        }
    }
    Ok(count)
}

/// Refuses what cannot be converted.
fn refuse(
    missing: Vec<OpportunityId>,
    refused: u64,
    named: &[TransitionError],
) -> Result<(), CliError> {
    if !missing.is_empty() {
        return Err(winback_app::AppError::NotFound(missing).into());
    }
    if refused > 0 {
        let records = named.iter().map(ToString::to_string).collect();
        return Err(CliError::Records { verb: "converted", total: refused, records });
    }
    Ok(())
}

/// Says how many customers would be added.
fn added(customers: u64) -> String {
    format!("It adds {}.", counted(customers, "customer", "customers"))
}

fn leads(count: u64) -> String {
    counted(count, "lead", "leads")
}
