//! A PostgreSQL server that is thrown away, and `cargo xtask postgres`, which runs a command with it.
//!
//! It listens on a socket in a folder of its own and nowhere else. A shell watches over it: when this
//! program is gone, however it ended, the shell stops the server and removes the folder.

use std::ffi::OsString;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use anyhow::{Context, Result, bail};

use crate::{program, setup};

/// Where the tests look for the server: a URL without a database.
const FOR_TESTS: &str = "WINBACK_TEST_POSTGRES";

/// Where the tests look for the programs of a server: a folder.
const PROGRAMS_FOR_TESTS: &str = "WINBACK_TEST_POSTGRES_PROGRAMS";

/// Where the product looks for its database.
const FOR_PRODUCT: &str = "WINBACK_DATABASE";

/// The user who owns everything in the server.
const USER: &str = "winback";

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Nothing here outlives a crash, so nothing is written through to the disk.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
];

/// Waits until nobody holds its standard input any more, then stops the server and tidies up.
const WATCH: &str = "folder=$1; shift; \"$@\" >\"$folder/log\" 2>&1 & server=$!; \
     while read -r _; do :; done; kill -INT $server; wait $server; rm -rf \"$folder\"";

/// A running server, stopped and removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    folder: PathBuf,
    programs: PathBuf,
    watch: Child,
}

impl Server {
    /// Makes a server and waits until it answers.
    ///
    /// # Errors
    ///
    /// There is no PostgreSQL on this machine, or it does not start.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs().context(
            "there is no PostgreSQL on this machine: run `cargo xtask setup` as root, or install it",
        )?;
        let folder = make_folder()?;
        let data = folder.join("data");
        let mut initdb = as_owner(&programs.join("initdb"));
        initdb.args(["--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
        program::output(initdb.args(["--no-sync", "--pgdata"]).arg(&data))?;
        let mut server = as_owner(&programs.join("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(&folder);
        server.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        // A group of its own: an interrupt at the terminal is for this program, not for the shell.
        let watch = Command::new("sh")
            .args(["-c", WATCH, "watch"])
            .arg(&folder)
            .arg(server.get_program())
            .args(server.get_args())
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .context("cannot start `sh`")?;
        let server = Self { folder, programs, watch };
        server.wait()?;
        Ok(server)
    }

    fn wait(&self) -> Result<()> {
        let begun = Instant::now();
        let mut ready = Command::new(self.programs.join("pg_isready"));
        ready.arg("--quiet").arg("--host").arg(&self.folder).stdin(Stdio::null());
        while !ready.status().is_ok_and(|status| status.success()) {
            if begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL does not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Returns the URL of the server, without a database.
    pub(crate) fn url(&self) -> String {
        let folder = self.folder.to_string_lossy();
        format!("postgres://{USER}@{}", folder.replace('%', "%25").replace('/', "%2F"))
    }

    /// Makes an empty database and returns its URL.
    pub(crate) fn create_database(&self, name: &str) -> Result<String> {
        let statement = format!("CREATE DATABASE {name} TEMPLATE template0");
        let mut psql = Command::new("psql");
        psql.args(["--no-psqlrc", "--quiet", "--command", &statement]);
        program::output(psql.arg(format!("{}/postgres", self.url())))?;
        Ok(format!("{}/{name}", self.url()))
    }

    /// Tells a command where the server is, and where its programs are.
    pub(crate) fn told<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env(FOR_TESTS, self.url()).env(PROGRAMS_FOR_TESTS, &self.programs)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        if let Err(error) = self.watch.wait() {
            eprintln!("warning: the PostgreSQL server in `{}`: {error}", self.folder.display());
        }
    }
}

/// Runs a command with a new server, and returns its exit code.
///
/// The product finds an empty database in `WINBACK_DATABASE`, the tests find the server.
///
/// # Errors
///
/// The server or the command cannot be started.
pub(crate) fn run(root: &Path, command: &[String]) -> Result<u8> {
    let code = setup::run(root)?;
    if code != 0 {
        return Ok(code);
    }
    let Some((name, arguments)) = command.split_first() else {
        bail!("give a command: `cargo xtask postgres -- winback demo`");
    };
    let server = Server::start()?;
    let url = server.create_database("winback")?;
    let mut command = Command::new(name);
    command.args(arguments).env(FOR_PRODUCT, url);
    let status = server.told(&mut command).status();
    let status = status.with_context(|| format!("cannot start `{name}`"))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// Tells whether this machine has all of a server.
pub(crate) fn is_here() -> bool {
    programs().is_some()
}

/// Returns the folder with the programs of the server: where the path leads to, or else Debian's, of
/// the newest version.
fn programs() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path);
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    let has_all = |folder: &PathBuf| {
        ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file())
    };
    on_path.chain(versions.into_iter().map(|(_, folder)| folder)).find(has_all)
}

/// Makes the folder of a server, which belongs to whoever runs it.
fn make_folder() -> Result<PathBuf> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let name = format!("winback-postgres-{}-{}", process::id(), now.map_or(0, |it| it.as_nanos()));
    let folder = env::temp_dir().join(name);
    fs::DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("cannot make `{}`", folder.display()))?;
    if setup::is_root() {
        let id = |what: &str| -> Result<u32> {
            let id = program::output(Command::new("id").args([what, "postgres"]))?;
            id.trim().parse().with_context(|| format!("`id {what} postgres` gave `{id}`"))
        };
        chown(&folder, Some(id("-u")?), Some(id("-g")?))?;
    }
    Ok(folder)
}

/// Returns a command that runs a program of the server: as `postgres` for root, whom it refuses.
fn as_owner(program: &Path) -> Command {
    if !setup::is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    command.arg(OsString::from(program));
    command.current_dir("/");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_and_leaves_nothing_behind() {
        let server = Server::start().unwrap();
        let url = server.create_database("deals").unwrap();
        let mut psql = Command::new("psql");
        psql.args(["--no-psqlrc", "-At", "-c", "SHOW server_encoding", &url]);
        assert_eq!(program::output(&mut psql).unwrap().trim(), "UTF8");
        let folder = server.folder.clone();
        assert!(folder.join("data").is_dir());
        drop(server);
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_goes_when_whoever_started_it_is_gone() {
        let mut server = Server::start().unwrap();
        let folder = server.folder.clone();
        // What the system does with the pipe of a program that was killed.
        drop(server.watch.stdin.take());
        server.watch.wait().unwrap();
        assert!(!folder.exists());
    }
}
