//! Filters: which records each condition finds. Rule: behaviour 8.4, 8.6, 8.7.

use jiff::civil::date;
use winback_store::Storage;
use winback_store::domain::{Change, LabelKind, NewCustomer, NewPerson, Role};
use winback_store::filter::{Condition, Line, Predicate, Relation, Value};
use winback_testkit::deal;

use crate::scene::{
    ask, ask_of, at, change, compare, contains, create, entity, is, label, lost, names, schema,
};

fn matches(inner: Predicate) -> Condition {
    Condition::Matches(Box::new(inner))
}

fn one_of<const N: usize>(ids: [i64; N]) -> Condition {
    Condition::OneOf(ids.map(Value::Reference).into())
}

/// Money, percent, whole numbers, and none.
pub async fn numbers_compare_as_numbers(storage: &Storage) {
    create(storage, deal("min").revenue(i64::MIN)).await;
    create(storage, deal("minus").revenue(-9)).await;
    create(storage, deal("none").no_priority()).await;
    create(storage, deal("ten").revenue(10).priority(3).by_hand(150)).await;
    create(storage, deal("max").revenue(i64::MAX).priority(1)).await;
    let revenue =
        |relation, number| ask("expected_revenue", compare(relation, Value::Number(number)));
    for (predicate, expected) in [
        (revenue(Relation::Equal, -9), "minus"),
        (revenue(Relation::Less, 10), "min minus"),
        (revenue(Relation::LessOrEqual, 10), "min minus ten"),
        (revenue(Relation::Greater, 10), "max"),
        (revenue(Relation::GreaterOrEqual, 10), "ten max"),
        (revenue(Relation::GreaterOrEqual, i64::MAX), "max"),
        (revenue(Relation::LessOrEqual, i64::MIN), "min"),
        (revenue(Relation::Less, 10).not(), "none ten max"),
        (
            ask("expected_revenue", Condition::OneOf([10, -9].map(Value::Number).into())),
            "minus ten",
        ),
        (ask("priority", is(Value::Number(0))), "min minus"),
        (ask("priority", is(Value::Number(0))).not(), "none ten max"),
        (ask("priority", Condition::IsSet).not(), "none"),
        (ask("probability", is(Value::Number(150))), "ten"),
        (ask("automated_probability", is(Value::Number(5_000))), "min minus none ten max"),
        (ask("id", compare(Relation::Greater, Value::Number(4))), "max"),
        (ask("hand_probability", Condition::IsSet), "ten"),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

/// Days before and after the turn of a year, and none.
pub async fn days_and_instants_compare_in_time(storage: &Storage) {
    create(storage, deal("old").closing(date(999, 12, 31)).created_at(at(-1))).await;
    create(storage, deal("day").closing(date(2025, 12, 31)).created_at(at(0))).await;
    create(storage, deal("new").closing(date(2026, 1, 1)).created_at(at(1))).await;
    create(storage, deal("never").created_at(at(1))).await;
    let closing = |relation, year, month, day| {
        ask("expected_closing", compare(relation, Value::Date(date(year, month, day))))
    };
    let created =
        |relation, minute| ask("created_at", compare(relation, Value::Instant(at(minute))));
    for (predicate, expected) in [
        (closing(Relation::Equal, 2025, 12, 31), "day"),
        (closing(Relation::Less, 2025, 12, 31), "old"),
        (closing(Relation::LessOrEqual, 2025, 12, 31), "old day"),
        (closing(Relation::Greater, 2025, 12, 31), "new"),
        (closing(Relation::GreaterOrEqual, 2025, 12, 31), "day new"),
        (closing(Relation::GreaterOrEqual, 2025, 12, 31).not(), "old never"),
        (ask("expected_closing", Condition::IsSet).not(), "never"),
        (created(Relation::Equal, 0), "day"),
        (created(Relation::Less, 1), "old day"),
        (created(Relation::GreaterOrEqual, 0), "day new never"),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

/// Rule: behaviour 1.2.
pub async fn states_and_what_follows_from_them_can_be_asked(storage: &Storage) {
    create(storage, deal("open").lead()).await;
    create(storage, deal("won").stage(4)).await;
    let gone = create(storage, deal("lost")).await;
    change(storage, &gone, &lost(None, None), 1).await;
    let kept = create(storage, deal("archived")).await;
    change(storage, &kept, &Change::Archive, 2).await;
    for state in ["open", "won", "lost", "archived"] {
        let state_is = ask("state", is(Value::Choice(state)));
        assert_eq!(names(storage, state_is.clone()).await, state);
        assert_eq!(names(storage, state_is.not()).await.split(' ').count(), 3);
    }
    let choices = Condition::OneOf(vec![Value::Choice("won"), Value::Choice("lost")]);
    let closed = |minute| ask("closed_at", is(Value::Instant(at(minute))));
    for (predicate, expected) in [
        (ask("state", choices), "won lost"),
        (ask("kind", is(Value::Choice("lead"))), "open"),
        (ask("active", is(Value::YesNo(true))), "open won"),
        (ask("active", is(Value::YesNo(false))), "lost archived"),
        (ask("probability", is(Value::Number(0))), "lost"),
        (ask("probability", is(Value::Number(10_000))), "won"),
        (ask("automated_probability", is(Value::Number(0))), "lost"),
        (ask("closed_at", Condition::IsSet).not(), "open"),
        (closed(0), "won"),
        (closed(1), "lost"),
        (closed(2), "archived"),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

async fn fill_references(storage: &Storage) {
    let new = |name: &str, login: &str| NewPerson {
        name: name.into(),
        login: login.into(),
        email: None,
        role: Role::Salesperson,
    };
    storage.people.create(&new("Ann Éclair", "ann")).await.unwrap();
    let parent = storage.customers.create(&NewCustomer::company("Acme GmbH")).await.unwrap();
    let profile = NewCustomer {
        parent: Some(parent.id),
        email: Some("bob@example.com".into()),
        reference: Some("R-7".into()),
        country: Some(winback_store::domain::CountryId::new(2)),
        ..NewCustomer::company("Bob")
    };
    storage.customers.create(&profile).await.unwrap();
    for tag in ["Big", "Urgent"] {
        label(storage, LabelKind::Tag, tag).await;
    }
    create(storage, deal("one").salesperson(1).customer(1).tag(1).country(1)).await;
    create(storage, deal("two").salesperson(2).customer(2).tag(1).tag(2).country(2)).await;
    create(storage, deal("none").no_stage()).await;
}

/// By id, by name, through two references, and none. Rule: behaviour 8.6, 8.7.
pub async fn references_can_be_asked_by_id_and_by_what_they_refer_to(storage: &Storage) {
    fill_references(storage).await;
    let reference = |id| is(Value::Reference(id));
    let by = |entity: &str, field: &str, condition| matches(ask_of(entity, field, condition));
    let country = |name| ask_of("country", "name", contains(name));
    let acme = matches(ask_of("customer", "parent", by("customer", "name", contains("ACME"))));
    for (predicate, expected) in [
        (ask("salesperson", reference(2)), "two"),
        (ask("salesperson", reference(2)).not(), "one none"),
        (ask("salesperson", one_of([1, 2, 99])), "one two"),
        (ask("salesperson", one_of([1])).not(), "two none"),
        (ask("salesperson", Condition::IsSet).not(), "none"),
        (ask("salesperson", by("person", "name", contains("éCL"))), "two"),
        (ask("salesperson", by("person", "login", is(Value::Text("admin".into())))), "one"),
        (ask("salesperson", by("person", "role", is(Value::Choice("manager")))), "one"),
        (ask("salesperson", by("person", "login", is(Value::Text("ann".into())))), "two"),
        (ask("salesperson", matches(Predicate::everything())), "one two"),
        (ask("salesperson", matches(Predicate::nothing())), ""),
        (ask("customer", by("customer", "full_name", contains("gmbh, b"))), "two"),
        (ask("customer", by("customer", "email", contains("BOB@"))), "two"),
        (ask("customer", by("customer", "reference", is(Value::Text("R-7".into())))), "two"),
        (ask("customer", by("customer", "active", is(Value::YesNo(true)))), "one two"),
        (ask("customer", acme), "two"),
        (
            ask("customer", matches(ask_of("customer", "country", matches(country("ivoire"))))),
            "two",
        ),
        (ask("country", matches(country("BELG"))), "one"),
        (ask("country", by("country", "code", is(Value::Text("CI".into())))), "two"),
        (ask("stage", by("stage", "won", is(Value::YesNo(false)))), "one two"),
        (ask("stage", by("stage", "won", is(Value::YesNo(false)))).not(), "none"),
        (ask("stage", matches(ask_of("stage", "won", is(Value::YesNo(true))).not())), "one two"),
        (
            ask("stage", by("stage", "position", compare(Relation::Less, Value::Number(2)))),
            "one two",
        ),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

/// Under a company means it, its branches, and their people; over somebody means the other way.
pub async fn customers_can_be_asked_with_all_that_they_stand_under(storage: &Storage) {
    let mut parent = None;
    for name in ["Holding", "Branch", "Desk"] {
        let profile = NewCustomer { parent, ..NewCustomer::company(name) };
        parent = Some(storage.customers.create(&profile).await.unwrap().id);
    }
    storage.customers.create(&NewCustomer::company("Other")).await.unwrap();
    for (name, customer) in [("holding", 1), ("branch", 2), ("desk", 3), ("other", 4)] {
        create(storage, deal(name).customer(customer)).await;
    }
    create(storage, deal("none")).await;
    let parent = entity(&schema(), "customer").parent().unwrap();
    let in_line = |line, filter| {
        ask("customer", Condition::InLine { line, parent, filter: Box::new(filter) })
    };
    let named = |name| ask_of("customer", "name", contains(name));
    let under = |name| in_line(Line::Under, named(name));
    let over = |name| in_line(Line::Over, named(name));
    for (predicate, expected) in [
        (under("holding"), "holding branch desk"),
        (under("branch"), "branch desk"),
        (under("desk"), "desk"),
        (under("branch").not(), "holding other none"),
        (under("nobody"), ""),
        (over("desk"), "holding branch desk"),
        (over("branch"), "holding branch"),
        (over("holding").not(), "branch desk other none"),
        (in_line(Line::Under, Predicate::everything()), "holding branch desk other"),
        (under("holding").and(over("desk")).and(named_directly("branch").not()), "holding desk"),
        (
            in_line(Line::Over, ask_of("customer", "parent", matches(named("branch")))),
            "holding branch desk",
        ),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

fn named_directly(name: &str) -> Predicate {
    ask("customer", matches(ask_of("customer", "name", contains(name))))
}

/// Any of, all of, none of.
pub async fn tags_can_be_asked_for_any_all_and_none(storage: &Storage) {
    fill_references(storage).await;
    let urgent = ask_of("tag", "name", contains("URG"));
    let two_of =
        |filter| Condition::AtLeast { count: 2.try_into().unwrap(), filter: Box::new(filter) };
    for (predicate, expected) in [
        (ask("tags", one_of([2])), "two"),
        (ask("tags", one_of([1, 2])), "one two"),
        (ask("tags", one_of([1])).and(ask("tags", one_of([2]))), "two"),
        (ask("tags", one_of([2])).not(), "one none"),
        (ask("tags", Condition::IsSet), "one two"),
        (ask("tags", Condition::IsSet).not(), "none"),
        (ask("tags", matches(urgent.clone())), "two"),
        (ask("tags", matches(urgent.clone())).not(), "one none"),
        (ask("tags", matches(urgent.clone().not())), "one two"),
        (ask("tags", two_of(Predicate::everything())), "two"),
        (ask("tags", two_of(Predicate::everything())).not(), "one none"),
        (ask("tags", two_of(urgent)), ""),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

/// Current and ended losses, with every field. Rule: behaviour 2.4.
pub async fn losses_can_be_asked_current_and_ended(storage: &Storage) {
    fill_losses(storage).await;
    let loss = |field: &str, condition| ask("losses", matches(ask_of("loss", field, condition)));
    let dear = ask_of("lost_reason", "name", contains("expensive"));
    for (predicate, expected) in [
        (ask("lost_reason", is(Value::Reference(1))), "lost"),
        (ask("lost_reason", is(Value::Reference(1))).not(), "won back never"),
        (ask("lost_reason", matches(dear.clone())), "lost"),
        (ask("losses", Condition::IsSet), "lost won back"),
        (ask("losses", Condition::IsSet).not(), "never"),
        (loss("reason", is(Value::Reference(1))), "lost won"),
        (loss("reason", matches(dear)), "lost won"),
        (loss("reason", Condition::IsSet).not(), "back never"),
        (loss("note", contains("SAID")), "back"),
        (loss("competitor", contains("rival")), "lost"),
        (loss("ended_how", is(Value::Choice("restored"))), "back"),
        (loss("ended_how", is(Value::Choice("won"))), "won"),
        (loss("ended_at", is(Value::Instant(at(7)))), "won"),
        (loss("ended_by", is(Value::Reference(1))), "won back"),
        (loss("lost_by", Condition::IsSet), "lost won back"),
        (loss("lost_at", compare(Relation::Less, Value::Instant(at(3)))), "won"),
        (loss("stage", is(Value::Reference(2))), "back"),
        (loss("probability", is(Value::Number(1_000))), "back"),
        (loss("expected_revenue", compare(Relation::Greater, Value::Number(1))), "lost"),
        (loss("salesperson", is(Value::Reference(1))), "won"),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

async fn fill_losses(storage: &Storage) {
    let details = crate::scene::details(Some(1), None, Some("Rival"));
    let gone = create(storage, deal("lost").revenue(5)).await;
    change(storage, &gone, &Change::MarkLost(details), 3).await;
    let won = create(storage, deal("won").salesperson(1)).await;
    change(storage, &won, &lost(Some(1), None), 1).await;
    change(storage, &won, &Change::MarkWon, 7).await;
    let back = create(storage, deal("back").stage(2).by_hand(1_000)).await;
    change(storage, &back, &lost(None, Some("<p>said</p>")), 5).await;
    change(storage, &back, &Change::Restore, 6).await;
    create(storage, deal("never")).await;
}

/// One loss must pass all of what is asked of it, and losses are counted. Rule: behaviour 2.4.
pub async fn what_is_asked_of_a_loss_is_asked_of_one_and_the_same(storage: &Storage) {
    let record = create(storage, deal("twice")).await;
    change(storage, &record, &lost(Some(1), None), 1).await;
    change(storage, &record, &Change::Restore, 2).await;
    change(storage, &record, &lost(Some(2), None), 3).await;
    let reason = |id| ask_of("loss", "reason", is(Value::Reference(id)));
    let ended = ask_of("loss", "ended_at", Condition::IsSet);
    let some = |predicate| ask("losses", matches(predicate));
    assert_eq!(names(storage, some(reason(1).and(ended.clone()))).await, "twice");
    assert_eq!(names(storage, some(reason(2).and(ended.clone()))).await, "");
    assert_eq!(names(storage, some(reason(2)).and(some(ended.clone()))).await, "twice");
    let at_least = |count: u32, filter| {
        let (count, filter) = (count.try_into().unwrap(), Box::new(filter));
        ask("losses", Condition::AtLeast { count, filter })
    };
    let everything = Predicate::everything;
    let restored = create(storage, deal("once")).await;
    change(storage, &restored, &lost(Some(1), None), 1).await;
    create(storage, deal("never")).await;
    for (predicate, expected) in [
        (at_least(1, everything()), "twice once"),
        (at_least(2, everything()), "twice"),
        (at_least(2, everything()).not(), "once never"),
        (at_least(3, everything()), ""),
        (at_least(2, reason(1)), ""),
        (at_least(1, reason(1)), "twice once"),
        (at_least(2, reason(1).or(reason(2))), "twice"),
        (at_least(1, ended), "twice"),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
}

/// Nothing, everything, and deep nesting.
pub async fn predicates_combine(storage: &Storage) {
    for name in ["a", "b", "c"] {
        create(storage, deal(name)).await;
    }
    let named = |name: &str| ask("name", is(Value::Text(name.into())));
    for (predicate, expected) in [
        (Predicate::everything(), "a b c"),
        (Predicate::nothing(), ""),
        (Predicate::everything().not(), ""),
        (Predicate::Not(Box::new(Predicate::All(vec![]))), ""),
        (Predicate::Not(Box::new(Predicate::Any(vec![]))), "a b c"),
        (named("a").or(named("c")), "a c"),
        (named("a").and(named("c")), ""),
        (named("a").or(named("c")).not(), "b"),
        (Predicate::All(vec![named("a").not(), named("b").not()]), "c"),
        (Predicate::Not(Box::new(Predicate::Not(Box::new(named("b"))))), "b"),
    ] {
        assert_eq!(names(storage, predicate.clone()).await, expected, "{predicate:?}");
    }
    let mut deep = named("b");
    for _ in 0..40 {
        deep = Predicate::Any(vec![Predicate::All(vec![deep, named("b")]), Predicate::nothing()]);
    }
    assert_eq!(names(storage, deep).await, "b");
}
