//! What a fresh install holds, and settings.

use winback_store::Storage;
use winback_store::domain::{
    Currency, LabelKind, LossPolicy, LostReason, LostReasonId, OutcomeClass, Role, ScoringSettings,
    SettingEdit, Settings, Variable,
};
use winback_testkit::{deal, fixed_now, fresh};

use crate::scene::create;

/// Stages count from 1, and only the last one is won.
pub async fn the_stages_are_in_their_order(storage: &Storage) {
    let pipeline = storage.pipeline.stages().await.unwrap();
    let stages: Vec<_> = pipeline
        .stages()
        .iter()
        .map(|stage| {
            let shared = !stage.folded && stage.team.is_none();
            (stage.id.get(), stage.name.as_str(), stage.position, stage.won, shared)
        })
        .collect();
    assert_eq!(
        stages,
        [
            (1, "New", 1, false, true),
            (2, "Qualified", 2, false, true),
            (3, "Proposition", 3, false, true),
            (4, "Won", 4, true, true),
        ]
    );
}

/// Rule: behaviour 4.1.
pub async fn the_lost_reasons_are_those_of_the_rule(storage: &Storage) {
    let reason = |id, name: &str, outcome| LostReason {
        id: LostReasonId::new(id),
        name: name.into(),
        guidance: None,
        category: None,
        outcome,
        position: id,
        archived: false,
    };
    assert_eq!(
        storage.reasons.list().await.unwrap(),
        [
            reason(1, "Too expensive", OutcomeClass::Competitive),
            reason(2, "We don't have people/skills", OutcomeClass::Other),
            reason(3, "Not enough stock", OutcomeClass::Other),
        ]
    );
}

/// The first person is a manager with id 1.
pub async fn the_first_person_is_the_manager(storage: &Storage) {
    let people = storage.people.list().await.unwrap();
    assert_eq!(people.len(), 1);
    let person = &people[0];
    assert_eq!((person.id.get(), person.name.as_str()), (1, "Manager"));
    assert_eq!((person.login.as_str(), person.role), ("admin", Role::Manager));
    assert_eq!((person.email.as_deref(), person.active), (Some("admin@example.com"), true));
}

/// Ordered by name; the code stands with each.
pub async fn the_countries_have_their_codes(storage: &Storage) {
    let countries = storage.pipeline.labels(LabelKind::Country).await.unwrap();
    let countries: Vec<_> = countries
        .iter()
        .map(|label| (label.id, label.name.as_str(), label.code.as_deref(), label.active))
        .collect();
    assert_eq!(
        countries,
        [
            (1, "Belgium", Some("BE"), true),
            (2, "Côte d'Ivoire", Some("CI"), true),
            (3, "Germany", Some("DE"), true),
            (4, "中国", Some("CN"), true),
        ]
    );
    for kind in LabelKind::ALL {
        if kind != LabelKind::Country {
            assert_eq!(storage.pipeline.labels(kind).await.unwrap(), [], "{kind:?}");
        }
    }
}

/// Whatever the second install would bring.
pub async fn installing_again_changes_nothing(storage: &Storage) {
    create(storage, deal("Pumps")).await;
    let mut other = fresh();
    other.settings.currency.code = "USD".into();
    other.manager.login = "other".into();
    other.stages.clear();
    assert!(!storage.settings.install(&other).await.unwrap());
    assert_eq!(storage.settings.get().await.unwrap(), Some(fresh().settings));
    assert_eq!(storage.people.list().await.unwrap().len(), 1);
    assert_eq!(storage.pipeline.stages().await.unwrap().stages().len(), 4);
    assert_eq!(crate::scene::all(storage).await.len(), 1);
    assert_eq!(fresh().at, fixed_now());
}

/// Every setting, and back again.
pub async fn settings_come_back_as_they_were_set(storage: &Storage) {
    let settings = Settings {
        policy: LossPolicy {
            require_reason: true,
            require_note: true,
            require_note_for: [1, 3].map(LostReasonId::new).into(),
        },
        leads: true,
        currency: Currency { code: "JPY".into(), digits: 0 },
        time_zone: "Asia/Tokyo".into(),
        locale: "ja-JP".into(),
        scoring: ScoringSettings {
            variables: [Variable::Tag, Variable::Country].into(),
            since: Some(fixed_now()),
        },
    };
    set_all(storage, &settings).await;
    assert_eq!(storage.settings.get().await.unwrap(), Some(settings));
    set_all(storage, &fresh().settings).await;
    assert_eq!(storage.settings.get().await.unwrap(), Some(fresh().settings));
}

/// Sets every setting, one after another; each leaves the others alone.
async fn set_all(storage: &Storage, settings: &Settings) {
    let Settings { policy, leads, currency, time_zone, locale, scoring } = settings.clone();
    let mut expected = storage.settings.get().await.unwrap().unwrap();
    for edit in [
        SettingEdit::Leads(leads),
        SettingEdit::Currency(currency),
        SettingEdit::TimeZone(time_zone),
        SettingEdit::Locale(locale),
        SettingEdit::RequireReason(policy.require_reason),
        SettingEdit::RequireNote(policy.require_note),
        SettingEdit::RequireNoteFor(policy.require_note_for),
        SettingEdit::ScoringVariables(scoring.variables),
        SettingEdit::ScoringSince(scoring.since),
    ] {
        expected.edit(edit.clone());
        assert_eq!(storage.settings.edit(&edit).await.unwrap(), expected);
    }
}
