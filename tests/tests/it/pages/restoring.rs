//! Restoring what was lost.

use crate::browser::Site;

#[test]
fn one_is_restored_from_its_form_and_its_loss_stays_in_the_history() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps
        winback lose 1 --reason 'Too expensive'
        ",
    );
    let page = site.manager("/opportunities/1");
    page.only(".banner").see("LOST").see("Too expensive");
    page.click("Restore").click("Restore").see("1 record restored.");
    page.section("Loss history").see("Too expensive").see("Restored").see("by Manager");
    page.section("Loss history").not_see("now");
    assert_eq!(page.names(".banner"), Vec::<String>::new());
    assert_eq!(site.listed("state = open", "name"), "Pumps\n");
}

#[test]
fn ticked_lines_of_the_lost_list_are_restored_and_leave_it_at_once() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps
        winback new Valves
        winback new Pipes
        winback lose 1 2 3 --yes --reason 'Too expensive'
        ",
    );
    let page = site.manager("/pipeline?view=list&f=lost");
    page.see("3 records").click("Select Pumps").click("Select Pipes").see("2 selected");
    page.click("Actions").click("Unarchive").see("2 records (Lost) come back").click("Unarchive");
    page.see("2 records restored.").see("1 record ·");
    page.row("Valves");
    assert!(!page.text().contains("Pumps"));
    assert_eq!(site.listed("state = open", "name"), "Pumps\nPipes\n");
    page.click("Undo").see("Undone for 2 records.").see("3 records");
    assert_eq!(site.listed("state = lost", "name"), "Pumps\nValves\nPipes\n");

    page.click("All that match").click("Actions").click("Unarchive");
    page.see("3 records (Lost) come back").click("Unarchive");
    page.see("3 records restored.").see("Nothing matches");
    assert_eq!(site.listed("state = lost", "name"), "");
}

#[test]
fn an_archived_record_whose_probability_is_set_to_0_shows_the_ribbon() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps
        winback archive 1
        ",
    );
    let page = site.manager("/opportunities/1");
    page.only(".banner").see("Archived");
    page.fill("Probability (%)", "0").click("Save").see("1 record marked lost.");
    page.only(".banner").see("LOST");
    page.section("Loss history").see("No reason");
    assert_eq!(site.listed("state = lost", "name"), "Pumps\n");
}

#[test]
fn all_that_match_are_those_that_the_list_shows() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps
        winback new Valves
        winback new Pipes
        winback lose 2 --reason 'Too expensive'
        winback archive 3
        ",
    );
    let page = site.manager("/pipeline?view=list&f=my-pipeline");
    page.see("1 record ·").click("All that match").click("Actions").click("Unarchive");
    page.see("1 record does not allow it").see("“Pumps” is Open");
    assert_eq!(page.names("dialog button, dialog .preview li"), Vec::<String>::new());
    page.click("Cancel");
    let states = "name,state";
    assert_eq!(site.listed("state is set", states), "Pumps,open\nValves,lost\nPipes,archived\n");

    page.click("Filters").click("Include archived").see("3 records");
    page.click("All that match").click("Actions").click("Unarchive");
    page.see("1 record (Lost) come back").see("1 record (Archived) come back");
    page.see("1 record does not allow it").click("Go on without it").not_see("does not allow it");
    page.click("Unarchive").see("2 records restored.");
    assert_eq!(site.listed("state is set", states), "Pumps,open\nValves,open\nPipes,open\n");
}
