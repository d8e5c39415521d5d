//! A PostgreSQL server of a test's own, which may be stopped, killed and started again.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use tempfile::TempDir;

/// Where the tests find the programs of a server: the folder that holds `initdb` and `postgres`.
const PROGRAMS: &str = "WINBACK_TEST_POSTGRES_PROGRAMS";

/// The user who owns everything in the server.
const USER: &str = "winback";

/// How long the server may take to start, or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a server, and stops it when nobody holds its standard input any more: the server goes with
/// the test, however that ends.
const WATCH: &str =
    "\"$@\" & server=$!; while read -r _; do :; done; kill -INT $server; wait $server";

/// A server of its own: nothing is shared with other tests, and it listens on a socket alone, unless
/// its settings say otherwise. It is stopped and removed when this is dropped.
///
/// What was committed survives a kill of the server, as on a server for real work.
#[derive(Debug)]
pub struct TempServer {
    folder: TempDir,
    programs: PathBuf,
    settings: Vec<String>,
    variables: Vec<(String, String)>,
    watch: Option<Child>,
}

impl TempServer {
    /// Makes a server with these settings, such as `max_connections=10`, and starts it.
    ///
    /// # Errors
    /// If `cargo xtask test` did not say where the programs are, or what they say.
    pub fn start(settings: &[&str]) -> io::Result<Self> {
        Self::start_with(settings, &[], |_| Ok(()))
    }

    /// Makes a server as [`start`](Self::start) does, with variables of its environment, after
    /// `prepare` was called with the folder of its data.
    ///
    /// # Errors
    /// Those of [`start`](Self::start), and those of `prepare`.
    pub fn start_with(
        settings: &[&str],
        variables: &[(&str, &str)],
        prepare: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is how the tests learn of the programs of a server"
        )]
        let programs = env::var(PROGRAMS).map_err(|_| {
            io::Error::other(format!(
                "`{PROGRAMS}` is not set: run the tests with `cargo xtask test`"
            ))
        })?;
        let folder = TempDir::with_prefix("winback-server-")?;
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut server = Self {
            folder,
            programs: programs.into(),
            settings: settings.iter().map(|it| (*it).to_owned()).collect(),
            variables: variables.iter().map(owned).collect(),
            watch: None,
        };
        if is_root() {
            said(Command::new("chown").arg("postgres:").arg(server.folder.path()))?;
        }
        let initdb = ["--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"];
        let mut command = server.as_owner("initdb");
        said(command.args(initdb).args(["--no-sync", "--pgdata"]).arg(server.data()))?;
        prepare(&server.data())?;
        if is_root() {
            said(Command::new("chown").args(["-R", "postgres:"]).arg(server.data()))?;
        }
        server.start_again()?;
        Ok(server)
    }

    /// Starts a server that was stopped or killed.
    ///
    /// # Errors
    /// What the server's log says, if it does not start.
    pub fn start_again(&mut self) -> io::Result<()> {
        let begun = Instant::now();
        loop {
            let mut server = self.as_owner("postgres");
            server.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
            server.args(["-c", "listen_addresses=", "-c", "fsync=off"]);
            server.args(self.settings.iter().flat_map(|setting| ["-c", setting]));
            let log = fs::File::options().create(true).append(true).open(self.log())?;
            let watch = Command::new("sh")
                .args(["-c", WATCH, "watch"])
                .arg(server.get_program())
                .args(server.get_args())
                .envs(self.variables.iter().cloned())
                .current_dir("/")
                .stdin(Stdio::piped())
                .stdout(log.try_clone()?)
                .stderr(log)
                .process_group(0)
                .spawn()?;
            self.watch = Some(watch);
            // Processes of a server that was killed may still be there for a moment.
            let started = self.wait_for_answer(begun);
            if started.is_ok() || begun.elapsed() > PATIENCE {
                return started;
            }
            self.stop()?;
        }
    }

    /// Waits until the server answers, or its process is gone.
    fn wait_for_answer(&self, begun: Instant) -> io::Result<()> {
        loop {
            let mut ready = Command::new(self.programs.join("pg_isready"));
            ready.arg("--quiet").arg("--host").arg(self.folder.path()).stdin(Stdio::null());
            if ready.args(["--port", &self.port()]).status()?.success() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
            let gone = begun.elapsed() > Duration::from_secs(2) && self.process().is_err();
            if gone || begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.log()).unwrap_or_default();
                return Err(io::Error::other(format!("PostgreSQL does not start:\n{log}")));
            }
        }
    }

    /// Stops the server; everybody's connection is cut.
    ///
    /// # Errors
    /// The system's.
    pub fn stop(&mut self) -> io::Result<()> {
        let Some(mut watch) = self.watch.take() else { return Ok(()) };
        drop(watch.stdin.take());
        watch.wait()?;
        Ok(())
    }

    /// Kills the server's first process, so that it can save nothing.
    ///
    /// # Errors
    /// The system's.
    pub fn kill(&mut self) -> io::Result<()> {
        said(Command::new("kill").args(["-s", "KILL", &self.process()?.to_string()]))?;
        self.stop()
    }

    /// Returns the id of the server's first process.
    fn process(&self) -> io::Result<u32> {
        let text = fs::read_to_string(self.data().join("postmaster.pid"))?;
        let first = text.lines().next().and_then(|line| line.parse::<u32>().ok());
        let process = first.ok_or_else(|| io::Error::other("`postmaster.pid` holds no number"))?;
        said(Command::new("kill").args(["-s", "0", &process.to_string()]))?;
        Ok(process)
    }

    /// Returns the URL of a database of the server, through its socket.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let folder = self.folder.path().to_string_lossy().replace('%', "%25").replace('/', "%2F");
        format!("postgres://{USER}@{folder}:{}/{database}", self.port())
    }

    /// Returns the folder of the socket.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes an empty database and returns its URL.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn create_database(&self, name: &str) -> io::Result<String> {
        crate::postgres::psql(
            &self.url("postgres"),
            &format!("CREATE DATABASE {name} TEMPLATE template0"),
        )?;
        Ok(self.url(name))
    }

    /// Runs statements in a database, and returns what they give, as
    /// [`TempPostgres::run`](crate::TempPostgres::run) does.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn run(&self, database: &str, statements: &str) -> io::Result<String> {
        crate::postgres::psql(&self.url(database), statements)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn port(&self) -> String {
        let mut ports = self.settings.iter().filter_map(|setting| setting.strip_prefix("port="));
        ports.next_back().unwrap_or("5432").to_owned()
    }

    /// Returns a command that runs a program of the server: as `postgres` for root, whom it refuses.
    fn as_owner(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
        command.arg(program).current_dir("/");
        command
    }
}

impl Drop for TempServer {
    fn drop(&mut self) {
        // The folder goes away all the same.
        drop(self.stop());
    }
}

/// Runs a command, and fails with what it said if it does.
fn said(command: &mut Command) -> io::Result<()> {
    let done = command.stdin(Stdio::null()).output()?;
    match done.status.success() {
        true => Ok(()),
        false => Err(io::Error::other(String::from_utf8_lossy(&done.stderr).into_owned())),
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
