//! Who may depend on whom, as ARCHITECTURE.md draws it.

use std::collections::BTreeSet;

use super::Finding;
use super::workspace::Member;

/// The arrows of one crate.
///
/// An arrow allows everything below it too.
struct Arrows {
    from: &'static str,
    to: &'static [&'static str],
    /// What its tests may use besides.
    tests_to: &'static [&'static str],
}

const ARROWS: &[Arrows] = &[
    Arrows { from: "winback-domain", to: &[], tests_to: &[] },
    Arrows { from: "winback-filter", to: &[], tests_to: &[] },
    Arrows { from: "winback-store", to: &["winback-domain", "winback-filter"], tests_to: &[] },
    Arrows { from: "winback-memory", to: &["winback-store"], tests_to: &["winback-conformance"] },
    // The in-memory backend is the oracle that the suite compares with; the app makes the sample data
    // that plans and times are looked at with.
    Arrows {
        from: "winback-diesel",
        to: &["winback-store"],
        tests_to: &["winback-conformance", "winback-memory", "winback-app"],
    },
    Arrows {
        from: "winback-conformance",
        to: &["winback-store", "winback-testkit"],
        tests_to: &[],
    },
    Arrows {
        from: "winback-app",
        to: &["winback-store"],
        tests_to: &["winback-memory", "winback-testkit"],
    },
    Arrows {
        from: "winback-api",
        to: &["winback-app"],
        tests_to: &["winback-memory", "winback-testkit"],
    },
    // The pages have the API's sessions and guards: one cookie, one check of origins.
    Arrows {
        from: "winback-web",
        to: &["winback-app", "winback-api"],
        tests_to: &["winback-memory", "winback-testkit"],
    },
    Arrows {
        from: "winback-cli",
        to: &["winback-app", "winback-api", "winback-web", "winback-memory", "winback-diesel"],
        tests_to: &[],
    },
    Arrows { from: "winback-testkit", to: &["winback-store"], tests_to: &[] },
    // The stories start the built binary, and put backends together as it does; the runner of the
    // recorded answers asks them what the suite asks.
    Arrows {
        from: "winback-stories",
        to: &["winback-testkit", "winback-cli", "winback-conformance"],
        tests_to: &[],
    },
    Arrows { from: "xtask", to: &[], tests_to: &[] },
];

/// Finds arrows between our crates that are not drawn, and crates that have no place.
pub(super) fn check(members: &[Member]) -> Vec<Finding> {
    let ours: BTreeSet<_> = members.iter().map(|member| member.name.as_str()).collect();
    members.iter().flat_map(|member| check_member(member, &ours)).collect()
}

fn check_member(member: &Member, ours: &BTreeSet<&str>) -> Vec<Finding> {
    let Some(arrows) = arrows_of(&member.name) else {
        return vec![Finding::new(
            member.manifest(),
            format!("nothing says on whom `{}` may depend", member.name),
            "add it to ARCHITECTURE.md and to `xtask/src/tidy/arrows.rs`",
        )];
    };
    let allowed = reachable(arrows.to);
    let allowed_in_tests = reachable(arrows.tests_to);
    let forbidden = member.dependencies.iter().filter(|dependency| {
        let name = dependency.name.as_str();
        let drawn = allowed.contains(name) || dependency.dev && allowed_in_tests.contains(name);
        ours.contains(name) && name != member.name && !drawn
    });
    forbidden
        .map(|dependency| {
            let whose = if dependency.dev { "the tests of " } else { "" };
            Finding::new(
                member.manifest(),
                format!("{whose}`{}` must not depend on `{}`", member.name, dependency.name),
                "remove it, or draw the arrow in ARCHITECTURE.md and `xtask/src/tidy/arrows.rs` \
                 in a commit of its own",
            )
        })
        .collect()
}

fn arrows_of(name: &str) -> Option<&'static Arrows> {
    ARROWS.iter().find(|arrows| arrows.from == name)
}

/// Returns `start` and everything below.
fn reachable(start: &'static [&'static str]) -> BTreeSet<&'static str> {
    let mut reached = BTreeSet::new();
    let mut open = start.to_vec();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(arrows_of(name).map_or(&[][..], |arrows| arrows.to));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::super::workspace::member_of_test;
    use super::*;

    /// Returns what is wrong with `dependencies` and `dev` of `name`, among all known crates.
    fn wrong(name: &str, dependencies: &[&str], dev: &[&str]) -> Vec<String> {
        let others = ARROWS.iter().filter(|arrows| arrows.from != name);
        let mut members: Vec<_> =
            others.map(|arrows| member_of_test(arrows.from, &[], &[])).collect();
        members.push(member_of_test(name, dependencies, dev));
        check(&members).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_drawn_arrow_and_everything_below_it_passes() {
        let all = ["winback-app", "winback-store", "winback-domain", "winback-filter", "serde"];
        assert_eq!(wrong("winback-cli", &all, &[]), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_upwards_is_found() {
        assert_eq!(
            wrong("winback-domain", &["winback-store", "jiff"], &[]),
            ["`winback-domain` must not depend on `winback-store`"]
        );
    }

    #[test]
    fn an_arrow_sideways_is_found() {
        assert_eq!(
            wrong("winback-memory", &["winback-diesel"], &[]),
            ["`winback-memory` must not depend on `winback-diesel`"]
        );
    }

    #[test]
    fn arrows_for_tests_and_below_are_for_tests_alone() {
        let suite = ["winback-conformance", "winback-testkit"];
        assert_eq!(wrong("winback-diesel", &[], &suite), Vec::<String>::new());
        assert_eq!(
            wrong("winback-diesel", &suite, &[]),
            [
                "`winback-diesel` must not depend on `winback-conformance`",
                "`winback-diesel` must not depend on `winback-testkit`",
            ]
        );
    }

    #[test]
    fn tests_have_limits_too() {
        assert_eq!(
            wrong("winback-app", &[], &["winback-memory", "winback-diesel"]),
            ["the tests of `winback-app` must not depend on `winback-diesel`"]
        );
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        assert_eq!(
            wrong("winback-mail", &[], &[]),
            ["nothing says on whom `winback-mail` may depend"]
        );
    }

    #[test]
    fn every_arrow_leads_to_a_crate_in_the_table() {
        for arrows in ARROWS {
            for name in arrows.to.iter().chain(arrows.tests_to) {
                assert!(arrows_of(name).is_some(), "`{name}` has no row");
            }
        }
    }
}
