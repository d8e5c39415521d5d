//! One browser with one tab, as the driver knows it.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder,
    actions::{self, InputSource},
    elements,
    error::{CmdError, ErrorStatus},
    wd::WebDriverCompatibleCommand,
};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use super::driver::{self, Room};

/// How long a person would wait for what must come, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long to wait before looking again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Finds what a person would.
const FINDING: &str = include_str!("finding.js");

/// What a browser is started with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Options {
    pub(super) without_scripts: bool,
}

/// How pages are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dark: bool,
}

impl Look {
    pub(crate) const WIDE: Self = Self { width: 1440, height: 900, dark: false };
    pub(crate) const NARROW: Self = Self { width: 360, height: 800, dark: false };
    pub(crate) const DARK: Self = Self { dark: true, ..Self::WIDE };
}

/// A browser; it ends when this is dropped.
pub(super) struct Tab {
    runtime: Runtime,
    /// Nothing only while it is dropped.
    client: Option<Client>,
    site: String,
    _room: Room,
}

/// A command that the standard does not have.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

impl Tab {
    /// Starts a browser that keeps what it keeps in the folder `profile`.
    pub(super) fn open(site: &str, profile: &Path, options: Options) -> Self {
        let room = Room::take();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let mut builder = ClientBuilder::new(connector);
        let Value::Object(wanted) = capabilities(profile, options) else { unreachable!() };
        builder.capabilities(wanted);
        let client = runtime.block_on(builder.connect(driver::url()));
        let client = client.unwrap_or_else(|error| panic!("the browser does not start: {error}"));
        let tab = Self { runtime, client: Some(client), site: site.to_owned(), _room: room };
        tab.look(Look::WIDE);
        tab
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("the browser runs")
    }

    /// Goes to a page of the site.
    pub(super) fn goto(&self, path: &str) {
        let url = format!("{}{path}", self.site);
        self.runtime.block_on(self.client().goto(&url)).unwrap();
    }

    /// Returns what stands in the address behind the host.
    pub(super) fn address(&self) -> String {
        let url = self.runtime.block_on(self.client().current_url()).unwrap();
        url.as_str().strip_prefix(&self.site).unwrap_or(url.as_str()).to_owned()
    }

    /// Gives the browser a cookie, `name=value`.
    pub(super) fn set_cookie(&self, cookie: &str) {
        let (name, value) = cookie.split_once('=').expect("a cookie has a name");
        let cookie = json!({ "name": name, "value": value, "url": self.site, "httpOnly": true });
        assert_eq!(self.cdp("Network.setCookie", &cookie)["success"], true);
    }

    /// Makes the window another one.
    pub(super) fn look(&self, look: Look) {
        let Look { width, height, dark } = look;
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", &size);
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.cdp("Emulation.setEmulatedMedia", &features);
    }

    fn cdp(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let own = Own { path: "goog/cdp/execute", body };
        self.runtime.block_on(self.client().issue_cmd(own)).unwrap()
    }

    /// Calls a function of [`FINDING`], or a script of one's own that uses them.
    pub(super) fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, CmdError> {
        let script = format!("{FINDING}\n{script}");
        self.runtime.block_on(self.client().execute(&script, arguments.to_vec()))
    }

    /// Runs axe-core on the page, and returns what it finds by some of its rules.
    pub(super) fn axe(&self, rules: &Value) -> Value {
        let run = self.client().execute("return !!window.axe", Vec::new());
        if self.runtime.block_on(run).unwrap() == false {
            let axe = self.client().execute(driver::axe(), Vec::new());
            self.runtime.block_on(axe).unwrap();
        }
        self.run("return barriers(arguments[0]);", std::slice::from_ref(rules)).unwrap()
    }

    /// Asks until there is an answer; fails with the last one that was none.
    pub(super) fn until<T>(
        &self,
        mut answer: impl FnMut() -> Result<Result<T, String>, CmdError>,
    ) -> T {
        let begun = Instant::now();
        loop {
            let missing = match answer() {
                Ok(Ok(found)) => return found,
                Ok(Err(missing)) => missing,
                // The page changed meanwhile, or something is about to leave.
                Err(error) if is_passing(&error) => error.to_string(),
                Err(error) => panic!("{error}\n{}", self.told()),
            };
            assert!(begun.elapsed() < PATIENCE, "{missing}\n{}", self.told());
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Returns the element that a script returned.
    fn element(&self, found: &Value) -> elements::Element {
        let id = found.as_object().and_then(|found| found.values().next()?.as_str());
        let id = id.expect("a script that finds returns an element").to_owned();
        elements::Element::from_element_id(self.client().clone(), id.into())
    }

    /// Clicks an element, where the person sees it.
    pub(super) fn click(&self, found: &Value) -> Result<(), CmdError> {
        self.runtime.block_on(self.element(found).click())
    }

    /// Types into an element.
    pub(super) fn type_into(&self, found: &Value, text: &str) -> Result<(), CmdError> {
        self.runtime.block_on(self.element(found).send_keys(text))
    }

    /// Presses keys together, wherever the focus is.
    pub(super) fn press(&self, keys: &[char]) {
        let mut sequence = actions::KeyActions::new("keyboard".to_owned());
        let downs = keys.iter().map(|&value| actions::KeyAction::Down { value });
        let ups = keys.iter().rev().map(|&value| actions::KeyAction::Up { value });
        for action in downs.chain(ups) {
            sequence = sequence.then(action);
        }
        self.runtime.block_on(self.client().perform_actions(sequence)).unwrap();
    }

    /// Presses the mouse on an element, and lets go over another one.
    pub(super) fn drag(&self, found: &Value, over: &Value) -> Result<(), CmdError> {
        let moved = |element, x| actions::PointerAction::MoveToElement {
            element,
            duration: Some(Duration::from_millis(100)),
            x,
            y: 0.,
        };
        let button = actions::MOUSE_BUTTON_LEFT;
        let mouse = actions::MouseActions::new("mouse".to_owned())
            .then(moved(self.element(found), 0.))
            .then(actions::PointerAction::Down { button })
            // A drag begins with a move over what is dragged.
            .then(moved(self.element(found), 10.))
            // Where it is comes to be known by the second move over it.
            .then(moved(self.element(over), 0.))
            .then(moved(self.element(over), 10.))
            .then(actions::PointerAction::Up { button });
        self.runtime.block_on(self.client().perform_actions(mouse))
    }

    /// Says yes or no to what the page asks in a box of the browser.
    pub(super) fn decide(&self, yes: bool) -> Result<(), CmdError> {
        self.runtime.block_on(async {
            match yes {
                true => self.client().accept_alert().await,
                false => self.client().dismiss_alert().await,
            }
        })
    }

    /// Answers what the page asks in a box of the browser.
    pub(super) fn answer(&self, text: &str) -> Result<(), CmdError> {
        self.runtime.block_on(async {
            self.client().send_alert_text(text).await?;
            self.client().accept_alert().await
        })
    }

    /// Returns what the browser complained about since this was last asked.
    pub(super) fn complaints(&self) -> Vec<String> {
        let own = Own { path: "se/log", body: json!({ "type": "browser" }) };
        let log = self.runtime.block_on(self.client().issue_cmd(own)).unwrap();
        let lines = log.as_array().into_iter().flatten();
        let severe = lines.filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING");
        let said = severe.filter_map(|line| line["message"].as_str().map(str::to_owned));
        // A form that is refused comes back with the status 422, which the browser notes, and what is
        // asked too often with 429.
        let refused = [422, 429].map(|it| format!("the server responded with a status of {it}"));
        said.filter(|line| !refused.iter().any(|status| line.contains(status))).collect()
    }

    /// Returns a picture of what is seen, as a PNG.
    pub(super) fn picture(&self) -> Result<Vec<u8>, CmdError> {
        self.runtime.block_on(self.client().screenshot())
    }

    /// Says where the person is, and keeps a picture.
    fn told(&self) -> String {
        let path = picture_path();
        let address = self.runtime.block_on(self.client().current_url());
        let address = address.map_or_else(|error| error.to_string(), |url| url.to_string());
        let shown = self.run("return shown(document.body);", &[]).unwrap_or_default();
        let shown = shown.as_str().unwrap_or_default();
        format!("at {address}, see {}:\n{shown}", path.display())
    }
}

/// Tells whether something that moved or went is in the way, so that one looks again.
fn is_passing(error: &CmdError) -> bool {
    let CmdError::Standard(error) = error else { return false };
    matches!(
        error.error,
        ErrorStatus::ElementClickIntercepted
            | ErrorStatus::ElementNotInteractable
            | ErrorStatus::JavascriptError
            | ErrorStatus::NoSuchAlert
            | ErrorStatus::NoSuchElement
            | ErrorStatus::StaleElementReference
    )
}

fn capabilities(profile: &Path, options: Options) -> Value {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=en",
    ];
    let profile = format!("--user-data-dir={}", profile.display());
    let arguments: Vec<&str> = arguments.into_iter().chain([profile.as_str()]).collect();
    let mut preferences = json!({ "intl.accept_languages": "en" });
    if options.without_scripts {
        preferences["profile.managed_default_content_settings.javascript"] = 2.into();
    }
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": driver::needed("chromium"),
            "args": arguments,
            "prefs": preferences,
        },
    })
}

/// Returns where a failed story keeps a picture of what was seen.
fn picture_path() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let target = test.ancestors().nth(3).expect("a test lies three folders down");
    let story = thread::current().name().unwrap_or("story").replace("::", ".");
    target.join("browser").join(format!("{story}.png"))
}

impl Drop for Tab {
    fn drop(&mut self) {
        let is_failed = thread::panicking();
        let picture = if is_failed { self.picture().ok() } else { None };
        if let Some(picture) = picture {
            let path = picture_path();
            let kept = fs::create_dir_all(path.parent().unwrap_or(&path));
            drop(kept.and_then(|()| fs::write(&path, picture)));
        }
        let complaints = if is_failed { Vec::new() } else { self.complaints() };
        let closed = self.client.take().map(|client| self.runtime.block_on(client.close()));
        if !is_failed {
            assert!(complaints.is_empty(), "the browser complained: {complaints:#?}");
            closed.expect("the browser runs").expect("the browser ends");
        }
    }
}
