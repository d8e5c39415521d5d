//! `winback demo` as somebody meets it who tries Winback for the first time.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use crate::story::Story;

const SAMPLE: &str =
    "winback demo --database sqlite:winback-demo.db --listen 127.0.0.1:0 --as-of 2026-03-02";

/// A process that is ended with the story.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts the sample and returns where it is, and the password that it prints.
fn started(story: &Story) -> (Ended, String, String) {
    let mut command = story.command(SAMPLE);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(child.stderr.take().unwrap());
    let child = Ended(child);
    let (mut address, mut password) = (None, None);
    for line in said.lines() {
        let line = line.unwrap();
        if let Some((_, word)) = line.split_once("sign in as anna (manager), password ") {
            password = Some(word.to_owned());
        }
        if let Some((_, at)) = line.split_once(" at http://") {
            address = Some(at.to_owned());
            break;
        }
    }
    (child, address.unwrap(), password.unwrap())
}

#[test]
fn the_sample_opens_with_the_sign_in_that_is_printed_and_again_with_another() {
    let story = Story::new();
    let agent = ureq::Agent::new_with_config(
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build(),
    );
    let sign_in = |address: &str, password: &str| {
        let request = agent.post(format!("http://{address}/sign-in"));
        let request = request.header("Origin", format!("http://{address}"));
        let answer = request.send_form([("login", "anna"), ("password", password)]).unwrap();
        answer.status().as_u16()
    };
    let (running, address, first) = started(&story);
    assert_eq!(sign_in(&address, &first), 303);
    assert_eq!(sign_in(&address, "something else"), 422);
    drop(running);
    let (_running, address, second) = started(&story);
    assert_ne!(first, second);
    assert_eq!(sign_in(&address, &second), 303);
}

#[test]
fn a_database_that_is_not_the_sample_is_left_alone() {
    let story = Story::new();
    let made = story.output("winback demo --database sqlite:mine.db --file-only");
    assert!(made.status.success());
    let before = std::fs::read(story.path("mine.db")).unwrap();
    let mut command = story.command("winback demo --database sqlite:mine.db --listen 127.0.0.1:0");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(child.stderr.take().unwrap());
    // A server that was started all the same is ended, not waited for.
    let _child = Ended(child);
    let first = said.lines().map(Result::unwrap).find(|line| !line.trim().is_empty()).unwrap();
    assert!(first.contains("`mine.db` exists already"), "{first}");
    assert!(std::fs::read(story.path("mine.db")).unwrap() == before, "nothing was changed");
}
