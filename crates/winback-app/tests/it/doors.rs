//! No door passes a policy by: whatever writes opportunities asks first. Rule: behaviour 2.6.

use std::sync::{Arc, Mutex};

use winback_app::plugin::{Intent, Policy, Question, Veto};
use winback_app::{
    Action, App, AppError, ConversionRequest, Desk, ImportMap, ImportRequest, ImportSummary,
    MergeRequest,
};
use winback_domain::{Edit, Kind, LabelKind, OperationKind, UnmergeChoice};
use winback_store::{MergeInput, Storage};

use crate::desk::{all, assignments, lose, new, one, states};

/// Refuses records by a filter where a test says so, with the number and the revenue that it was asked
/// about in its sentence.
struct Door {
    which: fn(&Intent<'_>) -> bool,
    filter: &'static str,
}

impl Policy for Door {
    fn name(&self) -> &str {
        "door"
    }

    fn veto(&self, question: &Question<'_>) -> Option<Veto> {
        let Question { records, revenue_minor, .. } = question;
        let sentence = format!("not these (asked about {records} for {revenue_minor})");
        (self.which)(&question.intent).then(|| Veto::of_those(self.filter, sentence))
    }
}

/// A desk without policies, and one over the same storage with a door that is shut for records of more
/// than 500.
async fn desks(which: fn(&Intent<'_>) -> bool) -> (Desk, Desk) {
    shut(winback_memory::open(), which, "expected_revenue > 500").await
}

async fn shut(
    storage: Storage,
    which: fn(&Intent<'_>) -> bool,
    filter: &'static str,
) -> (Desk, Desk) {
    let open = App::builder(storage.clone()).build();
    open.install().await.unwrap();
    let strict = App::builder(storage).policy(Door { which, filter }).build();
    (open.desk(None).await.unwrap(), strict.desk(None).await.unwrap())
}

/// What the policy says of an error.
fn said(error: &AppError) -> String {
    let is_vetoed = matches!(error, AppError::Vetoed { policy, .. } if policy == "door");
    assert!(is_vetoed, "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_record_is_asked_about_as_it_would_be_before_it_is_there() {
    let is_new =
        |intent: &Intent<'_>| matches!(intent, Intent::Create { deal, .. } if deal.name == "A");
    let (_, strict) = desks(is_new).await;
    let create = |name: &'static str, revenue: &'static str| {
        let fields = assignments(&[&format!("expected_revenue={revenue}")]);
        let strict = &strict;
        async move { strict.create(name, Kind::Opportunity, None, &fields).await }
    };
    let refused = create("A", "500.01").await.unwrap_err();
    assert_eq!(said(&refused), "not these (asked about 1 for 50001)");
    assert_eq!(states(&strict).await, [""; 0]);
    create("A", "500").await.unwrap();
    create("B", "900").await.unwrap();
    let (_, strict) = shut(winback_memory::open(), is_new, "state = won").await;
    let won = strict.create("A", Kind::Opportunity, Some("Won"), &[]).await.unwrap_err();
    assert_eq!(said(&won), "not these (asked about 1 for 0)");
}

#[tokio::test]
async fn an_edit_and_the_way_back_to_automatic_are_asked_about() {
    let automatic = |intent: &Intent<'_>| match intent {
        Intent::Edit { edits, .. } => edits.contains(&Edit::Probability(None)),
        _ => false,
    };
    let (desk, strict) = desks(automatic).await;
    let large = new(&desk, "Large", &["expected_revenue=501", "probability=20"]).await;
    let small = new(&desk, "Small", &["expected_revenue=500", "probability=20"]).await;
    let back = assignments(&["probability="]);
    let refused = strict.edit(large, None, &back).await.unwrap_err();
    assert_eq!(said(&refused), "not these (asked about 1 for 50100)");
    assert!(!strict.edit(large, None, &assignments(&["probability=20"])).await.unwrap().changed);
    assert!(strict.edit(small, None, &back).await.unwrap().changed);
    assert!(strict.edit(large, None, &assignments(&["city=Gent"])).await.unwrap().changed);
}

#[tokio::test]
async fn what_a_policy_refuses_adds_no_customer_and_no_name_and_the_filter_sees_them() {
    let is_new = |intent: &Intent<'_>| match intent {
        Intent::Create { deal, adding } => {
            deal.customer.is_none() && adding.customer.as_deref() == Some("Acme")
        }
        Intent::Edit { edits, adding } => {
            edits.len() == 1 && adding.tags == ["ghost"] && adding.source.as_deref() == Some("Fair")
        }
        _ => false,
    };
    let storage = winback_memory::open();
    let (desk, strict) = shut(storage.clone(), is_new, "name = Pumps").await;
    let (_, by_customer) = shut(storage.clone(), is_new, "customer contains acm").await;
    let pumps = new(&desk, "Pumps", &["tags=known"]).await;
    let fields = assignments(&["customer=Acme", "tags=known, ghost", "source=Fair"]);
    let create = |name: &'static str| strict.create(name, Kind::Opportunity, None, &fields);
    said(&create("Pumps").await.unwrap_err());
    said(&by_customer.create("Valves", Kind::Opportunity, None, &fields).await.unwrap_err());
    said(&strict.edit(pumps, None, &fields[1..]).await.unwrap_err());
    assert_eq!(storage.customers.named("Acme", 5).await.unwrap(), []);
    let labels = async |kind| -> Vec<String> {
        let labels = storage.pipeline.labels(kind).await.unwrap();
        labels.into_iter().map(|label| label.name).collect()
    };
    assert_eq!(labels(LabelKind::Tag).await, ["known"]);
    assert_eq!(labels(LabelKind::Source).await, [""; 0]);
    assert_eq!(states(&desk).await, ["open"]);
    create("Valves").await.unwrap();
    assert_eq!(labels(LabelKind::Tag).await, ["ghost", "known"]);
    assert_eq!(storage.customers.named("Acme", 5).await.unwrap().len(), 1);
}

#[tokio::test]
async fn undoing_is_asked_about_the_records_that_would_change_and_so_is_its_preview() {
    let restoring = |intent: &Intent<'_>| matches!(intent, Intent::Undo(done) if done.kind == OperationKind::MarkLost);
    let (desk, strict) = desks(restoring).await;
    for (name, revenue) in [("A", "100"), ("B", "501"), ("C", "700"), ("D", "900")] {
        new(&desk, name, &[&format!("expected_revenue={revenue}")]).await;
    }
    let done = desk.perform(&all("everything"), &lose()).await.unwrap().operation.unwrap().id;
    desk.perform(&all("name = D and state = lost"), &Action::Restore).await.unwrap();
    let sentence = "not these (asked about 3 for 130100) (2 records)";
    assert_eq!(said(&strict.plan_undo(done).await.unwrap_err()), sentence);
    assert_eq!(said(&strict.undo(done, None).await.unwrap_err()), sentence);
    assert_eq!(states(&desk).await, ["lost", "lost", "lost", "open"]);
    for name in ["B", "C"] {
        desk.perform(&all(&format!("name = {name} and state = lost")), &Action::Restore)
            .await
            .unwrap();
    }
    assert_eq!(strict.undo(done, None).await.unwrap().left_total, 3);
    assert_eq!(states(&desk).await, ["open"; 4]);
}

#[tokio::test]
async fn undoing_a_merge_is_asked_about_the_record_that_stayed() {
    let (desk, strict) = desks(|intent| matches!(intent, Intent::Unmerge(_))).await;
    let a = new(&desk, "A", &["expected_revenue=700"]).await;
    let b = new(&desk, "B", &["expected_revenue=100"]).await;
    let inputs = [a, b].map(|id| MergeInput { id, revision: None });
    let merge = desk.merge(&inputs, &MergeRequest::default()).await.unwrap().operation.id;
    let sentence = "not these (asked about 1 for 70000)";
    assert_eq!(said(&strict.plan_unmerge(merge).await.unwrap_err()), sentence);
    let choice = UnmergeChoice::default();
    assert_eq!(said(&strict.unmerge(merge, &choice, None).await.unwrap_err()), sentence);
    assert_eq!(states(&desk).await, ["open"]);
    desk.edit(a, None, &assignments(&["expected_revenue=400"])).await.unwrap();
    assert!(strict.plan_unmerge(merge).await.unwrap().is_some());
}

#[tokio::test]
async fn the_won_flag_of_a_stage_is_asked_about_its_records_whoever_may_see_them() {
    let opening = |intent: &Intent<'_>| {
        matches!(intent, Intent::FlagStage { stage, won: false } if stage.name == "Won")
            || matches!(intent, Intent::Undo(done) if done.kind == OperationKind::ConfigureStage)
    };
    let (desk, strict) = desks(opening).await;
    let lost = new(&desk, "lost", &["expected_revenue=900"]).await;
    for (name, revenue) in [("A", "100"), ("B", "700")] {
        let id = new(&desk, name, &[&format!("expected_revenue={revenue}")]).await;
        desk.perform(&one(id), &Action::Move("Won".into())).await.unwrap();
    }
    desk.perform(&one(lost), &Action::Move("Won".into())).await.unwrap();
    desk.perform(&one(lost), &lose()).await.unwrap();
    let sentence = "not these (asked about 2 for 80000)";
    assert_eq!(said(&strict.preview_stage_won("Won", false).await.unwrap_err()), sentence);
    assert_eq!(said(&strict.set_stage_won("Won", false, None).await.unwrap_err()), sentence);
    assert_eq!(states(&desk).await, ["lost", "won", "won"]);
    let flagged = desk.set_stage_won("Won", false, None).await.unwrap().operation.unwrap().id;
    assert_eq!(said(&strict.undo(flagged, None).await.unwrap_err()), sentence);
    assert_eq!(states(&desk).await, ["lost", "open", "open"]);
    desk.edit(id_of(&desk, "B").await, None, &assignments(&["expected_revenue=1"])).await.unwrap();
    strict.set_stage_won("Won", true, None).await.unwrap();
    strict.set_stage_won("Won", false, None).await.unwrap();
    assert_eq!(states(&desk).await, ["lost", "open", "open"]);
}

async fn id_of(desk: &Desk, name: &str) -> winback_domain::OpportunityId {
    let request = winback_app::ListRequest {
        filter: format!("name = {name}"),
        sort: None,
        after: None,
        limit: 1,
    };
    let page = desk.list(&request).await.unwrap();
    page.records.first().unwrap().id
}

#[tokio::test]
async fn a_merge_of_lost_reasons_is_asked_about_the_records_that_carry_the_one() {
    let (desk, strict) = desks(|intent| matches!(intent, Intent::MergeReasons { .. })).await;
    let id = new(&desk, "A", &["expected_revenue=700"]).await;
    desk.perform(&one(id), &crate::desk::lose_because("Too expensive")).await.unwrap();
    let (from, into) = ("Too expensive", "Not enough stock");
    let sentence = "not these (asked about 1 for 70000)";
    assert_eq!(said(&strict.preview_reason_merge(from, into).await.unwrap_err()), sentence);
    assert_eq!(said(&strict.merge_reasons(from, into).await.unwrap_err()), sentence);
    strict.merge_reasons(into, from).await.unwrap();
    // A loss that has ended would follow, too.
    desk.perform(&one(id), &Action::Restore).await.unwrap();
    assert_eq!(said(&strict.merge_reasons(from, into).await.unwrap_err()), sentence);
}

#[tokio::test]
async fn leads_that_are_merged_are_asked_about_as_a_merge_and_the_others_as_a_conversion() {
    for (door, refused) in [("convert", "alone"), ("merge", "together")] {
        let which: fn(&Intent<'_>) -> bool = match door {
            "convert" => |intent| matches!(intent, Intent::Convert(_)),
            _ => |intent| matches!(intent, Intent::Merge(_)),
        };
        let storage = winback_memory::open();
        let (desk, _) = shut(storage.clone(), which, "expected_revenue > 500").await;
        desk.set_setting("leads", "on").await.unwrap();
        let (desk, strict) = shut(storage, which, "expected_revenue > 500").await;
        let deal = new(&desk, "deal", &["email=a@nord.example"]).await;
        let lead = |name: &'static str, email: &'static str| {
            let fields = ["expected_revenue=700".to_owned(), format!("email={email}")];
            let desk = &desk;
            async move {
                let fields = assignments(&[&fields[0], &fields[1]]);
                desk.create(name, Kind::Lead, None, &fields).await.unwrap().opportunity.id
            }
        };
        let together = lead("together", "a@nord.example").await;
        let alone = lead("alone", "b@sud.example").await;
        let (leads, request) = (one(together), MergeRequest::default());
        match strict.preview_conversion_into(&leads, deal, &request).await {
            Ok(_) => assert_eq!(door, "convert"),
            Err(error) => assert_eq!((door, said(&error).is_empty()), ("merge", false)),
        }
        for (name, id) in [("together", together), ("alone", alone)] {
            let request = ConversionRequest::default();
            let shown = strict.preview_merging(&one(id), &request, None).await;
            let open = desk.preview_merging(&one(id), &request, None).await.unwrap();
            if name != refused {
                assert_eq!(shown.unwrap(), open, "{door} {name}");
                continue;
            }
            said(&shown.unwrap_err());
            said(&strict.convert_merging(&one(id), &request, &open).await.unwrap_err());
        }
    }
}

#[tokio::test]
async fn leads_that_are_too_many_for_their_opportunity_are_told_before_a_policy_is_asked() {
    let any: fn(&Intent<'_>) -> bool =
        |intent| matches!(intent, Intent::Convert(_) | Intent::Merge(_));
    let storage = winback_memory::open();
    let (desk, _) = shut(storage.clone(), any, "everything").await;
    desk.set_setting("leads", "on").await.unwrap();
    let (desk, strict) = shut(storage, any, "everything").await;
    let deal = new(&desk, "deal", &["email=a@nord.example"]).await;
    let email = assignments(&["email=a@nord.example"]);
    for name in ["1", "2", "3"] {
        desk.create(name, Kind::Lead, None, &email).await.unwrap();
    }
    let (leads, request) = (all("kind = lead"), ConversionRequest::default());
    let shown = strict.preview_merging(&leads, &request, Some(3)).await.unwrap();
    assert_eq!((shown.crowded, shown.merged(), shown.leads.leads), (1, 2, 3));
    let crowd: Vec<_> =
        shown.crowd.iter().map(|pair| (&*pair.lead_name, pair.opportunity)).collect();
    assert_eq!(crowd, [("3", deal)]);
    let refused = strict.convert_merging(&leads, &request, &shown).await.unwrap_err();
    assert!(refused.to_string().contains("too many leads"), "{refused}");
    said(&strict.preview_merging(&leads, &request, Some(4)).await.unwrap_err());
}

/// A file of two records of more than 500, on its lines 3 and 5.
const FILE: &str = "external_id,name,expected_revenue\n1,A,500\n2,B,501\n3,C,10\n4,D,900\n";

async fn import(
    desk: &Desk,
    text: &str,
    update: bool,
    bad_rows: Option<Shared>,
) -> Result<ImportSummary, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.csv");
    std::fs::write(&file, text).unwrap();
    let request = ImportRequest {
        map: ImportMap::Named("winback".into()),
        file,
        called: Some("deals.csv".into()),
        update,
        dry_run: false,
        bad_rows: bad_rows.map(|it| Box::new(it) as _),
    };
    desk.import(request).await.map_err(|error| {
        let AppError::Import(import) = &error else { panic!("{error:?}") };
        let winback_app::ImportError::Problems { problems, .. } = &**import else {
            panic!("{error:?}")
        };
        let row = |it: &winback_app::ImportProblem| {
            format!("\n{}:{}: {}", it.file.display(), it.line, it.found_and_expected())
        };
        format!("{error}{}", problems.iter().map(row).collect::<String>())
    })
}

/// A place for bad rows that a test can read.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn an_import_is_asked_about_what_comes_of_its_rows_and_tells_their_lines() {
    let (_, strict) = desks(|intent| matches!(intent, Intent::Import)).await;
    let refused = import(&strict, FILE, false, None).await.unwrap_err();
    assert_eq!(
        refused,
        "deals.csv cannot be imported: 2 row(s) are refused by a policy, and nothing was imported\n\
         deals.csv:3: not these (asked about 0 for 0)\n\
         deals.csv:5: not these (asked about 0 for 0)"
    );
    assert_eq!(states(&strict).await, [""; 0]);
    let bad = Shared::default();
    let done = import(&strict, FILE, false, Some(bad.clone())).await.unwrap();
    assert_eq!((done.created, done.refused), (2, 2));
    assert_eq!(
        String::from_utf8(bad.0.lock().unwrap().clone()).unwrap(),
        "external_id,name,expected_revenue,problem\n\
         2,B,501,not these (asked about 0 for 0)\n\
         4,D,900,not these (asked about 0 for 0)\n"
    );
    let raised = FILE.replace("1,A,500", "1,A,600").replace("501", "1").replace("900", "2");
    import(&strict, &raised, false, None).await.unwrap();
    let refused = import(&strict, &raised, true, None).await.unwrap_err();
    assert!(refused.ends_with("\ndeals.csv:2: not these (asked about 0 for 0)"), "{refused}");
}

#[tokio::test]
async fn an_import_that_changes_records_is_asked_about_them_as_they_are() {
    let (desk, strict) = desks(|intent| matches!(intent, Intent::Overwrite)).await;
    import(&strict, FILE, false, None).await.unwrap();
    let lowered = FILE.replace("501", "1").replace("500", "600");
    let refused = import(&strict, &lowered, true, None).await.unwrap_err();
    let told = "not these (asked about 0 for 0)";
    assert!(refused.ends_with(&format!("imported\ndeals.csv:3: {told}")), "{refused}");
    import(&desk, &lowered, true, None).await.unwrap();
    assert_eq!(import(&strict, &lowered, true, None).await.unwrap().unchanged, 4);
}
