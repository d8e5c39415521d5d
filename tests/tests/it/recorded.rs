//! The runner of the recorded answers.

use std::fs;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reference"));
    command.args(arguments).output().expect("the runner can be started")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the runner writes UTF-8")
}

#[test]
fn the_runner_names_what_differs_and_counts_last() {
    let output = run(&["--backend", "memory"]);
    let printed = printed(&output);
    let wanted = "domains 432 (numbers): [[\"day_close\",\">=\",30]]\n  expected 0 records, got an \
                  error: unknown field `day_close` at [0][0]; did you mean `date_closed`?\n  on purpose: ";
    assert!(printed.contains(wanted), "{printed}");
    assert!(printed.contains("\ndomains: many2one in: 21 of 21 agree\n"), "{printed}");
    let last = printed.lines().last().expect("there is a last line");
    assert!(last.starts_with("agreed ") && last.contains(", differ "), "{last}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn answers_of_another_folder_are_compared() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/winback-conformance/reference");
    fs::copy(format!("{own}/records.json"), folder.path().join("records.json")).expect("copied");
    let cases = r#"{"cases":[
        {"n":1,"group":"a","domain":[["id","in",[2,3]]],"active_test":false,"ids":[2,3]},
        {"n":2,"group":"a","domain":[["foo","=",1]],"active_test":false,"error":true}]}"#;
    fs::write(folder.path().join("domains.json"), cases).expect("written");
    let output = run(&["--dir", folder.path().to_str().expect("UTF-8"), "--backend", "sqlite"]);
    assert_eq!(printed(&output), "sqlite:\ndomains: a: 2 of 2 agree\nagreed 2, differ 0\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_missing_folder_is_named() {
    let output = run(&["--dir", "nowhere"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(said.starts_with("error: `nowhere/records.json` cannot be read: "), "{said}");
    assert_eq!(output.status.code(), Some(2));
}
