//! Cards that are dragged with the mouse.

use crate::browser::Site;

#[test]
fn a_card_is_dragged_to_another_stage_and_a_won_stage_wins_it() {
    let site = Site::new();
    site.given("winback new Pumps expected_revenue=100").given("winback new Valves");
    let page = site.manager("/pipeline?view=kanban&f=my-pipeline");
    page.column("New").card("Pumps").drag_to(&page.column("Proposition"));
    page.see("1 record moved.");
    page.column("Proposition").see("€100").card("Pumps");
    page.see_focus("Pumps");
    assert_eq!(page.column("New").names("article.card"), ["Valves"]);
    assert_eq!(site.listed("stage = Proposition", "name"), "Pumps\n");
    page.card("Valves").drag_to(&page.column("Won"));
    page.column("Won").card("Valves").see("Won");
    assert_eq!(site.listed("state = won", "name,stage"), "Valves,Won\n");
    page.click("Undo").see("Undone for 1 record.");
    page.column("New").card("Valves").drag_to(&page.column("New"));
    assert_eq!(site.listed("state = open", "name,stage"), "Pumps,Proposition\nValves,New\n");
}
