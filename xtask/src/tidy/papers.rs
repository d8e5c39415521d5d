//! The papers in the folder of the workspace, and every crate in the architecture.

use super::Finding;
use super::workspace::{Member, TextFile};

/// The papers that a newcomer looks for.
const PAPERS: &[&str] = &["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

/// Finds papers that are not there, and crates that ARCHITECTURE.md does not name.
pub(super) fn check(members: &[Member], files: &[TextFile]) -> Vec<Finding> {
    let missing = PAPERS.iter().filter(|paper| text_of(files, paper).is_none());
    let mut findings: Vec<_> =
        missing.map(|paper| Finding::new(*paper, "it is not there", "write it")).collect();
    if let Some(architecture) = text_of(files, "ARCHITECTURE.md") {
        findings.extend(members.iter().filter_map(|member| check_member(member, architecture)));
    }
    findings
}

fn text_of<'files>(files: &'files [TextFile], path: &str) -> Option<&'files str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

fn check_member(member: &Member, architecture: &str) -> Option<Finding> {
    let folder = member.folder.rsplit('/').next()?;
    let mut words = architecture.split(|of: char| !(of.is_alphanumeric() || "-_".contains(of)));
    (!words.any(|word| word == folder)).then(|| {
        Finding::new(
            "ARCHITECTURE.md",
            format!("`{folder}` is not named"),
            "give it a paragraph in the code map",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::workspace::{file_of_test, member_of_test};
    use super::*;

    fn found(architecture: &str) -> Vec<String> {
        let files = [
            file_of_test("README.md", ""),
            file_of_test("ARCHITECTURE.md", architecture),
            file_of_test("docs/CHANGELOG.md", ""),
        ];
        let members = [member_of_test("winback-app", &[], &[])];
        check(&members, &files).into_iter().map(|of| format!("{}: {}", of.path, of.what)).collect()
    }

    const MISSING: [&str; 2] =
        ["CONTRIBUTING.md: it is not there", "CHANGELOG.md: it is not there"];

    #[test]
    fn missing_papers_are_found() {
        assert_eq!(found("Rules live in `crates/winback-app/`."), MISSING);
    }

    #[test]
    fn a_crate_is_named_only_by_its_whole_name() {
        let unnamed = ["ARCHITECTURE.md: `winback-app` is not named"];
        assert_eq!(found("See `winback-apple`."), [&MISSING[..], &unnamed].concat());
    }
}
