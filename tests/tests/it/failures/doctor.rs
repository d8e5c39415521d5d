//! The doctor, as people and programs see it.

use insta::assert_snapshot;

use crate::story::Story;

#[test]
fn the_doctor_says_what_it_checked_and_that_nothing_is_wrong() {
    let story = Story::without_database();
    story.given("winback demo --file-only --as-of 2026-03-02");
    assert_snapshot!(story.tell("winback doctor --database sqlite:winback.db"), @"
    $ winback doctor --database sqlite:winback.db
    ok        file            the file is sound, page by page and row by row
    ok        references      whatever is referred to exists
    ok        unique          names, logins and external ids belong to one each
    ok        search-forms    texts are searched by what they say
    ok        current-loss    a lost record has one current loss, and no other record has any
    ok        lost-reason     a record's lost reason is that of its current loss
    ok        closed-at       an open record is not closed, and a lost one since it was lost
    ok        won-stage       a won record stands in a won stage, and an open one does not
    ok        probability     a record's probability is what its state says
    ok        loss-end        an ended loss tells when and how it ended
    ok        loss-revisions  the revisions of a loss are counted without a gap
    ok        log-revisions   the log of a record counts its revisions without a gap
    ok        log-values      every change in the log can be read
    ok        log-state       the log, replayed, gives the record's state, stage and lost reason
    ok        operations      an operation counts the records that it changed
    ok        reason-history  the history of a lost reason leads to the reason as it is
    ok        frequencies     what scoring counted is what was won and lost
    ok        default-search  a person has at most one default search
    Checked 18 rules; nothing is wrong.
    ");
}

#[test]
fn a_store_in_memory_is_checked_for_what_can_be_wrong_in_it() {
    let story = Story::without_database();
    assert_snapshot!(story.tell("winback doctor --database memory: --format csv"), @r#"
    $ winback doctor --database memory: --format csv
    rule,claim,verdict,findings,problems
    references,whatever is referred to exists,ok,0,
    unique,"names, logins and external ids belong to one each",ok,0,
    search-forms,texts are searched by what they say,ok,0,
    current-loss,"a lost record has one current loss, and no other record has any",ok,0,
    lost-reason,a record's lost reason is that of its current loss,ok,0,
    won-stage,"a won record stands in a won stage, and an open one does not",ok,0,
    loss-revisions,the revisions of a loss are counted without a gap,ok,0,
    log-revisions,the log of a record counts its revisions without a gap,ok,0,
    log-state,"the log, replayed, gives the record's state, stage and lost reason",ok,0,
    operations,an operation counts the records that it changed,ok,0,
    reason-history,the history of a lost reason leads to the reason as it is,ok,0,
    frequencies,what scoring counted is what was won and lost,ok,0,
    default-search,a person has at most one default search,ok,0,
    ! New database memory:; you act as its manager, Manager.
    "#);
}

#[test]
fn only_managers_may_ask_the_doctor() {
    let story = Story::new();
    story.given("winback people add 'Ann' --login ann --role salesperson-all");
    assert_snapshot!(story.tell("winback doctor --as ann"), @"
    $ winback doctor --as ann
    ! error: Ann is a salesperson-all and may not check the database: ask a manager
    [exit 1]
    ");
}

#[test]
fn what_is_found_is_named_with_its_place_and_the_exit_code_is_1() {
    let story = Story::new();
    story.given(
        "
        winback new 'Zebra stripes'
        winback new 'Okapi spots'
    ",
    );
    story.falsify("zebra stripes", "cobra stripes");
    assert_snapshot!(story.tell("
        winback doctor
        winback doctor --format jsonl
    "), @r#"
    $ winback doctor
    ok        file            the file is sound, page by page and row by row
    ok        references      whatever is referred to exists
    ok        unique          names, logins and external ids belong to one each
    2 found   search-forms    texts are searched by what they say
              `name_folded` of row 1 of `opportunities` does not follow from its `name`
              `cob` is in 1 rows of `opportunities`, and its trigrams know 0: `winback doctor --rebuild-search` makes them anew
    ok        current-loss    a lost record has one current loss, and no other record has any
    ok        lost-reason     a record's lost reason is that of its current loss
    ok        closed-at       an open record is not closed, and a lost one since it was lost
    ok        won-stage       a won record stands in a won stage, and an open one does not
    ok        probability     a record's probability is what its state says
    ok        loss-end        an ended loss tells when and how it ended
    ok        loss-revisions  the revisions of a loss are counted without a gap
    ok        log-revisions   the log of a record counts its revisions without a gap
    ok        log-values      every change in the log can be read
    ok        log-state       the log, replayed, gives the record's state, stage and lost reason
    ok        operations      an operation counts the records that it changed
    ok        reason-history  the history of a lost reason leads to the reason as it is
    ok        frequencies     what scoring counted is what was won and lost
    ok        default-search  a person has at most one default search
    ! error: 2 findings against 1 rule: copy the database away, do what the findings say, and restore a backup where they say nothing
    [exit 1]
    $ winback doctor --format jsonl
    {"rule":"file","claim":"the file is sound, page by page and row by row","verdict":"ok","findings":0,"problems":""}
    {"rule":"references","claim":"whatever is referred to exists","verdict":"ok","findings":0,"problems":""}
    {"rule":"unique","claim":"names, logins and external ids belong to one each","verdict":"ok","findings":0,"problems":""}
    {"rule":"search-forms","claim":"texts are searched by what they say","verdict":"broken","findings":2,"problems":"`name_folded` of row 1 of `opportunities` does not follow from its `name`; `cob` is in 1 rows of `opportunities`, and its trigrams know 0: `winback doctor --rebuild-search` makes them anew"}
    {"rule":"current-loss","claim":"a lost record has one current loss, and no other record has any","verdict":"ok","findings":0,"problems":""}
    {"rule":"lost-reason","claim":"a record's lost reason is that of its current loss","verdict":"ok","findings":0,"problems":""}
    {"rule":"closed-at","claim":"an open record is not closed, and a lost one since it was lost","verdict":"ok","findings":0,"problems":""}
    {"rule":"won-stage","claim":"a won record stands in a won stage, and an open one does not","verdict":"ok","findings":0,"problems":""}
    {"rule":"probability","claim":"a record's probability is what its state says","verdict":"ok","findings":0,"problems":""}
    {"rule":"loss-end","claim":"an ended loss tells when and how it ended","verdict":"ok","findings":0,"problems":""}
    {"rule":"loss-revisions","claim":"the revisions of a loss are counted without a gap","verdict":"ok","findings":0,"problems":""}
    {"rule":"log-revisions","claim":"the log of a record counts its revisions without a gap","verdict":"ok","findings":0,"problems":""}
    {"rule":"log-values","claim":"every change in the log can be read","verdict":"ok","findings":0,"problems":""}
    {"rule":"log-state","claim":"the log, replayed, gives the record's state, stage and lost reason","verdict":"ok","findings":0,"problems":""}
    {"rule":"operations","claim":"an operation counts the records that it changed","verdict":"ok","findings":0,"problems":""}
    {"rule":"reason-history","claim":"the history of a lost reason leads to the reason as it is","verdict":"ok","findings":0,"problems":""}
    {"rule":"frequencies","claim":"what scoring counted is what was won and lost","verdict":"ok","findings":0,"problems":""}
    {"rule":"default-search","claim":"a person has at most one default search","verdict":"ok","findings":0,"problems":""}
    ! error: 2 findings against 1 rule: copy the database away, do what the findings say, and restore a backup where they say nothing
    [exit 1]
    "#);
    let printed = story.output("winback doctor --format json").stdout;
    let document: serde_json::Value = serde_json::from_slice(&printed).unwrap();
    let rules = document["rules"].as_array().unwrap();
    let broken: Vec<_> = rules.iter().filter(|rule| rule["verdict"] != "ok").collect();
    assert_eq!(
        broken,
        [&serde_json::json!({
            "rule": "search-forms",
            "claim": "texts are searched by what they say",
            "verdict": "broken",
            "findings": 2,
            "problems": [
                {
                    "opportunity": 1,
                    "problem":
                        "`name_folded` of row 1 of `opportunities` does not follow from its `name`",
                },
                {
                    "opportunity": null,
                    "problem":
                        "`cob` is in 1 rows of `opportunities`, and its trigrams know 0: \
                         `winback doctor --rebuild-search` makes them anew",
                },
            ],
        })]
    );
    assert_eq!(rules.len(), 18);
    let rebuilt = story.tell("winback doctor --rebuild-search");
    assert!(rebuilt.contains("! Rebuilt what texts are searched by.\n"), "{rebuilt}");
    assert!(!rebuilt.contains("trigrams know 0"), "{rebuilt}");
    story.given("winback people add 'Ann' --login ann --role salesperson-all");
    assert_snapshot!(story.tell("winback doctor --rebuild-search --as ann"), @"
    $ winback doctor --rebuild-search --as ann
    ! error: Ann is a salesperson-all and may not rebuild the search: ask a manager
    [exit 1]
    ");
}
