//! Paths of somebody's machine, which are wrong on every other one.

use super::Finding;
use super::workspace::TextFile;

/// First folders that people and build machines keep checkouts in.
const FOLDERS: &[&str] = &["home", "root", "work"];

/// Finds lines with an absolute path into one of those folders.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &TextFile) -> Vec<Finding> {
    let lines = (1..).zip(file.text.lines());
    lines.filter_map(|(number, line)| check_line(&file.path, number, line)).collect()
}

fn check_line(path: &str, number: usize, line: &str) -> Option<Finding> {
    let folder = FOLDERS.iter().find(|folder| names_absolute(line, folder))?;
    Some(Finding::new(
        format!("{path}:{number}"),
        format!("`/{folder}/` is a path of one machine"),
        "write it from the folder of the workspace",
    ))
}

/// Tells whether `/folder/` starts a path in `line`, not being the middle of a path or an address.
fn names_absolute(line: &str, folder: &str) -> bool {
    let start = format!("/{folder}/");
    line.match_indices(&start).any(|(place, _)| {
        let before = line.get(..place).and_then(|before| before.chars().next_back());
        !before.is_some_and(|of| of.is_alphanumeric() || ".-_~*}>)".contains(of))
    })
}

#[cfg(test)]
mod tests {
    use super::super::workspace::file_of_test;
    use super::*;

    fn found(line: &str) -> Vec<String> {
        check(&[file_of_test("a.md", &format!("Title\n{line}\n"))])
            .iter()
            .map(Finding::to_string)
            .collect()
    }

    #[test]
    fn a_path_of_one_machine_is_found_with_its_line() {
        for folder in FOLDERS {
            let complaint = format!(
                "a.md:2: `/{folder}/` is a path of one machine, \
                 write it from the folder of the workspace"
            );
            for line in [format!("cd /{folder}/ada"), format!("\"file:///{folder}/x\"")] {
                assert_eq!(found(&line), [complaint.as_str()]);
            }
        }
    }

    #[test]
    fn the_middle_of_a_path_or_an_address_passes() {
        for folder in FOLDERS {
            for before in ["https://example.org", "src", "..", "{base}"] {
                assert_eq!(found(&format!("{before}/{folder}/a")), Vec::<String>::new());
            }
        }
    }
}
