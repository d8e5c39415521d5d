//! A PostgreSQL server that is down, that others write to, or that is killed in the middle.

use std::thread;

use insta::assert_snapshot;
use winback_testkit::{TempPostgres, TempServer};

use super::{Dice, Moments, assert_sound, count, export, said, start, time};
use crate::story::Story;

#[test]
fn a_server_that_is_down_is_told_with_what_to_do() {
    let mut story = Story::in_folder();
    let mut server = TempServer::start(&[]).unwrap();
    story.set_url(&server.create_database("deals").unwrap());
    story.given("winback new Pumps");
    server.stop().unwrap();
    let told = story.tell("winback list");
    let folder = server.folder().to_str().unwrap().replace('/', "%2F");
    let told =
        told.replace(&folder, "[SOCKET]").replace(server.folder().to_str().unwrap(), "[SOCKET]");
    assert_snapshot!(told, @r#"
    $ winback list
    ! error: postgres://winback@[SOCKET]:5432/deals: the database cannot be opened
    ! caused by: no server answers there: start it, or check the host and the port in the URL
    ! caused by: connection to server on socket "[SOCKET]/.s.PGSQL.5432" failed: No such file or directory; Is the server running locally and accepting connections on that socket?
    [exit 2]
    "#);
    assert_snapshot!(story.tell("
        winback list --database postgres://ann:s3cret@127.0.0.1:1/deals
    "), @r#"
    $ winback list --database postgres://ann:s3cret@127.0.0.1:1/deals
    ! error: postgres://ann:…@127.0.0.1:1/deals: the database cannot be opened
    ! caused by: no server answers there: start it, or check the host and the port in the URL
    ! caused by: connection to server at "127.0.0.1", port 1 failed: Connection refused; Is the server running on that host and accepting TCP/IP connections?
    [exit 2]
    "#);
    server.start_again().unwrap();
    assert_eq!(count(&story, "name = Pumps"), 1);
}

#[test]
fn a_database_of_another_version_is_refused_with_what_to_run() {
    let database = TempPostgres::new().unwrap();
    let mut story = Story::in_folder();
    story.set_url(&database.url());
    story.given("winback new Pumps");
    let shown = |told: String| told.replace(&database.url(), "[DATABASE]");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";
    database.run(newer).unwrap();
    assert_snapshot!(shown(story.tell("
        winback list
        winback migrate
    ")), @"
    $ winback list
    ! error: [DATABASE] was made by a newer version (it has the migration `9999`): install that version of winback
    [exit 2]
    $ winback migrate
    ! error: [DATABASE] was made by a newer version (it has the migration `9999`): install that version of winback
    [exit 2]
    ");
    let older = "DELETE FROM __diesel_schema_migrations WHERE version IN ('9999', '0002')";
    database.run(older).unwrap();
    assert_snapshot!(shown(story.tell("
        winback list
        winback new Valves
    ")), @"
    $ winback list
    ! error: [DATABASE] is of an older version and lacks 1 migration(s), the first is `0002_widen_list_indexes`: run `winback migrate`
    [exit 2]
    $ winback new Valves
    ! error: [DATABASE] is of an older version and lacks 1 migration(s), the first is `0002_widen_list_indexes`: run `winback migrate`
    [exit 2]
    ");
}

#[test]
fn while_another_process_imports_others_write_beside_it_and_imports_wait() {
    let mut story = Story::in_folder();
    let database = TempPostgres::new().unwrap();
    story.set_url(&database.url());
    story.given("winback new Pumps");
    let pipe = export::pipe(&story, "slow");
    export::write(&story, "other", 3);
    let writer = start(story.command(&export::import("slow")));
    let end = pipe.open();
    let rows = pipe.write(&end);
    story.given("winback new Valves").given("winback lose 1 --reason 'Too expensive'");
    assert_snapshot!(story.tell(&export::import("other")), @"
    $ winback import --map crm-sales-opportunities other.csv
    ! error: the database is busy: another process is writing to it; try again when it is done
    [exit 2]
    ");
    drop(end);
    let output = writer.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    story.given(&export::import("other"));
    assert_eq!(count(&story, "state is set"), rows as u64 + 5);
    assert_sound(&story);
}

/// Whatever the moment, a change is there as a whole or not at all, and if it was acknowledged, it is.
#[test]
fn a_server_that_is_killed_has_all_of_a_change_or_nothing() {
    const LOSE: &str = "winback lose --where 'state = open' --reason 'Too expensive' --yes";
    const RESTORE: &str = "winback restore --where 'state = lost' --yes";
    let mut story = Story::in_folder();
    let mut server = TempServer::start(&["synchronous_commit=on"]).unwrap();
    story.set_url(&server.create_database("deals").unwrap());
    export::write(&story, "all", 3_000);
    story.given(&export::import("all")).given(RESTORE);
    let mut moments = Moments::new(Dice(7), time(&story, LOSE).max(time(&story, RESTORE)));
    let (records, mut lost) = (count(&story, "state = open"), 0);
    while moments.wants_more(12) {
        let child = start(story.command(if lost == 0 { LOSE } else { RESTORE }));
        thread::sleep(moments.next());
        server.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        server.start_again().unwrap();
        let after = count(&story, "state = lost");
        assert!([0, records].contains(&after), "{after} of {records} are lost");
        moments.saw(output.status.success());
        match output.status.code() {
            Some(0) => assert_ne!(after, lost, "an acknowledged change is lost"),
            code => {
                assert_eq!(code, Some(2), "{}", said(&output));
                assert!(said(&output).contains("caused by: "), "{}", said(&output));
                assert!(after == lost || said(&output).contains("look whether it is there"));
            }
        }
        lost = after;
    }
    assert_sound(&story);
}
