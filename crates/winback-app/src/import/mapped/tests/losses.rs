//! Losses: of columns with numbers, of rows of another file, and how they end.

use super::*;

const MAP: &str = "[fields]\nexternal_id = \"id\"\nname = \"name\"\nstate = \"state\"\n\
                   closed_at = { column = \"closed\", states = [\"won\", \"lost\", \"archived\"] }\n\
                   probability = { value = \"5\" }\nexpected_revenue = \"worth\"\n";

/// Says of each loss when it was lost, why, and when and how it ended.
fn losses(record: &serde_json::Value) -> Vec<String> {
    let losses = record["losses"].as_array().unwrap().iter();
    let day = |value: &serde_json::Value| told_as(value).chars().take(10).collect::<String>();
    let line = |loss: &serde_json::Value| {
        let (why, how) = (told_as(&loss["reason"]["name"]), told_as(&loss["ended_how"]));
        format!("{} {why} {} {how}", day(&loss["lost_at"]), day(&loss["ended_at"]))
    };
    losses.map(line).collect()
}

#[tokio::test]
async fn columns_with_numbers_are_losses_in_the_order_of_their_dates() {
    let map = format!(
        "{MAP}[[loss]]\nlost_at = \"on2\"\nreason = \"why2\"\n\
         [[loss]]\nlost_at = \"on1\"\nreason = \"why1\"\nended_at = \"end1\"\n"
    );
    let file = "id,name,state,closed,worth,on1,why1,end1,on2,why2\n\
        1,A,lost,2026-02-02,9,2026-01-01,Price,,2026-02-01,Feature\n\
        2,B,won,2026-03-01,9,2026-01-01,Price,2026-01-05,2026-02-01,Feature\n\
        3,C,archived,2026-03-01,9,2026-01-01,Price,,,\n\
        4,D,open,,9,2026-01-01,Price,2026-01-05,,\n\
        5,E,lost,2026-03-01,9,,,,,\n";
    let found: Vec<_> = Files::new(&map, file).records().await.iter().map(losses).collect();
    let expected: [&[&str]; 5] = [
        &["2025-12-31 Price 2026-01-31 restored", "2026-01-31 Feature - -"],
        &["2025-12-31 Price 2026-01-04 restored", "2026-01-31 Feature 2026-02-28 won"],
        &["2025-12-31 Price 2026-02-28 restored"],
        &["2025-12-31 Price 2026-01-04 restored"],
        &["2026-02-28 - - -"],
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn the_rows_of_another_file_are_losses() {
    let map = format!(
        "{MAP}[join.lost]\nfile = \"lost.csv\"\nkey = \"deal\"\non = \"id\"\nmany = true\n\
         [[loss]]\neach = \"lost\"\nlost_at = \"lost.on\"\nreason = \"lost.why\"\n\
         reason_outcome = {{ value = \"competitive\" }}\nnote = \"lost.said\"\n\
         competitor = \"lost.rival\"\nlost_by = \"lost.by\"\n"
    );
    let files = Files::new(&map, "id,name,state,closed,worth\n1,A,lost,,12.5\n2,B,open,,\n");
    let lost = "deal,on,why,said,rival,by\n1,2026-02-01,Price,\"<b> & so\n\non\",Rival,Zoe Ek\n\
                1,2026-01-01,Price,,,\n";
    files.with("lost.csv", lost);
    let records = files.records().await;
    let expected = ["2025-12-31 Price 2026-01-31 restored", "2026-01-31 Price - -"];
    assert_eq!(losses(&records[0]), expected);
    assert_eq!(losses(&records[1]), Vec::<String>::new());
    let last = &records[0]["losses"][1];
    assert_eq!(last["note"], "<p>&lt;b&gt; &amp; so</p><p>on</p>");
    assert_eq!(
        (&last["competitor"], &last["lost_by"]["login"]),
        (&"Rival".into(), &"zoe.ek".into())
    );
    assert_eq!(last["reason"]["outcome"], "competitive");
    assert_eq!((&last["expected_revenue"], &last["stage"]), (&"12.50".into(), &"New".into()));
}

#[tokio::test]
async fn what_is_said_of_a_loss_belongs_to_lost_rows() {
    let loss = "[[loss]]\nreason = \"why\"\nnote = { column = \"said\", html = true }\n";
    let file = "id,name,state,closed,worth,why,said\n\
                1,A,lost,2026-02-01,1,Price,<p>x</p><script>y</script>\n2,B,open,,1,,\n";
    let files = Files::new(&format!("{MAP}{loss}"), file);
    let records = files.records().await;
    assert_eq!(losses(&records[0]), ["2026-01-31 Price - -"]);
    assert_eq!(records[0]["losses"][0]["note"], "<p>x</p>");
    files.with("deals", &file.replace("1,,\n", "1,Price,\n"));
    assert_eq!(files.refusal().await, "deals:3: why `Price`: expected nothing: the row is open");
    let only = loss.replace("\"why\"", "{ column = \"why\", states = [\"lost\"] }");
    files.with("map.toml", &format!("{MAP}{only}"));
    assert_eq!(losses(&files.records().await[1]), Vec::<String>::new());
}

#[tokio::test]
async fn a_loss_whose_end_is_not_told_is_a_problem_in_an_open_row() {
    let map = format!("{MAP}[[loss]]\nlost_at = \"on\"\nreason = \"why\"\n");
    let file = "id,name,state,closed,worth,on,why\n1,A,open,,1,2026-01-01,Price\n\
                2,B,open,,1,,Price\n3,C,lost,2026-01-01,1,soon,\n";
    assert_eq!(
        Files::new(&map, file).refusal().await,
        "deals:2: on `2026-01-01`: expected the end of the loss (`ended_at`): the row is open\n\
         deals:3: on ``: expected the date of the loss\n\
         deals:4: on `soon`: expected a date as rfc3339 or %Y-%m-%d or %Y-%m-%dT%H:%M:%S or \
         %Y-%m-%d %H:%M:%S, such as 2026-03-02T10:00:00Z"
    );
}
