//! The command line of Winback, and the composition root: the one crate that names backends.
//!
//! A command reads what was typed, calls one use case of `winback-app`, and prints what comes back;
//! a rule never lives here. Results go to standard output, talk to standard error. The exit code is
//! 0 if it was done, 1 if it was refused or something named does not exist, 2 if the command line
//! was wrong or the surroundings failed, and 128 and its number if a signal stopped it.
//!
//! Reading order: `arguments`, `session`, one of the commands, `output`.

mod arguments;
mod bulk;
mod column;
mod command;
mod configuration;
mod environment;
mod error;
mod filter_help;
mod interrupt;
mod new_file;
mod output;
mod question;
mod session;
mod xlsx;

use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use winback_app::store::Backends;
use winback_diesel::{PostgresBackend, SqliteBackend};
use winback_memory::MemoryBackend;

use crate::{
    arguments::{Arguments, Command},
    interrupt::Interrupt,
    output::Output,
    session::Session,
};

fn main() -> anyhow::Result<ExitCode> {
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        // Clap ends the program with 0 for help and version, and with 2 for a wrong command line.
        Err(error) => error.exit(),
    };
    let interrupt = Interrupt::default();
    interrupt.listen().context("the program cannot listen for signals")?;
    // One thread starts sooner; a server has work for all.
    let mut runtime = match &arguments.command {
        Command::Serve(_) => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = runtime.enable_all().build().context("the program cannot start its runtime")?;
    Ok(runtime.block_on(run(arguments, interrupt)))
}

async fn run(arguments: Arguments, interrupt: Interrupt) -> ExitCode {
    let backends = Backends::default()
        .with(Arc::new(SqliteBackend))
        .with(Arc::new(PostgresBackend))
        .with(Arc::new(MemoryBackend));
    let output = Output::of_process(arguments.options.format, arguments.options.color);
    let mut session = Session::new(backends, arguments.options, output, interrupt);
    let done = command::run(arguments.command, &mut session).await;
    match done.and_then(|()| Ok(session.output.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => session.explained(error).await.report(&mut session.output),
    }
}
