//! One story: a folder with a database, and a person who types commands.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use tempfile::TempDir;
use winback_testkit::TempPostgres;

use crate::binary;

/// The database of a story, in its folder.
pub(crate) const DATABASE: &str = "winback.db";

/// Set where stories are told on a server: every story then has a database of its own there.
pub(crate) const ON_SERVER: &str = "WINBACK_STORIES_ON_POSTGRES";

/// A folder with a database, and a clock that stands still.
pub(crate) struct Story {
    folder: TempDir,
    /// The URL of the story's database.
    url: String,
    /// Where the story's database lies instead of a file, if stories are told on a server.
    server: Option<TempPostgres>,
    now: String,
}

impl Story {
    /// Begins on a new database.
    pub(crate) fn new() -> Self {
        if on_server() {
            let server = TempPostgres::copy_of(template()).expect("a database can be copied");
            return Self::on(server);
        }
        let story = Self::in_folder();
        assert!(story.output("winback migrate").status.success());
        story
    }

    /// Begins in an empty folder, without a database, or with one that is empty on a server.
    pub(crate) fn without_database() -> Self {
        match on_server() {
            true => Self::on(TempPostgres::new().expect("a database can be made")),
            false => Self::in_folder(),
        }
    }

    /// Begins in an empty folder, wherever other stories are told.
    pub(crate) fn in_folder() -> Self {
        let folder = TempDir::with_prefix("winback-story-").expect("a folder can be made");
        let (url, now) = (format!("sqlite:{DATABASE}"), winback_testkit::fixed_now().to_string());
        Self { folder, url, server: None, now }
    }

    fn on(server: TempPostgres) -> Self {
        Self { url: server.url(), server: Some(server), ..Self::in_folder() }
    }

    /// Returns the story's database on a server, if it has one.
    pub(crate) const fn server(&self) -> Option<&TempPostgres> {
        self.server.as_ref()
    }

    /// Sets the clock.
    pub(crate) fn at(&mut self, now: &str) -> &mut Self {
        now.clone_into(&mut self.now);
        self
    }

    /// Moves the story to another database.
    pub(crate) fn set_url(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    /// Returns the path of something in the story's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs commands, one a line, and returns what a person would see.
    pub(crate) fn tell(&self, script: &str) -> String {
        let mut transcript = String::new();
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let output = self.output(line);
            writeln!(transcript, "$ {line}").unwrap();
            transcript.push_str(&self.redacted(&output.stdout));
            for said in self.redacted(&output.stderr).lines() {
                writeln!(transcript, "! {said}").unwrap();
            }
            match output.status.code() {
                Some(0) => {}
                code => writeln!(transcript, "[exit {}]", code.unwrap_or(-1)).unwrap(),
            }
        }
        transcript
    }

    /// Runs commands whose output does not matter, but which must succeed.
    pub(crate) fn given(&self, script: &str) -> &Self {
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let output = self.output(line);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{line}\n{said}");
        }
        self
    }

    /// Writes other bytes of the same length over a text that stands once in the database file.
    pub(crate) fn falsify(&self, text: &str, other: &str) {
        let path = self.path(DATABASE);
        let mut bytes = fs::read(&path).unwrap();
        let places =
            bytes.windows(text.len()).enumerate().filter(|(_, found)| *found == text.as_bytes());
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        assert_eq!((places.len(), other.len()), (1, text.len()));
        bytes[places[0]..places[0] + text.len()].copy_from_slice(other.as_bytes());
        fs::write(path, bytes).unwrap();
    }

    /// Runs one command and returns what it printed, which must be all that it wrote.
    pub(crate) fn printed(&self, line: &str) -> String {
        let output = self.output(line);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
        String::from_utf8(output.stdout).expect("results are UTF-8")
    }

    /// Runs one command.
    pub(crate) fn output(&self, line: &str) -> Output {
        self.command(line).stdin(Stdio::null()).output().expect("the binary can be started")
    }

    /// Prepares one command: nothing of the surroundings reaches it.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut words = words(line).into_iter();
        assert_eq!(words.next().as_deref(), Some("winback"), "{line}");
        let mut command = Command::new(binary::path());
        command
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("APPDATA", self.folder.path())
            .env("WINBACK_DATABASE", &self.url)
            .env("WINBACK_NOW", &self.now);
        command
    }

    fn redacted(&self, output: &[u8]) -> String {
        let text = String::from_utf8_lossy(output);
        let text = text.replace(folder_text(self.folder.path()), "[FOLDER]");
        // Stories show the database as the file that it is for most people.
        match &self.server {
            Some(server) => text.replace(&server.url(), &format!("sqlite:{DATABASE}")),
            None => text,
        }
    }
}

/// Tells whether stories are told on a server: see `servers`.
fn on_server() -> bool {
    std::env::var_os(ON_SERVER).is_some()
}

/// Returns a database with all migrations, which others are copied from; the server throws it away.
fn template() -> &'static TempPostgres {
    static TEMPLATE: OnceLock<TempPostgres> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let story = Story::without_database();
        story.given("winback migrate");
        story.server.expect("stories are told on a server")
    })
}

fn folder_text(folder: &Path) -> &str {
    folder.to_str().expect("the temporary folder has a name in UTF-8")
}

/// Splits a line as a shell does: at spaces, outside single and double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[test]
fn words_are_split_as_a_shell_does() {
    assert_eq!(
        words("winback  a 'b \"c\" d' e=\"f g\" ''"),
        ["winback", "a", "b \"c\" d", "e=f g", ""]
    );
}
