//! What can be typed: the options that every command has, and the commands.

use std::path::PathBuf;

use clap::{
    ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    error::ErrorKind,
};
use jiff::Timestamp;

use crate::command::names::{CampaignParts, MediumParts, Names, SourceParts, TagParts, TeamParts};
use crate::{command, configuration::Configuration, environment};

/// Winback: the CRM pipeline for deals that did not work out.
#[derive(Debug, Parser)]
#[command(
    name = "winback",
    version,
    arg_required_else_help = true,
    after_help = "Example: winback demo, then follow what it prints.\n\
        `winback list --help` tells how filters are written.\n\
        Exit codes: 0 done, 1 refused or not found, 2 usage or environment."
)]
pub(crate) struct Arguments {
    /// The options that every command has.
    #[command(flatten)]
    pub(crate) options: Options,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The options that every command has.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Options {
    /// The database, such as `sqlite:PATH`
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Who acts, by login or name [env: WINBACK_USER] [default: the first manager]
    #[arg(id = "as", long, global = true, value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// How results are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// When to colour; `auto` asks the terminal and NO_COLOR
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Goes on without a question
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    /// The time to work at, such as 2026-03-02T10:00:00Z, for tests and replays [env: WINBACK_NOW]
    #[arg(long, global = true, value_name = "INSTANT")]
    pub(crate) now: Option<Timestamp>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: aligned, money and dates readable
    Table,
    /// For programs: one document
    Json,
    /// For spreadsheets: a header and plain values
    Csv,
    /// For programs: one JSON object a line, as they come
    Jsonl,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands, in the order of the help.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(command::new::New),
    Edit(command::edit::Edit),
    List(command::list::List),
    Show(command::show::Show),
    Similar(command::similar::Similar),
    Stale(command::stale::Stale),
    Lose(command::lose::Lose),
    Amend(command::amend::Amend),
    Restore(command::restore::Restore),
    Archive(command::archive::Archive),
    Win(command::win::Win),
    Move(command::move_stage::Move),
    Assign(command::assign::Assign),
    Leads(command::leads::Leads),
    Convert(command::convert::Convert),
    Merge(command::merge::Merge),
    Operations(command::operations::Operations),
    Undo(command::undo::Undo),
    Reasons(command::reasons::Reasons),
    Stages(command::stages::Stages),
    /// Lists and keeps the sales teams
    Teams(Names<TeamParts>),
    /// Lists and keeps the tags
    Tags(Names<TagParts>),
    /// Lists and keeps the sources: where contacts come from
    Sources(Names<SourceParts>),
    /// Lists and keeps the mediums: how contacts come in
    Mediums(Names<MediumParts>),
    /// Lists and keeps the campaigns
    Campaigns(Names<CampaignParts>),
    Customers(command::customers::Customers),
    People(command::people::People),
    Tokens(command::tokens::Tokens),
    Settings(command::settings::Settings),
    Scoring(command::scoring::Scoring),
    Import(command::import::Import),
    Export(command::export::Export),
    Report(command::report::Report),
    Group(command::group::GroupCommand),
    Filters(command::filters::Filters),
    Fields(command::fields::Fields),
    Serve(command::serve::Serve),
    Migrate(command::migrate::Migrate),
    Doctor(command::doctor::Doctor),
    Demo(command::demo::Demo),
    Generate(command::generate::Generate),
    Completions(command::completions::Completions),
    Man(command::man::Man),
}

impl Arguments {
    /// Reads the command line, the environment where the command line is silent, and the
    /// configuration of a server where both are.
    ///
    /// The variables are not left to clap: it would show each that is set as if it were typed.
    ///
    /// # Errors
    /// What clap says, help and version included; an instant in the environment that is none; what
    /// is wrong in the file of `--config`.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let default = environment::default_database().map_or_else(
            || "none: no home directory is known".to_owned(),
            |path| format!("sqlite:{}", path.display()),
        );
        let mut command = Self::with_default(&default);
        let mut matches = command.try_get_matches_from_mut(std::env::args_os())?;
        let mut database = environment::variable("DATABASE");
        if let Some(file) = configuration_file(&matches) {
            // A command that has read something cannot be changed any more.
            let fresh = Self::with_default(&default);
            let said = Configuration::read(&fresh, &file)
                .map_err(|problem| command.error(ErrorKind::InvalidValue, problem))?;
            database = database.or_else(|| said.database());
            matches = said.within(fresh).try_get_matches_from(std::env::args_os())?;
        }
        let mut arguments = Self::from_arg_matches(&matches)?;
        let options = &mut arguments.options;
        options.database = options.database.take().or(database);
        options.person = options.person.take().or_else(|| environment::variable("USER"));
        if let (None, Some(now)) = (options.now, environment::variable("NOW")) {
            let wrong = |_| {
                let problem =
                    format!("WINBACK_NOW: `{now}` is no instant: write 2026-03-02T10:00:00Z");
                command.error(ErrorKind::InvalidValue, problem)
            };
            options.now = Some(now.parse().map_err(wrong)?);
        }
        Ok(arguments)
    }

    /// Returns what can be typed, in words that are the same on every machine.
    pub(crate) fn definition() -> clap::Command {
        Self::with_default("winback/winback.db in the user's data directory")
    }

    fn with_default(database: &str) -> clap::Command {
        let help = format!(
            "The database, such as `sqlite:PATH`, `postgres://USER@HOST/NAME` or `memory:` \
             [env: WINBACK_DATABASE] \
             [default: {database}]"
        );
        Self::command().mut_arg("database", |database| database.help(help))
    }
}

/// Returns the file of `winback serve --config`, if that is what was typed.
fn configuration_file(matches: &ArgMatches) -> Option<PathBuf> {
    matches.subcommand_matches("serve")?.get_one::<PathBuf>("config").cloned()
}
