//! The search bar.

use crate::browser::{Page, Site};

const DEALS: &str = "
    winback new Pumps
    winback new Valves
    winback new Pipes
    winback new Wells
    winback lose 1 --reason 'Too expensive'
    winback lose 2 --reason 'Not enough stock'
    winback lose 3
";

fn lines(page: &Page) -> Vec<String> {
    page.names("tbody td:nth-child(2) a")
}

#[test]
fn without_the_default_filter_and_with_lost_the_lost_deals_are_listed() {
    let site = Site::new();
    site.given(DEALS);
    let page = site.manager("/");
    page.see("1 record").click("List").row("Wells");
    page.click("Remove My Pipeline").see_address("/pipeline");
    page.click("Filters").click("Lost").see("3 records");
    let mut names = lines(&page);
    names.sort();
    assert_eq!(names, ["Pipes", "Pumps", "Valves"]);
    page.row("Valves").see("Not enough stock");
    page.click("Remove Lost").see("1 record");
    assert_eq!(lines(&page), ["Wells"]);
}

#[test]
fn archived_and_lost_deals_are_included_in_every_view_and_on_every_page() {
    let site = Site::new();
    site.given(DEALS).given("winback new Tanks").given("winback archive 5");
    let page = site.manager("/");
    page.see("1 record").click("Filters");
    let offered = page.names("details.filters section:first-child li a");
    let place = offered.iter().position(|it| it == "Include archived").unwrap();
    assert_eq!(offered[place - 1], "Archived");
    page.click("Include archived").see_address("archived=1").see("5 records");
    page.card("Pumps").see("Lost: Too expensive");
    page.card("Tanks").see("Archived");
    page.click("List").see_address("archived=1").see("5 records");
    page.row("Pumps").see("Too expensive");
    page.row("Tanks").see("Archived");
    page.fill("Search…", "an").press("Enter").see_address("archived=1").see("1 record");
    assert_eq!(lines(&page), ["Tanks"]);
    page.click("Remove Opportunity an").see("5 records");
    page.click("Filters").click("Lost").see("3 records").see("Include archived");
    page.click("Remove Include archived").see("3 records").click("Remove Lost").see("1 record");
    assert_eq!(lines(&page), ["Wells"]);
}

#[test]
fn a_custom_filter_asks_for_one_reason_then_for_several() {
    let site = Site::new();
    site.given(DEALS);
    let page = site.manager("/pipeline?view=list&f=lost");
    page.see("3 records").click("Filters").click("Add Custom Filter");
    page.choose("Operator", "=").fill("Value", "Too expensive");
    page.press("Tab");
    page.see("lost_reason = \"Too expensive\"").click("Apply").see("1 record");
    assert_eq!(lines(&page), ["Pumps"]);

    page.click("lost_reason = \"Too expensive\"").choose("Operator", "is in");
    page.fill("Values; Enter adds one", "Not enough stock");
    page.press("Enter");
    page.see("Not enough stock").see("lost_reason in (\"Too expensive\", \"Not enough stock\")");
    page.click("Apply").see("2 records");
    let mut names = lines(&page);
    names.sort();
    assert_eq!(names, ["Pumps", "Valves"]);
}

#[test]
fn a_filter_that_is_typed_wrong_is_told_at_its_place() {
    let site = Site::new();
    site.given(DEALS);
    let page = site.manager("/pipeline?view=list&f=lost");
    page.click("Filters").click("Add Custom Filter").fill("As text", "lost_raeson = 'x'");
    page.see("lost_reason").click("Apply");
    page.see("There is no field “lost_raeson” (column 1). Did you mean “lost_reason”?");
    let marked = page.names("pre.marked mark");
    assert!(marked.first().is_some_and(|first| first == "lost_raeson"), "{marked:?}");
    assert_eq!(page.value("As text"), "lost_raeson = 'x'");
    page.fill("As text", "lost_reason is empty").click("Apply").see("1 record");
    assert_eq!(lines(&page), ["Pipes"]);
}

#[test]
fn what_is_typed_is_searched_where_the_person_says() {
    let site = Site::new();
    site.given(DEALS);
    let page = site.manager("/pipeline?view=list&f=lost");
    page.fill("Search…", "stock").click("Search “stock” in Lost Reason").see("1 record");
    assert_eq!(lines(&page), ["Valves"]);
    page.click("Filters").click("Save current search").fill("Name", "No stock");
    page.section("Favorites").click("Save");
    page.see_address("f=No+stock").see("1 record");
    page.open("/pipeline");
    page.click("Filters").section("Favorites").click("No stock");
    page.see_address("f=No+stock").see("1 record");
    assert_eq!(lines(&page), ["Valves"]);
}
