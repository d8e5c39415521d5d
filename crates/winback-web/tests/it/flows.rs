//! What a person does on the pages without scripts, from the form to the record.

use winback_app::store::domain::{Kind, Role, StateKind};

use crate::site::Site;

#[tokio::test]
async fn marking_lost_with_a_new_reason_asks_first_and_can_be_undone() {
    let site = Site::new().await;
    let id = site.record("Deal", "admin", &[]).await;
    let admin = site.sign_in("admin").await;
    let text = id.to_string();
    let form = admin.get(&format!("/actions/lose?id={id}&back=/opportunities/{id}")).await;
    assert_eq!(form.values("confirmed"), ["1"]);
    assert!(form.says("Too expensive"));
    let mut fields = vec![
        ("id", text.as_str()),
        ("back", "/pipeline?view=list"),
        ("confirmed", "1"),
        ("reason", "Went quiet"),
        ("note", "Three calls,\r\nno answer <b>"),
        ("competitor", "Rival"),
    ];
    let asked = admin.post("/actions/lose", &fields).await;
    assert!(asked.page(422).contains("There is no lost reason “Went quiet” yet"));
    assert!(asked.says("no answer <b>"), "the note is kept: {}", asked.text);
    assert_eq!(
        (asked.values("reason"), asked.values("create")),
        (vec!["Went quiet".to_owned()], vec!["Went quiet".to_owned()])
    );
    fields.push(("create", "Went quiet"));
    assert_eq!(admin.post("/actions/lose", &fields).await.goes_to(), "/pipeline?view=list");
    let desk = site.desk("admin").await;
    let shown = desk.show(id, 1).await.unwrap();
    let loss = shown.opportunity.loss().unwrap();
    let html = loss.details.note.as_ref().unwrap().html();
    assert!(html.contains("no answer &lt;b&gt;"), "plain text means itself: {html}");
    assert_eq!(loss.details.competitor.as_deref(), Some("Rival"));
    let page = admin.get(&format!("/opportunities/{id}")).await;
    assert!(page.text.contains("<div class=\"banner lost\">") && page.says("Went quiet"));
    let operation = shown.activity[0].operation;
    let undone =
        admin.post(&format!("/operations/{operation}/undo"), &[("back", "/operations")]).await;
    assert_eq!(undone.goes_to(), "/operations");
    assert_eq!(desk.show(id, 0).await.unwrap().opportunity.state.kind(), StateKind::Open);
}

#[tokio::test]
async fn a_salesperson_who_types_a_new_reason_is_told_and_loses_nothing() {
    let site = Site::new().await;
    let id = site.record("Deal", "anna", &[]).await;
    let anna = site.sign_in("anna").await;
    let text = id.to_string();
    let fields = [
        ("id", text.as_str()),
        ("reason", "Went quiet"),
        ("create", "Went quiet"),
        ("note", "My words"),
    ];
    let answer = anna.post("/actions/lose", &fields).await;
    assert!(answer.page(422).contains("only managers create reasons"), "{}", answer.text);
    assert!(answer.says("My words") && answer.values("reason") == ["Went quiet"]);
    assert!(answer.values("create").is_empty(), "no box that would be refused again");
    let known = [("id", text.as_str()), ("reason", "too EXPENSIVE"), ("note", "My words")];
    assert_eq!(anna.post("/actions/lose", &known).await.goes_to(), "/pipeline");
}

#[tokio::test]
async fn a_form_of_a_record_that_changed_meanwhile_keeps_what_was_typed() {
    let site = Site::new().await;
    let id = site.record("Deal", "admin", &[]).await;
    let admin = site.sign_in("admin").await;
    let page = format!("/opportunities/{id}");
    let seen = admin.get(&page).await.values("revision");
    let revision = seen[0].as_str();
    let first = admin
        .post(&page, &[("revision", revision), ("city", "Ghent"), ("expected_revenue", "1,500")])
        .await;
    assert_eq!(first.goes_to(), page);
    let second = admin.post(&page, &[("revision", revision), ("city", "Liège")]).await;
    assert!(second.page(409).contains("Somebody changed this record meanwhile"));
    assert_eq!(second.values("city"), ["Liège"]);
    let wrong = admin.get(&page).await.values("revision");
    let wrong = [("revision", wrong[0].as_str()), ("expected_revenue", "1,5"), ("phone", "+32 1")];
    let wrong = admin.post(&page, &wrong).await;
    assert!(wrong.page(422).contains("Expected Revenue: “1,5” is not an amount"), "{}", wrong.text);
    assert_eq!(wrong.values("phone"), ["+32 1"]);
    let record = site.desk("admin").await.show(id, 0).await.unwrap().opportunity;
    assert_eq!(record.deal.expected_revenue.unwrap().minor(), 150_000);
    assert_eq!((record.deal.address.city.as_deref(), record.deal.phone), (Some("Ghent"), None));
}

#[tokio::test]
async fn who_gives_a_record_out_of_sight_by_its_form_is_led_to_the_list() {
    let site = Site::new().await;
    let id = site.record("Deal", "anna", &[]).await;
    let anna = site.sign_in("anna").await;
    let page = format!("/opportunities/{id}");
    let seen = anna.get(&page).await.values("revision");
    let form = [("revision", seen[0].as_str()), ("salesperson", "ben")];
    let saved = anna.post(&page, &form).await;
    assert_eq!(saved.goes_to(), "/pipeline");
    assert_eq!(anna.get(&page).await.status.as_u16(), 404);
    let record = site.desk("ben").await.show(id, 0).await.unwrap().opportunity;
    assert_eq!(record.revision.get(), 2);
}

#[tokio::test]
async fn what_a_policy_asks_for_is_told_in_the_preview_in_the_language_of_the_page() {
    let site = Site::new().await;
    let id = site.record("Deal", "admin", &[("probability", "0")]).await;
    site.desk("admin").await.set_setting("require_reason", "on").await.unwrap();
    let admin = site.sign_in("admin").await.speaking("zh-CN");
    let page = admin.get(&format!("/actions/archive?id={id}&back=/pipeline")).await;
    let told = "归档概率为 0 的进行中记录即标记为丢单。必须填写丢单原因，请选择一个。";
    assert!(page.says(told), "{}", page.text);
}

#[tokio::test]
async fn all_that_match_are_restored_and_those_that_cannot_be_are_told_apart() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    let mut ids = Vec::new();
    for name in ["One", "Two", "Three"] {
        ids.push(site.record(name, "admin", &[]).await.to_string());
    }
    let lost: Vec<(&str, &str)> = ids[..2].iter().map(|id| ("id", id.as_str())).collect();
    admin.post("/actions/lose", &lost).await.goes_to();
    let list = admin.get("/pipeline?view=list&f=lost").await;
    assert!(list.says("One") && list.says("Two") && !list.says("Three"));
    assert_eq!(list.values("id").len(), 2);
    assert!(list.says("2 records"), "counted after the lines");
    let mixed = "/actions/restore?all=1&back=%2Fpipeline%3Fview%3Dlist%26f%3Dlost%26f%3Dongoing";
    let mixed = admin.get(mixed).await;
    assert!(
        mixed.says("1 record does not allow it") && mixed.says("Go on without it"),
        "{}",
        mixed.text
    );
    let both = "/pipeline?view=list&f=lost&f=ongoing";
    let rest = [("all", "1"), ("back", both), ("states", "lost"), ("confirmed", "2")];
    assert_eq!(admin.post("/actions/restore", &rest).await.goes_to(), both, "without the open one");
    admin.post("/actions/lose", &lost).await.goes_to();
    let fields = [("all", "1"), ("back", "/pipeline?view=list&f=lost"), ("confirmed", "3")];
    let moved = admin.post("/actions/restore", &fields).await;
    assert!(moved.page(422).contains("2 records match by now"), "{}", moved.text);
    let fields = [("all", "1"), ("back", "/pipeline?view=list&f=lost"), ("confirmed", "2")];
    assert_eq!(
        admin.post("/actions/restore", &fields).await.goes_to(),
        "/pipeline?view=list&f=lost"
    );
    assert!(admin.get("/pipeline?view=list&f=lost").await.says("Nothing matches"));
}

#[tokio::test]
async fn leads_come_with_the_setting_and_are_converted() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    assert!(!admin.get("/profile").await.text.contains("href=\"/leads\""));
    assert_eq!(admin.get("/leads").await.status.as_u16(), 422);
    let on = [
        ("switch", "leads"),
        ("leads", "on"),
        ("switch", "require_note"),
        ("switch", "require_reason"),
    ];
    admin.post("/configuration/settings", &on).await.goes_to();
    assert!(admin.get("/profile").await.text.contains("href=\"/leads\""));
    let new = [("kind", "lead"), ("name", "A lead"), ("contact_name", "Ann"), ("then", "open")];
    let page = admin.post("/opportunities/new", &new).await.goes_to().to_owned();
    let id = page.rsplit('/').next().unwrap().to_owned();
    assert!(admin.get("/leads?view=list&f=my-leads").await.says("A lead") || !id.is_empty());
    let fields = [
        ("id", id.as_str()),
        ("confirmed", "1"),
        ("customer", "Ann & Co"),
        ("back", "/leads?view=list"),
    ];
    assert_eq!(admin.post("/actions/convert", &fields).await.goes_to(), "/leads?view=list");
    let record = site
        .desk("admin")
        .await
        .show(winback_app::store::domain::OpportunityId::new(id.parse().unwrap()), 0)
        .await
        .unwrap();
    assert_eq!(record.opportunity.deal.kind, Kind::Opportunity);
}

#[tokio::test]
async fn pages_speak_the_language_of_the_browser() {
    let site = Site::new().await;
    site.record("Deal", "admin", &[]).await;
    let admin = site.sign_in("admin").await.speaking("zh-CN,zh;q=0.9,en;q=0.8");
    let page = admin.get("/pipeline?view=list").await;
    assert!(page.text.contains("<html lang=\"zh-CN\">"));
    for words in ["销售管道", "筛选", "新建", "1 条记录"] {
        assert!(page.says(words), "{words}");
    }
    for words in ["Pipeline", "Filters", "Search…", "Actions"] {
        assert!(!page.says(words), "{words}");
    }
}

#[tokio::test]
async fn a_person_has_days_of_their_own() {
    let site = Site::new().await;
    let id = site.record("Deal", "admin", &[]).await;
    let admin = site.sign_in("admin").await;
    let page = format!("/opportunities/{id}");
    let wrong = admin.post("/profile/time-zone", &[("zone", "Mars/Base")]).await;
    assert!(wrong.page(422).contains("There is no time zone “Mars/Base”"));
    let before = admin.get(&page).await.text;
    let admin =
        admin.keeping(&admin.post("/profile/time-zone", &[("zone", "Pacific/Kiritimati")]).await);
    let after = admin.get(&page).await;
    // The test's clock stands at ten in UTC, which is midnight there.
    let day = |zone: &str| {
        let zone = jiff::tz::TimeZone::get(zone).unwrap();
        let at = zone.to_datetime(winback_testkit::fixed_now());
        format!("{:02}:{:02}", at.hour(), at.minute())
    };
    assert!(before.contains(&day("UTC")) && !before.contains(&day("Pacific/Kiritimati")));
    assert!(after.says(&day("Pacific/Kiritimati")), "{}", after.text);
    let desk = site.desk("admin").await;
    assert_eq!(desk.settings().time_zone, "UTC");
}

#[tokio::test]
async fn who_gives_a_record_away_from_its_form_is_led_to_what_they_still_see() {
    let site = Site::new().await;
    let id = site.record("Deal", "anna", &[]).await;
    let anna = site.sign_in("anna").await;
    let form = anna.get(&format!("/opportunities/{id}")).await;
    let link = format!("/actions/assign?id={id}&amp;back=%2Fopportunities%2F{id}");
    assert!(form.page(200).contains(&link), "{}", form.text);
    let (text, back) = (id.to_string(), format!("/opportunities/{id}"));
    let fields = [("id", text.as_str()), ("back", &back), ("confirmed", "1")];
    let kept = [&fields[..], &[("salesperson", "=anna"), ("team", "=")]].concat();
    assert_eq!(anna.post("/actions/assign", &kept).await.goes_to(), back);
    let given = [&fields[..], &[("salesperson", "=ben")]].concat();
    let answer = anna.post("/actions/assign", &given).await;
    assert_eq!(answer.goes_to(), "/pipeline");
    let next = anna.keeping(&answer).get("/pipeline?view=list").await;
    assert!(next.says("Saved.") && !next.text.contains("/undo"), "{}", next.text);
    anna.get(&back).await.page(404);
    let card = site.record("Card", "anna", &[]).await.to_string();
    let board = "/pipeline?view=kanban";
    let fields = [("id", card.as_str()), ("back", board), ("salesperson", "=ben")];
    let answer = anna.post("/actions/assign", &fields).await;
    assert_eq!(answer.goes_to(), board);
    assert!(!anna.keeping(&answer).get(board).await.text.contains("/undo"));
}

#[tokio::test]
async fn who_gives_a_lead_away_from_its_form_is_led_to_the_leads() {
    let site = Site::new().await;
    let leads = [("switch", "leads"), ("leads", "on")];
    site.sign_in("admin").await.post("/configuration/settings", &leads).await.goes_to();
    let anna = site.sign_in("anna").await;
    let new = [("kind", "lead"), ("name", "A lead"), ("salesperson", "anna"), ("then", "open")];
    let page = anna.post("/opportunities/new", &new).await.goes_to().to_owned();
    let id = page.rsplit('/').next().unwrap().to_owned();
    let fields = [("id", id.as_str()), ("back", &page), ("salesperson", "=ben")];
    assert_eq!(anna.post("/actions/assign", &fields).await.goes_to(), "/leads");
    anna.get(&page).await.page(404);
}

#[tokio::test]
async fn of_two_people_of_one_name_either_can_have_a_record() {
    let site = Site::new().await;
    let (admin, desk) = (site.sign_in("admin").await, site.desk("admin").await);
    let other = desk.add_person("Ben Maes", Some("benny"), None, Role::Salesperson).await.unwrap();
    let id = site.record("Deal", "ben", &[]).await;
    let page = format!("/opportunities/{id}");
    let owner = async || desk.show(id, 0).await.unwrap().opportunity.deal.salesperson.unwrap();
    let ben = owner().await;
    let form = admin.get(&page).await;
    let both = "<option value=\"ben\" selected>Ben Maes (ben)</option>\
                <option value=\"benny\">Ben Maes (benny)</option>";
    assert!(form.text.contains(both), "{}", form.text);
    let revision = form.values("revision").concat();
    let same = [("revision", revision.as_str()), ("salesperson", "ben"), ("city", "Ghent")];
    admin.post(&page, &same).await.goes_to();
    assert_eq!(owner().await, ben);
    let revision = admin.get(&page).await.values("revision").concat();
    let given = [("revision", revision.as_str()), ("salesperson", "benny")];
    admin.post(&page, &given).await.goes_to();
    assert_eq!(owner().await, other.id);
    // Whoever works here no more keeps the record until somebody else is chosen.
    desk.archive_person("benny", true).await.unwrap();
    let form = admin.get(&page).await;
    let kept = "<option value=\"benny\" selected>Ben Maes (benny)</option>";
    assert!(form.text.contains(kept), "{}", form.text);
    let revision = form.values("revision").concat();
    let kept = [("revision", revision.as_str()), ("salesperson", "benny"), ("city", "Liège")];
    admin.post(&page, &kept).await.goes_to();
    assert_eq!(owner().await, other.id);
    let leads = [("switch", "leads"), ("leads", "on")];
    admin.post("/configuration/settings", &leads).await.goes_to();
    let (assign, convert) = (format!("/actions/assign?id={id}"), "/actions/convert?id=1");
    for page in ["/opportunities/new", &assign, convert] {
        let offered = admin.get(page).await;
        let anna = ["anna", "=anna"].map(|it| format!("<option value=\"{it}\">Anna Peeters<"));
        assert!(anna.iter().any(|it| offered.text.contains(it)), "{page}: {}", offered.text);
        assert!(!offered.text.contains("benny"), "{page}: {}", offered.text);
    }
}
