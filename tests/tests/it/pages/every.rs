//! Every page as it is looked at: wide, narrow, dark, in Chinese.
//!
//! `cargo xtask screenshots` tells the story of this file and keeps the pictures.

use std::{env, fs, path::PathBuf};

use crate::browser::{Look, Page, Site};

/// The folder for pictures, if they are wanted.
const PICTURES: &str = "WINBACK_SCREENSHOTS";

/// The most that a page and all that it loads may have, without pictures.
const WEIGHT: u64 = 100_000;

/// Where it is noted how many bytes each page has, with all that it loads.
const WEIGHTS: &str = "weights.txt";

/// A page by its name, its address, and what is done to see all of it.
struct Shown {
    name: &'static str,
    path: &'static str,
    /// What is clicked there, in English and in Chinese.
    clicks: &'static [(&'static str, &'static str)],
}

const fn shown(name: &'static str, path: &'static str) -> Shown {
    clicked(name, path, &[])
}

const fn clicked(
    name: &'static str,
    path: &'static str,
    clicks: &'static [(&'static str, &'static str)],
) -> Shown {
    Shown { name, path, clicks }
}

/// Every page.
const PAGES: [Shown; 37] = [
    shown("pipeline", "/pipeline?view=kanban&f=my-pipeline"),
    shown("pipeline-lost", "/pipeline?view=kanban&f=lost"),
    shown("pipeline-by-reason", "/pipeline?view=kanban&f=lost&g=lost_reason"),
    clicked("filters", "/pipeline?view=kanban&f=open", &[("Filters", "筛选")]),
    clicked(
        "card-menu",
        "/pipeline?view=kanban&q=opportunity:Label+printers",
        &[(
            "Actions for Label printers – Textiles Roubaix",
            "Label printers – Textiles Roubaix 的操作",
        )],
    ),
    clicked("quick-create", "/pipeline?view=kanban&f=open", &[("New in New", "在 New 中新建")]),
    shown("list", "/pipeline?view=list&f=lost"),
    shown("list-with-archived", "/pipeline?view=list&archived=1"),
    shown("list-grouped", "/pipeline?view=list&f=lost&g=lost_reason"),
    shown("list-empty", "/pipeline?view=list&q=opportunity:nothing-is-called-so"),
    clicked("list-actions", "/pipeline?view=list&f=lost", &[("Actions", "操作")]),
    shown("record-lost", "/opportunities/1"),
    shown("record-open", "/opportunities/500"),
    clicked("mark-lost", "/opportunities/500", &[("Lost", "丢单")]),
    clicked("restore", "/opportunities/1", &[("Restore", "恢复")]),
    shown("mark-lost-page", "/actions/lose?id=500&back=/pipeline"),
    shown("restore-page", "/actions/restore?id=1&back=/pipeline"),
    shown("move-page", "/actions/move?id=500&back=/pipeline"),
    shown("assign-page", "/actions/assign?id=500&back=/pipeline"),
    shown("merge-page", "/actions/merge?id=1&id=500&back=/pipeline"),
    shown("new", "/opportunities/new?kind=opportunity&back=/pipeline"),
    shown("custom-filter", "/filter?back=/pipeline%3Fview%3Dlist&text=lost_reason%20is%20empty"),
    shown("leads", "/leads?view=list&f=my-leads"),
    shown("customers", "/customers"),
    shown("customer", "/customers/1"),
    shown("customer-new", "/customers/new"),
    clicked("configuration", "/configuration/lost-reasons", &[("Configuration", "配置")]),
    clicked("person", "/operations", &[("Manager", "Manager")]),
    clicked("reason-new", "/configuration/lost-reasons", &[("New", "新建")]),
    shown("lost-reasons", "/configuration/lost-reasons"),
    shown("stages", "/configuration/stages"),
    shown("teams", "/configuration/teams"),
    shown("people", "/configuration/people"),
    shown("settings", "/configuration/settings"),
    shown("profile", "/profile"),
    shown("operations", "/operations"),
    shown("sign-in", "/sign-in"),
];

/// Where pictures go, if they are wanted.
fn picture(page: &Page, name: &str, way: &str) {
    let Some(folder) = env::var_os(PICTURES).map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}-{way}.png")), page.picture()).unwrap();
}

/// Notes what the pages weigh beside their pictures, if those are wanted.
fn note_weights(weights: &[String]) {
    let Some(folder) = env::var_os(PICTURES).map(PathBuf::from) else { return };
    fs::write(folder.join(WEIGHTS), weights.concat()).unwrap();
}

/// Looks at a page in every way, and returns what is wrong with it.
fn look_at(page: &Page, shown: &Shown, weights: &mut Vec<String>) -> Vec<String> {
    page.look(Look::WIDE);
    page.open(shown.path);
    for (click, _) in shown.clicks {
        page.click(click);
        page.see_opened();
    }
    let weight = page.weight();
    weights.push(format!("{weight:>6} {}\n", shown.name));
    let heavy = (weight > WEIGHT).then(|| format!("{weight} bytes come, at most {WEIGHT} may"));
    let mut wrong: Vec<String> = page.barriers().into_iter().chain(heavy).collect();
    picture(page, shown.name, "wide");
    page.look(Look::DARK);
    // Nothing but colours is other in the dark.
    wrong.extend(page.faint().into_iter().map(|it| format!("in the dark: {it}")));
    picture(page, shown.name, "dark");
    page.look(Look::NARROW);
    let narrow = page.barriers().into_iter().chain(page.too_wide());
    wrong.extend(narrow.map(|it| format!("on a small screen: {it}")));
    picture(page, shown.name, "narrow");
    wrong
}

/// Looks at a page in Chinese, where the words are others, and returns what is wrong with it.
fn look_at_in_chinese(page: &Page, shown: &Shown) -> Vec<String> {
    page.look(Look::WIDE);
    page.open(shown.path);
    for (_, click) in shown.clicks {
        page.click(click);
        page.see_opened();
    }
    let mut wrong = page.barriers();
    picture(page, shown.name, "chinese");
    page.look(Look::NARROW);
    wrong.extend(page.too_wide());
    wrong
}

#[test]
fn every_page_lets_everybody_in_and_fits_every_screen() {
    let site = Site::sample();
    site.given("winback settings set leads on").given("winback new 'A lead' --lead");
    let page = site.manager("/");
    let (mut wrong, mut weights) = (Vec::new(), Vec::new());
    for shown in PAGES {
        let found = look_at(&page, &shown, &mut weights).into_iter();
        wrong.extend(found.map(|it| format!("{}: {it}", shown.name)));
    }
    note_weights(&weights);
    page.in_language("zh-CN");
    for shown in PAGES {
        let found = look_at_in_chinese(&page, &shown).into_iter();
        wrong.extend(found.map(|it| format!("{} in Chinese: {it}", shown.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
