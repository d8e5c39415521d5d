//! Sample data of any size.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn a_database_is_filled_and_sound() {
    let story = Story::without_database();
    assert_snapshot!(story.tell("
        winback generate --records 1000 --seed 7 --as-of 2026-03-02
        winback list 'state = lost and lost_reason is set' --sort 'closed_at desc' --limit 3 --columns id,name,lost_reason
    "), @"
    $ winback generate --records 1000 --seed 7 --as-of 2026-03-02
    Made 1,000 opportunities in sqlite:winback.db: 446 lost and 185 won; 570 losses in all.
    $ winback list 'state = lost and lost_reason is set' --sort 'closed_at desc' --limit 3 --columns id,name,lost_reason
     Id  Opportunity                                  Lost reason
    ──────────────────────────────────────────────────────────────────────
    992  Warehouse scanners – Fjord Furniture Graz    Lost to a competitor
    999  Returns portal – Brandt Textiles Aarhus      Too expensive
    958  Forklift terminals – Adler Pharma Groningen  Lost to a competitor
    3 of 396 shown, expected revenue 10,312,500.00 EUR; --limit all shows the rest
    ");
    assert!(story.output("winback doctor").status.success());
}

#[test]
fn what_is_there_is_left_alone_unless_more_is_wanted() {
    let story = Story::new();
    story.given("winback new Pumps");
    assert_snapshot!(story.tell("
        winback generate --records 20
        winback generate --records 20 --append --format json
        winback list --limit 1 --columns id
        winback generate --records 0
    "), @r#"
    $ winback generate --records 20
    ! error: the database has 1 record(s) already: take a new one, or add `--append`
    [exit 1]
    $ winback generate --records 20 --append --format json
    {
      "database": "sqlite:winback.db",
      "records": 20,
      "lost": 5,
      "won": 5,
      "losses": 5
    }
    $ winback list --limit 1 --columns id
    Id
    ──
     6
    1 of 15 shown, expected revenue 252,900.00 EUR; --limit all shows the rest
    $ winback generate --records 0
    ! error: invalid value '0' for '--records <NUMBER>': 0 is not in 1..=100000000
    ! 
    ! For more information, try '--help'.
    [exit 2]
    "#);
}
