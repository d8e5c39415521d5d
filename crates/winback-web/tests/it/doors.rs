//! Who comes in, and who does not.

use axum::http::header;
use winback_api::Limits;
use winback_app::store::domain::{OpportunityId, StateKind};

use crate::site::{PASSWORD, Site};

const PAGES: [&str; 22] = [
    "/pipeline?view=kanban",
    "/pipeline?view=list&f=lost",
    "/leads?view=list",
    "/opportunities/1",
    "/opportunities/new",
    "/actions/lose?id=1",
    "/actions/restore?id=1",
    "/actions/assign?id=1",
    "/actions/merge?id=1&id=2",
    "/actions/export?id=1",
    "/customers",
    "/customers/new",
    "/customers/1",
    "/customers/offered?q=a",
    "/filter",
    "/filter/fields",
    "/configuration/lost-reasons",
    "/configuration/stages",
    "/configuration/people",
    "/configuration/settings",
    "/profile",
    "/operations",
];

const FORMS: [&str; 18] = [
    "/opportunities/new",
    "/opportunities/1",
    "/customers/new",
    "/customers/1",
    "/actions/lose",
    "/actions/restore",
    "/actions/archive",
    "/actions/win",
    "/actions/move",
    "/actions/assign",
    "/actions/merge",
    "/actions/convert",
    "/operations/1/undo",
    "/favourites",
    "/favourites/delete",
    "/configuration/lost-reasons",
    "/configuration/settings",
    "/profile/password",
];

async fn state(site: &Site, id: OpportunityId) -> StateKind {
    site.desk("admin").await.show(id, 0).await.unwrap().opportunity.state.kind()
}

#[tokio::test]
async fn whoever_is_nobody_is_led_to_the_sign_in() {
    let site = Site::new().await;
    let id = site.record("Deal", "anna", &[]).await;
    let nobody = site.nobody();
    for page in PAGES {
        let answer = nobody.get(page).await;
        assert!(answer.goes_to().starts_with("/sign-in?next=%2F"), "{page}: {}", answer.goes_to());
    }
    let id_text = id.to_string();
    for form in FORMS {
        let answer = nobody.post(form, &[("id", &id_text), ("name", "x"), ("stage", "Won")]).await;
        assert_eq!(answer.goes_to(), "/sign-in?next=%2Fpipeline", "{form}");
    }
    assert_eq!(state(&site, id).await, StateKind::Open);
}

#[tokio::test]
async fn what_another_site_sends_changes_nothing() {
    let site = Site::new().await;
    let id = site.record("Deal", "anna", &[]).await;
    let admin = site.sign_in("admin").await;
    let before = site.desk("admin").await.operations(None, 100).await.unwrap().len();
    let id_text = id.to_string();
    for form in FORMS.into_iter().chain(["/configuration/stages", "/configuration/people"]) {
        let fields = [("id", id_text.as_str()), ("name", "x"), ("stage", "Won"), ("leads", "on")];
        let answer = admin.post_from_elsewhere(form, &fields).await;
        assert!(answer.page(403).contains("came from another site"), "{form}");
    }
    for form in ["/sign-in", "/sign-out", "/welcome", "/language"] {
        assert_eq!(admin.post_from_elsewhere(form, &[]).await.status.as_u16(), 403, "{form}");
    }
    let desk = site.desk("admin").await;
    assert_eq!(desk.operations(None, 100).await.unwrap().len(), before);
    assert!(!desk.settings().leads);
    admin.get("/profile").await.page(200);
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_no_page_and_says_so_with_a_way_back() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    for page in
        ["/opportunities/abc", "/opportunities/9999999999999999999", "/customers/x", "/actions/%FF"]
    {
        let answer = admin.get(page).await;
        assert!(answer.page(404).contains("There is no such page."), "{page}: {}", answer.text);
        assert!(answer.text.contains("href=\"/pipeline\""), "{page}: {}", answer.text);
    }
    for form in ["/opportunities/abc", "/customers/x", "/actions/%FF", "/operations/last/undo"] {
        let answer = admin.post(form, &[("name", "x")]).await;
        assert!(answer.page(404).contains("There is no such page."), "{form}: {}", answer.text);
    }
    assert!(site.nobody().get("/opportunities/abc").await.goes_to().starts_with("/sign-in"));
}

#[tokio::test]
async fn looking_changes_nothing() {
    let site = Site::new().await;
    let id = site.record("Deal", "anna", &[]).await;
    let other = site.record("Other", "anna", &[]).await;
    let admin = site.sign_in("admin").await;
    let before = site.desk("admin").await.operations(None, 100).await.unwrap().len();
    for verb in ["lose", "restore", "archive", "win", "move", "assign", "merge", "convert"] {
        let link = format!(
            "/actions/{verb}?id={id}&id={other}&reason=New&create=New&stage=Won&salesperson=ben&confirmed=2"
        );
        let answer = admin.get(&link).await;
        assert!(matches!(answer.status.as_u16(), 200 | 422), "{verb}: {}", answer.status);
    }
    for page in PAGES {
        admin.get(page).await;
    }
    let desk = site.desk("admin").await;
    assert_eq!(desk.operations(None, 100).await.unwrap().len(), before);
    assert_eq!(desk.lost_reasons().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_salesperson_neither_sees_others_records_nor_configures() {
    let site = Site::new().await;
    let own = site.record("Hers", "anna", &[]).await;
    let other = site.record("His secret deal", "ben", &[]).await;
    let anna = site.sign_in("anna").await;
    assert!(anna.get(&format!("/opportunities/{own}")).await.page(200).contains("Hers"));
    let missing = anna.get("/opportunities/999999").await.text;
    let hidden = anna.get(&format!("/opportunities/{other}")).await;
    assert_eq!(
        hidden.page(404),
        missing,
        "one that may not be seen is as absent as one that is not"
    );
    for page in
        ["/pipeline?view=list", "/pipeline?view=kanban", "/pipeline?view=list&g=salesperson"]
    {
        let answer = anna.get(page).await;
        assert!(!answer.page(200).contains("secret"), "{page}");
    }
    let id = other.to_string();
    let lost = anna.post("/actions/lose", &[("id", &id)]).await;
    assert_eq!(lost.status.as_u16(), 422);
    assert!(!lost.text.contains("secret"));
    assert_eq!(state(&site, other).await, StateKind::Open);
    for (form, fields) in [
        ("/configuration/lost-reasons", [("name", "Hers alone"), ("outcome", "other")]),
        ("/configuration/stages", [("name", "Hers alone"), ("won", "on")]),
        ("/configuration/teams", [("name", "Hers alone"), ("leader", "")]),
        ("/configuration/people", [("name", "Friend"), ("role", "manager")]),
        ("/configuration/settings", [("switch", "leads"), ("leads", "on")]),
    ] {
        let answer = anna.post(form, &fields).await;
        assert!(answer.page(403).contains("Only managers may do that"), "{form}");
    }
    let desk = site.desk("admin").await;
    assert_eq!(desk.lost_reasons().await.unwrap().len(), 3);
    assert_eq!(desk.people().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_page_says_what_browsers_may_load_and_is_not_kept() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    for page in ["/pipeline?view=list", "/opportunities/new", "/no-such-page", "/sign-in"] {
        let answer = admin.get(page).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'; script-src 'self'"), "{page}: {policy}");
        assert!(!policy.contains("unsafe"), "{page}: {policy}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{page}");
        assert!(!answer.text.contains(" style=") && !answer.text.contains("<script>"), "{page}");
        assert!(!answer.text.contains("http://") && !answer.text.contains("https://"), "{page}");
    }
}

#[tokio::test]
async fn every_cookie_is_kept_from_scripts_and_from_open_connections() {
    for secure_cookie in [false, true] {
        let site = Site::limited(Limits { secure_cookie, ..Limits::default() }).await;
        let password = [("login", "admin"), ("password", PASSWORD)];
        let signed_in = site.nobody().post("/sign-in", &password).await;
        let admin = site.sign_in("admin").await;
        let chosen = admin.post("/language", &[("language", "zh-CN")]).await;
        let again = site.nobody().post("/sign-in", &password).await;
        let saved = admin.post("/configuration/teams", &[("name", "Europe")]).await;
        let told = admin.keeping(&saved).get("/profile").await;
        let listed = admin.keeping(&saved).get("/pipeline?view=list").await;
        let signed_out = admin.post("/sign-out", &[]).await;
        for (answer, names) in [
            (&signed_in, &["winback_session"][..]),
            (&chosen, &["winback_language"]),
            (&again, &["winback_session", "winback_language"]),
            (&saved, &["winback_done", "winback_language"]),
            (&told, &["winback_done"]),
            (&listed, &["winback_done"]),
            (&signed_out, &["winback_session"]),
        ] {
            let cookies = answer.cookies();
            let set: Vec<_> = cookies.iter().filter_map(|it| it.split('=').next()).collect();
            assert_eq!(set, names);
            for cookie in cookies {
                assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
                assert_eq!(cookie.ends_with("; Secure"), secure_cookie, "{cookie}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let site = Site::new().await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let fields = [("login", "admin"), ("password", "quiet-otter-barn-7"), ("next", next)];
        assert_eq!(site.nobody().post("/sign-in", &fields).await.goes_to(), "/pipeline");
    }
    let wrong = site.nobody().post("/sign-in", &[("login", "admin"), ("password", "wrong")]).await;
    assert!(wrong.page(422).contains("Login or password is wrong"));
    assert_eq!(wrong.values("login"), ["admin"], "what was typed is kept");
}
