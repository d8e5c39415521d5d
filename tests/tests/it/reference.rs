//! The command reference in `docs/COMMANDS.md`: what every `--help` says, in one document.

use std::{fmt::Write, fs, path::Path};

use crate::story::Story;

/// Where the data directory of the reference is; as long as what the document says instead, so
/// that lines break at the same places.
const DATA_DIRECTORY: [&str; 2] = ["/~/local/share", "~/.local/share"];

const START: &str = "\
# Commands

Every command of `winback`, as `--help` tells it.
This file is written by `WINBACK_ACCEPT=1 cargo test -p winback-stories reference`, and a test compares it with the program.

";

/// Returns the commands and those below them, in the order of the help.
pub(crate) fn commands(story: &Story) -> Vec<String> {
    below(story, "")
}

fn below(story: &Story, command: &str) -> Vec<String> {
    let help = story.printed(&format!("winback {command} -h"));
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split(' ').next())
        .filter(|name| *name != "help");
    names
        .flat_map(|name| {
            let command = format!("{command} {name}").trim().to_owned();
            let mut commands = below(story, &command);
            commands.insert(0, command);
            commands
        })
        .collect()
}

/// The default database is elsewhere on Windows.
#[cfg(unix)]
#[test]
fn the_reference_of_commands_is_what_the_help_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/COMMANDS.md");
    let reference = reference(&Story::without_database());
    if std::env::var_os("WINBACK_ACCEPT").is_some_and(|accept| accept == "1") {
        fs::write(&path, reference).expect("the reference can be written");
        return;
    }
    let said = fs::read_to_string(&path).expect("the reference can be read");
    let wrong = said.lines().zip(reference.lines()).find(|(said, is)| said != is);
    assert_eq!(wrong, None, "docs/COMMANDS.md is not what the help says: see its start");
    assert_eq!(said, reference);
}

fn reference(story: &Story) -> String {
    let mut commands = commands(story);
    commands.insert(0, String::new());
    let mut contents = String::new();
    let mut chapters = String::new();
    for command in &commands {
        let title = format!("winback {command}").trim().to_owned();
        let help = help(story, &title);
        let (about, rest) = help.split_once("\n\n").expect("help begins with what it is about");
        let depth = title.matches(' ').count();
        let link = title.replace(' ', "-");
        writeln!(contents, "{:indent$}- [`{title}`](#{link}): {about}", "", indent = 2 * depth)
            .unwrap();
        let rest = if command.is_empty() { rest } else { &without_global_options(rest) };
        let heading = "#".repeat(2 + depth);
        write!(chapters, "\n{heading} {title}\n\n{about}\n\n```text\n{}\n```\n", rest.trim_end())
            .unwrap();
    }
    format!("{START}{contents}{chapters}")
}

fn help(story: &Story, command: &str) -> String {
    let mut command = story.command(&format!("{command} --help"));
    let [directory, said] = DATA_DIRECTORY;
    let help = command.env("XDG_DATA_HOME", directory).output().unwrap().stdout;
    let help = String::from_utf8(help).expect("help is UTF-8").replace(directory, said);
    // Clap leaves spaces at the ends of some lines.
    help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// They are said once, with the program itself.
fn without_global_options(help: &str) -> String {
    let mut global = false;
    let mut kept = String::new();
    for line in help.lines() {
        let heading = !line.is_empty() && !line.starts_with(' ');
        global = line == "Global options:" || global && !heading;
        if !global {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}
