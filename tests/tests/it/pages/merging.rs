//! Merging a lost record with an active one.

use crate::browser::Site;

#[test]
fn a_lost_record_and_an_open_one_become_one_after_a_preview() {
    let site = Site::new();
    site.given(
        "
        winback new 'Old pumps' email=anna@nordwind.example phone='+32 2 555 12 12'
        winback lose 1 --reason 'Too expensive'
        winback new 'New pumps' email=anna@nordwind.example city=Ghent
        ",
    );
    let page = site.manager("/opportunities/2");
    page.section("Similar records").see("Old pumps").see("Lost").see("Same e-mail").click("Merge");
    page.see("All become one.").see("stays").row("City").see("Ghent");
    page.click("Merge").see("2 records merged into one.");
    page.section("Loss history").see("Too expensive");
    let all = site.listed("state in (open, lost)", "name,state,city");
    assert_eq!(all.lines().count(), 1, "{all}");
    assert!(all.contains("Ghent"), "{all}");
    page.open("/opportunities/1");
    page.see_address("/opportunities/");
    page.click("Manager").click("What was done");
    page.row("2 records merged into one.").click("Undo");
    page.see("Undone for 2 records.");
    assert_eq!(
        site.listed("state in (open, lost)", "name,state"),
        "Old pumps,lost\nNew pumps,open\n"
    );
}
