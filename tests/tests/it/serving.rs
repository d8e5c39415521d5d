//! The server as a program meets it, and whoever runs it.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use ureq::{Agent, Body, http::Response};

use crate::story::Story;

/// A server that a story started; it is stopped by its own process id.
pub(crate) struct Server {
    child: Child,
    said: BufReader<ChildStderr>,
    address: String,
    /// What stands on the console as long as nobody has a password.
    link: Option<String>,
    agent: Agent,
}

impl Server {
    /// Starts it; with a part of the log that is called `first`, waits for the link, too.
    pub(crate) fn start(story: &Story, options: &str) -> Self {
        let line = format!("winback serve --listen 127.0.0.1:0 {options}");
        let mut command = story.command(&line);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let (mut address, mut link) = (None, None);
        while address.is_none() || (link.is_none() && options.contains("first")) {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "the server says where it is");
            if let Some((_, at)) = line.split_once(" at http://") {
                address = Some(at.trim().to_owned());
            }
            if let Some((_, rest)) = line.split_once("\"link\": \"") {
                link = rest.split('"').next().map(str::to_owned);
            }
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)));
        let agent = Agent::new_with_config(config.build());
        Self { child, said, address: address.unwrap(), link, agent }
    }

    /// Returns the secret of the link by which the first manager sets a password.
    pub(crate) fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// Returns the address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn get(&self, token: &str, path: &str) -> Value {
        let request = self.agent.get(self.url(path));
        answered(request.header("Authorization", format!("Bearer {token}")).call().unwrap())
    }

    fn post(&self, token: &str, path: &str, body: &Value) -> Value {
        let request = self.agent.post(self.url(path));
        let request = request.header("Authorization", format!("Bearer {token}"));
        answered(request.send_json(body).unwrap())
    }

    /// Signs somebody in, and returns the cookie by which they are: `name=value`.
    pub(crate) fn cookie(&self, path: &str, credentials: &Value) -> String {
        let response = self.agent.post(self.url(path)).send_json(credentials).unwrap();
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Asks as whoever a cookie signs in.
    pub(crate) fn get_as(&self, cookie: &str, path: &str) -> Value {
        answered(self.agent.get(self.url(path)).header("Cookie", cookie).call().unwrap())
    }

    /// Tells it to stop, and returns what it said until then.
    pub(crate) fn stopped(&mut self) -> String {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        said
    }

    /// Tells it to stop, and returns what it said until then and how it ended.
    fn stop(mut self) -> (String, Option<i32>) {
        let said = self.stopped();
        (said, self.child.wait().unwrap().code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where the story came to its end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn answered(mut response: Response<Body>) -> Value {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().unwrap();
    let document: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    assert!(status < 300 || document["status"] == status, "{status} {text}");
    document
}

#[test]
fn what_is_done_over_http_is_what_the_commands_see() {
    let story = Story::new();
    story.given("winback people add 'Anna Peeters' --login anna");
    let manager = story.printed("winback --format json tokens create sync --scope write");
    let manager: Value = serde_json::from_str(&manager).unwrap();
    let manager = manager["secret"].as_str().unwrap().to_owned();
    let anna = story.printed("winback --as anna --format json tokens create phone --scope write");
    let anna: Value = serde_json::from_str(&anna).unwrap();
    let anna = anna["secret"].as_str().unwrap().to_owned();
    let server = Server::start(&story, "");

    let new = json!({ "name": "Pumps", "fields": {
        "salesperson": "anna", "expected_revenue": { "amount": "1234.50" }
    } });
    assert_eq!(server.post(&manager, "/api/v1/opportunities", &new)["id"], 1);
    let new = json!({ "name": "Valves", "fields": { "salesperson": "admin" } });
    assert_eq!(server.post(&manager, "/api/v1/opportunities", &new)["id"], 2);
    let lose =
        json!({ "ids": [1], "reason": { "name": "Too expensive" }, "note": { "text": "No." } });
    let lost = server.post(&anna, "/api/v1/opportunities/lose", &lose);
    assert_eq!(lost["changing"], 1);
    let lose = json!({ "ids": [1, 2] });
    let refused = server.post(&anna, "/api/v1/opportunities/lose", &lose);
    assert_eq!(refused["missing"], json!([2]), "{refused}");
    assert_eq!(
        server.get(&anna, "/api/v1/opportunities/count?filter=state%20=%20lost")["count"],
        1
    );
    let listed = story.printed(
        "winback list 'state = lost' --columns id,name,lost_reason,expected_revenue --format csv",
    );
    assert_eq!(listed, "id,name,lost_reason,expected_revenue\n1,Pumps,Too expensive,1234.50\n");
    story.given("winback restore 1");
    assert_eq!(server.get(&anna, "/api/v1/opportunities/1")["opportunity"]["state"], "open");
    let undo = format!("/api/v1/operations/{}/undo", lost["operation"]["id"]);
    assert_eq!(server.post(&anna, &undo, &json!({}))["left"], json!([1]));

    story.given("winback people disable anna");
    assert_eq!(server.get(&anna, "/api/v1/opportunities")["type"], "/problems/sign-in");
    let (said, code) = server.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("stopped; all requests that were worked on are answered"), "{said}");
    for secret in [manager, anna] {
        assert!(!said.contains(&secret), "a secret is in the log");
    }
    assert!(!said.contains("Pumps") && !said.contains("filter"), "what was asked is not logged");
    story.given("winback doctor");
}

#[test]
fn the_first_manager_sets_a_password_by_what_stands_on_the_console() {
    let story = Story::new();
    let server = Server::start(&story, "--log first=error,winback_api=info --log-format text");
    let link = server.link.clone().unwrap();
    let used = json!({ "link": link, "password": "vier lila Pumpen 7" });
    let response = server.agent.post(server.url("/api/v1/session/link")).send_json(&used).unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(answered(response)["role"], "manager");
    let again = server.agent.post(server.url("/api/v1/session/link")).send_json(&used).unwrap();
    assert_eq!(answered(again)["status"], 401);
    let (said, _) = server.stop();
    assert!(!said.contains("lila") && !said.contains(&cookie), "{said}");

    // Another process knows the session: nothing of it is in memory.
    let server = Server::start(&story, "");
    assert_eq!(server.link, None);
    let me = server.agent.get(server.url("/api/v1/session")).header("Cookie", &cookie);
    assert_eq!(answered(me.call().unwrap())["name"], "Manager");
    let credentials = json!({ "login": "admin", "password": "vier lila Pumpen 7" });
    let signed = server.agent.post(server.url("/api/v1/session")).send_json(&credentials);
    assert_eq!(answered(signed.unwrap())["id"], 1);
    let ready = server.agent.get(server.url("/readyz")).call().unwrap();
    assert_eq!(ready.status().as_u16(), 200);
    server.stop();
}

#[test]
fn a_place_that_is_taken_or_a_wrong_option_is_told() {
    let story = Story::new();
    let server = Server::start(&story, "");
    let taken = story.output(&format!("winback serve --listen {}", server.address));
    let said = String::from_utf8(taken.stderr).unwrap();
    assert_eq!(taken.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot be listened at"), "{said}");
    for (option, says) in [
        ("--listen nowhere", "invalid socket address"),
        ("--log winback_api=loud", "is no level"),
        ("--max-seconds 0", "0 is not in 1..=3600"),
    ] {
        let wrong = story.output(&format!("winback serve {option}"));
        let said = String::from_utf8(wrong.stderr).unwrap();
        assert_eq!(wrong.status.code(), Some(2), "{said}");
        assert!(said.contains(says), "{said}");
    }
    server.stop();
}

#[test]
fn settings_come_from_options_then_variables_then_a_file() {
    let story = Story::new();
    let file = story.path("winback.toml");
    std::fs::write(&file, "log_format = 'text'\nmax_body = 40\nlog = 'error'\n").unwrap();
    let token = story.printed("winback --format json tokens create sync --scope write");
    let token: Value = serde_json::from_str(&token).unwrap();
    let token = token["secret"].as_str().unwrap();
    let new = json!({ "name": "Pumps that lift water over a hill", "fields": {} });
    let short = json!({ "name": "Pumps" });

    let server = Server::start(&story, "--config winback.toml");
    assert_eq!(server.post(token, "/api/v1/opportunities", &new)["status"], 413);
    assert_eq!(server.post(token, "/api/v1/opportunities", &short)["id"], 1);
    let (said, _) = server.stop();
    assert!(!said.contains("answered\"") && !said.contains("micros"), "{said}");

    let server = Server::start(&story, "--config winback.toml --max-body 400 --log info");
    assert_eq!(server.post(token, "/api/v1/opportunities", &new)["id"], 2);
    let (said, _) = server.stop();
    assert!(
        said.contains(" micros="),
        "the option is obeyed, and the form is that of the file: {said}"
    );

    let mut variable = story.command("winback serve --config winback.toml --listen 127.0.0.1:0");
    let variable = variable.env("WINBACK_MAX_SECONDS", "0").output().unwrap();
    let said = String::from_utf8(variable.stderr).unwrap();
    assert_eq!(variable.status.code(), Some(2), "{said}");
    assert!(said.contains("0 is not in 1..=3600"), "{said}");
    std::fs::write(&file, "max_body = 400\nlisten = 'nowhere'").unwrap();
    let mut variable = story.command("winback serve --config winback.toml");
    let variable = variable.env("WINBACK_LISTEN", "127.0.0.1:0").output().unwrap();
    let said = String::from_utf8(variable.stderr).unwrap();
    assert!(said.contains("winback.toml, line 2: `listen`: invalid value 'nowhere'"), "{said}");
}

#[test]
fn a_file_of_settings_that_is_wrong_stops_the_start_and_shows_no_secret() {
    let story = Story::without_database();
    let file = story.path("winback.toml");
    for (text, says) in [
        (
            "max_body = 1\nmax_bodi = 2",
            "line 2: there is no setting `max_bodi`; the nearest is `max_body`",
        ),
        ("database = 'postgres://ann:hush@[bad/x'", "[bad/x"),
        ("database = 'postgres://ann:hush@h/x", "line 1: "),
        ("database = 12", "12"),
    ] {
        std::fs::write(&file, text).unwrap();
        let mut command = story.command("winback serve --config winback.toml --listen 127.0.0.1:0");
        let ended = command.env_remove("WINBACK_DATABASE").output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains(says) && !said.contains("hush"), "{said}");
    }
    let none = story.output("winback serve --config none.toml");
    let said = String::from_utf8(none.stderr).unwrap();
    assert!(said.contains("the configuration `none.toml` cannot be read"), "{said}");
}
