//! Dependencies that have a home: the crates that hide them from the others.

use super::Finding;
use super::workspace::Member;

/// Where a dependency may stand in a manifest.
struct Home {
    dependency: &'static str,
    crates: &'static [&'static str],
    /// Whether each of the crates must have it, so that a renamed dependency is noticed.
    in_each: bool,
}

const HOMES: &[Home] = &[
    Home { dependency: "diesel", crates: &["winback-diesel"], in_each: true },
    Home {
        dependency: "axum",
        crates: &["winback-api", "winback-web", "winback-cli"],
        in_each: false,
    },
    Home { dependency: "clap", crates: &["winback-cli", "xtask"], in_each: true },
];

/// Finds dependencies away from their home, and homes without their dependency.
pub(super) fn check(members: &[Member]) -> Vec<Finding> {
    let pairs = HOMES.iter().flat_map(|home| members.iter().map(move |member| (home, member)));
    pairs.filter_map(|(home, member)| check_member(home, member)).collect()
}

fn check_member(home: &Home, member: &Member) -> Option<Finding> {
    let dependency = home.dependency;
    let at_home = home.crates.contains(&member.name.as_str());
    let present = member.dependencies.iter().any(|of| of.name == dependency);
    if present && !at_home {
        return Some(Finding::new(
            member.manifest(),
            format!("`{dependency}` belongs to {} alone", listed(home.crates)),
            "use it through that crate",
        ));
    }
    (at_home && home.in_each && !present).then(|| {
        Finding::new(
            member.manifest(),
            format!("`{dependency}` is expected here"),
            "add it, or give it another home in `xtask/src/tidy/homes.rs`",
        )
    })
}

fn listed(crates: &[&str]) -> String {
    crates.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::workspace::member_of_test;
    use super::*;

    fn found(members: &[Member]) -> Vec<String> {
        check(members).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_dependency_at_home_passes() {
        let members = [
            member_of_test("winback-diesel", &["diesel"], &[]),
            member_of_test("winback-cli", &["clap", "axum"], &[]),
            member_of_test("winback-api", &["axum"], &[]),
            member_of_test("winback-web", &["maud"], &[]),
        ];
        assert_eq!(found(&members), Vec::<String>::new());
    }

    #[test]
    fn a_dependency_away_from_home_is_found_in_tests_too() {
        let members = [
            member_of_test("winback-app", &[], &["diesel"]),
            member_of_test("winback-store", &["axum"], &[]),
        ];
        assert_eq!(
            found(&members),
            [
                "crates/winback-app/Cargo.toml: `diesel` belongs to `winback-diesel` alone, \
                 use it through that crate",
                "crates/winback-store/Cargo.toml: `axum` belongs to `winback-api`, `winback-web`, \
                 `winback-cli` alone, use it through that crate",
            ]
        );
    }

    #[test]
    fn a_home_without_its_dependency_is_found() {
        assert_eq!(
            found(&[member_of_test("winback-cli", &[], &[])]),
            ["crates/winback-cli/Cargo.toml: `clap` is expected here, \
                 add it, or give it another home in `xtask/src/tidy/homes.rs`"]
        );
    }
}
