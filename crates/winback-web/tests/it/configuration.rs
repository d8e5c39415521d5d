//! What managers configure: all of a form or nothing, and what was typed stays.

use winback_app::store::domain::{LabelKind, Role};

use crate::site::Site;

#[tokio::test]
async fn of_settings_none_is_changed_if_one_cannot_be() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    let form =
        [("switch", "leads"), ("leads", "on"), ("locale", "en-US"), ("time_zone", "Mars/Base")];
    let answer = admin.post("/configuration/settings", &form).await;
    assert!(answer.page(422).contains("Mars/Base"));
    assert_eq!(answer.values("time_zone"), ["Mars/Base"]);
    assert_eq!(answer.values("locale"), ["en-US"]);
    let settings = site.desk("admin").await.settings().clone();
    assert!(!settings.leads, "leads stand before the wrong one");
    assert_ne!(settings.locale, "en-US");
    let right =
        [("switch", "leads"), ("leads", "on"), ("locale", "en-US"), ("time_zone", "Asia/Tokyo")];
    admin.post("/configuration/settings", &right).await.goes_to();
    let settings = site.desk("admin").await.settings().clone();
    assert!(settings.leads && settings.locale == "en-US" && settings.time_zone == "Asia/Tokyo");
}

#[tokio::test]
async fn of_a_person_nothing_is_changed_if_the_role_cannot_be() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    let form =
        [("was", "admin"), ("name", "Boss"), ("email", "boss@x.example"), ("role", "salesperson")];
    let answer = admin.post("/configuration/people", &form).await;
    assert!(answer.page(422).contains("is the only manager"), "{}", answer.text);
    assert!(answer.values("name").contains(&"Boss".to_owned()), "what was typed stays");
    let people = site.desk("admin").await.people().await.unwrap();
    assert!(people.iter().all(|person| person.name != "Boss"));
    let form = [("was", "ben"), ("name", "Benno"), ("email", ""), ("role", "manager")];
    admin.post("/configuration/people", &form).await.goes_to();
    let people = site.desk("admin").await.people().await.unwrap();
    let ben = people.iter().find(|person| person.login == "ben").unwrap();
    assert_eq!((ben.name.as_str(), ben.role), ("Benno", Role::Manager));
}

#[tokio::test]
async fn of_a_stage_nothing_is_changed_if_its_name_is_taken() {
    let site = Site::new().await;
    site.record("Deal", "admin", &[]).await;
    let admin = site.sign_in("admin").await;
    let form =
        [("was", "New"), ("was-place", "1"), ("place", "1"), ("name", "Qualified"), ("won", "on")];
    let asked = admin.post("/configuration/stages", &form).await;
    assert!(asked.page(200).contains("1 open record in it becomes won"));
    let confirmed: Vec<_> = form.into_iter().chain([("confirmed", "1")]).collect();
    let answer = admin.post("/configuration/stages", &confirmed).await;
    assert!(answer.page(422).contains("There is “Qualified” already"), "{}", answer.text);
    let pipeline = site.desk("admin").await.pipeline().await.unwrap();
    assert!(pipeline.stages().iter().any(|stage| stage.name == "New" && !stage.won));
    let form =
        [("was", "New"), ("was-place", "1"), ("place", "2"), ("name", "Fresh"), ("folded", "on")];
    admin.post("/configuration/stages", &form).await.goes_to();
    let pipeline = site.desk("admin").await.pipeline().await.unwrap();
    let names: Vec<_> = pipeline.stages().iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(names, ["Qualified", "Fresh", "Proposition", "Won"]);
}

#[tokio::test]
async fn what_is_typed_to_add_something_stays_if_it_is_refused() {
    let site = Site::new().await;
    let admin = site.sign_in("admin").await;
    admin.post("/configuration/teams", &[("name", "North")]).await.goes_to();
    let answer = admin.post("/configuration/teams", &[("name", "north"), ("leader", "ben")]).await;
    assert_eq!(answer.status.as_u16(), 422);
    assert!(answer.values("name").contains(&"north".to_owned()));
    assert!(answer.text.contains("<details class=\"menu adding\" open>"), "the form is open");
    let answer = admin
        .post("/configuration/lost-reasons", &[("name", "too expensive"), ("guidance", "Mine")])
        .await;
    assert_eq!(answer.status.as_u16(), 422);
    assert!(answer.values("guidance").contains(&"Mine".to_owned()));
    let desk = site.desk("admin").await;
    assert_eq!(
        desk.labels(LabelKind::Team).await.unwrap().iter().filter(|team| team.active).count(),
        1
    );
    assert_eq!(desk.lost_reasons().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_leader_who_works_here_no_more_stays_until_another_is_chosen() {
    let site = Site::new().await;
    let (admin, desk) = (site.sign_in("admin").await, site.desk("admin").await);
    admin.post("/configuration/teams", &[("name", "North"), ("leader", "ben")]).await.goes_to();
    desk.archive_person("ben", true).await.unwrap();
    let leader = async || {
        let teams = desk.label_counts(LabelKind::Team).await.unwrap();
        teams.iter().find(|team| team.label.name.starts_with("North")).unwrap().label.leader
    };
    let ben = leader().await;
    assert!(ben.is_some());
    let page = admin.get("/configuration/teams").await;
    assert!(
        page.text.contains("<option value=\"ben\" selected>Ben Maes</option>"),
        "{}",
        page.text
    );
    let same = [("was-leader", "ben"), ("leader", "ben")];
    let form = [&[("was", "North"), ("name", "Northern")], &same[..]].concat();
    admin.post("/configuration/teams", &form).await.goes_to();
    assert_eq!(leader().await, ben);
    let none = [("was-leader", "ben"), ("leader", "")];
    let form = [&[("was", "Northern"), ("name", "Northern")], &none[..]].concat();
    admin.post("/configuration/teams", &form).await.goes_to();
    assert_eq!(leader().await, None);
}

#[tokio::test]
async fn of_two_people_of_one_name_either_can_be_the_leader() {
    let site = Site::new().await;
    let (admin, desk) = (site.sign_in("admin").await, site.desk("admin").await);
    let other = desk.add_person("Ben Maes", Some("benny"), None, Role::Salesperson).await.unwrap();
    let team = async || {
        let teams = desk.label_counts(LabelKind::Team).await.unwrap();
        teams.into_iter().find(|team| team.label.name == "North").unwrap().label
    };
    let new = [("name", "North"), ("leader", "ben")];
    admin.post("/configuration/teams", &new).await.goes_to();
    let page = admin.get("/configuration/teams").await;
    let both = "<option value=\"ben\" selected>Ben Maes (ben)</option>\
                <option value=\"benny\">Ben Maes (benny)</option>";
    assert!(page.text.contains(both), "{}", page.text);
    assert!(page.text.contains("<option value=\"anna\">Anna Peeters</option>"), "{}", page.text);
    // The one who leads it leaves, and is followed by somebody of the same name.
    desk.archive_person("ben", true).await.unwrap();
    assert_ne!(team().await.leader, Some(other.id));
    let form = [("was", "North"), ("name", "North"), ("was-leader", "ben"), ("leader", "benny")];
    admin.post("/configuration/teams", &form).await.goes_to();
    assert_eq!(team().await.leader, Some(other.id));
}
