//! The file that `winback serve` is configured by: its keys are the options of the command, so that
//! there is one list of them, in `docs/CONFIGURATION.md` too.

use std::path::Path;

use clap::{Arg, Command};
use toml::de::{DeTable, DeValue};

/// The option that names the file; it cannot stand in it.
const CONFIG: &str = "config";
/// The one option of every command that can stand in the file.
const DATABASE: &str = "database";
/// From which likeness on a key is taken for a slip of another one.
const LIKE: f64 = 0.8;

/// What a file says, checked: each key with its value, in the spelling of the command line.
#[derive(Debug, Default)]
pub(crate) struct Configuration(Vec<(String, String)>);

impl Configuration {
    /// Reads a file, and checks each key and value of it.
    ///
    /// # Errors
    /// What is wrong, with the file and the line; never what the database's URL is.
    pub(crate) fn read(command: &Command, file: &Path) -> Result<Self, String> {
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("the configuration `{name}` cannot be read: {error}"))?;
        Self::of_text(command, &text).map_err(|(place, problem)| {
            let line = text.get(..place).unwrap_or(&text).matches('\n').count() + 1;
            format!("{name}, line {line}: {problem}")
        })
    }

    /// Returns what is wrong with the place in the text.
    fn of_text(command: &Command, text: &str) -> Result<Self, (usize, String)> {
        let table = DeTable::parse(text).map_err(|error| {
            // The error as a whole would show the line, and with it what is secret.
            (error.span().map_or(0, |span| span.start), error.message().to_owned())
        })?;
        let mut said = Vec::new();
        for (key, value) in table.get_ref() {
            let name: &str = key.get_ref();
            let option = options(command).find(|option| option.get_id() == name);
            let option = option.ok_or_else(|| (key.span().start, unknown(command, name)))?;
            let value = spelled(value.get_ref())
                .and_then(|value| checked(command, option, value))
                .map_err(|problem| (value.span().start, format!("`{name}`: {problem}")))?;
            said.push((name.to_owned(), value));
        }
        Ok(Self(said))
    }

    /// Returns the URL of the database, if the file says it.
    pub(crate) fn database(&self) -> Option<String> {
        self.0.iter().find(|(key, _)| key == DATABASE).map(|(_, value)| value.clone())
    }

    /// Returns the command with what the file says where neither an option nor a variable is given.
    pub(crate) fn within(self, command: Command) -> Command {
        let of_serve = self.0.into_iter().filter(|(key, _)| key != DATABASE);
        command.mut_subcommand("serve", |serve| {
            of_serve.fold(serve, |serve, (key, value)| {
                serve.mut_arg(key, |option| option.default_value(value))
            })
        })
    }
}

/// Returns the options that a file can hold: those of the command that a variable sets, too.
fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    let database = command.get_arguments().filter(|option| option.get_id() == DATABASE);
    let serve = command.find_subcommand("serve").into_iter().flat_map(Command::get_arguments);
    database.chain(serve.filter(|option| option.get_env().is_some() && option.get_id() != CONFIG))
}

fn unknown(command: &Command, name: &str) -> String {
    let known: Vec<&str> = options(command).map(|option| option.get_id().as_str()).collect();
    let likeness = |key: &&str| strsim::jaro_winkler(name, key);
    let nearest = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|key| likeness(key) >= LIKE) {
        Some(nearest) => format!("there is no setting `{name}`; the nearest is `{nearest}`"),
        None => format!("there is no setting `{name}`; there are {}", known.join(", ")),
    }
}

/// Returns a value as one would type it.
fn spelled(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        DeValue::Boolean(yes) => Ok(yes.to_string()),
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => {
            Err("a text in quotes, a whole number, `true` or `false` is expected".to_owned())
        }
    }
}

/// Lets the command read a value as it would read the option.
fn checked(command: &Command, option: &Arg, value: String) -> Result<String, String> {
    if option.get_id() == DATABASE {
        return Ok(value);
    }
    let option = option.get_long().unwrap_or_default();
    let typed = ["winback", "serve", &format!("--{option}={value}")].map(str::to_owned);
    let alone = command
        .clone()
        .mut_subcommand("serve", |serve| serve.mut_args(|option| option.env(None::<&str>)));
    match alone.try_get_matches_from(typed) {
        Ok(_) => Ok(value),
        Err(error) => {
            let told = error.to_string();
            let problem = told.split("\n\n").next().unwrap_or(&told).trim();
            Err(problem.strip_prefix("error: ").unwrap_or(problem).to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write, fs, path::Path};

    use super::*;
    use crate::arguments::Arguments;

    const START: &str = "\
# Configuration

`winback serve` takes each setting from the first place that has it: an option, a variable of the environment, the file, the default.
The file is named by `--config FILE` or `WINBACK_CONFIG`; it is TOML, a line a setting:

```toml
database = \"postgres://winback@db.example.org/winback\"
listen = \"0.0.0.0:8080\"
secure_cookies = true
max_seconds = 20
```

What is in it is checked before the server starts: a key that is none of these, or a value that cannot be, ends the program with code 2 and the line where it stands.
Of the URL of the database neither messages nor logs hold the password.

This table is written by `WINBACK_ACCEPT=1 cargo test -p winback-cli configuration`, and a test compares it with the program.

";

    /// Returns the table of all settings, as Markdown.
    fn table(command: &Command) -> String {
        let mut table = String::from(
            "| In the file | Option | Variable | Default | What it is |\n|---|---|---|---|---|\n",
        );
        for option in options(command) {
            let variable = match option.get_env() {
                Some(variable) => variable.to_string_lossy().into_owned(),
                None => format!("WINBACK_{}", option.get_id().as_str().to_uppercase()),
            };
            let defaults: Vec<_> =
                option.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
            let default = match defaults.join(" ") {
                _ if option.get_id() == DATABASE => {
                    "`sqlite:` and `winback/winback.db` in the user's data directory".to_owned()
                }
                none if none.is_empty() => "none".to_owned(),
                default => format!("`{default}`"),
            };
            let about = match option.get_id() == DATABASE {
                true => {
                    "The database: `sqlite:PATH`, `postgres://USER@HOST/NAME` or `memory:`".into()
                }
                false => option.get_help().map(ToString::to_string).unwrap_or_default(),
            };
            let values: Vec<_> = option
                .get_possible_values()
                .iter()
                .map(|value| format!("`{}`", value.get_name()))
                .collect();
            let values = match values.is_empty() {
                true => String::new(),
                false => format!(": {}", values.join(", ")),
            };
            writeln!(
                table,
                "| `{}` | `--{}` | `{variable}` | {default} | {about}{values} |",
                option.get_id(),
                option.get_long().unwrap_or_default(),
            )
            .unwrap();
        }
        table
    }

    fn check(text: &str) -> Result<Configuration, (usize, String)> {
        Configuration::of_text(&Arguments::definition(), text)
    }

    fn problem(text: &str) -> String {
        check(text).expect_err("something is wrong").1
    }

    #[test]
    fn the_documented_table_is_that_of_the_options() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/CONFIGURATION.md");
        let expected = format!("{START}{}", table(&Arguments::definition()));
        if std::env::var_os("WINBACK_ACCEPT").is_some_and(|accept| accept == "1") {
            fs::write(&path, &expected).expect("the table can be written");
        }
        let said = fs::read_to_string(&path).expect("the table can be read");
        assert_eq!(said, expected, "docs/CONFIGURATION.md says how it is written anew");
    }

    #[test]
    fn every_option_of_the_server_can_stand_in_the_file() {
        let command = Arguments::definition();
        let serve = command.find_subcommand("serve").expect("there is a server");
        for option in serve.get_arguments().filter(|option| option.get_id() != CONFIG) {
            let id = option.get_id();
            assert!(options(&command).any(|known| known.get_id() == id), "`{id}` has no variable");
        }
    }

    #[test]
    fn the_example_of_the_documentation_is_right() {
        let example = START.split("```").nth(1).and_then(|it| it.strip_prefix("toml\n"));
        let said = check(example.expect("there is an example")).expect("it is right");
        let database = said.database();
        assert_eq!(database.as_deref(), Some("postgres://winback@db.example.org/winback"));
    }

    #[test]
    fn wrong_keys_and_values_are_told_with_their_place() {
        assert_eq!(
            problem("max_bodi = 1"),
            "there is no setting `max_bodi`; the nearest is `max_body`"
        );
        assert!(problem("colour = 1").starts_with("there is no setting `colour`; there are "));
        assert!(problem("config = 'other.toml'").starts_with("there is no setting `config`"));
        assert_eq!(
            problem("max_seconds = 0"),
            "`max_seconds`: invalid value '0' for '--max-seconds <SECONDS>': 0 is not in 1..=3600"
        );
        assert_eq!(
            problem("listen = [1]"),
            "`listen`: a text in quotes, a whole number, `true` or `false` is expected"
        );
        let (place, problem) = check("max_body = 1\nlog = 'loud=loud'").expect_err("no level");
        assert_eq!(place, 19);
        assert!(problem.starts_with("`log`: invalid value 'loud=loud'"), "{problem}");
        let (place, problem) = check("max_body = 1\nmax_body = 2").expect_err("said twice");
        assert_eq!((place, problem.as_str()), (13, "duplicate key"));
        let secret = check("database = \"postgres://ann:hush@h/d").expect_err("no end");
        assert!(!secret.1.contains("hush"), "{}", secret.1);
    }
}
