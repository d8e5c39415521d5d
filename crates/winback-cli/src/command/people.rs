//! `winback people`.

use clap::{Args, Subcommand};
use winback_app::{
    ArchivedPerson, Desk, PreferenceRequest,
    store::domain::{Person, Role},
};

use crate::{
    error::CliError,
    output::{Cell, Column, Units, count, counted, write_object, write_rows},
    question,
    session::Session,
};

/// Lists and keeps the people who work here, and their roles
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example: winback people add 'Anna Peeters' --login anna --role salesperson\n\
    A salesperson sees own and unassigned records, salesperson-all sees all, a manager also configures."
)]
pub(crate) struct People {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Lists everybody
    #[command(after_help = "Example: winback people list")]
    List,
    /// Adds a person
    #[command(after_help = "Example: winback people add 'Anna Peeters' --login anna")]
    Add {
        /// The name
        name: String,
        /// The short name to be named by [default: made of the name]
        #[arg(long)]
        login: Option<String>,
        /// The e-mail address
        #[arg(long)]
        email: Option<String>,
        /// What the person may see and do
        #[arg(long, default_value = Role::Salesperson.as_str(),
            value_parser = Role::ALL.map(Role::as_str))]
        role: String,
    },
    /// Changes the name or the e-mail address of a person, or the language and time zone
    #[command(
        arg_required_else_help = true,
        after_help = "Example: winback people edit anna --name 'Anna Maes' --email anna@example.com"
    )]
    Edit {
        /// The person, by login or name
        person: String,
        /// The new name, everywhere
        #[arg(long)]
        name: Option<String>,
        /// The new e-mail address
        #[arg(long)]
        email: Option<String>,
        /// Takes the e-mail address away
        #[arg(long, conflicts_with = "email")]
        no_email: bool,
        /// The language of the pages, `en` or `zh-CN`; `none` leaves it to the browser. Everybody may
        /// choose this for oneself
        #[arg(long, value_name = "TAG", conflicts_with_all = ["name", "email", "no_email"])]
        language: Option<String>,
        /// The time zone in which the person's days begin, such as `Europe/Brussels`; `none` is the
        /// deployment's. Everybody may choose this for oneself
        #[arg(long, value_name = "ZONE", conflicts_with_all = ["name", "email", "no_email"])]
        time_zone: Option<String>,
    },
    /// Archives a person who left; the person's records stay where they are
    #[command(after_help = "Example: winback people archive anna")]
    Archive {
        /// The person, by login or name
        person: String,
        /// Takes the person back
        #[arg(long)]
        undo: bool,
    },
    /// Locks a person out who left: sessions end, tokens are revoked; the same as `archive`
    #[command(after_help = "Example: winback people disable anna")]
    Disable {
        /// The person, by login or name
        person: String,
    },
    /// Lets a person in again; the same as `archive --undo`
    #[command(after_help = "Example: winback people enable anna")]
    Enable {
        /// The person, by login or name
        person: String,
    },
    /// Sets the password by which a person signs in; asked for twice, or read from standard input
    #[command(after_help = "Example: winback people password anna --link\n\
        All sessions of the person end. A password has at least ten characters and is not easily guessed.")]
    Password {
        /// The person, by login or name
        person: String,
        /// Prints what `POST /api/v1/session/link` takes, so that the person sets the password, once,
        /// within a day
        #[arg(long)]
        link: bool,
    },
    /// Gives a person another role
    #[command(after_help = "Example: winback people role anna manager")]
    Role {
        /// The person, by login or name
        person: String,
        /// What the person may see and do
        #[arg(value_parser = Role::ALL.map(Role::as_str))]
        role: String,
    },
}

impl People {
    pub(crate) async fn run(self, session: &mut Session) -> Result<(), CliError> {
        let desk = session.desk().await?;
        match self.verb {
            Verb::List => list(session, &desk).await,
            Verb::Add { name, login, email, role } => {
                let role = read(&role);
                let person =
                    desk.add_person(&name, login.as_deref(), email.as_deref(), role).await?;
                let (name, login) = (&person.name, &person.login);
                let sentence = format!("Added {name}, login `{login}`, as {}.", role.as_str());
                told(session, &desk, &person, &sentence)
            }
            Verb::Edit { person, language, time_zone, .. }
                if language.is_some() || time_zone.is_some() =>
            {
                let none = |text: String| if text == "none" { String::new() } else { text };
                let (language, time_zone) = (language.map(none), time_zone.map(none));
                let request = PreferenceRequest { language, time_zone };
                let edited = desk.choose_for(&person, &request).await?;
                let sentence = format!("Changed {}, login `{}`.", edited.name, edited.login);
                told(session, &desk, &edited, &sentence)
            }
            Verb::Edit { person, name, email, no_email, .. } => {
                let email = email.or_else(|| no_email.then(String::new));
                if name.is_none() && email.is_none() {
                    let nothing = "nothing to change is given: add an option, such as `--name`";
                    return Err(CliError::Usage(nothing.to_owned()));
                }
                let edited = desk.edit_person(&person, name.as_deref(), email.as_deref()).await?;
                let sentence = format!("Changed {}, login `{}`.", edited.name, edited.login);
                told(session, &desk, &edited, &sentence)
            }
            Verb::Archive { person, undo } => archive(session, &desk, &person, undo).await,
            Verb::Disable { person } => archive(session, &desk, &person, false).await,
            Verb::Enable { person } => archive(session, &desk, &person, true).await,
            Verb::Password { person, link: true } => link(session, &desk, &person).await,
            Verb::Password { person, link: false } => {
                // Who may not is told before the question.
                desk.must_set_passwords()?;
                let person = desk.set_password(&person, &question::password()?).await?;
                let sentence = format!("{} has a new password; all sessions ended.", person.name);
                told(session, &desk, &person, &sentence)
            }
            Verb::Role { person, role } => {
                let person = desk.set_role(&person, read(&role)).await?;
                let sentence = format!("{} is {} now.", person.name, person.role.as_str());
                told(session, &desk, &person, &sentence)
            }
        }
    }
}

/// The words were checked by the command line.
fn read(role: &str) -> Role {
    Role::from_word(role).unwrap_or(Role::Salesperson)
}

async fn list(session: &mut Session, desk: &Desk) -> Result<(), CliError> {
    const COLUMNS: [Column; 6] = [
        Column::numbers("id", "Id"),
        Column::words("login", "Login"),
        Column::words("name", "Name"),
        Column::words("role", "Role"),
        Column::words("email", "E-mail"),
        Column::words("active", "Active"),
    ];
    let people = desk.people().await?;
    let rows: Vec<Vec<Cell>> = people
        .iter()
        .map(|person| members(person).into_iter().map(|(_, cell)| cell).collect())
        .collect();
    Ok(write_rows(&mut session.output, &Units::of(desk), "people", &COLUMNS, &rows)?)
}

async fn link(session: &mut Session, desk: &Desk, person: &str) -> Result<(), CliError> {
    let link = desk.password_link(person).await?;
    if session.output.is_for_people() {
        let (name, until) = (&link.person.name, Units::of(desk).moment(link.expires_at));
        session.output.say(&format!("{name} sets a password with this, once, until {until}:"))?;
        return Ok(session.output.print(link.secret.expose())?);
    }
    let members = [
        ("link", Cell::Text(link.secret.expose().to_owned())),
        ("expires_at", Cell::Moment(link.expires_at)),
    ];
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

async fn archive(
    session: &mut Session,
    desk: &Desk,
    person: &str,
    undo: bool,
) -> Result<(), CliError> {
    let ArchivedPerson { person, open, records } = desk.archive_person(person, !undo).await?;
    if session.output.is_for_people() {
        let done = if undo { "works here again" } else { "is archived" };
        let name = &person.name;
        let stay = match undo {
            true => counted(records, "opportunity is", "opportunities are"),
            false => counted(records, "opportunity stays", "opportunities stay"),
        };
        let sentence = match records {
            0 => format!("{name} {done}; no opportunity is theirs."),
            _ => format!("{name} {done}; {stay} theirs, {} of them open.", count(open)),
        };
        return Ok(session.output.print(&sentence)?);
    }
    let mut members = members(&person).to_vec();
    members.push(("open_records", Cell::Count(open)));
    members.push(("records", Cell::Count(records)));
    Ok(write_object(&mut session.output, &Units::of(desk), &members)?)
}

fn members(person: &Person) -> [(&'static str, Cell); 6] {
    [
        ("id", Cell::Id(person.id.get())),
        ("login", Cell::Text(person.login.clone())),
        ("name", Cell::Text(person.name.clone())),
        ("role", Cell::Text(person.role.as_str().into())),
        ("email", Cell::text(person.email.as_deref())),
        ("active", Cell::YesNo(person.active)),
    ]
}

fn told(
    session: &mut Session,
    desk: &Desk,
    person: &Person,
    sentence: &str,
) -> Result<(), CliError> {
    if session.output.is_for_people() {
        return Ok(session.output.print(sentence)?);
    }
    Ok(write_object(&mut session.output, &Units::of(desk), &members(person))?)
}
