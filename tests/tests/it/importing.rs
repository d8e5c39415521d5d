//! Import of a file with its side files.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::story::Story;

/// Begins with a small export in the folder, made by hand with the mess of real ones.
pub(crate) fn export() -> Story {
    let story = Story::new();
    let fixtures = "../crates/winback-app/tests/fixtures/crm-sales-opportunities";
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join(fixtures);
    for file in ["sales_pipeline.csv", "accounts.csv", "products.csv", "sales_teams.csv"] {
        fs::copy(fixtures.join(file), story.path(file)).unwrap();
    }
    story
}

#[test]
fn importing_again_changes_nothing() {
    let story = export();
    let first = story.printed("winback import --map crm-sales-opportunities sales_pipeline.csv");
    let again = story
        .printed("winback import --map crm-sales-opportunities sales_pipeline.csv --format json");
    let list = story.printed("winback list 'state is set' --limit all --columns id --format jsonl");
    let created = list.lines().count();
    assert!(created > 3, "{list}");
    assert_eq!(first, format!("Imported {created} opportunities.\n"));
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again, serde_json::json!({ "created": 0, "unchanged": created }));
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_nothing_is_imported() {
    let story = export();
    let header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n";
    let rows = "A1,Ines Duarte,Rack X2,Harbour Foods,Won,10/20/2016,3/1/2017,1054\n\
                A2,Ines Duarte,Rack X9,Harbour Foods,Stalled,2016-10-20,3/1/2017,a lot\n";
    fs::write(story.path("wrong.csv"), format!("{header}{rows}")).unwrap();
    assert_snapshot!(story.tell("
        winback import --map crm-sales-opportunities wrong.csv
        winback list 'state is set'
        winback import --map crm-sales-opportunities products.csv
        winback import --map crm-sales-opportunities missing.csv
        winback import wrong.csv
    "), @"
    $ winback import --map crm-sales-opportunities wrong.csv
    ! error: wrong.csv cannot be imported: 4 value(s) cannot be read, and nothing was imported
    !   wrong.csv:3, column `product`: `Rack X9`, expected a product of products.csv, such as `Rack X2`
    !   wrong.csv:3, column `deal_stage`: `Stalled`, expected `Prospecting`, `Engaging`, `Won` or `Lost`
    !   wrong.csv:3, column `engage_date`: `2016-10-20`, expected a day as month/day/year, such as 10/20/2016
    !   wrong.csv:3, column `close_value`: `a lot`, expected an amount in EUR of 0 or more, such as 1500 or 1500.50
    [exit 1]
    $ winback list 'state is set'
    No opportunity matches.
    $ winback import --map crm-sales-opportunities products.csv
    ! error: products.csv: lacks the columns `opportunity_id`, `sales_agent` (is that `sales_price`?), `account`, `deal_stage`, `engage_date`, `close_date`, `close_value`; it has `product`, `series`, `sales_price`
    [exit 2]
    $ winback import --map crm-sales-opportunities missing.csv
    ! error: missing.csv: there is no such file
    ! caused by: No such file or directory (os error 2)
    [exit 2]
    $ winback import wrong.csv
    ! error: the following required arguments were not provided:
    !   --map <NAME>
    ! 
    ! Usage: winback import --map <NAME> <FILE>
    ! 
    ! For more information, try '--help'.
    [exit 2]
    ");
}
