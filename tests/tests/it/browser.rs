//! Winback in a browser: a server on a database of its own, and people who look at its pages.
//!
//! Chromium and its driver are started without a screen, and axe-core comes from npm; `cargo xtask setup`
//! installs all three. What a test does on a [`Page`] is what a person can do: click what is called so,
//! fill what is labelled so, press a key. It waits until there is such a thing, and fails with what there
//! is instead.

#![expect(
    clippy::result_large_err,
    reason = "what the driver answers is as large as the library makes it, and a story ends with it"
)]

mod driver;
mod page;
mod tab;

use std::{
    io::Write,
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::{Value, json};

pub(crate) use page::Page;
pub(crate) use tab::Look;

use crate::{serving::Server, story::Story};
use tab::{Options, Tab};

/// The password of everybody in these stories.
pub(crate) const PASSWORD: &str = "vier lila Pumpen 7";

/// A server on a database of its own, whose manager has a password.
pub(crate) struct Site {
    story: Story,
    server: Server,
    /// The cookie by which the manager is signed in.
    manager: String,
    /// How many browsers were opened on it.
    opened: AtomicU32,
}

impl Site {
    /// Serves a new database.
    pub(crate) fn new() -> Self {
        Self::limited("")
    }

    /// Serves a new database, with options of `winback serve`.
    pub(crate) fn limited(options: &str) -> Self {
        Self::of(Story::new(), options)
    }

    /// Serves the sample pipeline, as `winback demo` makes it.
    pub(crate) fn sample() -> Self {
        let story = Story::without_database();
        story.given("winback demo --file-only --as-of 2026-03-02");
        Self::of(story, "")
    }

    fn of(story: Story, options: &str) -> Self {
        let options = format!("--log first=error,warn --log-format text {options}");
        let server = Server::start(&story, &options);
        let link = server.link().expect("nobody has a password yet");
        let used = json!({ "link": link, "password": PASSWORD });
        let manager = server.cookie("/api/v1/session/link", &used);
        Self { story, server, manager, opened: AtomicU32::new(0) }
    }

    /// Runs commands beside the server, which must succeed.
    pub(crate) fn given(&self, script: &str) -> &Self {
        self.story.given(script);
        self
    }

    /// Runs one command beside the server, and returns what it printed.
    pub(crate) fn printed(&self, line: &str) -> String {
        self.story.printed(line)
    }

    /// Returns the records that a filter finds, as lines of the columns asked for.
    pub(crate) fn listed(&self, filter: &str, columns: &str) -> String {
        let line = format!("winback list '{filter}' --columns {columns} --sort id --format csv");
        let printed = self.printed(&line);
        printed.split_once('\n').map(|(_, rows)| rows.to_owned()).unwrap_or_default()
    }

    /// Asks the API as the manager.
    pub(crate) fn asked(&self, path: &str) -> Value {
        self.server.get_as(&self.manager, path)
    }

    /// Adds somebody who can sign in.
    pub(crate) fn given_person(&self, name: &str, login: &str) -> &Self {
        self.given(&format!("winback people add '{name}' --login {login}"));
        let mut command = self.story.command(&format!("winback people password {login}"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{PASSWORD}").unwrap();
        drop(input);
        assert!(child.wait().unwrap().success());
        self
    }

    /// Opens a browser in which the manager is signed in, on a page.
    pub(crate) fn manager(&self, path: &str) -> Page {
        self.signed_in(&self.manager, path)
    }

    /// Opens a browser in which somebody is signed in, on a page.
    pub(crate) fn person(&self, login: &str, path: &str) -> Page {
        let credentials = json!({ "login": login, "password": PASSWORD });
        self.signed_in(&self.server.cookie("/api/v1/session", &credentials), path)
    }

    fn signed_in(&self, cookie: &str, path: &str) -> Page {
        let page = self.browser(Options::default());
        page.set_cookie(cookie);
        page.open(path);
        page
    }

    /// Opens a browser that runs no scripts, in which nobody is signed in, on no page.
    pub(crate) fn without_scripts(&self) -> Page {
        self.browser(Options { without_scripts: true })
    }

    fn browser(&self, options: Options) -> Page {
        let number = self.opened.fetch_add(1, Ordering::Relaxed);
        let profile = self.story.path(&format!("chromium-{number}"));
        Page::new(Tab::open(&self.server.url(""), &profile, options))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // What went wrong in the server is seen here, whatever the pages made of it.
        let said = self.server.stopped();
        assert!(!said.contains("ERROR"), "{said}");
        assert!(!said.contains("WARN"), "{said}");
    }
}
