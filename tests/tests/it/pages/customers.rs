//! Customers: offered where one is named.

use crate::browser::Site;

#[test]
fn a_customer_is_offered_while_one_types_and_any_other_is_taken() {
    let site = Site::new();
    site.given(
        "
        winback customers add Nordwind city=Ghent
        winback customers add 'Anna Peeters' kind=person parent=Nordwind
        ",
    );
    let page = site.manager("/pipeline");
    page.only(".title").click("New");
    page.fill("Opportunity", "Pumps").fill("Customer", "wind, an");
    page.click("Nordwind, Anna Peeters");
    assert_eq!(page.value("Customer"), "Nordwind, Anna Peeters");
    page.click("Create").see("Created.");
    page.only(".title").click("New");
    page.fill("Opportunity", "Valves").fill("Customer", "Südwind");
    page.click("Create").see("Created.");
    let expected = "\"Nordwind, Anna Peeters\"\nSüdwind\n";
    assert_eq!(site.listed("customer is set", "customer"), expected);
    page.open("/opportunities/2");
    page.fill("Customer", "nord").only(".suggestions").see("Ghent");
    page.press("ArrowDown").press("Enter");
    assert_eq!(page.value("Customer"), "Nordwind");
    page.click("Save").see("Saved.");
    assert_eq!(site.listed("id = 2", "customer"), "Nordwind\n");
}
