//! What lists show, and what is done with all of it.

use crate::site::Site;

/// The export that a list leads to.
async fn exported(browser: &crate::site::Browser<'_>, list: &str) -> String {
    let back: String = form_urlencoded::byte_serialize(list.as_bytes()).collect();
    let export = browser.get(&format!("/actions/export?all=1&back={back}")).await;
    browser.get(export.goes_to()).await.page(200).to_owned()
}

#[tokio::test]
async fn lost_and_archived_records_are_included_wherever_the_switch_is_on() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    let mut ids = Vec::new();
    for name in ["Openest", "Lostest", "Storedest"] {
        ids.push(site.record(name, "admin", &[]).await.to_string());
    }
    admin.post("/actions/lose", &[("id", &ids[1])]).await.goes_to();
    admin.post("/actions/archive", &[("id", &ids[2])]).await.goes_to();
    let all = ["Openest", "Lostest", "Storedest"];
    for view in ["view=list", "view=kanban"] {
        let without = admin.get(&format!("/pipeline?{view}&f=my-pipeline")).await;
        assert_eq!(all.map(|name| without.says(name)), [true, false, false], "{view}");
        assert!(without.says("1 record"), "{view}");
        let with = admin.get(&format!("/pipeline?{view}&f=my-pipeline&archived=1")).await;
        assert_eq!(all.map(|name| with.says(name)), [true; 3], "{view}");
        assert!(with.says("3 records") && with.says("Remove Include archived"), "{view}");
        let other = if view == "view=kanban" { "view=list" } else { "view=kanban" };
        assert!(with.says(&format!("{other}&f=my-pipeline&archived=1")), "{view}: {}", with.text);
    }
    for (archived, count) in [("", "(1)"), ("&archived=1", "(3)")] {
        let grouped = format!("/pipeline?view=list&f=my-pipeline&g=salesperson{archived}");
        assert!(admin.get(&grouped).await.says(count), "{grouped}");
    }

    let list = "/pipeline?view=list&f=my-pipeline";
    let csv = exported(&admin, list).await;
    assert_eq!(all.map(|name| csv.contains(name)), [true, false, false], "{csv}");
    let csv = exported(&admin, &format!("{list}&archived=1")).await;
    assert_eq!(all.map(|name| csv.contains(name)), [true; 3], "{csv}");

    let back = format!("{list}&archived=1");
    let every = [("all", "1"), ("back", back.as_str()), ("confirmed", "3")];
    let lost = admin.post("/actions/lose", &every).await;
    assert_eq!(lost.goes_to(), back);
    let desk = site.desk("admin").await;
    assert_eq!(desk.count("state = lost").await.unwrap().count(), 3);
}

#[tokio::test]
async fn a_filter_in_any_spelling_becomes_a_text_in_the_address() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    let text = "name contains 'Open'";
    for (typed, kept) in [
        (text, text),
        (r#"[["name", "ilike", "Open"]]"#, r#"active is true and (name contains "open")"#),
        (
            r#"{"field": "name", "operator": "contains", "value": "Open"}"#,
            r#"name contains "Open""#,
        ),
    ] {
        let applied = [("text", typed), ("back", "/pipeline?view=list")];
        let list = admin.post("/filter", &applied).await.goes_to().to_owned();
        let filters = form_urlencoded::parse(list.as_bytes()).find(|(name, _)| name == "w");
        assert_eq!(filters.map(|(_, filter)| filter.into_owned()).as_deref(), Some(kept), "{list}");
        admin.get(&list).await.page(200);
    }
    let mut ids = Vec::new();
    for name in ["Openest", "Lostest"] {
        ids.push(site.record(name, "admin", &[]).await.to_string());
    }
    admin.post("/actions/lose", &[("id", &ids[1]), ("reason", "Too expensive")]).await.goes_to();
    // A leaf on `active` lifts what lists leave out, and one on a reason does not, as in a domain.
    for (domain, shown) in [
        (r#"[["active", "in", [true, false]]]"#, [true, true]),
        (r#"[["probability", "<", 101]]"#, [true, false]),
        (r#"[["lost_reason_id", "ilike", "expensive"]]"#, [false, false]),
    ] {
        let applied = [("text", domain), ("back", "/pipeline?view=list")];
        let list = admin.post("/filter", &applied).await.goes_to().to_owned();
        let list = admin.get(&list).await;
        assert_eq!(["Openest", "Lostest"].map(|name| list.says(name)), shown, "{domain}");
    }
    let wrong = r#"[["nam", "ilike", "Open"]]"#;
    let refused = admin.post("/filter", &[("text", wrong), ("back", "/pipeline?view=list")]).await;
    refused.page(422);
    assert!(refused.says(wrong), "{}", refused.text);
}
