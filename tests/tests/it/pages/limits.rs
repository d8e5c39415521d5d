//! What people see of the limits of the server.

use crate::browser::Site;

#[test]
fn who_is_told_to_wait_loses_nothing_typed_and_has_a_way_back() {
    let site = Site::limited("--max-rate 1 --max-burst 2");
    site.given("winback new Pumps");
    let page = site.manager("/opportunities/1");
    page.click("Lost").fill("Closing note", "They pay half.").click("Mark Lost");
    page.see("nothing was changed. Try again in").click("Mark Lost").see("Try again in");
    assert_eq!(page.value("Closing note"), "They pay half.");
    assert_eq!(site.listed("state = lost", "name"), "");
    page.open("/pipeline");
    page.see("That did not work").see("Try again in").see("Go to the pipeline");
    page.assert_no_barriers();
}

#[test]
fn who_gets_no_answer_of_the_server_loses_nothing_typed_and_is_told_to_look() {
    let site = Site::new();
    site.given("winback new Pumps");
    let page = site.manager("/pipeline");
    for status in [Some(502), Some(503), Some(504), Some(404), None] {
        page.open("/opportunities/1");
        page.intercepted(status);
        page.click("Lost").fill("Closing note", "They pay half.").click("Mark Lost");
        page.see("No answer came from the server. Look whether");
        assert_eq!(page.value("Closing note"), "They pay half.", "{status:?}");
    }
    assert_eq!(site.listed("state = lost", "name"), "");
    page.open("/pipeline?view=kanban");
    page.intercepted(Some(502));
    page.card("Pumps").drag_to(&page.column("Qualified"));
    page.column("New").see("Pumps");
    page.see("No answer came from the server. Look whether");
}
