//! What the checks look at: the crates, the packages they are built from, the text files.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package as CargoPackage};

use crate::program;

/// Where files are checked although git does not know them yet, as git spells it: beside this list
/// a machine may keep caches of its own. The first is every file in the folder of the workspace.
const OUR_PLACES: &[&str] =
    &[":(glob)*", ".cargo", ".ci", "crates", "migrations", "tests", "xtask"];

/// The plain data of all checks.
pub(super) struct Workspace {
    pub(super) members: Vec<Member>,
    pub(super) packages: Vec<Package>,
    pub(super) files: Vec<TextFile>,
}

/// A crate of ours.
pub(super) struct Member {
    pub(super) name: String,
    /// From the folder of the workspace: `crates/winback-domain`.
    pub(super) folder: String,
    pub(super) dependencies: Vec<Dependency>,
}

impl Member {
    /// Returns the path of its manifest, from the folder of the workspace.
    pub(super) fn manifest(&self) -> String {
        format!("{}/Cargo.toml", self.folder)
    }
}

/// A dependency as it stands in a manifest.
pub(super) struct Dependency {
    /// The name of the package, whatever the manifest renames it to.
    pub(super) name: String,
    /// Whether only tests, benches and examples get it.
    pub(super) dev: bool,
}

/// A package that the workspace is built from, for any platform, ours included.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// The `license` of its manifest.
    pub(super) licence: Option<String>,
}

/// A file in UTF-8.
pub(super) struct TextFile {
    /// From the folder of the workspace, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

impl Workspace {
    /// Reads what there is under `root`.
    ///
    /// # Errors
    ///
    /// Cargo or git refuse to describe the workspace, or a file cannot be read.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let metadata = MetadataCommand::new().manifest_path(root.join("Cargo.toml")).exec()?;
        Ok(Self {
            members: members(&metadata)?,
            packages: metadata.packages.iter().map(package).collect(),
            files: text_files(root)?,
        })
    }
}

fn members(metadata: &Metadata) -> Result<Vec<Member>> {
    metadata.workspace_packages().into_iter().map(|ours| member(metadata, ours)).collect()
}

fn member(metadata: &Metadata, ours: &CargoPackage) -> Result<Member> {
    let folder = ours
        .manifest_path
        .parent()
        .and_then(|folder| folder.strip_prefix(&metadata.workspace_root).ok())
        .with_context(|| format!("`{}` lies outside of the workspace", ours.manifest_path))?;
    let dependencies = ours.dependencies.iter().map(|dependency| Dependency {
        name: dependency.name.clone(),
        dev: dependency.kind == DependencyKind::Development,
    });
    Ok(Member {
        name: ours.name.to_string(),
        folder: folder.to_string(),
        dependencies: dependencies.collect(),
    })
}

fn package(package: &CargoPackage) -> Package {
    Package {
        name: package.name.to_string(),
        version: package.version.to_string(),
        licence: package.license.clone(),
    }
}

fn text_files(root: &Path) -> Result<Vec<TextFile>> {
    let mut paths = listed(root, &["--cached"])?;
    let new = [&["--others", "--exclude-standard", "--"], OUR_PLACES].concat();
    paths.extend(listed(root, &new)?);
    let files = paths.into_iter().map(|path| text_file(root, path));
    files.filter_map(Result::transpose).collect()
}

/// Returns the paths that `git ls-files` gives, from the folder of the workspace.
fn listed(root: &Path, selection: &[&str]) -> Result<BTreeSet<String>> {
    // Git lists nothing in a checkout of another user's, as a build machine may have it. Whoever
    // runs this file has already trusted the checkout.
    let trust = format!("safe.directory={}", root.display());
    let mut command = Command::new("git");
    command.current_dir(root).args(["-c", &trust, "ls-files", "-z"]).args(selection);
    let listing = program::output(&mut command)?;
    Ok(listing.split_terminator('\0').map(str::to_owned).collect())
}

/// Returns nothing for a file that is not text, for one that was deleted since git saw it, and for
/// a link to a folder, whose files stand where the folder is.
fn text_file(root: &Path, path: String) -> Result<Option<TextFile>> {
    let bytes = match fs::read(root.join(&path)) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read `{path}`")),
    };
    Ok(String::from_utf8(bytes).ok().map(|text| TextFile { path, text }))
}

#[cfg(test)]
pub(super) fn member_of_test(name: &str, dependencies: &[&str], dev: &[&str]) -> Member {
    let all = dependencies.iter().map(|name| (name, false)).chain(dev.iter().map(|d| (d, true)));
    Member {
        name: name.to_owned(),
        folder: format!("crates/{name}"),
        dependencies: all.map(|(name, dev)| Dependency { name: (*name).to_owned(), dev }).collect(),
    }
}

#[cfg(test)]
pub(super) fn file_of_test(path: &str, text: &str) -> TextFile {
    TextFile { path: path.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(root: &Path, arguments: &[&str]) {
        let mut command = Command::new("git");
        program::output(command.current_dir(root).args(arguments)).unwrap();
    }

    #[test]
    fn committed_files_and_new_ones_in_our_places_are_read_without_the_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        git(root, &["init", "--quiet"]);
        fs::create_dir_all(root.join("crates/a")).unwrap();
        fs::create_dir(root.join("cache")).unwrap();
        let files = [
            ("README.md", "known"),
            ("gone.md", "known, then deleted"),
            ("NEW.md", "new"),
            (".gitignore", "*.bk\n"),
            ("crates/a/new.rs", "new"),
            ("crates/a/old.rs.bk", "ignored"),
            ("cache/big.txt", "of this machine"),
        ];
        for (path, text) in files {
            fs::write(root.join(path), text).unwrap();
        }
        fs::write(root.join("crates/a/logo.png"), [0x89, b'P', 0xff]).unwrap();
        std::os::unix::fs::symlink("crates/a", root.join("linked")).unwrap();
        git(root, &["add", "README.md", "gone.md", "linked"]);
        fs::remove_file(root.join("gone.md")).unwrap();

        let found = text_files(root).unwrap();
        let found: Vec<_> = found.iter().map(|file| (&*file.path, &*file.text)).collect();
        assert_eq!(
            found,
            [
                (".gitignore", "*.bk\n"),
                ("NEW.md", "new"),
                ("README.md", "known"),
                ("crates/a/new.rs", "new")
            ]
        );
    }

    #[test]
    fn this_crate_is_a_member_and_its_test_dependencies_are_told_apart() {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
        let members = members(&metadata).unwrap();
        let xtask = members.iter().find(|member| member.name == "xtask").unwrap();
        assert_eq!(xtask.manifest(), "xtask/Cargo.toml");
        let dev = |name| xtask.dependencies.iter().find(|of| of.name == name).map(|of| of.dev);
        assert_eq!((dev("clap"), dev("tempfile"), dev("diesel")), (Some(false), Some(true), None));
    }
}
