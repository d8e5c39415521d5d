//! The licences of everything the workspace is built from, on any platform.

use spdx::{Expression, Licensee, ParseMode};

use super::Finding;
use super::workspace::Package;

/// What we may ship under MIT or Apache-2.0: permissive licences, and MPL-2.0, whose copyleft
/// ends at its own files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Finds packages that offer no allowed licence.
pub(super) fn check(packages: &[Package]) -> Vec<Finding> {
    let allowed: Vec<_> =
        ALLOWED.iter().filter_map(|licence| Licensee::parse(licence).ok()).collect();
    packages.iter().filter_map(|package| check_package(package, &allowed)).collect()
}

fn check_package(package: &Package, allowed: &[Licensee]) -> Option<Finding> {
    let complaint = complaint(package.licence.as_deref(), allowed)?;
    Some(Finding::new(
        "Cargo.lock",
        format!("`{} {}` {complaint}", package.name, package.version),
        "replace it, or allow the licence in `xtask/src/tidy/licences.rs`",
    ))
}

fn complaint(licence: Option<&str>, allowed: &[Licensee]) -> Option<String> {
    let Some(licence) = licence else {
        return Some("names no licence".to_owned());
    };
    // Old manifests separate alternatives by `/`.
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return Some(format!("has the licence `{licence}`, which is no SPDX expression"));
    };
    let is_allowed = expression.evaluate(|term| allowed.iter().any(|ours| ours.satisfies(term)));
    (!is_allowed).then(|| format!("has the licence `{licence}`, which is not allowed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(licence: Option<&str>) -> Vec<String> {
        let package = Package {
            name: "leaf".to_owned(),
            version: "1.2.3".to_owned(),
            licence: licence.map(str::to_owned),
        };
        check(&[package]).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn every_allowed_licence_is_one() {
        for licence in ALLOWED {
            assert_eq!(found(Some(licence)), Vec::<String>::new());
        }
    }

    #[test]
    fn one_allowed_alternative_is_enough() {
        for licence in [
            "MIT OR Apache-2.0 OR LGPL-2.1-or-later",
            "GPL-3.0-only/MIT",
            "Unlicense/MIT",
            "(MIT OR GPL-2.0-only) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        ] {
            assert_eq!(found(Some(licence)), Vec::<String>::new());
        }
    }

    #[test]
    fn every_licence_of_a_sum_must_be_allowed() {
        for licence in [
            "MIT AND GPL-3.0-only",
            "(MIT OR Apache-2.0) AND AGPL-3.0-only",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "MIT WITH LLVM-exception",
        ] {
            assert_eq!(
                found(Some(licence)),
                [format!("`leaf 1.2.3` has the licence `{licence}`, which is not allowed")]
            );
        }
    }

    #[test]
    fn a_package_without_a_readable_licence_is_found() {
        assert_eq!(found(None), ["`leaf 1.2.3` names no licence"]);
        assert_eq!(
            found(Some("as you like")),
            ["`leaf 1.2.3` has the licence `as you like`, which is no SPDX expression"]
        );
    }
}
