//! The forms of a browser that runs no scripts.

use crate::browser::{PASSWORD, Site};

#[test]
fn signing_in_marking_lost_and_restoring_need_no_scripts() {
    let site = Site::new();
    site.given("winback new Pumps");
    let page = site.without_scripts();
    page.open("/opportunities/1");
    page.see("Sign in to Winback").fill("Login or e-mail", "admin").fill("Password", PASSWORD);
    page.click("Sign in").see_address("/opportunities/1");
    page.click("Lost").see_address("/actions/lose");
    page.fill("Lost Reason", "Out of season").fill("Closing note", "The winter was warm.");
    page.click("Mark Lost").see("There is no lost reason “Out of season” yet.");
    assert_eq!(page.value("Closing note"), "The winter was warm.");
    page.click("Mark Lost").see("1 record marked lost.").see_address("/opportunities/1");
    page.only(".banner").see("LOST").see("Out of season").see("The winter was warm.");
    assert_eq!(site.listed("state = lost", "name,lost_reason"), "Pumps,Out of season\n");

    page.click("Restore").see("It comes back to the pipeline").click("Restore");
    page.see("1 record restored.").see_address("/opportunities/1");
    assert_eq!(site.listed("state = open", "name"), "Pumps\n");
}

#[test]
fn a_list_is_restored_without_scripts() {
    let site = Site::new();
    site.given("winback new Pumps").given("winback lose 1 --reason 'Too expensive'");
    let page = site.without_scripts();
    page.open("/pipeline?view=list&f=lost");
    page.fill("Login or e-mail", "admin").fill("Password", PASSWORD).click("Sign in");
    page.row("Pumps").see("Too expensive").click("Select Pumps");
    page.click("Actions")
        .click("Unarchive")
        .see("It comes back to the pipeline")
        .click("Unarchive");
    page.see("1 record restored.").see("Nothing matches");
    assert_eq!(site.listed("state = open", "name"), "Pumps\n");
}
