//! Customers: offered where one is named, and a page of their own.

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
    page.click("Create").card("Valves").see("Südwind");
    let expected = "\"Nordwind, Anna Peeters\"\nSüdwind\n";
    assert_eq!(site.listed("customer is set", "customer"), expected);
    page.open("/opportunities/2");
    page.fill("Customer", "nord").only(".suggestions").see("Ghent");
    page.press("ArrowDown").press("Enter");
    assert_eq!(page.value("Customer"), "Nordwind");
    page.click("Save").see("Saved.");
    assert_eq!(site.listed("id = 2", "customer"), "Nordwind\n");
}

#[test]
fn a_customer_is_found_changed_and_leads_to_its_deals() {
    let site = Site::new();
    site.given(
        "
        winback new Pumps customer=Nordwind
        winback new Valves customer=Nordwind
        winback new Pipes customer=Other
        winback lose 2
        ",
    );
    let page = site.manager("/pipeline");
    page.only("header.top").click("Customers");
    page.see_address("/customers").see("2 customers");
    page.fill("Name, e-mail or reference", "nord").press("Enter").see("1 customer");
    page.click("Nordwind").see("2 records").fill("Name", "Südwind").fill("City", "Ghent");
    page.click("Save").see("Saved.").see("No customer matches");
    assert_eq!(site.listed("customer.city = Ghent", "customer"), "Südwind\n");
    page.open("/customers?search=wind");
    page.click("Opportunities of Südwind").see("2 records").row("Pumps");
    page.row("Valves").see("Lost");
    page.open("/customers");
    page.click("New").fill("Name", "Anna Peeters").choose("Kind", "Person");
    page.fill("Company", "süd").only(".suggestions").click("Südwind Ghent");
    page.click("Create").see("Saved.").see("Südwind, Anna Peeters");
    page.assert_no_barriers();
}
