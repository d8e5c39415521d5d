//! What a person at a terminal sees, narrow or wide.

use std::{
    fs,
    process::{Command, Stdio},
};

use insta::assert_snapshot;

use crate::{importing::export, pseudo_terminal::PseudoTerminal, story::Story};

/// Returns what a command shows on a terminal of so many columns, without colours.
fn shown(story: &Story, line: &str, columns: u16) -> String {
    let mut command = story.command(line);
    command.env("NO_COLOR", "1");
    PseudoTerminal::start(command, columns).everything()
}

fn deals() -> Story {
    let story = Story::new();
    story.given("
        winback new 'Warehouse scanners for Ghent' customer='Wiener Bühnentechnik' expected_revenue=31750 priority=3
        winback new 'Valves' customer=Nordwind expected_revenue=900
        winback lose 2 --reason 'Too expensive' --note 'They took the offer of a competitor. We did not hear of it until the day after the deadline.'
    ");
    story
}

#[test]
fn a_narrow_terminal_hides_the_least_important_columns_and_says_so() {
    let story = deals();
    assert_snapshot!(shown(&story, "winback list 'state is set' --sort id", 80), @"
    Id  Opportunity              Stage  Salesp…  Expected rev…  State  Lost reason
    ────────────────────────────────────────────────────────────────────────────────
     1  Warehouse scanners for…  New    Manager  31,750.00 EUR  open
     2  Valves                   New    Manager     900.00 EUR  lost   Too expensive
    2 opportunities, expected revenue 32,650.00 EUR
    3 columns hidden; --columns or a wider terminal shows them
    ");
    assert_snapshot!(shown(&story, "winback list 'state is set' --sort id", 120), @"
    Id  Opportunity              Customer              Stage  Salesp…  Expected rev…  State  Lost reason    Closed
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     1  Warehouse scanners for…  Wiener Bühnentechnik  New    Manager  31,750.00 EUR  open
     2  Valves                   Nordwind              New    Manager     900.00 EUR  lost   Too expensive  2026-03-02 10:00
    2 opportunities, expected revenue 32,650.00 EUR
    1 column hidden; --columns or a wider terminal shows it
    ");
    assert_snapshot!(shown(&story, "winback list 'state is set' --sort id", 140), @"
    Id  Opportunity                   Customer              Stage  Salespers…  Expected rev…  Probabili…  State  Lost reason    Closed
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     1  Warehouse scanners for Ghent  Wiener Bühnentechnik  New    Manager     31,750.00 EUR        50 %  open
     2  Valves                        Nordwind              New    Manager        900.00 EUR         0 %  lost   Too expensive  2026-03-02 10:00
    2 opportunities, expected revenue 32,650.00 EUR
    ");
}

#[test]
fn columns_that_were_asked_for_are_never_hidden() {
    let story = deals();
    let list = "winback list 'state is set' --sort id --columns id,name,customer,probability,priority,lost_reason";
    assert_snapshot!(shown(&story, list, 50), @"
    Id  Opportuni…  Customer    Proba…  Prior…  Lost reas…
    ──────────────────────────────────────────────────────
     1  Warehouse…  Wiener Bü…    50 %     ★★★
     2  Valves      Nordwind       0 %     ☆☆☆  Too expen…
    2 opportunities, expected revenue 32,650.00 EUR
    ");
}

#[test]
fn notes_are_wrapped_at_the_edge() {
    let story = deals();
    let page = shown(&story, "winback show 2", 60);
    assert_snapshot!(page.lines().take(5).collect::<Vec<_>>().join("\n"), @"
    Valves (opportunity 2, lost, revision 2)
    LOST — Too expensive (2026-03-02 10:00, by Manager)
      │ They took the offer of a competitor. We did not hear of
      │ it until the day after the deadline.
    ");
}

/// Begins with an export to import, which is a pipe that nobody has written into yet, and with
/// what has to be written into it.
fn export_in_a_pipe() -> (Story, String) {
    let story = export();
    let path = story.path("sales_pipeline.csv");
    let rows = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo can be started").success());
    (story, rows)
}

#[test]
fn long_work_shows_a_sign_of_life_on_a_terminal_alone_and_clears_it() {
    const IMPORT: &str = "winback import --map crm-sales-opportunities sales_pipeline.csv";
    let (in_a_pipe, rows) = export_in_a_pipe();
    let piped = in_a_pipe
        .command(IMPORT)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (story, _) = export_in_a_pipe();
    let mut terminal = PseudoTerminal::start(story.command(IMPORT), 80);
    terminal.wait_for("Importing sales_pipeline.csv … ");
    fs::write(story.path("sales_pipeline.csv"), &rows).unwrap();
    let shown = terminal.everything();
    let left = shown.rsplit("\u{1b}[2K").next().unwrap();
    let imported = left.trim_start_matches('\r');
    assert!(
        imported.starts_with("Imported ") && imported.ends_with(" opportunities.\n"),
        "{shown}"
    );
    // By now the other one has waited as long.
    fs::write(in_a_pipe.path("sales_pipeline.csv"), &rows).unwrap();
    let piped = piped.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&piped.stderr), "");
    assert_eq!(String::from_utf8_lossy(&piped.stdout), imported);
}

#[test]
fn an_interrupted_import_leaves_one_sentence_on_the_line_of_its_sign() {
    let (story, _) = export_in_a_pipe();
    let import = story.command("winback import --map crm-sales-opportunities sales_pipeline.csv");
    let mut terminal = PseudoTerminal::start(import, 80);
    terminal.wait_for("Importing sales_pipeline.csv … ");
    let left = terminal.interrupted();
    assert!(left.ends_with("\r\u{1b}[2Kstopped; nothing was changed\n"), "{left:?}");
}
