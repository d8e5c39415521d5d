//! Disks that are full, or that cannot be written to.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{assert_sound, count, export, said};
use crate::{binary, story::Story};

/// A small disk of its own, which only root can have; it goes away when this is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts a disk of two megabytes; nothing if the system does not allow it.
    fn mount(folder: PathBuf) -> Option<Self> {
        fs::create_dir(&folder).unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=2m", "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(&folder).output().unwrap();
        mounted.status.success().then_some(Self(folder))
    }

    fn make_read_only(&self) {
        let mount = ["-o", "remount,ro"];
        assert!(Command::new("mount").args(mount).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What cannot be unmounted is left to whoever cleans the machine.
        drop(Command::new("umount").arg(&self.0).output());
    }
}

fn on_disk(story: &mut Story) {
    story.set_url("sqlite:disk/winback.db");
}

#[test]
fn on_a_full_disk_nothing_is_half_done() {
    let mut story = Story::without_database();
    let Some(_disk) = SmallDisk::mount(story.path("disk")) else {
        // Everybody may limit the size of files, which is the next test.
        println!("no small disk can be mounted here: see the test of the limit on files");
        return;
    };
    on_disk(&mut story);
    story.given("winback new Pumps");
    export::write(&story, "huge", 20_000);
    let output = story.output(&export::import("huge"));
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("the disk is full: free some space, then try again"),
        "{}",
        said(&output)
    );
    assert_eq!(count(&story, "state is set"), 1);
    assert_sound(&story);
    fill(&story.path("disk/ballast"));
    let output = story.output("winback lose 1");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("check its free space"), "{}", said(&output));
    fs::remove_file(story.path("disk/ballast")).unwrap();
    assert_eq!(count(&story, "state = open"), 1);
    story.given("winback lose 1");
    assert_sound(&story);
}

/// Writes until the disk is full.
fn fill(path: &Path) {
    let mut size = 1 << 20;
    let mut ballast = fs::File::create(path).unwrap();
    while size > 0 {
        if std::io::Write::write_all(&mut ballast, &vec![0; size]).is_err() {
            size /= 2;
        }
    }
}

/// Runs a command that may write files of so many blocks at the most.
fn limited(story: &Story, line: &str, blocks: u32) -> Output {
    let program = story.command(line);
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script]).arg(binary::path()).args(program.get_args());
    command.current_dir(program.get_current_dir().unwrap()).env_clear();
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.output().unwrap()
}

#[test]
fn within_a_limit_on_the_size_of_files_nothing_is_half_done() {
    let story = Story::new();
    story.given("winback new Pumps");
    export::write(&story, "huge", 10_000);
    let output = limited(&story, &export::import("huge"), 2_000);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let advice =
        "the disk cannot be written: check its free space, and limits on the size of files";
    assert!(said(&output).contains(advice), "{}", said(&output));
    assert_eq!(count(&story, "state is set"), 1);
    assert_sound(&story);
    story.given(&export::import("huge"));
    assert_eq!(count(&story, "state is set"), 10_001);
    assert_sound(&story);
}

#[test]
fn in_a_read_only_folder_nothing_is_changed_and_the_way_out_is_told() {
    let mut story = Story::without_database();
    let disk = SmallDisk::mount(story.path("disk"));
    on_disk(&mut story);
    story.given("winback new Pumps");
    let folder = story.path("disk");
    match &disk {
        Some(disk) => disk.make_read_only(),
        None => fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap(),
    }
    if disk.is_none() && fs::write(folder.join("probe"), "").is_ok() {
        // Rights mean nothing to root, and this root may not mount: then it simply works.
        story.given("winback new Valves");
        return;
    }
    for line in ["winback new Valves", "winback lose 1", "winback list", "winback doctor"] {
        let output = story.output(line);
        assert_eq!(output.status.code(), Some(2), "{line}: {}", said(&output));
        assert!(said(&output).contains("writable"), "{line}: {}", said(&output));
    }
    drop(disk);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
}
