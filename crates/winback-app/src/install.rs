//! What a fresh install is filled with.

use jiff::Timestamp;
use winback_domain::{
    Currency, LossPolicy, NewLostReason, NewPerson, OutcomeClass, Role, ScoringSettings, Settings,
};
use winback_store::{Fresh, FreshStage};

/// Returns what a fresh install has: a manager `admin`, four stages, three lost reasons (behaviour
/// 4.1), all countries, no leads, no policy, euro and UTC.
pub fn fresh_install(at: Timestamp) -> Fresh {
    let stage = |name: &str, position, won| FreshStage { name: name.into(), position, won };
    let reason = |name: &str, outcome| NewLostReason { outcome, ..NewLostReason::named(name) };
    Fresh {
        settings: Settings {
            policy: LossPolicy::default(),
            leads: false,
            currency: Currency { code: "EUR".into(), digits: 2 },
            time_zone: "UTC".into(),
            locale: "en-GB".into(),
            scoring: ScoringSettings::default(),
        },
        manager: NewPerson {
            name: "Manager".into(),
            login: "admin".into(),
            email: None,
            role: Role::Manager,
        },
        stages: vec![
            stage("New", 1, false),
            stage("Qualified", 2, false),
            stage("Proposition", 3, false),
            stage("Won", 4, true),
        ],
        reasons: vec![
            reason("Too expensive", OutcomeClass::Competitive),
            reason("We don't have people/skills", OutcomeClass::Competitive),
            reason("Not enough stock", OutcomeClass::Other),
        ],
        countries: countries(),
        at,
    }
}

fn countries() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = rust_iso3166::ALL_ALPHA2
        .iter()
        .filter_map(|code| rust_iso3166::from_alpha2(code))
        .map(|country| (country.alpha2.to_owned(), country.name.to_owned()))
        .collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_install_has_the_three_reasons_and_one_won_stage() {
        let fresh = fresh_install(Timestamp::UNIX_EPOCH);
        let reasons: Vec<_> = fresh.reasons.iter().map(|reason| reason.name.as_str()).collect();
        assert_eq!(reasons, ["Too expensive", "We don't have people/skills", "Not enough stock"]);
        let won: Vec<_> = fresh.stages.iter().filter(|s| s.won).map(|s| s.name.as_str()).collect();
        assert_eq!(won, ["Won"]);
        assert!(fresh.countries.contains(&("BE".into(), "Belgium".into())));
        assert!(fresh.countries.len() > 240);
    }
}
