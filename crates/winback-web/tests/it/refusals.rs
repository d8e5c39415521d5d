//! What the guards refuse, as people read it.

use std::{num::NonZeroU32, time::Duration};

use axum::http::{HeaderMap, header};
use winback_api::{Limits, Rate, Refusal};
use winback_app::{Desk, PreferenceRequest};
use winback_web::Web;

use crate::site::{Answer, Site};

#[tokio::test]
async fn who_asks_for_too_many_pages_is_told_when_to_try_again_with_a_way_back() {
    let [one, two] = [1, 2].map(|number| NonZeroU32::new(number).unwrap());
    let rate = Some(Rate { per_minute: one, burst: two });
    let site = Site::limited(Limits { rate, ..Limits::default() }).await;
    let admin = site.sign_in("admin").await;
    let page = admin.get("/profile").await;
    let style = page.text.split('"').find(|it| it.ends_with("winback.css")).unwrap().to_owned();
    for _ in 0..4 {
        assert!(admin.get(&style).await.page(200).contains("--accent"));
    }
    let lost = admin.post("/actions/lose", &[("id", "1"), ("reason", "Price")]).await;
    assert_eq!(lost.status.as_u16(), 422, "the second is let through");
    let refused = admin.get("/pipeline?view=list").await;
    let seconds = refused.headers[header::RETRY_AFTER].to_str().unwrap();
    let sentence = format!("nothing was changed. Try again in {seconds} seconds.");
    assert!(refused.page(429).contains(&sentence), "{}", refused.text);
    assert!(refused.text.contains("href=\"/pipeline\"") && refused.text.contains(&style));
    assert_eq!(refused.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(refused.headers[header::CACHE_CONTROL], "no-store");
    let chinese = site.sign_in("anna").await.speaking("zh-CN");
    for _ in 0..2 {
        chinese.get("/profile").await.page(200);
    }
    assert!(chinese.get("/profile").await.page(429).contains("短时间内请求过多"));
    let problem = admin.get("/api/v1/session").await;
    assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(problem.page(429).contains("\"type\":\"/problems/rate\""));
}

#[tokio::test]
async fn what_takes_too_long_or_is_too_much_is_told_on_a_page() {
    let site = Site::limited(Limits { time: Duration::ZERO, ..Limits::default() }).await;
    let fields = [("login", "admin"), ("password", "x")];
    let slow = site.nobody().post("/sign-in", &fields).await;
    assert!(slow.page(504).contains("It took longer than this server allows."));
    let site = Site::limited(Limits { body: 100, ..Limits::default() }).await;
    let long = site.nobody().post("/sign-in", &[("login", &"x".repeat(100))]).await;
    assert!(long.page(413).contains("More was sent than is taken at once."));
}

#[tokio::test]
async fn whether_a_handler_that_panicked_changed_anything_is_left_open() {
    let site = Site::new().await;
    let refused = winback_web::pages(Web::new(site.app.clone(), false)).refused;
    let answer = Answer::of(refused(&HeaderMap::new(), Refusal::Failed)).await;
    let sentence = "Look whether what you changed is there before you change it again";
    assert!(answer.page(500).contains(sentence), "{}", answer.text);
    assert!(!answer.says("nothing was changed"), "{}", answer.text);
}

async fn choose_chinese(desk: &Desk) {
    let language = Some("zh-CN".to_owned());
    desk.choose(&PreferenceRequest { language, ..PreferenceRequest::default() }).await.unwrap();
}

#[tokio::test]
async fn whoever_chose_a_language_reads_refusals_in_it_whatever_the_browser_asks_for() {
    let site = Site::new().await;
    let deal = site.record("Deal", "ben", &[]).await;
    let anna = site.sign_in("anna").await;
    choose_chinese(&site.desk("anna").await).await;
    for page in ["/no-such-page", "/sign-out", &format!("/opportunities/{deal}")] {
        let answer = anna.get(page).await;
        assert!(answer.page(404).contains("<html lang=\"zh-CN\">"), "{page}: {}", answer.text);
    }
    let refused = anna.post("/configuration/teams", &[("name", "North")]).await;
    assert!(refused.page(403).contains("<html lang=\"zh-CN\">"), "{}", refused.text);
    assert!(site.nobody().get("/no-such-page").await.says("There is no such page."));
}

#[tokio::test]
async fn a_guard_knows_the_language_from_the_last_page() {
    let [one, two] = [1, 2].map(|number| NonZeroU32::new(number).unwrap());
    let rate = Some(Rate { per_minute: one, burst: two });
    let site = Site::limited(Limits { rate, ..Limits::default() }).await;
    let anna = site.sign_in("anna").await;
    choose_chinese(&site.desk("anna").await).await;
    let page = anna.get("/profile").await;
    let anna = anna.keeping(&page);
    let again = anna.get("/profile").await;
    assert!(again.cookies().is_empty(), "the browser has it already: {:?}", again.cookies());
    assert!(anna.get("/profile").await.page(429).contains("短时间内请求过多"));
}
