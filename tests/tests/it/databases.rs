//! Databases: new ones, wrong ones.

use std::fs;

use insta::assert_snapshot;

use crate::story::{DATABASE, Story};

#[test]
fn a_new_database_makes_itself() {
    let story = Story::without_database();
    assert_snapshot!(story.tell("
        winback new Pumps
        winback list --columns id,name
        winback migrate
    "), @"
    $ winback new Pumps
    Created opportunity 1 `Pumps`.
    ! New database sqlite:winback.db; you act as its manager, Manager.
    $ winback list --columns id,name
    Id  Opportunity
    ───────────────
     1  Pumps
    1 opportunity, expected revenue 0.00 EUR
    $ winback migrate
    The database is up to date.
    ");
}

#[test]
fn migrate_makes_a_database_and_names_its_manager() {
    let story = Story::without_database();
    let told = story.printed("winback migrate");
    let (applied, rest): (Vec<&str>, Vec<&str>) =
        told.lines().partition(|line| line.starts_with("Applied "));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/sqlite");
    assert_eq!(applied.len(), std::fs::read_dir(folder).unwrap().count());
    assert_eq!(applied[0], "Applied 0001_create_pipeline.");
    assert_eq!(
        rest,
        ["You act as Manager, who manages it, unless --as or WINBACK_USER names somebody else."]
    );
    assert_snapshot!(story.tell("
        winback migrate --format json
        winback people list
    "), @r#"
    $ winback migrate --format json
    {
      "applied": [],
      "manager": null
    }
    $ winback people list
    Id  Login  Name     Role     E-mail  Active
    ───────────────────────────────────────────
     1  admin  Manager  manager          yes
    "#);
}

#[test]
fn without_a_name_the_database_lies_in_the_data_directory() {
    let story = Story::without_database();
    let mut command = story.command("winback new Pumps");
    command.env_remove("WINBACK_DATABASE").env("XDG_DATA_HOME", story.path("data"));
    assert!(command.output().unwrap().status.success());
    let file = if cfg!(windows) { "winback/winback.db" } else { "data/winback/winback.db" };
    assert!(story.path(file).is_file());
}

#[test]
fn what_is_no_database_is_refused_and_left_alone() {
    let story = Story::without_database();
    fs::create_dir(story.path("folder")).unwrap();
    fs::write(
        story.path("text.db"),
        "This is a text, and long enough to be taken for a header.\n".repeat(40),
    )
    .unwrap();
    assert_snapshot!(story.tell("
        winback list --database sqlite:folder
        winback list --database sqlite:text.db
        winback list --database sqlite:nowhere/winback.db
        winback list --database sqlite:
    "), @"
    $ winback list --database sqlite:folder
    ! error: sqlite:folder: this is a folder: give the path of a file
    [exit 2]
    $ winback list --database sqlite:text.db
    ! error: sqlite:text.db: this file is no SQLite database: give another path
    ! caused by: file is not a database
    [exit 2]
    $ winback list --database sqlite:nowhere/winback.db
    ! error: sqlite:nowhere/winback.db: there is no folder `nowhere`: create it
    [exit 2]
    $ winback list --database sqlite:
    ! error: sqlite:: give the path of a file: `sqlite:PATH`
    [exit 2]
    ");
    assert!(fs::read_to_string(story.path("text.db")).unwrap().starts_with("This is a text"));
}

#[test]
fn a_bare_path_gets_a_hint() {
    let story = Story::without_database();
    assert_snapshot!(story.tell("
        winback list --database winback.db
        winback list --database mysql://root:s3cret@localhost/crm
    "), @"
    $ winback list --database winback.db
    ! error: no backend for `winback.db`: give a URL that begins with `sqlite:` or `postgres:` or `memory:`
    ! help: for a file, write `sqlite:winback.db`
    [exit 2]
    $ winback list --database mysql://root:s3cret@localhost/crm
    ! error: no backend for `mysql://root:…@localhost/crm`: give a URL that begins with `sqlite:` or `postgres:` or `memory:`
    [exit 2]
    ");
    assert!(!story.path(DATABASE).exists());
}

#[test]
fn a_sample_never_overwrites_a_file() {
    let story = Story::new();
    assert_snapshot!(story.tell("winback demo --file-only"), @"
    $ winback demo --file-only
    ! error: `winback.db` exists already: remove it, or name another file with --database sqlite:PATH
    [exit 1]
    ");
}

#[test]
fn a_sample_says_what_to_try_next() {
    let story = Story::without_database();
    let transcript = story.tell("winback demo --file-only --as-of 2026-03-02");
    assert!(
        transcript.contains("Try next:\n  export WINBACK_DATABASE=sqlite:winback.db\n"),
        "{transcript}"
    );
    let commands = transcript.lines().filter_map(|line| line.strip_prefix("  winback "));
    let commands: Vec<_> = commands.filter(|line| !line.starts_with("lose")).collect();
    assert!(commands.len() >= 4, "{transcript}");
    for command in commands {
        story.given(&format!("winback {command}"));
    }
}

#[test]
fn memory_keeps_nothing() {
    let story = Story::without_database();
    assert_snapshot!(story.tell("
        winback --database memory: new Pumps
        winback --database memory: list
        winback --database memory:x list
    "), @"
    $ winback --database memory: new Pumps
    Created opportunity 1 `Pumps`.
    ! New database memory:; you act as its manager, Manager.
    $ winback --database memory: list
    No opportunity matches; lost and archived ones are left out unless the filter speaks of `state`.
    ! New database memory:; you act as its manager, Manager.
    $ winback --database memory:x list
    ! error: memory:x: a store in memory has no name and no place: give `memory:` alone
    [exit 2]
    ");
}
