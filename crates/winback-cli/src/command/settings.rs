//! `winback settings`.

use clap::{Args, Subcommand};
use winback_app::Setting;

use crate::{
    error::CliError,
    output::{Cell, Column, Units, write_object, write_rows},
    session::Session,
};

/// Shows and changes settings
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback settings set require_reason on"
)]
pub(crate) struct Settings {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Shows one setting, or all with what they do
    #[command(after_help = "Example: winback settings get currency")]
    Get {
        /// The setting
        key: Option<String>,
    },
    /// Changes a setting
    #[command(after_help = "Example: winback settings set require_note_for 'Too expensive'")]
    Set {
        /// The setting; `winback settings get` lists all
        key: String,
        /// Its value
        value: String,
    },
}

impl Settings {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        const COLUMNS: [Column; 3] = [
            Column::words("key", "Setting"),
            Column::words("value", "Value"),
            Column::words("help", "What it does"),
        ];
        let desk = session.desk().await?;
        let units = Units::of(&desk);
        match self.verb {
            Verb::Get { key: None } => {
                let settings = desk.all_settings().await?;
                let rows: Vec<Vec<Cell>> = settings
                    .iter()
                    .map(|setting| members(setting).into_iter().map(|(_, cell)| cell).collect())
                    .collect();
                Ok(write_rows(&mut session.output, &units, "settings", &COLUMNS, &rows)?)
            }
            Verb::Get { key: Some(key) } => {
                let setting = desk.setting(&key).await?;
                told(session, &units, &setting, &setting.value)
            }
            Verb::Set { key, value } => {
                let setting = desk.set_setting(&key, &value).await?;
                let sentence = match setting.value.as_str() {
                    "" => format!("{} is empty now.", setting.key),
                    value => format!("{} is {value} now.", setting.key),
                };
                told(session, &units, &setting, &sentence)
            }
        }
    }
}

fn members(setting: &Setting) -> [(&'static str, Cell); 3] {
    [
        ("key", Cell::Text(setting.key.to_owned())),
        ("value", Cell::Text(setting.value.clone())),
        ("help", Cell::Text(setting.help.to_owned())),
    ]
}

fn told(
    session: &mut Session,
    units: &Units,
    setting: &Setting,
    sentence: &str,
) -> Result<(), CliError> {
    if session.output.is_for_people() {
        return Ok(session.output.print(sentence)?);
    }
    Ok(write_object(&mut session.output, units, &members(setting))?)
}
