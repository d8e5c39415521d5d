//! `winback filters`.

use clap::{Args, Subcommand};
use winback_app::{
    Desk, READY_FILTERS, SearchRequest, ShownSearch,
    store::domain::{SavedSearchEdit, SearchView},
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, write_object, write_rows},
    session::Session,
};

/// Keeps searches under names, to be used as `@NAME` wherever a filter is
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback filters save 'Big losses' '@lost and expected_revenue >= 10000'\n\
    `winback list '@Big losses'` uses it; `@default` is your default search, or else @my-pipeline."
)]
pub(crate) struct Filters {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Saves a search of your own: a filter with its groups and order
    #[command(
        after_help = "Example: winback filters save 'My losses' '@lost and mine' --by lost_reason --share"
    )]
    Save {
        /// Its name
        name: String,
        /// Which records, as in `winback list`; `@` names ready filters alone
        #[arg(default_value = "", hide_default_value = true)]
        filter: String,
        /// What `winback group` groups by
        #[arg(long, value_name = "KEYS")]
        by: Option<String>,
        /// The order in which `winback list` lists
        #[arg(long, value_name = "FIELDS")]
        sort: Option<String>,
        /// How it is shown [default: group with --by, else list]
        #[arg(long, value_parser = SearchView::ALL.map(SearchView::as_str))]
        view: Option<String>,
        /// Lets everybody use it
        #[arg(long)]
        share: bool,
        /// Makes it your default
        #[arg(long)]
        default: bool,
    },
    /// Lists your saved searches, and those that others share
    #[command(after_help = "Example: winback filters list")]
    List,
    /// Lists the ready filters, which everybody has
    #[command(after_help = "Example: winback filters ready\n\
        Names side by side are alternatives within a group, and conditions across groups: \
        `winback list '@won @lost @created-this-year'`.")]
    Ready,
    /// Shows a saved search
    #[command(after_help = "Example: winback filters show 'Big losses'")]
    Show {
        /// Its name, behind its owner's where that is needed: `anna/Big losses`
        name: String,
    },
    /// Changes parts of a saved search
    #[command(
        after_help = "Example: winback filters edit 'Big losses' --filter '@lost and expected_revenue >= 20000'"
    )]
    Edit(Edit),
    /// Gives a saved search another name
    #[command(after_help = "Example: winback filters rename 'Big losses' 'Large losses'")]
    Rename {
        /// Its name
        name: String,
        /// Its new name
        new_name: String,
    },
    /// Lets everybody use a saved search
    #[command(after_help = "Example: winback filters share 'Big losses'")]
    Share {
        /// Its name
        name: String,
    },
    /// Keeps a saved search for its owner alone
    #[command(after_help = "Example: winback filters unshare 'Big losses'")]
    Unshare {
        /// Its name
        name: String,
    },
    /// Makes a saved search your default, which `@default` stands for
    #[command(after_help = "Example: winback filters default 'Big losses'")]
    Default {
        /// Its name
        #[arg(required_unless_present = "none")]
        name: Option<String>,
        /// Leaves you without a default, so that `@default` is @my-pipeline
        #[arg(long, conflicts_with = "name")]
        none: bool,
    },
    /// Deletes a saved search
    #[command(after_help = "Example: winback filters delete 'Big losses'")]
    Delete {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Args)]
struct Edit {
    /// Its name
    name: String,
    /// Which records
    #[arg(long)]
    filter: Option<String>,
    /// What `winback group` groups by; an empty text for nothing
    #[arg(long, value_name = "KEYS")]
    by: Option<String>,
    /// The order in which `winback list` lists; an empty text for the usual one
    #[arg(long, value_name = "FIELDS")]
    sort: Option<String>,
    /// How it is shown
    #[arg(long, value_parser = SearchView::ALL.map(SearchView::as_str))]
    view: Option<String>,
}

impl Edit {
    fn edits(&self) -> Vec<SavedSearchEdit> {
        let view = self.view.as_deref().and_then(SearchView::from_word);
        [
            self.filter.clone().map(SavedSearchEdit::Filter),
            self.by.clone().map(|keys| SavedSearchEdit::GroupBy(Some(keys))),
            self.sort.clone().map(|order| SavedSearchEdit::Order(Some(order))),
            view.map(SavedSearchEdit::View),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Filters {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        let (shown, sentence) = match self.verb {
            Verb::List => return list(session, &desk).await,
            Verb::Ready => return ready(session, &desk),
            Verb::Show { name } => return show(session, &desk, &name).await,
            Verb::Save { name, filter, by, sort, view, share, default } => {
                let view = view.as_deref().and_then(SearchView::from_word);
                let (shared, group_by, order) = (share, by, sort);
                let request =
                    SearchRequest { name, filter, group_by, order, view, shared, default };
                let saved = desk.save_search(&request).await?;
                let sentence =
                    format!("Saved `{}`: `{}` shows it.", saved.search.name, usage(&saved));
                (saved, sentence)
            }
            Verb::Edit(edit) => {
                let edits = edit.edits();
                if edits.is_empty() {
                    let nothing = "nothing to change is given: add an option, such as `--filter`";
                    return Err(CliError::Usage(nothing.to_owned()));
                }
                let edited = desk.edit_search(&edit.name, &edits).await?;
                let sentence = format!("Changed `{}`.", edited.search.name);
                (edited, sentence)
            }
            Verb::Rename { name, new_name } => {
                let edits = [SavedSearchEdit::Name(new_name)];
                let edited = desk.edit_search(&name, &edits).await?;
                let sentence = format!("`{name}` is `{}` now.", edited.search.name);
                (edited, sentence)
            }
            Verb::Share { name } => {
                let edits = [SavedSearchEdit::Shared(true)];
                let edited = desk.edit_search(&name, &edits).await?;
                let sentence = format!("Everybody can use `{}` now.", edited.search.name);
                (edited, sentence)
            }
            Verb::Unshare { name } => {
                let edits = [SavedSearchEdit::Shared(false)];
                let edited = desk.edit_search(&name, &edits).await?;
                let (name, owner) = (&edited.search.name, &edited.owner);
                let sentence = format!("`{name}` is for {owner} alone now.");
                (edited, sentence)
            }
            Verb::Default { name: Some(name), .. } => {
                let edits = [SavedSearchEdit::Default(true)];
                let edited = desk.edit_search(&name, &edits).await?;
                let sentence = format!("`{}` is your default now.", edited.search.name);
                (edited, sentence)
            }
            Verb::Default { name: None, .. } => match desk.forget_default_search().await? {
                Some(forgotten) => {
                    let name = &forgotten.search.name;
                    let sentence = format!("`{name}` is not your default any more.");
                    (forgotten, sentence)
                }
                None => return Ok(session.output.say("You have no default search.")?),
            },
            Verb::Delete { name } => {
                let deleted = desk.delete_search(&name).await?;
                let sentence = format!("Deleted `{}`.", deleted.search.name);
                (deleted, sentence)
            }
        };
        if session.output.is_for_people() {
            return Ok(session.output.print(&sentence)?);
        }
        told(session, &desk, &shown)
    }
}

static COLUMNS: [Column; 9] = [
    Column::words("name", "Name"),
    Column::words("owner", "Owner"),
    Column::words("use", "Use"),
    Column::words("filter", "Filter"),
    Column::words("by", "Groups"),
    Column::words("sort", "Order"),
    Column::words("view", "View"),
    Column::words("shared", "Shared"),
    Column::words("default", "Default"),
];

/// Returns what stands in the columns for a saved search.
fn cells(shown: &ShownSearch) -> Vec<Cell> {
    let search = &shown.search;
    let default = shown.own && search.default;
    vec![
        Cell::Text(search.name.clone()),
        Cell::Text(shown.owner.clone()),
        Cell::Text(shown.mention.clone()),
        Cell::Text(search.filter.clone()),
        Cell::text(search.group_by.as_deref()),
        Cell::text(search.order.as_deref()),
        Cell::Text(search.view.as_str().to_owned()),
        Cell::YesNo(search.shared),
        Cell::YesNo(default),
    ]
}

async fn list(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    let rows: Vec<Vec<Cell>> = desk.saved_searches().await?.iter().map(cells).collect();
    if rows.is_empty() && session.output.is_for_people() {
        let hint = "No search is saved yet: `winback filters save` saves one, and `winback filters \
            ready` lists the filters that everybody has.";
        return Ok(session.output.print(hint)?);
    }
    Ok(write_rows(&mut session.output, &Units::of(desk), "filters", &COLUMNS, &rows)?)
}

fn ready(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    const COLUMNS: [Column; 4] = [
        Column::words("use", "Use"),
        Column::words("title", "Title"),
        Column::words("group", "Group"),
        Column::words("filter", "Filter"),
    ];
    let rows: Vec<Vec<Cell>> = READY_FILTERS
        .iter()
        .map(|ready| {
            let words = [ready.title, ready.group.as_str(), ready.filter];
            let words = words.into_iter().map(|word| Cell::Text(word.to_owned()));
            [Cell::Text(format!("@{}", ready.name))].into_iter().chain(words).collect()
        })
        .collect();
    Ok(write_rows(&mut session.output, &Units::of(desk), "filters", &COLUMNS, &rows)?)
}

async fn show(session: &mut Session, desk: &Desk, name: &str) -> Result<(), CliError> {
    let shown = desk.saved_search(name).await?;
    if !session.output.is_for_people() {
        return told(session, desk, &shown);
    }
    let search = &shown.search;
    let default = if shown.own && search.default { ", default" } else { "" };
    let shared = if search.shared { ", shared" } else { "" };
    let heading = format!("{} (saved search of {}{shared}{default})", search.name, shown.owner);
    session.output.print_heading(&heading)?;
    let filter = if search.filter.is_empty() { "everything" } else { &search.filter };
    let lines = [
        ("Filter", Some(filter)),
        ("Groups", search.group_by.as_deref()),
        ("Order", search.order.as_deref()),
    ];
    for (title, text) in lines {
        if let Some(text) = text {
            session.output.print(&format!("  {title:<8}{text}"))?;
        }
    }
    Ok(session.output.print(&format!("  {:<8}{}", "Use", usage(&shown)))?)
}

/// Returns the command that shows a saved search in its view.
fn usage(shown: &ShownSearch) -> String {
    let (view, mention) = (shown.search.view.as_str(), &shown.mention);
    // Most shells take what stands between single quotes as it is, and write one in between so.
    format!("winback {view} '{}'", mention.replace('\'', r"'\''"))
}

fn told(session: &mut Session, desk: &Desk, shown: &ShownSearch) -> Result<(), CliError> {
    let cells = cells(shown);
    let names = COLUMNS.iter().map(|column| column.name.as_ref());
    let members: Vec<(&str, Cell)> = names.zip(cells).collect();
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}
