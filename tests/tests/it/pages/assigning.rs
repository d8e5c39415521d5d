//! Giving records to somebody else.

use crate::browser::{PASSWORD, Site};

const OFFICE: &str = "
    winback people add 'Anna Berg' --login anna
    winback teams add Europe
    winback new Pumps
    winback new Pipes salesperson=anna team=Europe
";

#[test]
fn ticked_lines_are_given_to_somebody_else_after_a_preview() {
    let site = Site::new();
    site.given(OFFICE);
    let page = site.manager("/pipeline?view=list&f=open");
    page.click("Select Pumps").click("Select Pipes").click("Actions").click("Assign");
    page.see("Stages and losses stay as they are.").see("2 records");
    page.click("Assign").see("Choose a salesperson, a sales team or both.");
    page.choose("Salesperson", "Anna Berg").choose("Sales Team", "Europe").click("Preview");
    page.see("1 record (Open) change hands").see("1 record (Open) stay as they are");
    page.click("Assign").see("1 record assigned.");
    let people = "name,salesperson,team";
    assert_eq!(
        site.listed("state = open", people),
        "Pumps,Anna Berg,Europe\nPipes,Anna Berg,Europe\n"
    );
    page.click("Undo").see("Undone for 1 record.");
    assert_eq!(site.listed("state = open", people), "Pumps,Manager,\nPipes,Anna Berg,Europe\n");
}

#[test]
fn a_card_is_given_to_somebody_else_from_its_menu_by_keyboard() {
    let site = Site::new();
    site.given(OFFICE);
    let page = site.manager("/pipeline?view=kanban&f=open");
    page.tab_to("Actions for Pumps");
    page.press("Enter");
    page.tab_to("Assign");
    page.press("Enter").see("Stages and losses stay as they are.").see("1 record");
    page.choose("Salesperson", "Anna Berg").click("Assign").see("1 record assigned.");
    assert_eq!(site.listed("name = Pumps", "salesperson"), "Anna Berg\n");
}

#[test]
fn records_are_taken_from_everybody_without_scripts() {
    let site = Site::new();
    site.given(OFFICE);
    let page = site.without_scripts();
    page.open("/pipeline?view=list&f=open");
    page.fill("Login or e-mail", "admin").fill("Password", PASSWORD).click("Sign in");
    page.click("Select Pipes").click("Actions").click("Assign").see("1 record");
    page.choose("Salesperson", "None").click("Preview").see_address("/actions/assign");
    page.click("Assign").see("1 record assigned.");
    assert_eq!(site.listed("name = Pipes", "name,salesperson,team"), "Pipes,,Europe\n");
}

#[test]
fn a_deal_is_given_to_somebody_else_from_its_form() {
    let site = Site::new();
    site.given(OFFICE);
    let page = site.manager("/opportunities/1");
    page.click("Assign").see("Stages and losses stay as they are.").see("1 record");
    page.choose("Salesperson", "Anna Berg").click("Assign").see("1 record assigned.");
    page.see_address("/opportunities/1");
    assert_eq!(page.value("Salesperson"), "Anna Berg");
    page.section("Activity").see("Manager assigned it").see("Anna Berg");
    assert_eq!(site.listed("name = Pumps", "salesperson"), "Anna Berg\n");
    page.click("Undo").see("Undone for 1 record.");
    assert_eq!(page.value("Salesperson"), "Manager");
}

#[test]
fn what_was_typed_into_a_form_is_not_lost_to_a_dialog_without_a_question() {
    let site = Site::new();
    site.given(OFFICE);
    let page = site.manager("/opportunities/1");
    page.fill("City", "Ghent").click("Assign");
    page.decide(false);
    page.not_see("Stages and losses stay as they are.");
    assert_eq!(page.value("City"), "Ghent");
    page.click("Assign");
    page.decide(true);
    page.see("Stages and losses stay as they are.").click("Assign").see("Choose a salesperson");
    page.click("Cancel").not_see("Stages and losses stay as they are.");
    assert_eq!(page.value("City"), "Ghent", "what is given up is given up when something is done");
    page.click("Lost");
    page.decide(true);
    page.click("Mark Lost").see("1 record marked lost.");
    assert_eq!(page.value("City"), "");
    page.click("Restore").see("comes back").click("Restore").see("1 record restored.");
    page.fill("City", "Ghent").click("Save").see("Saved.").click("Assign").see("1 record");
}
