//! The driver of the browser: one process for all stories, and room for two browsers at once.

use std::{
    env,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::{Condvar, Mutex, OnceLock, PoisonError},
};

/// Runs the driver until nobody holds its standard input any more: until these tests are gone, however
/// they ended. The browsers that it started are in its group, and go with it.
const WATCH: &str = "\"$@\" & while read -r _; do :; done; trap '' TERM; kill -TERM 0; wait";

/// How many browsers run at once.
const MOST: usize = 2;

/// A running driver.
struct Driver {
    url: String,
    /// Ends, and the driver with it, when its standard input is let go of.
    _watch: Child,
    /// The driver would end if nobody could read what it says.
    _said: BufReader<ChildStdout>,
}

/// Returns where the driver listens; the first call starts it.
pub(super) fn url() -> &'static str {
    static DRIVER: OnceLock<Driver> = OnceLock::new();
    &DRIVER.get_or_init(start).url
}

#[expect(clippy::zombie_processes, reason = "it outlives these tests, and ends because they have")]
fn start() -> Driver {
    let mut watch = Command::new("sh")
        .args(["-c", WATCH, "watch"])
        .arg(needed("chromedriver"))
        .arg("--port=0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell can be started");
    let mut said = BufReader::new(watch.stdout.take().unwrap());
    loop {
        let mut line = String::new();
        assert!(said.read_line(&mut line).unwrap() > 0, "chromedriver says where it listens");
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            let url = format!("http://127.0.0.1:{}", port.trim().trim_end_matches('.'));
            return Driver { url, _watch: watch, _said: said };
        }
    }
}

/// Returns where a program is that `cargo xtask setup` installs.
pub(super) fn needed(program: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(program)).find(|it| it.is_file());
    found.unwrap_or_else(|| panic!("the stories in a browser need `{program}`: {}", how()))
}

/// Returns the script that finds what keeps people out.
pub(super) fn axe() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/node_modules/axe-core/axe.min.js");
        std::fs::read_to_string(&path).unwrap_or_else(|error| {
            panic!("the stories in a browser need `{}` ({error}): {}", path.display(), how())
        })
    })
}

const fn how() -> &'static str {
    "run `cargo xtask setup`"
}

/// Room for one browser.
pub(super) struct Room(());

static TAKEN: Mutex<usize> = Mutex::new(0);
static LEFT: Condvar = Condvar::new();

impl Room {
    /// Waits for room.
    pub(super) fn take() -> Self {
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let free = LEFT.wait_while(taken, |taken| *taken >= MOST);
        *free.unwrap_or_else(PoisonError::into_inner) += 1;
        Self(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        LEFT.notify_one();
    }
}
