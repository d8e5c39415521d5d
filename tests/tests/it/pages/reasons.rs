//! Lost reasons under *Configuration*.

use crate::browser::Site;

#[test]
fn a_reason_is_created_and_its_description_changed_where_it_stands() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps
        winback lose 1 --reason 'Too expensive'
        ",
    );
    let page = site.manager("/pipeline?view=list&f=lost");
    page.row("Pumps").see("Too expensive");
    page.click("Configuration").click("Lost Reasons").see_address("/configuration/lost-reasons");
    page.click("New").fill("Description", "Out of season").click("Create").see("Saved.");
    page.row("Out of season");
    page.fill("Description of Too expensive", "Above their budget");
    page.row("Above their budget").click("Save");
    page.see("Saved.");
    page.only("tbody tr:first-child").names("a");
    page.open("/configuration/lost-reasons");
    page.row("Above their budget").see("1 1");
    page.open("/pipeline?view=list&f=lost");
    page.row("Pumps").see("Above their budget");
    assert_eq!(site.listed("state = lost", "lost_reason"), "Above their budget\n");
    let reasons = site.printed("winback reasons list");
    assert!(reasons.contains("Out of season") && !reasons.contains("Too expensive"), "{reasons}");
}

#[test]
fn an_archived_reason_is_offered_no_more_and_a_name_twice_is_refused() {
    let site = Site::new();
    site.given("winback new Pumps");
    let page = site.manager("/configuration/lost-reasons");
    page.click("New").fill("Description", "Too expensive").click("Create");
    page.see("There is “Too expensive” already. Choose another name.");
    page.row("Too expensive").click("Archive");
    page.see("Saved.");
    page.row("Too expensive").see("Unarchive");
    page.open("/opportunities/1");
    page.click("Lost").fill("Lost Reason", "e").see("Not enough stock");
    assert_eq!(page.names("[role=option]").iter().filter(|it| *it == "Too expensive").count(), 0);
}
