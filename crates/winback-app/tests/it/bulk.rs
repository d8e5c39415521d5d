//! Previews, and actions on many records.

use winback_app::{Action, AppError, AssignRequest, LabelChange, Target};
use winback_domain::{Effect, LabelKind, StateKind};

use crate::desk::{all, lose, new, office, one, states};

#[tokio::test]
async fn a_preview_tells_what_would_happen_and_changes_nothing() {
    let office = office().await;
    let desk = office.manager().await;
    let lost = new(&desk, "Lost", &["expected_revenue=100"]).await;
    desk.perform(&one(lost), &lose()).await.unwrap();
    let zero = new(&desk, "At zero", &["probability=0", "expected_revenue=7.50"]).await;
    let open = new(&desk, "Open", &["expected_revenue=1000"]).await;
    let ids = Target::Ids(vec![lost, zero, open, winback_domain::OpportunityId::new(77)]);
    let preview = desk.preview(&ids, &Action::Archive).await.unwrap();
    let rows: Vec<_> =
        preview.rows.iter().map(|r| (r.effect, r.from, r.count, r.revenue_minor)).collect();
    assert!(rows.contains(&(Effect::Lose, StateKind::Open, 1, 750)), "{rows:?}");
    assert!(rows.contains(&(Effect::Archive, StateKind::Open, 1, 100_000)), "{rows:?}");
    assert_eq!(preview.refused, [(StateKind::Lost, 1)]);
    let named: Vec<String> = preview.named.iter().map(ToString::to_string).collect();
    assert_eq!(
        named,
        ["opportunity 1 `Lost` is lost and cannot be archived: restore it first; \
          allowed: mark lost, restore, mark won"]
    );
    assert_eq!(preview.missing, [winback_domain::OpportunityId::new(77)]);
    assert_eq!((preview.changing(), preview.revenue_minor()), (2, 100_750));
    assert_eq!(states(&desk).await, ["lost", "open", "open"]);
}

#[tokio::test]
async fn a_move_does_nothing_to_records_that_are_there() {
    let office = office().await;
    let desk = office.manager().await;
    let there = desk
        .create("There", winback_domain::Kind::Opportunity, Some("qualified"), &[])
        .await
        .unwrap()
        .opportunity
        .id;
    let elsewhere = new(&desk, "Elsewhere", &[]).await;
    let target = Target::Ids(vec![there, elsewhere]);
    let to_qualified = Action::Move("Qualified".into());
    let preview = desk.preview(&target, &to_qualified).await.unwrap();
    assert_eq!((preview.changing(), preview.missing.len()), (1, 0));
    let done = desk.perform(&target, &to_qualified).await.unwrap();
    assert_eq!(done.operation.unwrap().records, 1);
    assert_eq!(desk.perform(&target, &to_qualified).await.unwrap().operation, None);
}

#[tokio::test]
async fn all_records_change_or_none() {
    let office = office().await;
    let desk = office.manager().await;
    let open = new(&desk, "Open", &[]).await;
    let lost = new(&desk, "Lost", &[]).await;
    desk.perform(&one(lost), &lose()).await.unwrap();
    let both = Target::Ids(vec![open, lost]);
    let refused = desk.perform(&both, &Action::Archive).await.unwrap_err();
    let (sentences, total) = refused.refused_records().unwrap();
    assert_eq!(total, 1);
    assert_eq!(
        sentences,
        ["opportunity 2 `Lost` is lost and cannot be archived: restore it first; \
          allowed: mark lost, restore, mark won"]
    );
    assert_eq!(states(&desk).await, ["open", "lost"]);
}

#[tokio::test]
async fn a_filter_leaves_lost_records_out_unless_it_speaks_of_losing() {
    let office = office().await;
    let desk = office.manager().await;
    let lost = new(&desk, "Pumps one", &[]).await;
    new(&desk, "Pumps two", &[]).await;
    desk.perform(&one(lost), &lose()).await.unwrap();
    let count = async |filter: &str| desk.count(filter).await.unwrap().count();
    assert_eq!(count("name contains pumps").await, 1);
    assert_eq!(count("name contains pumps and lost_reason is not set").await, 2);
    assert_eq!(count("losses is set").await, 1);
    assert_eq!(count("active is false").await, 1);
}

#[tokio::test]
async fn what_was_shown_is_what_changes_or_nothing_does() {
    let office = office().await;
    let desk = office.manager().await;
    new(&desk, "Pumps", &[]).await;
    let open = all("state = open");
    let shown = desk.preview(&open, &lose()).await.unwrap().selected();
    new(&desk, "Valves", &[]).await;
    let refused = desk.perform_confirmed(&open, &lose(), Some(shown)).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "2 records match now, not 1 as was shown: look again, then repeat the change"
    );
    assert_eq!(states(&desk).await, ["open", "open"]);
    desk.perform_confirmed(&open, &lose(), Some(2)).await.unwrap();
    assert_eq!(states(&desk).await, ["lost", "lost"]);
}

#[tokio::test]
async fn an_empty_filter_is_no_way_to_say_everything() {
    let office = office().await;
    let desk = office.manager().await;
    new(&desk, "Pumps", &[]).await;
    let refused = desk.perform(&all(" "), &lose()).await.unwrap_err();
    assert!(refused.to_string().contains("write `everything`"), "{refused}");
    desk.perform(&all("everything"), &lose()).await.unwrap();
    assert_eq!(states(&desk).await, ["lost"]);
}

#[tokio::test]
async fn restoring_by_a_filter_means_lost_and_archived_records() {
    let office = office().await;
    let desk = office.manager().await;
    for name in ["Pumps one", "Pumps two", "Pumps three"] {
        new(&desk, name, &[]).await;
    }
    desk.perform(&all("name = \"Pumps one\""), &lose()).await.unwrap();
    desk.perform(&all("name = \"Pumps two\""), &Action::Archive).await.unwrap();
    let done = desk.perform(&all("name contains pumps"), &Action::Restore).await.unwrap();
    assert_eq!(done.effects, [(Effect::Reopen, 2)]);
    assert_eq!(states(&desk).await, ["open", "open", "open"]);
}

#[tokio::test]
async fn an_unknown_stage_or_field_names_the_nearest() {
    let office = office().await;
    let desk = office.manager().await;
    let id = new(&desk, "Pumps", &[]).await;
    let stage = desk.perform(&one(id), &Action::Move("Qualifed".into())).await.unwrap_err();
    assert!(stage.to_string().contains("did you mean `Qualified`?"), "{stage}");
    let field = desk.count("lost_reasn = 1").await.unwrap_err();
    assert!(field.to_string().contains("did you mean `lost_reason`?"), "{field}");
}

#[tokio::test]
async fn a_filter_that_names_nothing_known_gets_a_hint() {
    let office = office().await;
    let desk = office.manager().await;
    let hints = async |filter: &str| desk.filter_hints(filter).await.unwrap();
    assert_eq!(
        hints("lost_reason in (\"Too expensive\", \"Bad timng\") and not stage = qualifed").await,
        [
            "there is no lost reason `bad timng` (known: `Too expensive`, \
             `We don't have people/skills`, `Not enough stock`)",
            "there is no stage `qualifed`; did you mean `Qualified`? \
             (known: `New`, `Qualified`, `Proposition`, `Won`)",
        ]
    );
    assert!(hints("salesperson = ANN and name = \"no such deal\"").await.is_empty());
}

fn assign(salesperson: Option<&str>, team: Option<&str>) -> Action {
    let text = |name: Option<&str>| name.map(str::to_owned);
    Action::Assign(AssignRequest { salesperson: text(salesperson), team: text(team) })
}

#[tokio::test]
async fn an_assignment_does_nothing_to_records_of_the_same_people() {
    let office = office().await;
    let desk = office.manager().await;
    desk.add_label(LabelKind::Team, "Europe", &[]).await.unwrap();
    let half = new(&desk, "Half", &["salesperson=ann", "expected_revenue=5"]).await;
    let lost = new(&desk, "Lost", &["salesperson=ann", "team=Europe"]).await;
    desk.perform(&one(lost), &lose()).await.unwrap();
    let target = Target::Ids(vec![half, lost]);
    let to_ann = assign(Some("Ann"), Some("europe"));
    let preview = desk.preview(&target, &to_ann).await.unwrap();
    let rows: Vec<_> =
        preview.rows.iter().map(|r| (r.effect, r.from, r.count, r.revenue_minor)).collect();
    assert_eq!(
        rows,
        [(Effect::Assign, StateKind::Open, 1, 500), (Effect::Nothing, StateKind::Lost, 1, 0)]
    );
    assert_eq!((preview.selected(), desk.tally(&target).await.unwrap().count()), (2, 2));
    let done = desk.perform_confirmed(&target, &to_ann, Some(2)).await.unwrap();
    assert_eq!(done.effects, [(Effect::Nothing, 1), (Effect::Assign, 1)]);
    assert_eq!(desk.perform(&target, &to_ann).await.unwrap().operation, None);
}

#[tokio::test]
async fn records_are_given_to_people_who_work_here_and_teams_that_are_offered() {
    let office = office().await;
    let desk = office.manager().await;
    desk.add_label(LabelKind::Team, "Europe", &[LabelChange::Archived(true)]).await.unwrap();
    let id = new(&desk, "Pumps", &[]).await;
    let refused = async |action: &Action| {
        let previewed = desk.preview(&one(id), action).await.unwrap_err().to_string();
        let performed = desk.perform(&one(id), action).await.unwrap_err().to_string();
        assert_eq!(previewed, performed);
        performed
    };
    let nobody = refused(&assign(None, None)).await;
    assert_eq!(nobody, "say who gets the records: a salesperson, a team or both");
    let unknown = refused(&assign(Some("anm"), None)).await;
    assert!(unknown.contains("did you mean `ann`?"), "{unknown}");
    let archived = refused(&assign(None, Some("Europe"))).await;
    assert!(archived.contains("is archived"), "{archived}");
}

/// Rule: behaviour 7.1.
#[tokio::test]
async fn a_salesperson_gives_own_records_away_and_none_of_others() {
    let office = office().await;
    let manager = office.manager().await;
    let own = new(&manager, "Own", &["salesperson=ann"]).await;
    let other = new(&manager, "Other", &[]).await;
    let ann = office.at("ann").await;
    let away = assign(Some("admin"), None);
    let refused = ann.perform(&Target::Ids(vec![own, other]), &away).await.unwrap_err();
    assert!(matches!(refused, AppError::NotFound(ids) if ids == [other]));
    let done = ann.perform(&one(own), &away).await.unwrap();
    assert_eq!(done.effects, [(Effect::Assign, 1)]);
    assert_eq!(ann.tally(&one(own)).await.unwrap().missing, [own], "it is out of sight now");
}
