//! What becomes of rows.

use winback_domain::{
    CustomerKind, LabelKind, Opportunity, PersonId, Probability, Role, StateKind,
};

use super::*;

async fn imported() -> (Desk, Storage) {
    let (desk, storage) = desk_with(&[]).await;
    let done = Export::new().import(&desk).await.unwrap();
    assert_eq!(done, summary(6, 0));
    (desk, storage)
}

fn instant(text: &str) -> Option<jiff::Timestamp> {
    Some(text.parse().unwrap())
}

async fn stage_of(desk: &Desk, record: &Opportunity) -> String {
    let pipeline = desk.storage.pipeline.stages().await.unwrap();
    pipeline.stage(record.deal.stage.unwrap()).unwrap().name.clone()
}

#[tokio::test]
async fn rows_are_named_by_product_and_account() {
    let (desk, _) = imported().await;
    let names: Vec<String> = all(&desk).await.into_iter().map(|r| r.deal.name).collect();
    let expected = [
        "Rack X2 – Harbour Foods",
        "Rack X2 – Kwang Logistics",
        "Scan Lite",
        "Scan Lite – Lopez, Reyes & Co",
        "Scan Lite – Harbour Foods",
        "Rack X2 – Harbour Foods",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn stages_become_states_at_the_begin_of_the_day() {
    let (desk, _) = imported().await;
    let records = all(&desk).await;
    let mut found = Vec::new();
    for record in &records {
        found.push((record.state.kind(), stage_of(&desk, record).await, record.state.closed_at()));
    }
    let expected = [
        (StateKind::Won, "Won", instant("2017-02-28T23:00:00Z")),
        (StateKind::Lost, "Qualified", instant("2016-12-23T23:00:00Z")),
        (StateKind::Open, "Qualified", None),
        (StateKind::Open, "New", None),
        (StateKind::Lost, "Qualified", instant("2017-01-01T23:00:00Z")),
        (StateKind::Won, "Won", instant("2017-02-13T23:00:00Z")),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(s, st, at)| (s, st.to_owned(), at)).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_lost_row_has_a_loss_of_which_little_is_known() {
    let (desk, _) = imported().await;
    let lost = &all(&desk).await[1];
    let losses = desk.storage.opportunities.losses(lost.id).await.unwrap();
    let [record] = losses.as_slice() else { panic!("one loss, not {}", losses.len()) };
    let loss = &record.loss;
    assert_eq!((loss.lost_by, loss.details.reason, record.end.is_none()), (None, None, true));
    assert_eq!((loss.probability, loss.stage), (Probability::EVEN, lost.deal.stage));
    assert_eq!(loss.expected_revenue.map(|amount| amount.minor()), Some(120_000));
}

#[tokio::test]
async fn a_row_is_created_when_engaged_or_else_at_the_import() {
    let (desk, _) = imported().await;
    let records = all(&desk).await;
    // The clocks of Brussels were two hours ahead in summer.
    let created: Vec<_> = records.iter().map(|record| Some(record.created_at)).collect();
    assert_eq!(created[0], instant("2016-10-19T22:00:00Z"));
    assert_eq!(created[2], instant("2016-11-02T23:00:00Z"));
    assert_eq!(created[3], instant("2026-03-02T10:00:00Z"));
    let assigned: Vec<_> = records.iter().map(|record| record.assigned_at).collect();
    assert_eq!(assigned, created);
}

#[tokio::test]
async fn a_closed_row_that_was_never_engaged_is_created_when_closed() {
    let desk = desk().await;
    let export = Export::with_rows("B1,,Scan Lite,,Lost,,12/24/2016,\n");
    export.import(&desk).await.unwrap();
    let records = all(&desk).await;
    assert_eq!(Some(records[0].created_at), instant("2016-12-23T23:00:00Z"));
    assert_eq!(records[0].assigned_at, None, "it has no salesperson");
}

#[tokio::test]
async fn revenue_is_the_close_value_or_else_the_list_price() {
    let (desk, _) = imported().await;
    let records = all(&desk).await;
    let revenues: Vec<_> =
        records.iter().map(|r| r.deal.expected_revenue.map(|a| a.minor())).collect();
    let expected = [105_400, 120_000, 5_500, 5_500, 5_500, 98_000].map(Some);
    assert_eq!(revenues, expected);
}

#[tokio::test]
async fn a_row_without_an_account_has_no_customer() {
    let (desk, _) = imported().await;
    let customers: Vec<_> =
        all(&desk).await.iter().map(|r| r.deal.customer.map(|id| id.get())).collect();
    assert_eq!(customers, [Some(1), Some(2), None, Some(3), Some(1), Some(1)]);
}

#[tokio::test]
async fn accounts_become_companies_with_sector_size_and_country() {
    let (desk, _) = imported().await;
    let countries = desk.storage.pipeline.labels(LabelKind::Country).await.unwrap();
    let mut found = Vec::new();
    for name in ["Harbour Foods", "Kwang Logistics", "Lopez, Reyes & Co"] {
        let customer = desk.storage.customers.named(name, 9).await.unwrap().remove(0).profile;
        let id = customer.country.unwrap().get();
        let country = countries.iter().find(|country| country.id == id).unwrap();
        assert_eq!(customer.kind, CustomerKind::Company);
        found.push((customer.sector.unwrap(), customer.employees, country.name.clone()));
    }
    let expected = [
        ("technology", Some(2822), "United States of America"),
        ("services", Some(16499), "Korea (Republic of)"),
        ("medical", None, "Philippines"),
    ];
    assert_eq!(found, expected.map(|(s, e, c)| (s.to_owned(), e, c.to_owned())));
}

#[tokio::test]
async fn agents_become_salespeople_in_the_teams_of_their_offices() {
    let (desk, _) = imported().await;
    let people = desk.people().await.unwrap();
    let agents = people.iter().filter(|person| person.role == Role::Salesperson);
    let agents: Vec<_> = agents.map(|p| (p.name.as_str(), p.login.as_str())).collect();
    let expected = [
        ("Aiko Mori", "aiko.mori"),
        ("Ines Duarte", "ines.duarte"),
        ("Tomasz Wilk", "tomasz.wilk"),
    ];
    assert_eq!(agents, expected);
    let page = page(&desk).await;
    let team = |record: &Opportunity| page.names.teams[&record.deal.team.unwrap()].clone();
    let person = |id: PersonId| page.names.people[&id].clone();
    let seats: Vec<_> = all(&desk)
        .await
        .iter()
        .map(|record| (person(record.deal.salesperson.unwrap()), team(record)))
        .collect();
    assert_eq!(seats[0], ("Ines Duarte".into(), "Central".into()));
    assert_eq!(seats[5], ("Aiko Mori".into(), "West".into()));
}

#[tokio::test]
async fn products_become_tags_under_the_name_in_the_price_list() {
    let (desk, _) = imported().await;
    let tags = desk.storage.pipeline.labels(LabelKind::Tag).await.unwrap();
    let tags: Vec<_> = tags.into_iter().map(|tag| tag.name).collect();
    assert_eq!(tags, ["Rack X2", "Scan Lite"]);
    let tally = desk.count("tags all of (\"Rack X2\") and (active = true or active = false)").await;
    assert_eq!(tally.unwrap().count(), 3);
}

#[tokio::test]
async fn importing_again_changes_nothing() {
    let (desk, _) = imported().await;
    let before = all(&desk).await;
    let done = Export::new().import(&desk).await.unwrap();
    assert_eq!(done, summary(0, 6));
    assert_eq!(all(&desk).await, before);
    let people = desk.people().await.unwrap();
    assert_eq!(people.len(), 4);
}

#[tokio::test]
async fn byte_order_mark_windows_lines_and_quoted_lines_are_read() {
    let messy = Export::edited("sales_pipeline.csv", |text| {
        format!(
            "\u{feff}{}",
            text.replace('\n', "\r\n").replace("Harbour Foods", "\"Harbour\r\nFoods\"")
        )
    });
    let desk = desk().await;
    messy.import(&desk).await.unwrap();
    let names: Vec<String> = all(&desk).await.into_iter().map(|r| r.deal.name).collect();
    assert_eq!(names[0], "Rack X2 – Harbour Foods", "spaces and lines in a name do not count");
    assert_eq!(names.len(), 6);
}

#[tokio::test]
async fn a_header_alone_is_an_import_of_nothing() {
    let desk = desk().await;
    let done = Export::with_rows("").import(&desk).await.unwrap();
    assert_eq!(done, summary(0, 0));
}

#[tokio::test]
async fn other_columns_and_another_order_do_not_matter() {
    let desk = desk().await;
    let export = Export::with(
        "sales_pipeline.csv",
        "Close_Value,extra,close_date,engage_date,deal_stage,account,product,sales_agent,\
         opportunity_id\n12.5,x,03/01/2017,02/01/2017,won,,scan lite,INES DUARTE,C1\n",
    );
    export.import(&desk).await.unwrap();
    let records = all(&desk).await;
    assert_eq!(records[0].deal.expected_revenue.unwrap().minor(), 1_250);
    assert_eq!(records[0].state.kind(), StateKind::Won);
}
