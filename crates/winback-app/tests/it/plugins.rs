//! Policies are asked before changes, and subscribers told of them. Rule: behaviour 2.6, 2.7, 2.8.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use winback_app::plugin::{Intent, Policy, Question, Subscriber, SubscriberError, Veto};
use winback_app::{
    Action, App, AppError, ConversionRequest, Desk, ErrorClass, FixedClock, MergeRequest,
};
use winback_domain::{Kind, Operation, OperationKind, Role};
use winback_store::Storage;

use crate::desk::{all, assignments, lose, new, one, states};

/// A policy that answers what a test says; records may be added, so that there are some.
struct Asked<F>(F);

impl<F: Fn(&Question<'_>) -> Option<Veto> + Send + Sync> Policy for Asked<F> {
    fn name(&self) -> &str {
        "asked"
    }

    fn veto(&self, question: &Question<'_>) -> Option<Veto> {
        if let Intent::Create { .. } = question.intent {
            return None;
        }
        (self.0)(question)
    }
}

async fn app_over(
    storage: Storage,
    veto: impl Fn(&Question<'_>) -> Option<Veto> + Send + Sync + 'static,
) -> App {
    let clock = Arc::new(FixedClock::at(winback_testkit::fixed_now()));
    let app = App::builder(storage).clock(clock).policy(Asked(veto)).build();
    app.install().await.unwrap();
    app
}

async fn desk(veto: impl Fn(&Question<'_>) -> Option<Veto> + Send + Sync + 'static) -> Desk {
    app_over(winback_memory::open(), veto).await.desk(None).await.unwrap()
}

#[tokio::test]
async fn a_policy_refuses_all_if_it_refuses_one_and_the_preview_says_so() {
    let veto = Veto::of_those("expected_revenue > 100", "large ones stay: ask the boss");
    let desk = desk(move |_| Some(veto.clone())).await;
    let small = new(&desk, "Small", &["expected_revenue=100"]).await;
    for name in ["Large", "Larger"] {
        new(&desk, name, &["expected_revenue=101"]).await;
    }
    let sentence = "large ones stay: ask the boss (2 records)";
    let preview = desk.preview(&all("everything"), &lose()).await.unwrap();
    assert_eq!(preview.policy.as_ref().map(ToString::to_string).as_deref(), Some(sentence));
    assert!(preview.is_refused());
    let refused = desk.perform(&all("everything"), &lose()).await.unwrap_err();
    assert_eq!((refused.to_string().as_str(), refused.class()), (sentence, ErrorClass::Refused));
    assert_eq!(states(&desk).await, ["open", "open", "open"]);
    assert!(desk.preview(&one(small), &lose()).await.unwrap().policy.is_none());
    desk.perform(&one(small), &lose()).await.unwrap();
    assert_eq!(states(&desk).await, ["lost", "open", "open"]);
}

#[tokio::test]
async fn every_change_of_state_is_asked_about() {
    let desk = desk(|question| {
        Some(Veto::of_all(match question.intent {
            Intent::Act(action) => format!("no {action:?}"),
            Intent::Convert(_) => "no conversion".to_owned(),
            Intent::Merge(_) => "no merge".to_owned(),
            _ => return None,
        }))
    })
    .await;
    let id = new(&desk, "Pumps", &[]).await;
    let other = new(&desk, "Valves", &[]).await;
    for action in [
        lose(),
        Action::Amend(winback_app::AmendRequest::default()),
        Action::Restore,
        Action::Archive,
        Action::Win,
        Action::Move("Won".into()),
        Action::Assign(winback_app::AssignRequest {
            team: Some(String::new()),
            ..Default::default()
        }),
    ] {
        let refused = desk.perform(&one(id), &action).await.unwrap_err().to_string();
        assert_eq!(refused, format!("no {action:?}"));
    }
    let both = winback_app::Target::Ids(vec![id, other]);
    let refused = desk.preview_merge(&both, &MergeRequest::default()).await.unwrap_err();
    assert_eq!(refused.to_string(), "no merge (2 records)");
    let input = |id| winback_store::MergeInput { id, revision: None };
    let merge = desk.merge(&[input(id), input(other)], &MergeRequest::default()).await;
    assert_eq!(merge.unwrap_err().to_string(), "no merge (2 records)");
    desk.set_setting("leads", "on").await.unwrap();
    assert_eq!(states(&desk).await, ["open", "open"]);
}

#[tokio::test]
async fn a_conversion_is_asked_about_and_adds_no_customer() {
    let storage = winback_memory::open();
    let app = app_over(storage.clone(), |question| match question.intent {
        Intent::Convert(_) => Some(Veto::of_those("kind = lead", "qualify it first")),
        _ => None,
    })
    .await;
    app.desk(None).await.unwrap().set_setting("leads", "on").await.unwrap();
    let desk = app.desk(None).await.unwrap();
    let lead = desk.create("Lead", Kind::Lead, None, &[]).await.unwrap().opportunity.id;
    let request =
        ConversionRequest { customer: Some("Acme".into()), ..ConversionRequest::default() };
    let preview = desk.preview_conversion(&one(lead), &request).await.unwrap_err();
    assert_eq!(preview.to_string(), "qualify it first");
    let refused = desk.convert(&one(lead), &request, None).await.unwrap_err();
    assert_eq!(refused.to_string(), "qualify it first");
    assert!(matches!(refused, AppError::Vetoed { records: 1, .. }));
    assert_eq!(storage.customers.named("Acme", 9).await.unwrap(), []);
}

#[tokio::test]
async fn a_policy_knows_who_asks_for_how_much() {
    let desk = desk(|question| {
        let (by, records, revenue) = (&question.by.name, question.records, question.revenue_minor);
        Some(Veto::of_all(format!("{by} wants {records} for {revenue}")))
    })
    .await;
    new(&desk, "Pumps", &["expected_revenue=7.50"]).await;
    new(&desk, "Valves", &["expected_revenue=2"]).await;
    let preview = desk.preview(&all("everything"), &lose()).await.unwrap();
    let name = &desk.actor().name;
    let told = preview.policy.as_ref().map(ToString::to_string);
    assert_eq!(told, Some(format!("{name} wants 2 for 950 (2 records)")));
}

#[tokio::test]
async fn an_edit_that_marks_lost_is_asked_about() {
    let desk = desk(|question| match question.intent {
        Intent::Act(Action::Lose(_)) => Some(Veto::of_all("nothing is lost here")),
        _ => None,
    })
    .await;
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &Action::Archive).await.unwrap();
    let refused = desk.edit(id, None, &assignments(&["probability=0"])).await.unwrap_err();
    assert_eq!(refused.to_string(), "nothing is lost here");
    assert_eq!(states(&desk).await, ["archived"]);
}

/// Another policy, which is asked when the first one has answered, is the somebody else here.
#[tokio::test]
async fn a_record_that_somebody_makes_refused_after_the_question_is_left_alone() {
    let storage = winback_memory::open();
    let other = App::builder(storage.clone()).build();
    other.install().await.unwrap();
    let meanwhile = other.desk(None).await.unwrap();
    let pumps = new(&meanwhile, "Pumps", &["expected_revenue=1"]).await;
    new(&meanwhile, "Valves", &["expected_revenue=1"]).await;
    let large = Asked(|_: &Question<'_>| Some(Veto::of_those("expected_revenue > 100", "no")));
    let changes = assignments(&["expected_revenue=101"]);
    let somebody = Asked(move |_: &Question<'_>| {
        let mut edit = std::pin::pin!(meanwhile.edit(pumps, None, &changes));
        // A store in memory is done at once.
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(edit.as_mut().poll(&mut context).is_ready());
        None
    });
    let app = App::builder(storage).policy(large).policy(somebody).build();
    let desk = app.desk(None).await.unwrap();
    desk.perform(&all("everything"), &lose()).await.unwrap();
    assert_eq!(states(&desk).await, ["open", "lost"]);
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_refuses_and_is_named() {
    let desk = desk(|_| Some(Veto::of_those("revenu > 1", "no"))).await;
    let id = new(&desk, "Pumps", &[]).await;
    let refused = desk.perform(&one(id), &lose()).await.unwrap_err();
    let told = "the policy `asked` has a filter that cannot be read: ";
    assert!(refused.to_string().starts_with(told), "{refused}");
    assert_eq!(refused.class(), ErrorClass::Environment);
    assert_eq!(states(&desk).await, ["open"]);
}

/// Notes what it is told; it cannot be told of moves while `is_shut`.
#[derive(Clone, Default)]
struct Notes {
    told: Arc<Mutex<Vec<OperationKind>>>,
    is_shut: Arc<Mutex<bool>>,
}

#[async_trait::async_trait]
impl Subscriber for Notes {
    fn name(&self) -> &str {
        "notes"
    }

    async fn told(&self, operation: &Operation) -> Result<(), SubscriberError> {
        if operation.kind == OperationKind::MoveStage && *self.is_shut.lock().unwrap() {
            return Err("the book is shut".into());
        }
        self.told.lock().unwrap().push(operation.kind);
        Ok(())
    }
}

impl Notes {
    fn taken(&self) -> Vec<OperationKind> {
        std::mem::take(&mut self.told.lock().unwrap())
    }
}

fn noted(storage: &Storage) -> (App, Notes, Arc<FixedClock>) {
    let notes = Notes::default();
    let clock = Arc::new(FixedClock::at(winback_testkit::fixed_now()));
    let app = App::builder(storage.clone()).clock(clock.clone()).subscriber(notes.clone()).build();
    (app, notes, clock)
}

#[tokio::test]
async fn a_subscriber_is_told_of_what_every_app_over_the_storage_did() {
    let storage = winback_memory::open();
    let (app, notes, _) = noted(&storage);
    app.install().await.unwrap();
    let id = new(&app.desk(None).await.unwrap(), "Pumps", &[]).await;
    let without = App::builder(storage).build();
    let desk = without.desk(None).await.unwrap();
    desk.perform(&one(id), &lose()).await.unwrap();
    assert_eq!(notes.taken(), []);
    assert_eq!(app.deliver().await.unwrap().told, 2);
    assert_eq!(notes.taken(), [OperationKind::Create, OperationKind::MarkLost]);
    assert_eq!(app.deliver().await.unwrap().told, 0);
    assert_eq!(notes.taken(), []);
    desk.add_person("Ann", None, None, Role::Salesperson).await.unwrap();
    for number in 0..250 {
        new(&desk, &format!("{number}"), &[]).await;
    }
    assert_eq!(app.deliver().await.unwrap().told, 250);
    assert_eq!(notes.taken().len(), 250);
}

#[tokio::test]
async fn what_a_subscriber_could_not_take_in_is_told_again_in_its_order() {
    let (app, notes, _) = noted(&winback_memory::open());
    app.install().await.unwrap();
    let desk = app.desk(None).await.unwrap();
    let id = new(&desk, "Pumps", &[]).await;
    desk.perform(&one(id), &Action::Move("Qualified".into())).await.unwrap();
    desk.perform(&one(id), &lose()).await.unwrap();
    *notes.is_shut.lock().unwrap() = true;
    for told in [1, 0] {
        let delivered = app.deliver().await.unwrap();
        assert_eq!(delivered.told, told);
        let failed = &delivered.undelivered[0];
        assert_eq!((failed.subscriber.as_str(), failed.operation.get()), ("notes", 2));
        assert_eq!(failed.error.to_string(), "the book is shut");
    }
    *notes.is_shut.lock().unwrap() = false;
    let delivered = app.deliver().await.unwrap();
    assert!(delivered.told == 2 && delivered.undelivered.is_empty());
    let told = [OperationKind::Create, OperationKind::MoveStage, OperationKind::MarkLost];
    assert_eq!(notes.taken(), told);
}

#[tokio::test]
async fn what_a_lost_process_was_telling_is_told_by_another_in_a_while() {
    let storage = winback_memory::open();
    let (app, notes, clock) = noted(&storage);
    app.install().await.unwrap();
    new(&app.desk(None).await.unwrap(), "Pumps", &[]).await;
    let now = winback_testkit::fixed_now();
    let lost = storage.outbox.take("notes", 9, now, now + App::DELIVERY).await.unwrap();
    assert_eq!(lost.unwrap().operations.len(), 1);
    assert_eq!(app.deliver().await.unwrap().told, 0);
    clock.set(now + App::DELIVERY - SignedDuration::from_secs(1));
    assert_eq!(app.deliver().await.unwrap().told, 0);
    clock.set(now + App::DELIVERY);
    assert_eq!(app.deliver().await.unwrap().told, 1);
    assert_eq!(notes.taken(), [OperationKind::Create]);
}

#[tokio::test]
async fn who_subscribes_is_known_until_it_is_forgotten() {
    let storage = winback_memory::open();
    let (app, _, _) = noted(&storage);
    app.install().await.unwrap();
    new(&app.desk(None).await.unwrap(), "Pumps", &[]).await;
    let other = App::builder(storage).build();
    let known = other.subscriptions().await.unwrap();
    assert_eq!((known.len(), known[0].name.as_str(), known[0].waiting), (1, "notes", 1));
    assert!(other.unsubscribe("notes").await.unwrap());
    assert!(!other.unsubscribe("notes").await.unwrap());
    assert_eq!(other.subscriptions().await.unwrap(), []);
}
