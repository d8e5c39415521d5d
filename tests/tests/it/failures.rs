//! What goes wrong around the program: it is killed or told to stop, the disk is full, the file is
//! damaged, locked or read-only, the server is down or killed. Nothing is ever half done, and nothing acknowledged is lost.

mod clock;
mod damage;
mod disk;
mod doctor;
mod export;
mod kill;
mod neighbours;
mod server;
mod stop;

use std::{
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::story::Story;

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// Returns a number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }

    /// Returns a moment in a time that a command takes, or up to as long after it.
    fn moment(&mut self, whole: Duration) -> Duration {
        let micros = u64::try_from(whole.as_micros()).expect("commands are short");
        Duration::from_micros(self.below(2 * micros + 1))
    }
}

/// Moments at which a command is disturbed. They follow what is seen, for how fast a machine is
/// changes while it runs: about as many come too late to disturb anything as come in time.
struct Moments {
    dice: Dice,
    whole: Duration,
    late: u32,
    early: u32,
}

impl Moments {
    /// Starts with the time that a command took once.
    fn new(dice: Dice, whole: Duration) -> Self {
        Self { dice, whole, late: 0, early: 0 }
    }

    /// Returns the next moment.
    fn next(&mut self) -> Duration {
        self.dice.moment(self.whole)
    }

    /// Learns whether the command was through at the last moment.
    fn saw(&mut self, is_through: bool) {
        if is_through {
            self.late += 1;
            self.whole = self.whole * 4 / 5;
        } else {
            self.early += 1;
            self.whole = self.whole * 5 / 4 + Duration::from_micros(1);
        }
    }

    /// Whether so many moments are needed yet: `rounds`, and more until there were two of each kind.
    fn wants_more(&self, rounds: usize) -> bool {
        let seen = (self.late + self.early) as usize;
        assert!(seen < rounds + 60, "{} late, {} early", self.late, self.early);
        seen < rounds || self.late < 2 || self.early < 2
    }
}

/// Counts the records that match a filter.
fn count(story: &Story, filter: &str) -> u64 {
    let line = format!("winback list '{filter}' --columns id --limit 1 --format json");
    let printed: Value = serde_json::from_str(&story.printed(&line)).expect("JSON is printed");
    printed["total"].as_u64().expect("a list tells how many match")
}

/// Asks the doctor, who must find nothing.
fn assert_sound(story: &Story) {
    let output = story.output("winback doctor");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.ends_with("nothing is wrong.\n"), "{told}");
}

/// Starts a command whose output is kept.
fn start(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the binary can be started")
}

/// Returns how long a command takes, which must succeed.
fn time(story: &Story, line: &str) -> Duration {
    let begun = Instant::now();
    story.given(line);
    begun.elapsed()
}

/// Starts a command and kills it after a while; it may have ended by itself.
fn killed(story: &Story, line: &str, after: Duration) -> Output {
    let mut child = start(story.command(line));
    thread::sleep(after);
    child.kill().expect("a child can be killed");
    let output = child.wait_with_output().expect("a child can be waited for");
    settle(story);
    output
}

/// Waits until a server has noticed that the program is gone, and has kept or undone what it did.
fn settle(story: &Story) {
    const OTHERS: &str = "SELECT COUNT(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND backend_type = 'client backend'";
    let Some(database) = story.server() else { return };
    let begun = Instant::now();
    while database.run(OTHERS).expect("the server answers") != "0" {
        assert!(begun.elapsed().as_secs() < 60, "a connection of a killed program is still there");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Returns how often something is tried: on a server, where every try takes longer, a third.
fn rounds(story: &Story, of_file: usize) -> usize {
    if story.server().is_some() { of_file.div_ceil(3) } else { of_file }
}

/// Sends a signal, named as `kill` knows it.
fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
    assert!(sent.expect("`kill` can be started").success(), "the signal was not sent");
}

/// Returns what a command said on standard error.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
