//! Documents with commands: each is run in order, and prints what the document shows.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    binary,
    console::{self, Piece},
    story::Story,
};

/// The day of the sample that the tour shows.
const SAMPLE: &str =
    "winback demo --file-only --database sqlite:winback-demo.db --as-of 2026-03-02";

/// `WINBACK_ACCEPT=1 cargo test -p winback-stories tour` writes into the README what it prints now.
#[test]
fn the_readme_shows_what_the_commands_print() {
    let story = Story::without_database();
    story.given(SAMPLE);
    shows_what_the_commands_print(&story, "README.md");
}

/// The files of the example stand in the document, each below a line that ends with its name.
#[test]
fn the_guide_to_mappings_shows_what_the_commands_print() {
    let guide = "crates/winback-app/MAPPING.md";
    let story = Story::without_database();
    story.given("winback migrate --database sqlite:winback-demo.db");
    let text = fs::read_to_string(path_of(guide)).expect("the guide can be read");
    let files = console::files(&text);
    assert_eq!(files.len(), 4, "{files:?}");
    for (name, content) in files {
        fs::write(story.path(&name), content).expect("the folder takes files");
    }
    shows_what_the_commands_print(&story, guide);
}

fn path_of(document: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document)
}

fn shows_what_the_commands_print(story: &Story, document: &str) {
    let path = path_of(document);
    let text = fs::read_to_string(&path).expect("the document can be read");
    let mut pieces = console::pieces(&text);
    let mut wrong = Vec::new();
    let mut run = 0;
    for piece in &mut pieces {
        let Piece::Command { line, printed } = piece else { continue };
        let prints = run_in_shell(story, line);
        run += 1;
        if !console::fits(printed, &prints) {
            wrong.push(format!("$ {line}\n--- {document} says\n{printed}--- it prints\n{prints}"));
            *printed = prints;
        }
    }
    assert!(run > 0, "{document} has no ```console block that begins with `$ winback`");
    if std::env::var_os("WINBACK_ACCEPT").is_some_and(|accept| accept == "1") {
        fs::write(&path, console::document(&pieces)).expect("the document can be written");
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs a line as a reader would paste it; both streams go where a terminal would show them.
fn run_in_shell(story: &Story, line: &str) -> String {
    let prepared = story.command("winback");
    let folder = binary::path().parent().expect("the binary lies in a folder");
    let search = std::env::var_os("PATH").unwrap_or_default();
    let search = std::env::join_paths(
        std::iter::once(folder.to_owned()).chain(std::env::split_paths(&search)),
    );
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("{{ {line}\n}} 2>&1")).stdin(Stdio::null()).env_clear();
    for (name, value) in prepared.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let output = shell
        .current_dir(story.path("."))
        .env("PATH", search.expect("the folder can stand in PATH"))
        .env("WINBACK_DATABASE", "sqlite:winback-demo.db")
        .output()
        .expect("a shell can be started");
    String::from_utf8(output.stdout).expect("results are UTF-8")
}
