//! What people type is shown as they typed it, and never becomes part of the page.

use winback_app::{Action, LossRequest, NoteInput, ReasonChoice, Target};

use crate::site::Site;

const EVIL: &str = "<script>alert(1)</script>\"'<img src=x onerror=alert(2)>&amp;";

#[tokio::test]
async fn every_page_with_text_of_people_escapes_it() {
    let site = Site::new().await;
    let desk = site.desk("admin").await;
    let more = [
        ("customer", EVIL),
        ("tags", EVIL),
        ("contact_name", EVIL),
        ("notes", EVIL),
        ("source", EVIL),
    ];
    let open = site.record(EVIL, "admin", &more).await;
    let lost = site.record(EVIL, "admin", &more).await;
    let request = LossRequest {
        reason: Some(ReasonChoice::New(EVIL.into())),
        note: Some(NoteInput::Html(format!("<p onclick=\"x()\">kept</p>{EVIL}"))),
        competitor: Some(EVIL.into()),
    };
    desk.perform(&Target::Ids(vec![lost]), &Action::Lose(request)).await.unwrap();
    let fields = ["email", "phone", "city", "sector", "reference"]
        .map(|field| winback_app::Assignment { field: field.into(), value: EVIL.into() });
    let customer = desk.create_customer(EVIL, &fields).await.unwrap().customer.id;
    let admin = site.sign_in("admin").await;
    let query = |name: &str| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair(name, EVIL).finish()
    };
    let saved = [("back", "/pipeline?view=list&f=lost"), ("name", "mine")];
    admin.post("/favourites", &saved).await.goes_to();
    for page in [
        "/pipeline?view=kanban&f=lost".to_owned(),
        "/pipeline?view=list&f=lost".to_owned(),
        "/pipeline?view=list&f=lost&cols=customer,contact_name,tags,source,competitor,lost_reason"
            .to_owned(),
        "/pipeline?view=list&f=lost&g=lost_reason".to_owned(),
        "/pipeline?view=kanban&f=lost&g=customer".to_owned(),
        format!("/pipeline?view=list&{}", query("q")),
        format!("/pipeline?view=list&{}", query("w")),
        format!("/pipeline?view=list&{}", query("g")),
        format!("/pipeline?view=list&{}", query("f")),
        format!("/pipeline?view=list&{}", query("sort")),
        format!("/pipeline?view=list&{}", query("after")),
        format!("/filter?{}", query("text")),
        format!("/opportunities/new?{}", query("name")),
        format!("/opportunities/{open}"),
        format!("/opportunities/{lost}"),
        format!("/actions/lose?id={open}&{}", query("reason")),
        format!("/actions/merge?id={open}&id={lost}"),
        "/configuration/lost-reasons".to_owned(),
        "/operations".to_owned(),
        "/customers".to_owned(),
        format!("/customers?{}", query("search")),
        format!("/customers/{customer}"),
        format!("/sign-in?{}", query("next")),
        format!("/no-such-page?{}", query("x")),
    ] {
        let answer = admin.get(&page).await;
        let text = &answer.text;
        assert!(text.ends_with("</html>"), "{page} ends early: {text}");
        for part in ["<script>", "<img", "onclick", "\"'<"] {
            assert!(!text.contains(part), "{page} has {part}");
        }
    }
    let form = admin.get(&format!("/opportunities/{lost}")).await;
    assert!(form.says(EVIL) && form.text.contains("<p>kept</p>"), "{}", form.text);
}
