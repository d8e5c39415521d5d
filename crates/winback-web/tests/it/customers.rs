//! Customers on the pages.

use serde_json::{Value, json};

use crate::site::{Answer, Site};

#[tokio::test]
async fn a_box_offers_at_most_twenty_customers_with_what_was_typed() {
    let site = Site::new().await;
    let desk = site.desk("anna").await;
    let email = |address: &str| {
        vec![winback_app::Assignment { field: "email".into(), value: address.into() }]
    };
    desk.create_customer("Nordwind", &email("info@nord.example")).await.unwrap();
    desk.create_customer("Twin", &[]).await.unwrap();
    desk.create_customer("Twin", &[]).await.unwrap();
    for number in 0..30 {
        desk.create_customer(&format!("Acme {number}"), &[]).await.unwrap();
    }
    let anna = site.sign_in("anna").await;
    let offered = |text: &'static str| {
        let anna = &anna;
        async move {
            let answer = anna.get(&format!("/customers/offered?q={text}")).await;
            serde_json::from_str::<Value>(answer.page(200)).unwrap()
        }
    };
    let nordwind =
        json!([{ "value": "Nordwind", "label": "Nordwind", "hint": "info@nord.example" }]);
    assert_eq!(offered("NORD.ex").await, nordwind);
    let twins = offered("twin").await;
    assert_eq!((&twins[0]["value"], &twins[1]["value"]), (&json!("2"), &json!("3")));
    assert_eq!(offered("acme").await.as_array().unwrap().len(), 20);
    for nothing in ["", "%20", "%25", "nobody"] {
        assert_eq!(offered(nothing).await, json!([]), "{nothing}");
    }
    assert_eq!(anna.get("/customers/offered?q=a%00").await.status, 422);
}

#[tokio::test]
async fn whoever_is_picked_from_a_box_is_the_customer_of_the_record() {
    let site = Site::new().await;
    let desk = site.desk("anna").await;
    let field = |field: &str, value: &str| {
        vec![winback_app::Assignment { field: field.into(), value: value.into() }]
    };
    let added = [
        ("Zoo Nordwind", vec![]),
        ("Zoo Ann", vec![]),
        ("Zoo Ann", field("parent", "1")),
        ("Zoo Acme", vec![]),
        ("ZOO ACME", vec![]),
        ("Zoo closed", field("active", "no")),
        ("Zoo Closed", vec![]),
        ("360", field("reference", "Zoo")),
        ("+4", field("reference", "Zoo")),
    ];
    for (name, fields) in added {
        desk.create_customer(name, &fields).await.unwrap();
    }
    let anna = site.sign_in("anna").await;
    let offered = anna.get("/customers/offered?q=Zoo").await;
    let offered: Vec<Value> = serde_json::from_str(offered.page(200)).unwrap();
    let texts = |key: &str| -> Vec<String> {
        offered.iter().map(|it| it[key].as_str().unwrap().to_owned()).collect()
    };
    let values = ["9", "8", "4", "5", "2", "7", "Zoo Nordwind", "Zoo Nordwind, Zoo Ann"];
    assert_eq!(texts("value"), values);
    for (value, label) in texts("value").iter().zip(texts("label")) {
        let new = [("name", "Pumps"), ("kind", "opportunity"), ("customer", value.as_str())];
        anna.post("/opportunities/new", &new).await.goes_to();
        let id = desk.customer_named(value).await.unwrap();
        let shown = desk.show_customer(id).await.unwrap();
        assert_eq!((shown.customer.full_name, shown.tally.count()), (label, 1));
    }
}

#[tokio::test]
async fn customers_are_listed_searched_and_changed_and_what_is_wrong_keeps_what_was_typed() {
    let site = Site::new().await;
    let anna = site.sign_in("anna").await;
    let new =
        [("name", "Nordwind"), ("kind", "company"), ("country", "Belgium"), ("city", "Ghent")];
    assert_eq!(anna.post("/customers/new", &new).await.goes_to(), "/customers");
    let person = [
        ("name", "Ann"),
        ("kind", "person"),
        ("parent", "nordwind"),
        ("back", "/customers?search=a"),
    ];
    assert_eq!(anna.post("/customers/new", &person).await.goes_to(), "/customers?search=a");
    site.record("Pumps", "anna", &[("customer", "Nordwind")]).await;
    let list = anna.get("/customers").await;
    assert!(list.says("2 customers") && list.says("Nordwind, Ann") && list.says("Belgium"));
    let found = anna.get("/customers?search=ANN").await;
    assert!(found.says("1 customer") && found.values("search") == ["ANN"], "{}", found.text);
    assert!(anna.get("/customers?search=nobody").await.says("No customer matches"));

    let form = anna.get("/customers/1").await;
    assert!(form.says("1 record"), "{}", form.text);
    let link = "/pipeline?view=list&w=customer+%3D+1+and+state+is+set";
    assert!(form.text.contains(&link.replace('&', "&amp;")), "{}", form.text);
    assert!(anna.get(link).await.says("Pumps"));
    // Somebody else changes the city meanwhile, which this form leaves alone.
    let city = winback_app::Assignment { field: "city".into(), value: "Bruges".into() };
    let nordwind = winback_app::store::domain::CustomerId::new(1);
    site.desk("admin").await.edit_customer(nordwind, &[city]).await.unwrap();
    let seen =
        [("was-name", "Nordwind"), ("was-city", "Ghent"), ("city", "Ghent"), ("was-active", "on")];
    let with = |more: &[(&'static str, &'static str)]| [&seen[..], more].concat();
    let renamed = with(&[("name", "Südwind"), ("active", "on")]);
    assert_eq!(anna.post("/customers/1", &renamed).await.goes_to(), "/customers");
    let now = site.desk("anna").await.show_customer(nordwind).await.unwrap().customer;
    assert_eq!((now.full_name.as_str(), now.profile.city.as_deref()), ("Südwind", Some("Bruges")));
    assert!(now.profile.active);

    let circle = with(&[("name", "West"), ("active", "on"), ("parent", "Südwind, Ann")]);
    let circle = anna.post("/customers/1", &circle).await;
    assert!(circle.page(422).contains("cannot belong to"), "{}", circle.text);
    assert_eq!(
        (circle.values("name"), circle.values("was-name")),
        (vec!["West".into()], vec!["Nordwind".into()])
    );
    let nameless = anna.post("/customers/1", &with(&[("name", " "), ("active", "on")])).await;
    assert!(nameless.page(422).contains("Name is empty. Give a text."), "{}", nameless.text);
    let many = anna.post("/customers/new", &[("name", "X"), ("employees", "many")]).await;
    assert!(many.page(422).contains("Employees: “many” is no number of people"), "{}", many.text);
    let archived = with(&[("name", "Nordwind")]);
    anna.post("/customers/1", &archived).await.goes_to();
    assert!(anna.get("/customers?archived=on").await.says("1 customer"));
    assert!(!anna.get("/customers?search=wind").await.says("2 customers"));
    assert_eq!(anna.get("/customers/99").await.status, 404);
    assert!(anna.get("/customers?search=a%00b").await.says("holds a NUL character"));
    let chinese = site.sign_in("anna").await.speaking("zh-CN");
    assert!(chinese.get("/customers").await.says("1 位客户"));
}

#[tokio::test]
async fn the_form_of_a_customer_counts_as_many_as_its_links_show() {
    let site = Site::new().await;
    let desk = site.desk("admin").await;
    desk.set_setting("leads", "on").await.unwrap();
    let admin = site.sign_in("admin").await;
    for (kind, name) in [("opportunity", "Pumps"), ("lead", "Valves"), ("lead", "Pipes")] {
        let new = [("kind", kind), ("name", name), ("customer", "Nordwind")];
        admin.post("/opportunities/new", &new).await.goes_to();
    }
    let form = admin.get("/customers/1").await;
    for (path, count) in [("/pipeline", "1 record"), ("/leads", "2 records")] {
        let link = format!("{path}?view=list&w=customer+%3D+1+and+state+is+set");
        let (_, told) = form.page(200).split_once(&link.replace('&', "&amp;")).unwrap();
        let (told, _) = told.split_once("</p>").unwrap();
        assert!(told.contains(&format!(": {count} ·")), "{told}");
        let list = admin.get(&link).await;
        assert!(list.says(&format!("{count} ·")), "{}", list.text);
    }
    desk.set_setting("leads", "off").await.unwrap();
    assert!(!admin.get("/customers/1").await.text.contains("/leads"));
}

#[tokio::test]
async fn a_list_of_customers_is_shown_before_it_is_counted() {
    let site = Site::new().await;
    let desk = site.desk("anna").await;
    desk.create_customer("Nordwind", &[]).await.unwrap();
    let anna = site.sign_in("anna").await;
    let list = anna.begin("/customers").await;
    desk.create_customer("Late", &[]).await.unwrap();
    let list = Answer::of(list).await;
    assert!(list.page(200).contains("Nordwind") && !list.text.contains("Late"), "{}", list.text);
    assert!(list.says("2 customers") && list.text.ends_with("</html>"), "{}", list.text);
}

#[tokio::test]
async fn a_name_whose_line_breaks_a_browser_leaves_out_is_not_changed_by_its_form() {
    let site = Site::new().await;
    let desk = site.desk("anna").await;
    let id = desk.create_customer("Nordwind", &[]).await.unwrap().customer.id;
    let anna = site.sign_in("anna").await;
    let typed = [
        ("was-name", "Ac\r\nme"),
        ("name", "Acme"),
        ("city", "Ghent"),
        ("was-active", "on"),
        ("active", "on"),
    ];
    anna.post("/customers/1", &typed).await.goes_to();
    let now = desk.show_customer(id).await.unwrap().customer;
    assert_eq!((now.full_name.as_str(), now.profile.city.as_deref()), ("Nordwind", Some("Ghent")));
    let broken = [("name", "Ac\r\nme"), ("kind", "company")];
    let refused = anna.post("/customers/new", &broken).await;
    assert!(refused.page(422).contains("holds a line break"), "{}", refused.text);
}
