//! The real server in a process of its own, and those who call it.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use ureq::Agent;

use crate::reads::{LOST, PAGE};
use crate::writes::NOTE;

/// A server, which ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
    /// What it says is read no further than its address, but must find somebody.
    said: Option<BufReader<ChildStderr>>,
}

/// What a process holds in memory, in KiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    all: u64,
    /// What is its own: the rest are pages of files, each as often as it is mapped.
    own: u64,
}

impl Display for Memory {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { all, own } = self;
        write!(f, "{} MiB ({} its own)", all.div_ceil(1024), own.div_ceil(1024))
    }
}

impl Server {
    /// Starts a program on a database, at a port of its own.
    pub(crate) fn start(binary: &Path, database: &str) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["--database", database, "--color", "never"]);
        command.args(["serve", "--listen", "127.0.0.1:0", "--max-rate", "0", "--log", "error"]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child =
            child.spawn().with_context(|| format!("`{}` cannot be started", binary.display()))?;
        let said = child.stderr.take().map(BufReader::new);
        // From here on it ends with this, whatever it says.
        let mut server = Self { child, address: String::new(), said };
        server.address = server.hear_address()?;
        Ok(server)
    }

    fn hear_address(&mut self) -> Result<String> {
        let said = self.said.as_mut().context("the server has no standard error")?;
        let mut all = String::new();
        loop {
            let mut line = String::new();
            if said.read_line(&mut line)? == 0 {
                anyhow::bail!("the server ended: {all}");
            }
            if let Some((_, address)) = line.split_once(" at http://") {
                return Ok(address.trim().to_owned());
            }
            all.push_str(&line);
        }
    }

    /// Returns somebody who calls it, with a connection of their own.
    pub(crate) fn caller(&self, token: &str) -> Caller {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)));
        let agent = Agent::new_with_config(config.build());
        let base = format!("http://{}/api/v1/opportunities", self.address);
        let list = format!("{base}?limit={PAGE}&filter={}", LOST.0.replace(' ', "%20"));
        Caller { agent, token: format!("Bearer {token}"), base, list }
    }

    /// Returns what it holds in memory, where the system tells.
    pub(crate) fn memory(&self) -> Option<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let kib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().trim_end_matches(" kB").parse().ok()
        };
        Some(Memory { all: kib("VmRSS:")?, own: kib("RssAnon:")? })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Somebody who calls a server.
pub(crate) struct Caller {
    agent: Agent,
    token: String,
    base: String,
    list: String,
}

impl Caller {
    /// Asks for the first page of what is lost, and tells whether it came.
    pub(crate) fn list(&self) -> Result<bool> {
        let list = self.list.clone();
        Ok(self.get(&list)?.0 == 200)
    }

    /// Asks for a record, and tells whether it came.
    pub(crate) fn show(&self, id: i64) -> Result<bool> {
        Ok(self.get(&format!("{}/{id}", self.base))?.0 == 200)
    }

    /// Marks a record lost, and tells whether it was changed.
    pub(crate) fn mark_lost(&self, id: i64) -> Result<bool> {
        let (status, text) = self.lose(id, false)?;
        Ok(status == 200 && text.contains("\"changing\":1"))
    }

    /// Looks once at whole answers, as only whether they came is looked at while time is taken.
    pub(crate) fn check(&self, open: &[i64]) -> Result<()> {
        let list: Value = serde_json::from_str(&self.get(&self.list)?.1)?;
        let listed = list["records"].as_array().map_or(0, Vec::len);
        ensure!(listed == PAGE, "the page has {listed} records: {list}");
        let id = *open.first().context("there is no open record")?;
        let shown: Value = serde_json::from_str(&self.get(&format!("{}/{id}", self.base))?.1)?;
        ensure!(shown["opportunity"]["id"] == id, "another record is shown: {shown}");
        let (_, text) = self.lose(id, true)?;
        let told: Value = serde_json::from_str(&text)?;
        ensure!(told["changing"] == 1, "nothing would be marked lost: {told}");
        Ok(())
    }

    fn get(&self, url: &str) -> Result<(u16, String)> {
        let request = self.agent.get(url).header("Authorization", &self.token);
        let mut response = request.call()?;
        Ok((response.status().as_u16(), response.body_mut().read_to_string()?))
    }

    fn lose(&self, id: i64, preview: bool) -> Result<(u16, String)> {
        let request = self.agent.post(format!("{}/lose", self.base));
        let request = request.header("Authorization", &self.token);
        let mut response = request.send_json(json!({
            "ids": [id],
            "reason": { "name": "Too expensive" },
            "note": { "html": NOTE },
            "preview": preview,
        }))?;
        Ok((response.status().as_u16(), response.body_mut().read_to_string()?))
    }
}
