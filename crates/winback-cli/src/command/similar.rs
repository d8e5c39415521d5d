//! `winback similar`.

use clap::Args;
use winback_app::{
    Shown, Similar as SimilarRecord,
    store::{Sign, domain::OpportunityId},
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, write_rows},
    session::Session,
};

/// Lists the records of the same people as one, in whichever state
#[derive(Debug, Args)]
#[command(after_help = "Example: winback similar 12 --format csv\n\
    Similar are those with the same e-mail address, phone number or customer, and those with an address at\n\
    the same company; to have one at a public mail provider is nothing in common. Those with the strongest\n\
    evidence come first, of as strong the newest.")]
pub(crate) struct Similar {
    /// The id of the opportunity
    id: i64,
    /// How many records to list at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

const COLUMNS: [Column; 8] = [
    Column::numbers("id", "Id"),
    Column::words("kind", "Kind"),
    Column::words("name", "Name"),
    Column::words("state", "State"),
    Column::words("same_email", "Same e-mail"),
    Column::words("same_phone", "Same phone"),
    Column::words("same_customer", "Same customer"),
    Column::words("same_domain", "Same domain"),
];

impl Similar {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let similar = desk.similar(OpportunityId::new(self.id), self.limit).await?;
        if similar.is_empty() && session.output.is_for_people() {
            let sentence = format!("No record has anything in common with {}.", self.id);
            return Ok(session.output.say(&sentence)?);
        }
        let rows: Vec<Vec<Cell>> = similar.iter().map(cells).collect();
        Ok(write_rows(&mut session.output, &Units::of(&desk), "similar records", &COLUMNS, &rows)?)
    }
}

fn cells(similar: &SimilarRecord) -> Vec<Cell> {
    let same = |sign| Cell::text(common(similar, sign));
    vec![
        Cell::Id(similar.id.get()),
        Cell::Text(similar.kind.as_str().into()),
        Cell::Text(similar.name.clone()),
        Cell::Text(similar.state.as_str().into()),
        same(Sign::Email),
        same(Sign::Phone),
        same(Sign::Customer),
        same(Sign::Domain),
    ]
}

/// Returns what a record has in common by a sign.
pub(crate) fn common(similar: &SimilarRecord, sign: Sign) -> Option<&str> {
    let evidence = similar.evidence.iter().find(|evidence| evidence.sign == sign);
    evidence.map(|evidence| evidence.value.as_str())
}

/// Says why a record is similar, by the strongest evidence of each kind of people: an address says
/// more than its domain.
pub(crate) fn sentence(similar: &SimilarRecord) -> String {
    let has_email = common(similar, Sign::Email).is_some();
    let said = similar.evidence.iter().filter(|one| !(has_email && one.sign == Sign::Domain));
    let same: Vec<String> = said.map(|one| format!("{} {}", what(one.sign), one.value)).collect();
    let (id, kind, name) = (similar.id, similar.kind.as_str(), &similar.name);
    format!("{kind} {id} `{name}` ({}) has the same {}", similar.state, listed(&same))
}

pub(crate) const fn what(sign: Sign) -> &'static str {
    match sign {
        Sign::Email => "e-mail address",
        Sign::Phone => "phone number",
        Sign::Customer => "customer",
        Sign::Domain => "mail domain",
    }
}

fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// Says how many similar records were found with a record.
pub(crate) fn counted(found: usize) -> String {
    match found > Shown::SIMILAR {
        true => format!("more than {}", Shown::SIMILAR),
        false => found.to_string(),
    }
}
