//! What is done without a mouse.

use crate::browser::Site;

#[test]
fn a_deal_is_marked_lost_by_keyboard_alone() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps
        winback new Valves
        ",
    );
    let page = site.manager("/pipeline?view=kanban&f=my-pipeline");
    page.see("2 records").press("Tab");
    page.see_focus("Skip to content");
    page.tab_to("Actions for Pumps");
    page.press("Enter");
    page.press("Tab");
    page.see_focus("Mark Lost");
    page.press("Enter");
    page.see_focus("Lost Reason");
    page.press("Escape");
    page.see_focus("Actions for Pumps");
    page.press("Enter");
    page.press("Tab");
    page.press("Enter");
    page.see_focus("Lost Reason");
    page.keys("expens");
    page.see("Too expensive").press("ArrowDown");
    page.press("Enter");
    assert_eq!(page.value("Lost Reason"), "Too expensive");
    page.tab_to("Closing note");
    page.keys("By hand.");
    page.tab_to("Mark Lost");
    page.press("Enter");
    page.see("1 record marked lost.");
    assert_eq!(page.names("article.card"), ["Valves"]);
    assert_eq!(site.listed("state = lost", "name,lost_reason"), "Pumps,Too expensive\n");
    assert!(site.asked("/api/v1/opportunities/1").to_string().contains("By hand."));
}

#[test]
fn a_card_is_moved_to_another_stage_by_keyboard() {
    let site = Site::new();
    site.given("winback new Pumps");
    let page = site.manager("/pipeline?view=kanban&f=my-pipeline");
    page.column("New").card("Pumps");
    page.tab_to("Pumps");
    page.press("Space");
    page.see("Picked up.").press("ArrowRight");
    page.press("ArrowRight");
    page.press("Space");
    page.see("1 record moved.");
    page.column("Proposition").card("Pumps");
    page.see_focus("Pumps");
    assert_eq!(site.listed("stage = Proposition", "name"), "Pumps\n");
}
