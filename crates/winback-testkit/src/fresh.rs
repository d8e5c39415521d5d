//! What the databases of tests are filled with.

use winback_store::domain::{
    Currency, LossPolicy, NewLostReason, NewPerson, OutcomeClass, Role, ScoringSettings, Settings,
};
use winback_store::{Fresh, FreshStage};

use crate::fixed_now;

/// Returns what a fresh install holds in tests.
///
/// In the order of their ids: the stages New, Qualified, Proposition and Won (a won stage), the
/// three reasons of behaviour 4.1, the manager `admin` named Manager, and the countries Belgium,
/// Côte d'Ivoire, Germany and 中国. The currency is EUR with two digits, the time zone
/// Europe/Brussels; leads are off and the policy asks for nothing.
pub fn fresh() -> Fresh {
    Fresh {
        settings: Settings {
            policy: LossPolicy::default(),
            leads: false,
            currency: Currency { code: "EUR".into(), digits: 2 },
            time_zone: "Europe/Brussels".into(),
            locale: "en-GB".into(),
            scoring: ScoringSettings::default(),
        },
        manager: NewPerson {
            name: "Manager".into(),
            login: "admin".into(),
            email: Some("admin@example.com".into()),
            role: Role::Manager,
        },
        stages: [("New", false), ("Qualified", false), ("Proposition", false), ("Won", true)]
            .into_iter()
            .zip(1..)
            .map(|((name, won), position)| FreshStage { name: name.into(), position, won })
            .collect(),
        reasons: vec![
            reason("Too expensive", OutcomeClass::Competitive),
            reason("We don't have people/skills", OutcomeClass::Other),
            reason("Not enough stock", OutcomeClass::Other),
        ],
        countries: [("BE", "Belgium"), ("CI", "Côte d'Ivoire"), ("DE", "Germany"), ("CN", "中国")]
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .into(),
        at: fixed_now(),
    }
}

fn reason(name: &str, outcome: OutcomeClass) -> NewLostReason {
    NewLostReason { outcome, ..NewLostReason::named(name) }
}
