//! What a person sees and does on a page.

use std::{ops::Deref, rc::Rc};

use serde_json::{Value, json};

use super::tab::{Look, Tab};

/// A browser on a page.
pub(crate) struct Page {
    all: Part,
}

impl Page {
    pub(super) fn new(tab: Tab) -> Self {
        Self { all: Part { tab: Rc::new(tab), within: Vec::new() } }
    }

    /// Goes to an address.
    pub(crate) fn open(&self, path: &str) {
        self.tab.goto(path);
    }

    pub(super) fn set_cookie(&self, cookie: &str) {
        self.tab.set_cookie(cookie);
    }

    /// Has pages in a language from now on, as if it had been chosen before.
    pub(crate) fn in_language(&self, tag: &str) {
        self.tab.set_cookie(&format!("winback_language={tag}"));
    }

    /// Looks at pages in another way from now on.
    pub(crate) fn look(&self, look: Look) {
        self.tab.look(look);
    }

    /// Types a text, wherever the focus is.
    pub(crate) fn keys(&self, text: &str) {
        for character in text.chars() {
            self.tab.press(&[character]);
        }
    }

    /// Lets something between here and the server answer whatever is sent from this page from now on, with
    /// a page of its own and a status, or else break the connection.
    pub(crate) fn intercepted(&self, status: Option<u16>) {
        let script = "
            const asked = (window.asked ??= window.fetch);
            const [status] = arguments;
            const answered = () => {
              if (status) return new Response('<h1>Nobody is there</h1>', { status });
              throw new TypeError('the connection broke');
            };
            window.fetch = async (url, its) => (its?.method === 'POST' ? answered() : asked(url, its));
        ";
        self.tab.run(script, &[json!(status)]).unwrap();
    }

    /// Says yes or no to what the page asks in a box of the browser.
    pub(crate) fn decide(&self, yes: bool) {
        self.tab.until(|| self.tab.decide(yes).map(Ok));
    }

    /// Answers what the page asks in a box of the browser.
    pub(crate) fn answer(&self, text: &str) {
        self.tab.until(|| self.tab.answer(text).map(Ok));
    }

    /// Presses Tab until the focus is on what is called so.
    pub(crate) fn tab_to(&self, name: &str) {
        let mut met = Vec::new();
        for _ in 0..120 {
            let focused = self.focused();
            if focused == name {
                return;
            }
            met.push(focused);
            self.press("Tab");
        }
        panic!("Tab never comes to “{name}”, but to {met:?}");
    }

    /// Returns what the thing is called that the focus is on.
    pub(crate) fn focused(&self) -> String {
        let name = self.tab.run("return called(document.activeElement);", &[]).unwrap();
        name.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the focus is on what is called so.
    pub(crate) fn see_focus(&self, name: &str) {
        self.tab.until(|| {
            let focused = self.focused();
            let is = focused == name;
            Ok(is.then_some(()).ok_or_else(|| format!("the focus is on “{focused}”, not “{name}”")))
        });
    }

    /// Waits until a menu or a dialog is open.
    pub(crate) fn see_opened(&self) {
        self.tab.until(|| {
            let is = self.tab.run("return !!opened();", &[])? == true;
            Ok(is.then_some(()).ok_or_else(|| "no menu or dialog is open".to_owned()))
        });
    }

    /// Fails with what keeps people out, by the rules of WCAG 2.2 A and AA that a program can check.
    pub(crate) fn assert_no_barriers(&self) {
        let barriers = self.barriers();
        assert!(barriers.is_empty(), "at {}:\n{}", self.address(), barriers.join("\n"));
    }

    /// Returns what keeps people out: the rule, where, and what helps.
    pub(crate) fn barriers(&self) -> Vec<String> {
        let all = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
        lines(&self.tab.axe(&json!({ "type": "tag", "values": all })))
    }

    /// Returns what is too faint to be read by everybody.
    pub(crate) fn faint(&self) -> Vec<String> {
        lines(&self.tab.axe(&json!({ "type": "rule", "values": ["color-contrast"] })))
    }

    /// Returns what reaches over the right edge of the window, so that people have to scroll sideways.
    pub(crate) fn too_wide(&self) -> Vec<String> {
        lines(&self.tab.run("return tooWide();", &[]).unwrap())
    }

    /// Returns how many bytes the page and all that it loads have on their way here, without pictures.
    pub(crate) fn weight(&self) -> u64 {
        self.tab.run("return weight();", &[]).unwrap().as_u64().unwrap_or_default()
    }

    /// Returns a picture of what is seen, as a PNG.
    pub(crate) fn picture(&self) -> Vec<u8> {
        self.tab.picture().unwrap()
    }
}

fn lines(found: &Value) -> Vec<String> {
    let lines = found.as_array().into_iter().flatten();
    lines.filter_map(|line| line.as_str().map(str::to_owned)).collect()
}

/// Everything on the page; while a dialog is open, everything in it.
impl Deref for Page {
    type Target = Part;

    fn deref(&self) -> &Part {
        &self.all
    }
}

/// A part of a page: a card, a line of a table, a section.
#[derive(Clone)]
pub(crate) struct Part {
    tab: Rc<Tab>,
    /// The way to it: what to look for, and a text that stands in it.
    within: Vec<(&'static str, String)>,
}

impl Part {
    fn part(&self, selector: &'static str, text: &str) -> Self {
        let mut within = self.within.clone();
        within.push((selector, text.to_owned()));
        Self { tab: Rc::clone(&self.tab), within }
    }

    /// The card of a record.
    pub(crate) fn card(&self, name: &str) -> Self {
        self.part("article.card", name)
    }

    /// The column of a board.
    pub(crate) fn column(&self, name: &str) -> Self {
        self.part("section.column", name)
    }

    /// The line of a table in which a text stands alone in a cell.
    pub(crate) fn row(&self, text: &str) -> Self {
        self.part("tr", text)
    }

    /// The section under a heading.
    pub(crate) fn section(&self, heading: &str) -> Self {
        self.part("section", heading)
    }

    /// The part of the page that is an element of some kind.
    pub(crate) fn only(&self, selector: &'static str) -> Self {
        self.part(selector, "")
    }

    /// Calls a function that finds, with the way to this part as its first argument.
    fn find(
        &self,
        function: &str,
        argument: &str,
    ) -> Result<Result<Value, String>, fantoccini::error::CmdError> {
        let script = format!("return {function}(arguments[0], arguments[1]);");
        let found = self.tab.run(&script, &[json!(self.within), json!(argument)])?;
        // What is missing is said in a sentence.
        Ok(match found {
            Value::String(missing) => Err(missing),
            found => Ok(found),
        })
    }

    /// Clicks the link, button or choice that is called so.
    pub(crate) fn click(&self, name: &str) -> &Self {
        self.tab.until(|| match self.find("clickable", name)? {
            Ok(found) => self.tab.click(&found).map(Ok),
            Err(missing) => Ok(Err(missing)),
        });
        self
    }

    /// Drags this part with the mouse, and drops it on another one.
    pub(crate) fn drag_to(&self, other: &Self) {
        self.tab.until(|| match (self.find("part", "")?, other.find("part", "")?) {
            (Ok(found), Ok(over)) => self.tab.drag(&found, &over).map(Ok),
            (Err(missing), _) | (_, Err(missing)) => Ok(Err(missing)),
        });
    }

    /// Chooses what is called so in the box that is labelled so.
    pub(crate) fn choose(&self, label: &str, option: &str) -> &Self {
        let both = format!("{label}\n{option}");
        self.tab.until(|| match self.find("offered", &both)? {
            Ok(found) => self.tab.click(&found).map(Ok),
            Err(missing) => Ok(Err(missing)),
        });
        self
    }

    /// Fills the field that is labelled so, in place of what stood there.
    pub(crate) fn fill(&self, label: &str, text: &str) -> &Self {
        self.tab.until(|| match self.find("emptied", label)? {
            Ok(found) => self.tab.type_into(&found, text).map(Ok),
            Err(missing) => Ok(Err(missing)),
        });
        self
    }

    /// Returns what stands in the field that is labelled so.
    pub(crate) fn value(&self, label: &str) -> String {
        let value =
            self.tab.until(|| Ok(self.find("valueOf", label)?.map(|found| found["value"].clone())));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a text can be read.
    pub(crate) fn see(&self, text: &str) -> &Self {
        self.tab.until(|| self.find("seen", text));
        self
    }

    /// Waits until a text can be read no more.
    pub(crate) fn not_see(&self, text: &str) -> &Self {
        self.tab.until(|| self.find("unseen", text));
        self
    }

    /// Presses a key, or several together: `Escape`, `Shift+Tab`, `a`.
    pub(crate) fn press(&self, keys: &str) -> &Self {
        let keys: Vec<char> = keys.split('+').map(key).collect();
        self.tab.press(&keys);
        self
    }

    /// Returns what stands in the address behind the host.
    pub(crate) fn address(&self) -> String {
        self.tab.address()
    }

    /// Waits until the address has a text in it.
    pub(crate) fn see_address(&self, text: &str) -> &Self {
        self.tab.until(|| {
            let address = self.address();
            let is = address.contains(text);
            Ok(is.then_some(()).ok_or_else(|| format!("the address is {address}, without {text}")))
        });
        self
    }

    /// Returns what can be read, its spaces made one each.
    pub(crate) fn text(&self) -> String {
        let text =
            self.tab.until(|| Ok(self.find("readable", "")?.map(|found| found["text"].clone())));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Returns what is called so or not, in the order of the page: the cards of a column, the lines of a
    /// table.
    pub(crate) fn names(&self, selector: &'static str) -> Vec<String> {
        let found = self.tab.until(|| self.find("namesOf", selector));
        lines(&found)
    }
}

/// Returns a key by its name, or the one that writes a character.
fn key(name: &str) -> char {
    match name {
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Control" => '\u{e009}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Backspace" => '\u{e003}',
        other => other.chars().next().expect("a key has a name"),
    }
}
