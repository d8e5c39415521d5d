//! `winback tokens`.

use clap::{Args, Subcommand};
use winback_app::{
    Desk, TokenRequest,
    store::domain::{ApiToken, TokenId, TokenScope},
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, write_object, write_rows},
    session::Session,
};

/// Makes, lists and revokes the tokens by which programs act as a person
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback tokens create 'nightly report' --scope read\n\
    A program sends the token as `Authorization: Bearer wb_…` to `winback serve`."
)]
pub(crate) struct Tokens {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Lists one's tokens; for managers, everybody's
    #[command(after_help = "Example: winback tokens list")]
    List,
    /// Makes a token that acts as whoever asks, and prints its secret, this once
    #[command(after_help = "Example: winback tokens create sync --scope write --days 30\n\
        `read` reads, `write` also changes records, `configure` also does what managers do.")]
    Create {
        /// What it is for
        name: String,
        /// What it allows
        #[arg(long, default_value = TokenScope::Read.as_str(),
            value_parser = TokenScope::ALL.map(TokenScope::as_str))]
        scope: String,
        /// For how many days it is valid, at most 366
        #[arg(long, value_name = "N", default_value_t = 90)]
        days: u16,
    },
    /// Revokes a token: it is valid no more
    #[command(after_help = "Example: winback tokens revoke 3")]
    Revoke {
        /// The token, by its id
        id: i64,
    },
}

impl Tokens {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        match self.verb {
            Verb::List => list(session, &desk).await,
            Verb::Create { name, scope, days } => {
                // The words were checked by the command line.
                let scope = TokenScope::from_word(&scope).unwrap_or(TokenScope::Read);
                let request = TokenRequest { name, scope, days: Some(days) };
                let (token, secret) = desk.create_token(&request).await?;
                let units = Units::of(&desk);
                if session.output.is_for_people() {
                    let (name, until) = (&token.name, units.moment(token.expires_at));
                    let person = &desk.actor().name;
                    session.output.say(&format!(
                        "Token {} `{name}` acts as {person} until {until}. Its secret is not shown again:",
                        token.id
                    ))?;
                    return Ok(session.output.print(secret.expose())?);
                }
                let mut members = members(&token).to_vec();
                members.push(("secret", Cell::Text(secret.expose().to_owned())));
                Ok(write_object(&mut session.output, &units, &members)?)
            }
            Verb::Revoke { id } => {
                let token = desk.revoke_token(TokenId::new(id)).await?;
                if session.output.is_for_people() {
                    let sentence = format!("Token {id} `{}` is revoked.", token.name);
                    return Ok(session.output.print(&sentence)?);
                }
                Ok(write_object(&mut session.output, &Units::of(&desk), &members(&token))?)
            }
        }
    }
}

async fn list(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    const COLUMNS: [Column; 8] = [
        Column::numbers("id", "Id"),
        Column::words("name", "Name"),
        Column::words("scope", "Scope"),
        Column::words("person", "Person"),
        Column::words("created_at", "Made"),
        Column::words("expires_at", "Until"),
        Column::words("last_used_at", "Last used"),
        Column::words("revoked_at", "Revoked"),
    ];
    let people = desk.people().await?;
    let row = |token: &ApiToken| -> Vec<Cell> {
        let person = people.iter().find(|person| person.id == token.person);
        let cell = |(name, cell): (&str, Cell)| match (name, &person) {
            ("person", Some(person)) => Cell::Reference(person.id.get(), person.name.clone()),
            _ => cell,
        };
        members(token).into_iter().map(cell).collect()
    };
    let rows: Vec<Vec<Cell>> = desk.tokens().await?.iter().map(row).collect();
    Ok(write_rows(&mut session.output, &Units::of(desk), "tokens", &COLUMNS, &rows)?)
}

fn members(token: &ApiToken) -> [(&'static str, Cell); 8] {
    let moment = |at: Option<jiff::Timestamp>| at.map_or(Cell::Empty, Cell::Moment);
    [
        ("id", Cell::Id(token.id.get())),
        ("name", Cell::Text(token.name.clone())),
        ("scope", Cell::Text(token.scope.as_str().into())),
        ("person", Cell::Id(token.person.get())),
        ("created_at", Cell::Moment(token.created_at)),
        ("expires_at", Cell::Moment(token.expires_at)),
        ("last_used_at", moment(token.last_used_at)),
        ("revoked_at", moment(token.revoked_at)),
    ]
}
