//! `winback serve`.

use std::{io::IsTerminal, net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use clap::{ArgAction, Args, ValueEnum};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use winback_api::{Api, Limits, Rate};
use winback_app::{App, store::without_password};
use winback_web::Web;

use crate::{error::CliError, output::Units, session::Session};

/// Serves the web pages and the JSON API, until it is told to stop
#[derive(Debug, Args)]
#[command(after_help = "Example: winback serve --listen 127.0.0.1:8080\n\
    The description of the API is at /api/v1/docs, and for programs at /api/v1/openapi.json.\n\
    docs/CONFIGURATION.md lists what can stand in the file of --config.\n\
    Ctrl-C or SIGTERM lets requests that are worked on end; a second one stops at once.")]
pub(crate) struct Serve {
    /// The file of settings, in TOML: what is neither given here nor in the environment
    #[arg(long, value_name = "FILE", env = "WINBACK_CONFIG")]
    config: Option<PathBuf>,
    /// Where to listen: an address and a port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", env = "WINBACK_LISTEN")]
    listen: SocketAddr,
    /// Sends the cookies of sessions over encrypted connections alone: for a server behind one that
    /// speaks TLS
    #[arg(long, env = "WINBACK_SECURE_COOKIES", action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, value_name = "BOOL", default_value_t = false,
        default_missing_value = "true")]
    secure_cookies: bool,
    /// The longest body of JSON, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().body, env = "WINBACK_MAX_BODY")]
    max_body: usize,
    /// The longest file to be imported, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().import, env = "WINBACK_MAX_IMPORT")]
    max_import: usize,
    /// How many seconds a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, env = "WINBACK_MAX_SECONDS",
        value_parser = clap::value_parser!(u64).range(1..=3_600))]
    max_seconds: u64,
    /// How many requests are worked on at once; more are told to try again
    #[arg(long, value_name = "N", default_value_t = 256, env = "WINBACK_MAX_REQUESTS",
        value_parser = clap::value_parser!(u16).range(1..))]
    max_requests: u16,
    /// How many requests a minute one caller may make: a person who is signed in, a token, or else an
    /// address; 0 for as many as they like
    #[arg(long, value_name = "N", default_value_t = Rate::default().per_minute.get(), env = "WINBACK_MAX_RATE")]
    max_rate: u32,
    /// How many requests one caller may make without a pause before them
    #[arg(long, value_name = "N", default_value_t = Rate::default().burst, env = "WINBACK_MAX_BURST")]
    max_burst: NonZeroU32,
    /// Takes the last address of `X-Forwarded-For` for that of the caller: for a server behind one that
    /// writes it
    #[arg(long, env = "WINBACK_FORWARDED", action = ArgAction::Set, num_args = 0..=1,
        require_equals = true, value_name = "BOOL", default_value_t = false,
        default_missing_value = "true")]
    forwarded: bool,
    /// What is logged, on standard error: `error`, `warn`, `info`, `debug`, or by part, such as
    /// `winback_api=debug`
    #[arg(long, value_name = "LEVEL", default_value = "info", env = "WINBACK_LOG",
        value_parser = level)]
    log: String,
    /// How log lines are written
    #[arg(long, value_enum, default_value_t = LogFormat::Json, env = "WINBACK_LOG_FORMAT")]
    log_format: LogFormat,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For programs: a document a line
    Json,
    /// For people
    Text,
}

impl Serve {
    /// Serves on this machine alone, and says little.
    pub(crate) fn here(listen: SocketAddr) -> Self {
        let Limits { body, import, .. } = Limits::default();
        let Rate { per_minute, burst } = Rate::default();
        Self {
            config: None,
            max_rate: per_minute.get(),
            max_burst: burst,
            forwarded: false,
            listen,
            secure_cookies: false,
            max_body: body,
            max_import: import,
            max_seconds: 60,
            max_requests: 256,
            log: "warn".to_owned(),
            log_format: LogFormat::Text,
        }
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        self.begin_log()?;
        if let Some(file) = &self.config {
            session.output.say(&format!("Settings come from {}.", file.display()))?;
        }
        let limits = Limits {
            body: self.max_body,
            import: self.max_import,
            time: Duration::from_secs(self.max_seconds),
            at_once: self.max_requests.into(),
            rate: NonZeroU32::new(self.max_rate)
                .map(|per_minute| Rate { per_minute, burst: self.max_burst }),
            forwarded: self.forwarded,
            secure_cookie: self.secure_cookies,
        };
        let app = session.app().await?;
        let unable = |source: std::io::Error| CliError::Environment {
            problem: format!("{} cannot be listened at", self.listen),
            source: Some(Box::new(source)),
        };
        let listener = TcpListener::bind(self.listen).await.map_err(unable)?;
        let address = listener.local_addr().map_err(unable)?;
        if !address.ip().is_loopback() && !self.secure_cookies {
            session.output.say(
                "note: passwords and sessions cross the network as they are: put a server that speaks \
                 TLS before this one, and give --secure-cookies",
            )?;
        }
        let database = without_password(&session.url()?);
        session.output.say(&format!("Serving {database} at http://{address}"))?;
        tell_first_link(session, &app, address).await?;
        let stop = session.asked_to_stop();
        let pages = winback_web::pages(Web::new(app.clone(), self.secure_cookies));
        let router = winback_api::router_with(Api::new(app, limits), pages);
        winback_api::serve(listener, router, stop).await.map_err(unable)?;
        Ok(session.output.say("stopped; all requests that were worked on are answered")?)
    }

    fn begin_log(&self) -> Result<(), CliError> {
        let filter = EnvFilter::try_new(&self.log)
            .map_err(|error| CliError::Usage(format!("--log: {error}")))?;
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        let begun = match self.log_format {
            LogFormat::Json => log.json().flatten_event(true).try_init(),
            LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
        };
        begun.map_err(|error| CliError::Environment {
            problem: "the log cannot begin".to_owned(),
            source: Some(error),
        })
    }
}

/// Checks what is to be logged, and returns it as it was typed.
fn level(text: &str) -> Result<String, String> {
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("this is no level: {error}")),
    }
}

/// Says on the console, and nowhere else, how the first manager gets a password.
async fn tell_first_link(
    session: &mut Session,
    app: &App,
    address: SocketAddr,
) -> Result<(), CliError> {
    if !app.needs_setup().await? {
        return Ok(());
    }
    let desk = app.desk(None).await?;
    let link = app.first_link().await?;
    let (person, secret) = (&link.person.name, link.secret.expose());
    let until = Units::of(&desk).moment(link.expires_at);
    session
        .output
        .say(&format!("Nobody has a password yet. {person} sets one, once, until {until}:"))?;
    session.output.say(&format!("  in a browser: http://{address}/welcome#{secret}"))?;
    Ok(session.output.say(&format!(
        "  or: curl http://{address}/api/v1/session/link --json '{{\"link\": \"{secret}\", \
         \"password\": \"…\"}}'"
    ))?)
}
