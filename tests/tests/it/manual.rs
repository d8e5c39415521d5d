//! Completions for shells, and manual pages.

use std::{fs, io::Write, process::Stdio};

use crate::{reference::commands, story::Story};

#[test]
fn each_shell_gets_completions_that_name_every_command() {
    let story = Story::without_database();
    let commands = commands(&story);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = story.printed(&format!("winback completions {shell}"));
        for name in commands.iter().flat_map(|command| command.split(' ')) {
            assert!(script.contains(name), "{shell}: {name}");
        }
        assert!(script.contains("--sort") || script.contains("-l sort"), "{shell}");
        let folder = story.path("").display().to_string();
        assert!(!script.contains(&folder), "{shell} names a folder of this machine");
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_and_values_of_options() {
    let story = Story::without_database();
    let script = story.printed("winback completions bash");
    let mut bash = std::process::Command::new("bash");
    let mut bash = bash
        .args(["--norc", "-s"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bash can be started");
    let ask = "
        complete_words() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
            _winback winback \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"
            echo \"${COMPREPLY[*]}\"; }
        complete_words winback re
        complete_words winback reasons a
        complete_words winback list --format j
    ";
    bash.stdin.take().unwrap().write_all(format!("{script}\n{ask}").as_bytes()).unwrap();
    let printed = String::from_utf8(bash.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(printed, "restore reasons report\nadd archive\njson jsonl\n");
}

#[test]
fn every_command_has_a_manual_page_with_its_example() {
    let story = Story::without_database();
    let commands = commands(&story);
    let said = story.printed("winback man pages/man1");
    assert_eq!(said, format!("Wrote {} manual pages to pages/man1.\n", commands.len() + 1));
    for command in &commands {
        let name = format!("winback-{}.1", command.replace(' ', "-"));
        let page = fs::read_to_string(story.path("pages/man1").join(&name)).expect(&name);
        let example = page.lines().any(|line| line.starts_with("Example: winback "));
        assert!(example, "{name} has no example");
        assert!(!page.contains(".local/share/winback"), "{name} names a folder of this machine");
    }
    let page = fs::read_to_string(story.path("pages/man1/winback-reasons-merge.1")).unwrap();
    let title = page.lines().find(|line| line.starts_with(".TH"));
    let version = env!("CARGO_PKG_VERSION");
    let expected =
        format!(".TH winback-reasons-merge 1 \" \" \"winback {version}\" \"Winback manual\"");
    assert_eq!(title, Some(expected.as_str()));
    let again = story.printed("winback man pages/man1 --format json");
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    let pages = commands.len() + 1;
    assert_eq!(again, serde_json::json!({ "folder": "pages/man1", "pages": pages }));
}

#[test]
fn pages_that_cannot_be_written_and_unknown_shells_are_told() {
    let story = Story::without_database();
    fs::write(story.path("file"), "").unwrap();
    let said = story.tell("winback man file");
    assert!(said.contains("! error: the pages cannot be written to `file`\n"), "{said}");
    assert!(said.ends_with("[exit 2]\n"), "{said}");
    insta::assert_snapshot!(story.tell("winback completions tcsh"), @"
    $ winback completions tcsh
    ! error: invalid value 'tcsh' for '<SHELL>'
    !   [possible values: bash, elvish, fish, powershell, zsh]
    ! 
    !   tip: a similar value exists: 'zsh'
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}
