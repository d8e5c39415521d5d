//! Leads, once they are in use.

use crate::browser::Site;

#[test]
fn leads_are_enabled_under_settings() {
    let site = Site::new();
    let page = site.manager("/configuration/settings");
    assert!(!page.names("nav a").contains(&"Leads".to_owned()));
    page.click("Leads").click("Save").see("Saved.");
    page.only("nav").click("Leads").see_address("/leads");
    page.click("New").fill("Opportunity", "Pumps").click("Create").see("Created.");
    assert_eq!(site.printed("winback leads --format csv --columns name"), "name\nPumps\n");
}

#[test]
fn a_lead_is_marked_lost_and_restored_like_an_opportunity() {
    let site = Site::new();
    site.given(
        "
        winback settings set leads on
        winback new Pumps --lead
        winback new Valves --lead
        winback new Pipes --lead
        ",
    );
    let page = site.manager("/leads");
    page.see("My Leads").see("3 records").click("List").click("Pumps");
    page.click("Lost").fill("Lost Reason", "Out of season").click("Create “Out of season”");
    page.fill("Closing note", "The winter was warm.").click("Mark Lost");
    page.see("1 record marked lost.");
    page.only(".banner").see("LOST").see("Out of season").see("The winter was warm.");
    page.click("Restore").click("Restore").see("1 record restored.");
    assert_eq!(site.listed("kind = lead and state = lost", "name"), "");

    page.open("/leads?view=list&f=ongoing");
    page.click("Select Pumps").click("Select Valves").click("Actions").click("Mark Lost");
    page.see("2 records (Open) become lost").fill("Lost Reason", "Too exp");
    page.click("Too expensive").click("Mark Lost").see("2 records marked lost.");
    page.open("/leads?view=list&f=lost");
    page.row("Valves").see("Too expensive");
    page.click("Select all on this page").see("2 selected");
    page.click("Actions").click("Unarchive").click("Unarchive").see("2 records restored.");
    page.see("Nothing matches");
    assert_eq!(site.listed("kind = lead and state = open", "name"), "Pumps\nValves\nPipes\n");
}

#[test]
fn a_lead_becomes_an_opportunity() {
    let site = Site::new();
    site.given("winback settings set leads on").given("winback new Pumps --lead");
    let page = site.manager("/opportunities/1");
    page.click("Convert to opportunity").see("1 lead becomes an opportunity");
    page.click("Convert to opportunity").see("1 lead converted.");
    assert_eq!(site.listed("kind = opportunity", "name"), "Pumps\n");
}
