//! A client that is generated from the description of the API does the main story.
//!
//! The generator and the compiler, which holds the story to the generated types, come from npm, as
//! `tests/client/package-lock.json` names them; `cargo xtask setup` installs them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

use crate::{serving::Server, story::Story};

/// The story and what it needs, with what is made of it in a folder of its own.
struct Client {
    folder: TempDir,
    modules: PathBuf,
}

impl Client {
    /// Generates the client from the description, and compiles the story with it.
    fn generated() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let source = root.join("client");
        let client = Self { folder: TempDir::new().unwrap(), modules: source.join("node_modules") };
        for file in ["story.ts", "tsconfig.json"] {
            fs::copy(source.join(file), client.folder.path().join(file)).unwrap();
        }
        std::os::unix::fs::symlink(&client.modules, client.folder.path().join("node_modules"))
            .unwrap();
        let description = root.join("../docs/openapi.json");
        let description = description.to_str().unwrap();
        client.runs(
            "@hey-api/openapi-ts/bin/run.js",
            &[
                "--input",
                description,
                "--output",
                "generated",
                "--client",
                "@hey-api/client-fetch",
                "--no-log-file",
            ],
        );
        client.runs("typescript/bin/tsc", &["--project", "."]);
        client
    }

    /// Runs a script of a module, which must succeed, and returns what it prints.
    fn runs(&self, script: &str, arguments: &[&str]) -> String {
        let mut node = Command::new("node");
        node.arg(self.modules.join(script)).args(arguments).current_dir(self.folder.path());
        printed(&mut node)
    }

    /// Tells the story to a server.
    fn tells(&self, url: &str, token: &str) -> String {
        let mut node = Command::new("node");
        node.args(["story.js", url, token]);
        printed(node.current_dir(self.folder.path()))
    }
}

fn printed(command: &mut Command) -> String {
    let output = command.output().expect("`node` is there: `cargo xtask setup` installs it");
    let (out, error) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}{error}");
    out.into_owned()
}

#[test]
fn a_client_that_is_generated_from_the_description_does_the_main_story() {
    let story = Story::new();
    let token = story.printed("winback --format json tokens create sync --scope configure");
    let token: Value = serde_json::from_str(&token).unwrap();
    let server = Server::start(&story, "");
    let client = Client::generated();
    let told = client.tells(&server.url(""), token["secret"].as_str().unwrap());
    assert_snapshot!(told, @r#"
    who: "Manager"
    preview: {"preview":true,"changing":2,"selected":2,"left":[],"revenue":"1280.50"}
    lost: {"preview":false,"changing":2,"selected":2,"left":[],"kind":"mark_lost"}
    found: ["Pumps (Budget cut)","Valves (Budget cut)"]
    by reason: [{"count":2,"aggregates":[{"minor":128050,"currency":"EUR","amount":"1280.50"}]}]
    report: [["Budget cut",2,"1280.50"]]
    restored: {"preview":false,"changing":1,"selected":1,"left":[]}
    state: "open"
    history: [{"reason":"Budget cut","closing_note":"<p>Next year.</p>","ended_how":"restored"}]
    undone: {"preview":false,"changing":1,"selected":1,"left":[]}
    activity: ["undone","restored","lost","created"]
    still lost: 2
    exported: "name,state\nPumps,lost\nValves,lost\n"
    a wrong filter: {"type":"/problems/filter","status":422,"detail":"unknown field `stat` at column 1; did you mean `state` or `stage`?","places":["1"]}
    a missing record: {"type":"/problems/not-found","status":404,"detail":"there is no opportunity 99","missing":[99]}
    nobody: {"type":"/problems/sign-in","status":401,"detail":"the token is none, has expired or was revoked: make another with `winback tokens create`"}
    "#);
}
