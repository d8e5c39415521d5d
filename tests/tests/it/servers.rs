//! The stories, told once more on a PostgreSQL server.

use std::{collections::BTreeSet, env, process::Command};

use crate::story::{ON_SERVER, Story};

/// What this very test is called.
const OWN: &str = "servers::all_stories_are_told_on_postgres_too";

/// Stories about files, which a server has no part in; all others are told there too.
const OF_FILES: [&str; 13] = [
    "databases::a_sample_never_overwrites_a_file",
    "databases::a_sample_says_what_to_try_next",
    "failures::damage::a_file_that_was_cut_off_is_reported_with_what_to_do",
    "failures::damage::a_file_whose_pages_are_overwritten_is_reported_with_what_to_do",
    "failures::damage::a_folder_in_place_of_the_file_is_refused_with_what_to_do",
    "failures::damage::a_read_only_file_is_refused_with_what_to_do",
    "failures::damage::whatever_bytes_are_damaged_the_program_ends_with_a_sentence",
    "failures::disk::in_a_read_only_folder_nothing_is_changed_and_the_way_out_is_told",
    "failures::disk::on_a_full_disk_nothing_is_half_done",
    "failures::disk::within_a_limit_on_the_size_of_files_nothing_is_half_done",
    // A server has no file to check, and keeps most damage out by itself.
    "failures::doctor::the_doctor_says_what_it_checked_and_that_nothing_is_wrong",
    "failures::doctor::what_is_found_is_named_with_its_place_and_the_exit_code_is_1",
    // A server takes writers side by side: see `failures::server`.
    "failures::neighbours::while_another_process_writes_one_can_read_and_is_told_to_try_again",
];

/// Where the stories in a browser stand.
const IN_BROWSER: &str = "pages::";

/// Those of them that are told there too: the others would find the same pages.
const MAIN_IN_BROWSER: [&str; 5] = [
    "pages::leads::a_lead_is_marked_lost_and_restored_like_an_opportunity",
    "pages::losing::a_card_is_marked_lost_where_it_stands_and_leaves_the_board",
    "pages::merging::a_lost_record_and_an_open_one_become_one_after_a_preview",
    "pages::restoring::ticked_lines_of_the_lost_list_are_restored_and_leave_it_at_once",
    "pages::searching::a_custom_filter_asks_for_one_reason_then_for_several",
];

/// Starts this program again, with every database on the server of the tests:
/// `WINBACK_STORIES_ON_POSTGRES=1 cargo test -p winback-stories losing` tells some there.
#[test]
fn all_stories_are_told_on_postgres_too() {
    let own = env::current_exe().expect("a test knows its own path");
    let listed = Command::new(&own).args(["--list", "--format", "terse"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let all: BTreeSet<&str> =
        listed.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    let in_browser = all.iter().copied().filter(|name| name.starts_with(IN_BROWSER));
    let pages = in_browser.filter(|name| !MAIN_IN_BROWSER.contains(name));
    let skipped: BTreeSet<&str> = OF_FILES.into_iter().chain([OWN]).chain(pages).collect();
    assert!(MAIN_IN_BROWSER.iter().all(|name| all.contains(name)), "{MAIN_IN_BROWSER:?}");
    assert_eq!(skipped.difference(&all).collect::<Vec<_>>(), Vec::<&&str>::new());

    let mut again = Command::new(own);
    again.env(ON_SERVER, "1").arg("--exact");
    again.args(skipped.iter().flat_map(|name| ["--skip", name]));
    let output = again.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    let passed: BTreeSet<&str> = told
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"))
        .collect();
    assert_eq!(passed, &all - &skipped);
}

/// In the second run the story's records are rows of a database of the server.
#[test]
fn a_story_is_told_on_the_database_that_it_is_asked_for() {
    let story = Story::new();
    story.given("winback new Pumps");
    let names = story.server().map(|it| it.run("SELECT name FROM opportunities").unwrap());
    let file = story.path(crate::story::DATABASE).exists();
    let expected = if env::var_os(ON_SERVER).is_some() {
        (Some("Pumps".to_owned()), false)
    } else {
        (None, true)
    };
    assert_eq!((names, file), expected);
}
