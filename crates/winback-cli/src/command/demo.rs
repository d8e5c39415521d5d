//! `winback demo`.

use std::{net::SocketAddr, path::Path};

use clap::Args;
use jiff::{civil::Date, tz::TimeZone};
use serde_json::json;
use winback_app::{
    DemoSummary, Secret, generate_demo,
    store::{domain::Role, without_password},
};

use super::serve::Serve;
use crate::{
    arguments::Format,
    error::CliError,
    output::{count, counted, pretty},
    session::Session,
};

/// Where the sample goes unless a database is named.
const FILE: &str = "winback-demo.db";

/// Makes a database file with a sample pipeline, and opens it in the browser's reach
#[derive(Debug, Args)]
#[command(after_help = "Example: winback demo --file-only --as-of 2026-03-02\n\
    The file is winback-demo.db in this folder, unless --database names another. winback-demo.db is opened again if it\n\
    exists; any other that exists is left alone.\n\
    The pages are served on this machine alone, until Ctrl-C; how to sign in is printed.")]
pub(crate) struct Demo {
    /// The day on which the sample ends; the same day gives the same sample [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Makes the file alone, and serves nothing
    #[arg(long, conflicts_with = "listen")]
    file_only: bool,
    /// Where to listen: an address and a port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Demo {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let url = match session.given_url() {
            Some(url) => url.to_owned(),
            None => format!("sqlite:{FILE}"),
        };
        session.backends().for_url(&url)?;
        if let Some(path) = url.strip_prefix("sqlite:").filter(|path| Path::new(path).exists()) {
            // Opening the sample sets passwords, which must not happen to any other database.
            if !self.file_only && path == FILE {
                return serve(session, &url, self.listen).await;
            }
            return Err(CliError::Refused(format!(
                "`{path}` exists already: remove it, or name another file with --database sqlite:PATH"
            )));
        }
        let storage = session.open(&url).await?;
        let today = || session.clock().now().to_zoned_datetime(TimeZone::UTC).date();
        let working = session.output.waiting("Making a sample pipeline");
        let summary = generate_demo(&storage, self.as_of.unwrap_or_else(today)).await?;
        drop(working);
        if session.output.format() != Format::Table {
            let DemoSummary { records, lost, losses } = summary;
            let document = json!({ "database": without_password(&url), "records": records, "lost": lost, "losses": losses });
            return Ok(pretty(session.output.results(), &document)?);
        }
        for line in next_steps(&url, summary) {
            session.output.print(&line)?;
        }
        match self.file_only {
            true => Ok(()),
            false => {
                drop(storage);
                serve(session, &url, self.listen).await
            }
        }
    }
}

/// Serves a sample on this machine, after it has said who can sign in: with a password that is made anew
/// each time.
async fn serve(session: &mut Session, url: &str, listen: SocketAddr) -> Result<(), CliError> {
    if !listen.ip().is_loopback() {
        return Err(CliError::Usage(format!(
            "--listen: {listen} can be reached from elsewhere, and the sample is for this machine alone: \
             use `winback serve`"
        )));
    }
    session.use_database(url);
    let app = session.app().await?;
    let desk = app.desk(None).await?;
    let password: String = Secret::random("")?.expose().chars().take(16).collect();
    let people = desk.people().await?;
    let signing = [Role::Manager, Role::Salesperson]
        .map(|role| people.iter().find(|person| person.active && person.role == role));
    session.output.say("")?;
    session.output.say(&format!("The pipeline in the browser: http://{listen}"))?;
    for person in signing.into_iter().flatten() {
        desk.set_password(&person.login, &Secret::new(password.clone())).await?;
        let (login, role) = (&person.login, person.role.as_str());
        session.output.say(&format!("  sign in as {login} ({role}), password {password}"))?;
    }
    Serve::here(listen).run(session).await
}

fn next_steps(url: &str, summary: DemoSummary) -> Vec<String> {
    let shown = without_password(url);
    let url = shown.as_str();
    let records = counted(summary.records, "opportunity", "opportunities");
    let losses = counted(summary.losses, "loss", "losses");
    let lost = count(summary.lost);
    let set = if cfg!(windows) {
        format!("set WINBACK_DATABASE={url}")
    } else {
        format!("export WINBACK_DATABASE={}", quoted(url))
    };
    vec![
        format!("Made {url}: {records}, {lost} of them lost; {losses} in all."),
        String::new(),
        "Try next:".to_owned(),
        format!("  {set}"),
        "  winback list --limit 10".to_owned(),
        "  winback list 'state = lost' --sort 'closed_at desc' --limit 10".to_owned(),
        "  winback show 1".to_owned(),
        "  winback report losses".to_owned(),
        "  winback lose --where 'stage = New and priority = 0' --reason 'Too expensive'".to_owned(),
        "  winback people list".to_owned(),
    ]
}

/// Quotes a text for a shell, if it needs that.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:".contains(c);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn the_printed_command_can_be_pasted_into_a_shell() {
        assert_eq!(quoted("sqlite:/tmp/a.db"), "sqlite:/tmp/a.db");
        assert_eq!(quoted("sqlite:my file's.db"), "'sqlite:my file'\\''s.db'");
    }
}
