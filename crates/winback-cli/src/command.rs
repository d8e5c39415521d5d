//! The commands: one file each.

pub(crate) mod amend;
pub(crate) mod archive;
pub(crate) mod assign;
pub(crate) mod completions;
pub(crate) mod convert;
pub(crate) mod customers;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod fields;
pub(crate) mod filters;
pub(crate) mod generate;
pub(crate) mod group;
pub(crate) mod import;
pub(crate) mod leads;
pub(crate) mod list;
pub(crate) mod lose;
pub(crate) mod man;
pub(crate) mod merge;
pub(crate) mod migrate;
pub(crate) mod move_stage;
pub(crate) mod names;
pub(crate) mod new;
pub(crate) mod operations;
pub(crate) mod people;
pub(crate) mod reasons;
pub(crate) mod report;
pub(crate) mod restore;
pub(crate) mod scoring;
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod show;
pub(crate) mod similar;
pub(crate) mod stages;
pub(crate) mod stale;
pub(crate) mod tokens;
pub(crate) mod undo;
pub(crate) mod win;

use crate::{arguments::Command, error::CliError, session::Session};

/// Runs a command.
///
/// # Errors
/// What the command refuses or cannot do.
pub(crate) async fn run(command: Command, session: &mut Session) -> Result<(), CliError> {
    match command {
        Command::New(new) => new.run(session).await,
        Command::Edit(edit) => edit.run(session).await,
        Command::List(list) => list.run(session).await,
        Command::Show(show) => show.run(session).await,
        Command::Similar(similar) => similar.run(session).await,
        Command::Stale(stale) => stale.run(session).await,
        Command::Lose(lose) => lose.run(session).await,
        Command::Amend(amend) => amend.run(session).await,
        Command::Restore(restore) => restore.run(session).await,
        Command::Archive(archive) => archive.run(session).await,
        Command::Win(win) => win.run(session).await,
        Command::Move(move_stage) => move_stage.run(session).await,
        Command::Assign(assign) => assign.run(session).await,
        Command::Leads(leads) => leads.run(session).await,
        Command::Convert(convert) => convert.run(session).await,
        Command::Merge(merge) => merge.run(session).await,
        Command::Operations(operations) => operations.run(session).await,
        Command::Undo(undo) => undo.run(session).await,
        Command::Reasons(reasons) => reasons.run(session).await,
        Command::Stages(stages) => stages.run(session).await,
        Command::Teams(names) => names.run(session).await,
        Command::Tags(names) => names.run(session).await,
        Command::Sources(names) => names.run(session).await,
        Command::Mediums(names) => names.run(session).await,
        Command::Campaigns(names) => names.run(session).await,
        Command::Customers(customers) => customers.run(session).await,
        Command::People(people) => people.run(session).await,
        Command::Tokens(tokens) => tokens.run(session).await,
        Command::Settings(settings) => settings.run(session).await,
        Command::Import(import) => import.run(session).await,
        Command::Export(export) => export.run(session).await,
        Command::Report(report) => report.run(session).await,
        Command::Scoring(scoring) => scoring.run(session).await,
        Command::Group(group) => group.run(session).await,
        Command::Filters(filters) => filters.run(session).await,
        Command::Fields(fields) => fields.run(session).await,
        Command::Serve(serve) => serve.run(session).await,
        Command::Migrate(migrate) => migrate.run(session).await,
        Command::Doctor(doctor) => doctor.run(session).await,
        Command::Demo(demo) => demo.run(session).await,
        Command::Generate(generate) => generate.run(session).await,
        Command::Completions(completions) => completions.run(session),
        Command::Man(man) => man.run(session),
    }
}
