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
