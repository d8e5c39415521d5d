//! Marking lost, and what is seen of it.

use crate::browser::{Look, Site};

#[test]
fn a_card_is_marked_lost_where_it_stands_and_leaves_the_board() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps expected_revenue=1234.50
        winback new Valves
        ",
    );
    let page = site.manager("/");
    page.see("My Pipeline").see("2 records · €1,234.50");
    page.card("Pumps").click("Actions for Pumps").click("Mark Lost");
    page.fill("Lost Reason", "expens").click("Too expensive");
    assert_eq!(page.value("Lost Reason"), "Too expensive");
    page.fill("Competitor", "Pumpen Nord").click("Mark Lost");
    page.see("1 record marked lost.").see("1 record · €0");
    assert_eq!(page.names("article.card"), ["Valves"]);
    assert_eq!(
        site.listed("state = lost", "name,lost_reason,competitor"),
        "Pumps,Too expensive,Pumpen Nord\n"
    );

    page.click("Undo").see("Undone for 1 record.");
    page.card("Pumps");
    page.see("2 records");
    assert_eq!(site.listed("state = lost", "name"), "");
}

#[test]
fn a_reason_that_is_missing_is_created_in_the_pop_up() {
    let site = Site::new();
    site.given("winback new Pumps");
    let page = site.manager("/opportunities/1");
    page.click("Lost").fill("Lost Reason", "Out of season").click("Create “Out of season”");
    page.click("Mark Lost").see("1 record marked lost.");
    page.only(".banner").see("LOST").see("Out of season");
    assert_eq!(site.listed("state = lost", "name,lost_reason"), "Pumps,Out of season\n");
    assert!(site.printed("winback reasons list").contains("Out of season"));
}

#[test]
fn who_may_not_create_a_reason_is_told_so_and_loses_nothing_typed() {
    let site = Site::new();
    site.given_person("Anna Peeters", "anna");
    site.given("winback --as anna new Pumps");
    let page = site.person("anna", "/opportunities/1");
    page.click("Lost").fill("Lost Reason", "Out of season");
    page.see("Only managers create reasons. Choose one, or ask a manager.");
    page.fill("Closing note", "The winter was warm.").fill("Competitor", "Pumpen Nord");
    page.click("Mark Lost").see("only managers create reasons. Choose another or none");
    assert_eq!(page.value("Lost Reason"), "Out of season");
    assert_eq!(page.value("Closing note"), "The winter was warm.");
    assert_eq!(page.value("Competitor"), "Pumpen Nord");
    assert_eq!(site.listed("state = lost", "name"), "");

    page.fill("Lost Reason", "Too exp").click("Too expensive").click("Mark Lost");
    page.see("1 record marked lost.").see("The winter was warm.");
    assert_eq!(
        site.listed("state = lost", "lost_reason,competitor"),
        "Too expensive,Pumpen Nord\n"
    );
}

#[test]
fn a_closing_note_keeps_its_bold_words_in_the_ribbon_and_in_the_history() {
    let site = Site::new();
    site.given("winback new Pumps expected_revenue=1234.50");
    let page = site.manager("/opportunities/1");
    page.not_see("Loss history");
    page.click("Lost").fill("Lost Reason", "Too expensive");
    page.fill("Closing note", "They pay ").click("Bold");
    page.keys("half");
    page.click("Mark Lost").see("1 record marked lost.");
    page.only(".banner").see("LOST").see("Too expensive").see("They pay half");
    assert_eq!(page.only(".banner").names("b, strong"), ["Lost", "half"]);
    let history = page.section("Loss history");
    history.see("Too expensive").see("now").see("€1,234.50").see("by Manager").see("They pay half");
    page.section("Activity").see("Manager marked it lost").see("Lost Reason: None");
    let shown = site.asked("/api/v1/opportunities/1").to_string();
    assert!(shown.contains("They pay ") && shown.contains("half</b>"), "{shown}");
}

#[test]
fn a_link_in_the_closing_note_leads_on_and_none_of_a_script_is_made() {
    let site = Site::new();
    site.given("winback new Pumps");
    let page = site.manager("/opportunities/1");
    page.click("Lost").fill("Closing note", "See their offer");
    for _ in "offer".chars() {
        page.press("Shift+ArrowLeft");
    }
    page.click("Link");
    page.answer("https://rival.example/offer");
    page.see_focus("Closing note");
    page.press("ArrowRight");
    page.keys(" or call");
    for _ in "call".chars() {
        page.press("Shift+ArrowLeft");
    }
    page.click("Link");
    page.answer("javascript:alert(1)");
    page.see_focus("Closing note");
    assert_eq!(page.value("Closing note"), "See their offer or call");
    page.click("Mark Lost").see("1 record marked lost.").see("See their offer or call");
    assert_eq!(page.only(".banner").names("a"), ["offer"]);
    let shown = site.asked("/api/v1/opportunities/1").to_string();
    let link =
        "<a href=\\\"https://rival.example/offer\\\" rel=\\\"noopener noreferrer nofollow\\\">";
    assert!(shown.contains(link) && !shown.contains("javascript"), "{shown}");
}

#[test]
fn many_are_marked_lost_at_once_after_a_preview_and_undone() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps expected_revenue=100
        winback new Valves expected_revenue=50
        winback new Pipes
        winback lose 3
        ",
    );
    let page = site.manager("/pipeline?view=list&f=open&f=lost");
    page.click("Select Pumps").click("Select Valves").click("Select Pipes").see("3 selected");
    page.click("Actions").click("Mark Lost");
    page.see("2 records (Open) become lost · €150");
    page.see("1 record (Lost) are lost already; their loss is amended");
    page.fill("Lost Reason", "Not enough stock").click("Mark Lost").see("3 records marked lost.");
    page.row("Pumps").see("Not enough stock");
    assert_eq!(
        site.listed("state = lost", "name,lost_reason"),
        "Pumps,Not enough stock\nValves,Not enough stock\nPipes,Not enough stock\n"
    );
    page.click("Undo").see("Undone for 3 records.");
    assert_eq!(site.listed("state = lost", "name,lost_reason"), "Pipes,\n");
}

#[test]
fn a_deal_is_marked_lost_in_chinese() {
    let site = Site::new();
    site.given("winback new 水泵 expected_revenue=1234.50");
    let page = site.manager("/");
    page.click("Manager").click("简体中文");
    page.see("销售管道").card("水泵").click("水泵 的操作").click("标记为丢单");
    page.fill("丢单原因", "Too exp").click("Too expensive").fill("结束说明", "预算不够。");
    page.assert_no_barriers();
    page.click("标记为丢单").see("已将 1 条记录标记为丢单。");
    page.open("/opportunities/1");
    page.only(".banner").see("丢单").see("Too expensive").see("预算不够。");
    assert_eq!(site.listed("state = lost", "name,lost_reason"), "水泵,Too expensive\n");
    page.click("恢复").click("恢复").see("已恢复 1 条记录。");
    assert_eq!(site.listed("state = lost", "name"), "");
}

#[test]
fn a_deal_is_marked_lost_on_a_phone() {
    let site = Site::new();
    site.given("winback new 'Pumps for the new warehouse in Ghent' expected_revenue=1234.50");
    let page = site.manager("/");
    page.look(Look::NARROW);
    let name = "Pumps for the new warehouse in Ghent";
    page.card(name).click(&format!("Actions for {name}")).click("Mark Lost");
    page.fill("Lost Reason", "stock").click("Not enough stock");
    page.fill("Closing note", "Sold out until June.");
    assert_eq!(page.too_wide(), Vec::<String>::new());
    page.click("Mark Lost").see("1 record marked lost.").see("0 records");
    page.click("Filters").click("Lost").card(name).see("Not enough stock").click(name);
    page.only(".banner").see("LOST").see("Not enough stock").see("Sold out until June.");
    assert_eq!(page.too_wide(), Vec::<String>::new());
    assert_eq!(site.listed("state = lost", "lost_reason"), "Not enough stock\n");
}
