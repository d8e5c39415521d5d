//! What the app refuses is said in full in each language.

use jiff::civil::date;
use winback_app::{
    Misuse, NoUndo, Refusal, ValueProblem,
    store::{
        StoreError,
        domain::{
            EditError, LabelKind, Language, MergeError, OperationId, OpportunityId, StateKind,
            TrackedField, UndoError,
        },
    },
};

use super::*;

fn values() -> Vec<ValueProblem> {
    let text = || "x".to_owned();
    vec![
        ValueProblem::Empty,
        ValueProblem::Nul,
        ValueProblem::TooLong { most: 5 },
        ValueProblem::NotOneLine,
        ValueProblem::NotAPriority,
        ValueProblem::NotADay,
        ValueProblem::NotADayOrNone,
        ValueProblem::DayOutOfRange,
        ValueProblem::NotAPlace,
        ValueProblem::NotAnAmount,
        ValueProblem::TooPrecise { code: "JPY".into(), digits: 0 },
        ValueProblem::TooLarge,
        ValueProblem::NotAProbability,
        ValueProblem::Certain,
        ValueProblem::NotAKind,
        ValueProblem::NotEmployees,
        ValueProblem::NeitherYesNorNo,
        ValueProblem::NeitherOnNorOff,
        ValueProblem::NotACustomer,
        ValueProblem::SeveralCustomers { id: 3 },
        ValueProblem::ShortPassword,
        ValueProblem::LongPassword,
        ValueProblem::OwnName,
        ValueProblem::EasilyGuessed,
        ValueProblem::NoTokenTime { most: 366 },
        ValueProblem::OutlivesToken { until: jiff::Timestamp::UNIX_EPOCH },
        ValueProblem::NotACursor,
        ValueProblem::NotALength,
        ValueProblem::FinerThanDays,
        ValueProblem::NoTime,
        ValueProblem::LengthOutOfRange,
        ValueProblem::NotALogin,
        ValueProblem::Comma,
        ValueProblem::NotACurrency,
        ValueProblem::NotATimeZone,
        ValueProblem::NotALocale,
        ValueProblem::NestedSearch,
        ValueProblem::ReservedCharacter,
        ValueProblem::NameOfDefault,
        ValueProblem::NotALanguage { known: "zh-CN".into() },
        ValueProblem::NameOfReadyFilter { filter: text() },
    ]
}

fn errors() -> Vec<AppError> {
    let text = || "x".to_owned();
    let id = OpportunityId::new(1);
    let operation = OperationId::new(1);
    let undo = |why| Refusal::NotUndoable { id: operation, why };
    let misuses = [
        Misuse::NoAssignment(text()),
        Misuse::EditedStage,
        Misuse::EditedState("lost_reason".into()),
        Misuse::EditedKind,
        Misuse::KeptField("created_at".into()),
        Misuse::UnknownField { field: text(), nearest: None, known: &[] },
        Misuse::UnknownCustomerField { field: text(), nearest: Some(text()), known: &[] },
        Misuse::UnknownColumn { column: text(), nearest: None, known: Vec::new() },
        Misuse::NoReceiver,
        Misuse::UnnamedLeads,
        Misuse::CustomerOfMerged,
        Misuse::MergeOfOne(1),
        Misuse::TooManyToMerge { found: 9, most: 5 },
        Misuse::Merge(MergeError::Twice(id)),
        Misuse::NothingChosen,
        Misuse::GivenTwice { what: "order", clause: "sort by" },
        Misuse::ReversedPeriod { since: date(2026, 3, 31), until: date(2026, 3, 1) },
        Misuse::GroupedList,
        Misuse::EmptyFilter,
    ];
    let refusals = [
        Refusal::SeveralCustomers { name: text(), id: 3 },
        Refusal::SeveralPeople { name: text(), logins: vec!["anna".into(), "ben".into()] },
        Refusal::NotEmpty { present: 3, advice: "do" },
        Refusal::ReasonIntoItself(text()),
        Refusal::EditBesideLoss(id),
        undo(NoUndo::Created),
        undo(NoUndo::Imported),
        undo(NoUndo::Merged),
        undo(NoUndo::MergedReasons),
        undo(NoUndo::Undone),
        Refusal::UndoneAlready(operation),
        Refusal::TooManyMerges { groups: 9, most: 5 },
        Refusal::TooManyLeads { most: 5 },
        Refusal::LeadItself(id),
        Refusal::ReadyFilter { name: "lost", filter: "x" },
        Refusal::DefaultOfOther { name: text(), owner: "安娜".into() },
        Refusal::SeveralSearches {
            name: text(),
            written: vec!["anna/Big".into(), "ben/Big".into()],
        },
        Refusal::System("out of memory".into()),
        Refusal::NotFirst,
        Refusal::NoManager,
        Refusal::InvalidLink,
        Refusal::LinkForOwner,
        Refusal::ArchivedStage(text()),
        Refusal::ArchivedLabel { kind: LabelKind::Tag, name: text() },
        Refusal::TakenLogin(text()),
        Refusal::OtherDigits { code: "JPY".into(), digits: 0, now: "EUR".into(), now_digits: 2 },
        Refusal::Undo(UndoError { opportunity: id, field: "city" }),
        Refusal::NoActiveManager,
        Refusal::LeadsOff,
        Refusal::NotInstalled,
        Refusal::Left("安娜".into()),
    ];
    let stores = [
        StoreError::Edit(EditError::Certain(id)),
        StoreError::Edit(EditError::Closed { id, state: StateKind::Won }),
        StoreError::Edit(EditError::Closed { id, state: StateKind::Lost }),
        StoreError::Edit(EditError::Closed { id, state: StateKind::Archived }),
        StoreError::Edit(EditError::ZeroOnArchived(id)),
        StoreError::Merge(MergeError::TooFew(1)),
        StoreError::MergedOn { survivor: id, into: id },
        StoreError::Undecided(vec![TrackedField::City, TrackedField::Phone]),
        StoreError::Moved { confirmed: 1, found: 2 },
        StoreError::Taken { what: "stage", name: text() },
        StoreError::LastManager { name: "安娜".into() },
        StoreError::InUse { what: "tag", name: text(), records: 1 },
        StoreError::TooManyGroups { most: 5 },
        StoreError::Busy,
        StoreError::ImportRefused,
    ];
    let value = |problem| AppError::Value { place: "city".into(), value: text(), problem };
    values()
        .into_iter()
        .map(value)
        .chain(misuses.map(AppError::Usage))
        .chain(refusals.map(AppError::Refused))
        .chain(stores.map(AppError::Store))
        .chain([
            AppError::SignIn,
            AppError::Merged { merged: vec![(id, id)], missing: Vec::new() },
            AppError::Ambiguous { what: "customer", name: text(), ids: vec![1] },
        ])
        .collect()
}

#[test]
fn every_refusal_is_said_in_the_language_of_the_page() {
    let (english, chinese) = (Words::of(Language::English), Words::of(Language::Chinese));
    // What people type, and signs that are the same everywhere.
    let foreign = [
        "2026-03-31",
        "1500.50",
        "JPY",
        "none",
        "90d",
        "12w",
        "6mo",
        "1y",
        "1d",
        "ISO",
        "4217",
        "EUR",
        "CNY",
        "IANA",
        "Europe/Brussels",
        "en-GB",
        "zh-CN",
        "1970-01-01T00:00:00Z",
    ];
    for error in errors() {
        let (told, said) = (sentence(english, &error), sentence(chinese, &error));
        for it in [&told, &said] {
            assert!(!it.contains("error-") && !it.contains("{$"), "{it}");
            assert!(it.ends_with(['.', '?', '。', '？']), "{it}");
        }
        assert!(!told.contains('`'), "{told}");
        let typed = said.split('“').enumerate().map(|(place, part)| match place {
            0 => part,
            _ => part.split_once('”').map_or("", |(_, behind)| behind),
        });
        let own: String = typed.collect();
        let own = foreign.iter().fold(own, |own, word| own.replace(word, ""));
        assert!(!own.contains(|it: char| it.is_ascii_alphabetic()), "{said}");
    }
}

#[test]
fn a_place_is_called_as_on_the_page() {
    let of = |place: &str, problem| {
        let error = AppError::Value { place: place.into(), value: "1,5".into(), problem };
        [Language::English, Language::Chinese].map(|it| sentence(Words::of(it), &error))
    };
    let amount = of("expected_revenue", ValueProblem::NotAnAmount);
    assert_eq!(
        amount,
        [
            "Expected Revenue: “1,5” is not an amount: give digits, such as 1500 or 1500.50.",
            "预期收入：“1,5”不是金额，请输入数字，例如 1500 或 1500.50。",
        ]
    );
    assert_eq!(of("name", ValueProblem::Empty)[0], "Name is empty. Give a text.");
    let [zone, _] = of("time_zone", ValueProblem::NotATimeZone);
    assert!(zone.starts_with("Time zone: “1,5” is not"), "{zone}");
}
