//! Stages, sales teams and people under *Configuration*.

use crate::browser::{PASSWORD, Site};

#[test]
fn a_stage_is_renamed_moved_and_made_a_won_stage_after_a_question() {
    let site = Site::new();
    site.given("winback new Pumps").given("winback move 1 --stage Proposition");
    let page = site.manager("/configuration/stages");
    page.fill("Name of Qualified", "Interested").row("Interested").click("Save");
    page.see("Saved.").fill("Place of Interested", "1").row("Interested").click("Save");
    page.see("Saved.").click("Won stage: Proposition").row("Proposition").click("Save");
    page.see("“Proposition” becomes a won stage, and 1 open record in it becomes won.");
    assert_eq!(site.listed("state = won", "name"), "");
    page.click("Go on").see("Saved.").row("Proposition").see("0 1 0");
    assert_eq!(site.listed("state = won", "name,stage"), "Pumps,Proposition\n");
    page.click("Won stage: Proposition").row("Proposition").click("Save");
    page.see("“Proposition” is no won stage any more, and 1 won record in it opens again.");
    page.click("Cancel").row("Proposition").see("0 1 0");
    page.click("New").fill("Name", "Interested").click("Create");
    page.see("There is “Interested” already.").fill("Name", "On hold").click("Folded");
    page.click("Create").see("Saved.");
    page.open("/pipeline?view=kanban");
    let columns = ["Interested", "New", "On hold", "Proposition", "Won"];
    assert_eq!(page.names("section.column h2 a"), columns);
}

#[test]
fn a_sales_team_is_renamed_given_a_leader_and_archived() {
    let site = Site::new();
    site.given("winback people add 'Anna Berg' --login anna");
    site.given("winback new Pumps").given("winback new Valves");
    let page = site.manager("/configuration/teams");
    page.click("New").fill("Name", "Europe").choose("Team leader", "Anna Berg").click("Create");
    page.see("Saved.").fill("Name of Europe", "EMEA").choose("Team leader: Europe", "Manager");
    page.row("EMEA").click("Save");
    page.see("Saved.");
    assert_eq!(page.value("Team leader: EMEA"), "Manager");
    page.open("/opportunities/1");
    page.choose("Sales Team", "EMEA").click("Save").see("Saved.");
    page.open("/configuration/teams");
    page.row("EMEA").see("1").click("Archive");
    page.see("Saved.").row("EMEA").see("Unarchive");
    page.open("/opportunities/2");
    page.see("Sales Team").not_see("EMEA");
    assert_eq!(site.listed("name = Pumps", "team"), "EMEA\n");
}

#[test]
fn a_person_is_added_signs_in_by_the_link_gets_a_role_and_is_disabled() {
    let site = Site::new();
    let page = site.manager("/configuration/people");
    page.click("New").fill("Name", "Ben Maes").fill("E-mail", "ben@winback.example");
    page.click("Create").see("Ben Maes sets a password by this link, once");
    let link = page.names("code").concat();
    let secret = link.split_once('#').map(|(_, secret)| secret.to_owned()).unwrap();
    drop(page);

    let ben = site.without_scripts();
    ben.open("/welcome");
    ben.fill("One-time link", &secret).fill("New password", PASSWORD);
    ben.click("Set password and sign in").see("Ben Maes").not_see("Configuration");
    drop(ben);

    let page = site.manager("/configuration/people");
    page.choose("Role: Ben Maes", "Manager").row("Ben Maes").click("Save");
    page.see("Saved.");
    let people = || site.printed("winback people list --format csv");
    let ben = "Ben Maes,manager,ben@winback.example";
    assert!(people().contains(&format!("{ben},yes")), "{}", people());
    page.row("Ben Maes").click("Archive");
    page.see("Saved.").row("Ben Maes").see("Unarchive").not_see("Password link");
    assert!(people().contains(&format!("{ben},no")), "{}", people());
    page.open("/opportunities/new?kind=opportunity&back=/pipeline");
    page.see("Salesperson").not_see("Ben Maes");
    drop(page);

    let ben = site.without_scripts();
    ben.open("/sign-in");
    ben.fill("Login or e-mail", "ben@winback.example").fill("Password", PASSWORD);
    ben.click("Sign in").see("Login or password is wrong.");
}
