//! Saved searches and ready filters. Rule: behaviour 8.1, 8.2, 8.3, 8.8.

use winback_app::{
    Action, AppError, Desk, GroupRequest, ListRequest, READY_FILTERS, ReadyFilter, SearchRequest,
    ShownSearch,
};
use winback_domain::{Kind, NewSavedSearch, PersonId, Role, SavedSearchEdit, SearchView};

use crate::desk::{Office, all, lose, new, office, one};

fn search(name: &str, filter: &str) -> SearchRequest {
    SearchRequest {
        name: name.into(),
        filter: filter.into(),
        group_by: None,
        order: None,
        view: None,
        shared: false,
        default: false,
    }
}

async fn save(desk: &Desk, name: &str, filter: &str) -> ShownSearch {
    desk.save_search(&search(name, filter)).await.unwrap()
}

async fn share(desk: &Desk, name: &str, filter: &str) -> ShownSearch {
    let request = SearchRequest { shared: true, ..search(name, filter) };
    desk.save_search(&request).await.unwrap()
}

async fn listed(desk: &Desk, filter: &str) -> Result<Vec<String>, AppError> {
    let (filter, sort) = (filter.into(), Some("id".into()));
    let page = desk.list(&ListRequest { filter, sort, after: None, limit: 100 }).await?;
    Ok(page.records.into_iter().map(|record| record.deal.name).collect())
}

async fn refusal(desk: &Desk, filter: &str) -> String {
    listed(desk, filter).await.unwrap_err().to_string()
}

async fn not_saved(desk: &Desk, request: &SearchRequest) -> String {
    desk.save_search(request).await.unwrap_err().to_string()
}

/// Pumps of Ann, 100; Valves of Ben, lost, 200; Tanks of nobody, lost, 300.
async fn deals(office: &Office) -> Desk {
    let desk = office.manager().await;
    new(&desk, "Pumps", &["salesperson=ann", "expected_revenue=100"]).await;
    let valves = new(&desk, "Valves", &["salesperson=ben", "expected_revenue=200"]).await;
    let tanks = new(&desk, "Tanks", &["salesperson=", "expected_revenue=300"]).await;
    for id in [valves, tanks] {
        desk.perform(&one(id), &lose()).await.unwrap();
    }
    desk
}

#[tokio::test]
async fn a_saved_search_can_be_used_wherever_a_filter_can() {
    let office = office().await;
    let desk = deals(&office).await;
    save(&desk, "Big losses", "state = lost and expected_revenue > 150 or id = 99").await;
    for (filter, expected) in [
        ("@Big losses", vec!["Valves", "Tanks"]),
        ("@big LOSSES and salesperson = Ben", vec!["Valves"]),
        ("state in (open, lost) and not @\"Big losses\"", vec!["Pumps"]),
        ("state = open or (@Big losses)", vec!["Pumps", "Valves", "Tanks"]),
        ("email = @Big", vec![]),
    ] {
        assert_eq!(listed(&desk, filter).await.unwrap(), expected, "{filter}");
    }
    assert_eq!(desk.count("@big losses").await.unwrap().count(), 2);
    assert!(desk.shows_archived("@big losses").await.unwrap());
    let losses = desk.report_losses("@big losses", Default::default()).await.unwrap();
    assert_eq!(losses.total.losses, 2);
    let preview = desk.preview(&all("@big losses"), &Action::Restore).await.unwrap();
    assert_eq!(preview.changing(), 2);
    desk.perform(&all("@big losses and salesperson = Ben"), &Action::Restore).await.unwrap();
    assert_eq!(listed(&desk, "@big losses").await.unwrap(), ["Tanks"]);
}

#[tokio::test]
async fn what_is_relative_in_a_saved_search_stays_relative() {
    let office = office().await;
    deals(&office).await;
    let ann = office.at("ann").await;
    share(&ann, "New and mine", "salesperson = me and created_at is this month").await;
    let mention = "@\"New and mine\"";
    assert_eq!(listed(&ann, mention).await.unwrap(), ["Pumps"]);
    assert_eq!(listed(&office.at("ben").await, mention).await.unwrap(), Vec::<String>::new());
    office.clock.set("2026-04-20T10:00:00Z".parse().unwrap());
    assert_eq!(listed(&ann, mention).await.unwrap(), Vec::<String>::new());
    let shown = ann.saved_search("new AND mine").await.unwrap();
    assert_eq!(shown.search.filter, "salesperson = me and created_at is this month");
}

#[tokio::test]
async fn a_search_is_checked_when_it_is_saved() {
    let office = office().await;
    let desk = deals(&office).await;
    save(&desk, "Known", "@lost").await;
    for (request, expected) in [
        (
            search("A", "stat = lost"),
            "unknown field `stat` at column 1; did you mean `state` or `stage`?",
        ),
        (
            SearchRequest { group_by: Some("stage, teem".into()), ..search("A", "") },
            "unknown field `teem` at column 8; did you mean `team`?",
        ),
        (
            SearchRequest { order: Some("nmae".into()), ..search("A", "") },
            "unknown field `nmae` at column 1; did you mean `name`?",
        ),
        (search("A", "[[\"active\", \"=\"]]"), "`[…]` is no condition at [0]"),
        (
            search("A", "state = open or @known"),
            "filter: `@Known` is a saved search: in a filter to be saved, `@` names ready filters \
             alone, so write out what it filters",
        ),
        (search("A", "@default"), "there is no ready filter `default`"),
        (search(" ", ""), "name: `` is empty: give a text"),
        (
            search("a/b", ""),
            "name: `a/b` cannot have `@`, `/` and control characters: leave them out",
        ),
        (
            search("DEFAULT", ""),
            "name: `DEFAULT` stands for whichever search is your default: take another name",
        ),
        (
            search("My  pipeline", ""),
            "name: `My pipeline` is the ready filter `salesperson = me and kind = opportunity`: take \
             another name",
        ),
        (search(" @KNOWN ", ""), "there is a saved search `KNOWN` already: choose another"),
    ] {
        let said = not_saved(&desk, &request).await;
        assert!(said.starts_with(expected), "{request:?}: {said}");
    }
    let long = not_saved(&desk, &search(&"é".repeat(101), "")).await;
    assert!(long.ends_with("is longer than 100 characters: shorten it"), "{long}");
    assert_eq!(desk.saved_searches().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_error_beside_a_saved_search_has_its_place_in_what_was_typed() {
    let office = office().await;
    let desk = deals(&office).await;
    save(&desk, "Big losses", "state = lost and expected_revenue > 150").await;
    let typed = "@Big losses and stat = open or @lost and nmae = 1";
    let AppError::Filter { text, errors } = listed(&desk, typed).await.unwrap_err() else {
        panic!("no error of the filter")
    };
    assert_eq!(text, typed);
    let places: Vec<&str> = errors.iter().map(|error| &typed[error.span.clone()]).collect();
    assert_eq!(places, ["stat", "nmae"]);
    assert_eq!(
        errors.first().unwrap().to_string().split(';').next(),
        Some("unknown field `stat` at column 17")
    );
    assert_eq!(
        refusal(&desk, "@big losses expected_revenue > 1").await,
        "unexpected `expected_revenue` at column 13; expected `and` or `or`"
    );
}

#[tokio::test]
async fn an_unknown_name_is_told_with_the_nearest() {
    let office = office().await;
    let desk = deals(&office).await;
    let ann = office.at("ann").await;
    save(&desk, "Big losses", "@lost").await;
    share(&ann, "Big losses", "@lost").await;
    share(&ann, "Scrap", "@lost").await;
    save(&ann, "Secret", "@lost").await;
    let said = refusal(&desk, "@big loses").await;
    let expected = "there is no saved search or ready filter `big loses`; did you mean `Big \
         losses`? (known: `Big losses`, `ann/Big losses`, `Scrap`, `my-pipeline`, ";
    assert!(said.starts_with(expected), "{said}");
    // What others keep for themselves does not exist.
    for name in ["Secret", "ann/Secret", "ANN/secret"] {
        let said = refusal(&desk, &format!("@{name}")).await;
        assert!(said.starts_with(&format!("there is no saved search or ready filter `{name}`")));
        assert!(!said.contains("`Secret`") || name == "Secret", "{said}");
        let nothing = desk.saved_search(name).await.unwrap_err();
        assert!(matches!(nothing, AppError::Unknown { what: "saved search", .. }));
    }
    let known = desk.saved_search("x").await.unwrap_err().to_string();
    assert_eq!(
        known,
        "there is no saved search `x` (known: `Big losses`, `ann/Big losses`, `Scrap`)"
    );
}

#[tokio::test]
async fn an_own_search_comes_before_those_that_others_share() {
    let office = office().await;
    let desk = deals(&office).await;
    let (ann, ben) = (office.at("ann").await, office.at("ben").await);
    share(&ann, "Best", "name = Pumps").await;
    assert_eq!(listed(&desk, "@best").await.unwrap(), ["Pumps"]);
    share(&ben, "BEST", "state = lost").await;
    assert_eq!(
        refusal(&desk, "@best and name = x").await,
        "several people share a saved search `best`: write `ben/BEST` or `ann/Best`"
    );
    assert_eq!(listed(&desk, "@ann/best").await.unwrap(), ["Pumps"]);
    assert_eq!(listed(&desk, "@Ben/best and id > 0").await.unwrap(), ["Valves", "Tanks"]);
    save(&desk, "best", "name = Tanks and state = lost").await;
    assert_eq!(listed(&desk, "@best").await.unwrap(), ["Tanks"]);
    assert_eq!(listed(&desk, "@admin/best").await.unwrap(), ["Tanks"]);
    let shown = desk.saved_searches().await.unwrap();
    let mentions: Vec<&str> = shown.iter().map(|shown| shown.mention.as_str()).collect();
    assert_eq!(mentions, ["@best", "@ben/BEST", "@ann/Best"]);
    let owners: Vec<(&str, bool)> = shown.iter().map(|it| (it.owner.as_str(), it.own)).collect();
    assert_eq!(owners, [("Manager", true), ("Ben", false), ("Ann", false)]);
}

#[tokio::test]
async fn a_shared_search_is_changed_by_its_owner_and_managers() {
    let office = office().await;
    let desk = deals(&office).await;
    let (ann, ben) = (office.at("ann").await, office.at("ben").await);
    share(&ann, "Best", "state = won").await;
    let filter = [SavedSearchEdit::Filter("state = lost".into())];
    let refused = ben.edit_search("Best", &filter).await.unwrap_err().to_string();
    let expected = "Ben is a salesperson and may not change the saved search `Best` of Ann: \
         ask a manager";
    assert_eq!(refused, expected);
    let refused = ben.delete_search("Best").await.unwrap_err().to_string();
    assert_eq!(refused, expected.replace("change", "delete"));
    assert_eq!(ann.saved_search("Best").await.unwrap().search.filter, "state = won");
    let edited = desk.edit_search("@best", &filter).await.unwrap();
    assert_eq!((edited.search.filter.as_str(), edited.owner.as_str()), ("state = lost", "Ann"));
    let default = desk.edit_search("best", &[SavedSearchEdit::Default(true)]).await.unwrap_err();
    assert_eq!(
        default.to_string(),
        "`Best` is a saved search of Ann: your default has to be one of your own"
    );
    let wrong = ann.edit_search("best", &[SavedSearchEdit::Filter("x = 1".into())]).await;
    assert!(wrong.unwrap_err().to_string().starts_with("unknown field `x`"));
    ann.edit_search("best", &[SavedSearchEdit::Shared(false)]).await.unwrap();
    for gone in [desk.delete_search("best").await, ben.saved_search("best").await] {
        assert!(matches!(gone, Err(AppError::Unknown { .. })));
    }
    let deleted = ann.delete_search("best").await.unwrap();
    assert_eq!(deleted.search.name, "Best");
    assert_eq!(ann.saved_searches().await.unwrap(), []);
}

#[tokio::test]
async fn lists_open_with_the_default_search_or_my_pipeline() {
    let office = office().await;
    deals(&office).await;
    let ann = office.at("ann").await;
    assert_eq!(listed(&ann, "@default").await.unwrap(), ["Pumps"]);
    assert_eq!(ann.forget_default_search().await.unwrap(), None);
    let default = SearchRequest {
        default: true,
        group_by: Some("stage".into()),
        order: Some("name desc".into()),
        ..search("Unassigned losses", "@unassigned @lost")
    };
    ann.save_search(&default).await.unwrap();
    assert_eq!(listed(&ann, "@default").await.unwrap(), ["Tanks"]);
    let asked = ann.asked_of_list("@DEFAULT and id > 1", None).await.unwrap();
    assert_eq!(asked.filter, "(((salesperson is not set) and (state = lost))) and id > 1");
    assert_eq!(asked.sort.as_deref(), Some("name desc"));
    assert_eq!(listed(&office.at("ben").await, "@default").await.unwrap(), Vec::<String>::new());
    let forgotten = ann.forget_default_search().await.unwrap().unwrap();
    assert_eq!(
        (forgotten.search.name.as_str(), forgotten.search.default),
        ("Unassigned losses", false)
    );
    assert_eq!(listed(&ann, "@default").await.unwrap(), ["Pumps"]);
}

#[tokio::test]
async fn groups_and_order_come_from_the_first_search_that_has_them() {
    let office = office().await;
    let desk = deals(&office).await;
    let ordered = SearchRequest { order: Some("id desc".into()), ..search("Ordered", "id > 0") };
    let saved = desk.save_search(&ordered).await.unwrap();
    assert_eq!(saved.search.view, SearchView::List);
    let both = SearchRequest {
        order: Some("name".into()),
        group_by: Some("team".into()),
        ..search("Both", "")
    };
    let saved = desk.save_search(&both).await.unwrap();
    assert_eq!(saved.search.view, SearchView::Group);
    let filter = desk.open_filter("@ordered @both").await.unwrap();
    assert_eq!(filter, "((id > 0) and everything)");
    let order = async |text: &str, given: Option<&str>| {
        desk.asked_of_list(text, given.map(Into::into)).await.unwrap().sort
    };
    assert_eq!(order("@ordered @both", None).await.as_deref(), Some("id desc"));
    assert_eq!(order("@both @ordered", None).await.as_deref(), Some("name"));
    assert_eq!(order("@both", Some("id")).await.as_deref(), Some("id"));
    assert_eq!(order("@both sort by id", None).await.as_deref(), Some("id"));
    assert_eq!(order("email = @both", None).await, None);
    let keys = async |filter: &str, by: &str| {
        let (filter, by) = (filter.into(), by.into());
        let request = GroupRequest { filter, by, ..GroupRequest::default() };
        let grouped = desk.group(&request).await.unwrap();
        grouped.grouping.keys.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(keys("@ordered @both", "").await, ["team"]);
    assert_eq!(keys("@both", "stage").await, ["stage"]);
    assert_eq!(keys("@both group by city, stage", "").await, ["city", "stage"]);
    assert_eq!(keys("@ordered", "").await, Vec::<String>::new());
}

#[tokio::test]
async fn clauses_behind_a_filter_are_saved_as_groups_and_order() {
    let office = office().await;
    let desk = deals(&office).await;
    let text = "@lost sort by closed_at desc group by lost_reason";
    let saved = save(&desk, "Clauses", text).await.search;
    assert_eq!(saved.filter, "@lost");
    assert_eq!(saved.order.as_deref(), Some("closed_at desc"));
    assert_eq!((saved.group_by.as_deref(), saved.view), (Some("lost_reason"), SearchView::Group));
    let twice = SearchRequest { order: Some("id".into()), ..search("Twice", text) };
    assert_eq!(
        not_saved(&desk, &twice).await,
        "the order is given twice: leave one out, such as `sort by`"
    );
    let edits = [SavedSearchEdit::Filter("@won sort by id".into())];
    let edited = desk.edit_search("clauses", &edits).await.unwrap().search;
    assert_eq!((edited.filter.as_str(), edited.order.as_deref()), ("@won", Some("id")));
    assert_eq!(edited.group_by.as_deref(), Some("lost_reason"));
    let typed = "@Clauses and stat = won sort by id";
    let wrong = desk.asked_of_list(typed, None).await.unwrap_err();
    assert!(wrong.to_string().starts_with("unknown field `stat` at column 14"), "{wrong}");
}

#[tokio::test]
async fn a_filter_in_json_is_kept_in_the_text_spelling_and_lists_the_same() {
    let office = office().await;
    let desk = deals(&office).await;
    for (name, domain, filter) in [
        (
            "All lost",
            r#"["&", ["active", "=", false], ["probability", "=", 0]]"#,
            "active = false and probability = 0.00",
        ),
        (
            "Active",
            r#"[["lost_reason_id", "=", false]]"#,
            "lost_reason is not set and active = true",
        ),
        (
            "Tree",
            r#"{"field": "created_at", "operator": "within", "period": {"which": "this", "unit": "month"}}"#,
            "created_at within this month",
        ),
    ] {
        let saved = save(&desk, name, domain).await;
        assert_eq!(saved.search.filter, filter);
        let mention = saved.mention;
        assert_eq!(listed(&desk, &mention).await.unwrap(), listed(&desk, domain).await.unwrap());
    }
    assert_eq!(listed(&desk, "@all lost").await.unwrap(), ["Valves", "Tanks"]);
}

#[tokio::test]
async fn every_ready_filter_is_right_and_finds_what_its_title_says() {
    let office = office().await;
    let desk = deals(&office).await;
    desk.add_person("Mia", None, None, Role::Manager).await.unwrap();
    desk.set_setting("leads", "on").await.unwrap();
    let mia = office.at("mia").await;
    new(&mia, "Own", &["salesperson=mia"]).await;
    mia.create("Wish", Kind::Lead, None, &[]).await.unwrap();
    let lead = mia.create("Lead", Kind::Lead, None, &[]).await.unwrap();
    mia.perform(&one(lead.opportunity.id), &Action::Archive).await.unwrap();
    let won = new(&mia, "Won", &["salesperson="]).await;
    mia.perform(&one(won), &Action::Win).await.unwrap();
    let mut told = Vec::new();
    for ready in READY_FILTERS {
        let found = listed(&mia, &format!("@{}", ready.name)).await.unwrap();
        told.push(format!("{}: {}", ready.title, found.join(" ")));
    }
    assert_eq!(
        told,
        [
            "My Pipeline: Own",
            "My Leads: Wish",
            "Unassigned: Won",
            "Open Opportunities: Pumps Own",
            "Won: Won",
            "Ongoing: Pumps Own Wish",
            "Lost: Valves Tanks",
            "Archived: Lead",
            "Created this month: Pumps Own Wish Won",
            "Created this quarter: Pumps Own Wish Won",
            "Created this year: Pumps Own Wish Won",
            "Closed this month: Won",
            "Closed this quarter: Won",
            "Closed this year: Won",
        ]
    );
    assert_eq!(listed(&mia, "@won @lost @unassigned").await.unwrap(), ["Tanks", "Won"]);
    assert_eq!(listed(&mia, "@My Pipeline").await.unwrap(), ["Own"]);
    office.clock.set("2026-04-20T10:00:00Z".parse().unwrap());
    assert_eq!(listed(&mia, "@lost @closed-this-month").await.unwrap(), Vec::<String>::new());
    assert_eq!(listed(&mia, "@lost @closed-this-year").await.unwrap(), ["Valves", "Tanks"]);
    assert!(READY_FILTERS.iter().all(|it| ReadyFilter::named(it.title).is_none_or(|of| of == it)));
}

#[tokio::test]
async fn a_search_that_cannot_be_read_any_more_is_named() {
    let office = office().await;
    let desk = deals(&office).await;
    let of_another_version =
        |name: &str, filter: &str, order: Option<&str>, keys: Option<&str>| NewSavedSearch {
            owner: PersonId::new(1),
            name: name.into(),
            filter: filter.into(),
            group_by: keys.map(Into::into),
            order: order.map(Into::into),
            view: SearchView::List,
            shared: false,
            default: false,
        };
    for new in [
        of_another_version("Filter", "state = lost and colour = red", None, None),
        of_another_version("Order", "", Some("colour"), None),
        of_another_version("Groups", "", None, Some("colour")),
        of_another_version("Nested", "@filter", None, None),
    ] {
        office.storage.searches.create(&new).await.unwrap();
    }
    let told = |part: &str, name: &str, rest: &str| {
        format!("the {part} of the saved search `{name}` cannot be used any more: {rest}")
    };
    let said = refusal(&desk, "@filter and id = 1").await;
    assert!(said.starts_with(&told("filter", "Filter", "unknown field `colour` at column 18")));
    let said = desk.asked_of_list("@order", None).await.unwrap_err().to_string();
    assert!(said.starts_with(&told("order", "Order", "unknown field `colour` at column 1")));
    assert_eq!(
        desk.asked_of_list("@groups", Some("id".into())).await.unwrap().filter,
        "everything"
    );
    let groups = GroupRequest { filter: "@groups".into(), ..GroupRequest::default() };
    let said = desk.group(&groups).await.unwrap_err().to_string();
    assert!(said.starts_with(&told("grouping", "Groups", "unknown field `colour` at column 1")));
    let said = refusal(&desk, "@nested").await;
    assert!(said.starts_with("there is no ready filter `filter`"), "{said}");
}
