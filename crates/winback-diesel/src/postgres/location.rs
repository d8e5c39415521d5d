//! What a URL of a PostgreSQL database names.

use winback_store::{OpenError, without_password};

/// A database named by a URL.
#[derive(Clone)]
pub(crate) struct Location {
    /// What the client library is given; it may hold a password, so it is never shown.
    given: String,
    /// What errors show.
    pub(crate) shown: String,
    /// The name of the database, if the URL has one.
    pub(crate) database: Option<String>,
    /// How many connections may read at the same time, and as many write.
    pub(crate) connections: usize,
}

/// The option of a URL that says how many connections there may be; it is ours, and not the client
/// library's.
const CONNECTIONS: &str = "connections";

/// How many there may be if the URL does not say: more work at a time is no more work done, on a
/// server with few processors.
const FEW: usize = 4;

/// The most that make sense.
const MOST: usize = 1_000;

/// What the URL asks for if it does not say otherwise: to give up soon, and to be told from others
/// in the list of who is connected.
const DEFAULTS: [(&str, &str); 2] =
    [("connect_timeout", "5"), ("fallback_application_name", "winback")];

/// Whether this build can encrypt connections.
const TLS: bool = cfg!(feature = "postgres-tls");

/// Options of a URL that ask for an encrypted connection, with the values that do; without any, every
/// value does.
const ASK_FOR_TLS: [(&str, &[&str]); 6] = [
    ("sslmode", &["require", "verify-ca", "verify-full"]),
    ("sslrootcert", &[]),
    ("sslcert", &[]),
    ("sslnegotiation", &["direct"]),
    ("requiressl", &["1"]),
    ("ssl", &["true"]),
];

impl Location {
    /// Reads `postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?OPTIONS]`.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let shown = without_password(url);
        let Some((_, rest)) = url.split_once("://") else {
            return Err(unusable(&shown, "write `postgres://USER@HOST/DATABASE`"));
        };
        if url.contains('\0') {
            return Err(unusable(&shown, "a URL cannot hold a NUL character"));
        }
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        if let (false, Some(option)) = (TLS, asks_for_tls(options)) {
            return Err(unusable(
                &shown,
                format!(
                    "`{option}` asks for an encrypted connection, which this build of winback cannot make: use one with the feature `postgres-tls`"
                ),
            ));
        }
        let database = place.rsplit_once('/').map(|(_, name)| name.to_owned());
        let connections = connections(options).map_err(|problem| unusable(&shown, problem))?;
        let mut given = url.split_once('?').map_or(url, |(place, _)| place).to_owned();
        let mut mark = "?";
        for option in options.split('&').filter(|option| !option.is_empty()) {
            if option.split('=').next() != Some(CONNECTIONS) {
                given = format!("{given}{mark}{option}");
                mark = "&";
            }
        }
        for (name, value) in DEFAULTS {
            if !options.split('&').any(|option| option.split('=').next() == Some(name)) {
                given = format!("{given}{mark}{name}={value}");
                mark = "&";
            }
        }
        let database = database.filter(|name| !name.is_empty());
        Ok(Self { given, shown, database, connections })
    }

    /// Returns what the client library is given.
    pub(crate) fn for_driver(&self) -> &str {
        &self.given
    }

    /// Returns the error of a URL or a database that cannot be used.
    pub(crate) fn unusable(&self, problem: impl Into<String>) -> OpenError {
        unusable(&self.shown, problem)
    }
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Location").field(&self.shown).finish()
    }
}

/// Finds the option of a URL that asks for an encrypted connection.
fn asks_for_tls(options: &str) -> Option<&str> {
    options.split('&').find(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let asks = |values: &[&str]| values.is_empty() || values.contains(&value);
        ASK_FOR_TLS.iter().any(|(asking, values)| *asking == name && asks(values))
    })
}

/// Reads how many connections the options of a URL allow.
fn connections(options: &str) -> Result<usize, String> {
    let mut named = options.split('&').filter_map(|option| option.split_once('='));
    let Some((_, text)) = named.rfind(|(name, _)| *name == CONNECTIONS) else {
        return Ok(FEW);
    };
    match text.parse() {
        Ok(number @ 1..=MOST) => Ok(number),
        Ok(_) | Err(_) => Err(format!("`{CONNECTIONS}={text}`: give a number from 1 to {MOST}")),
    }
}

fn unusable(shown: &str, problem: impl Into<String>) -> OpenError {
    OpenError::Unusable { url: shown.to_owned(), problem: problem.into(), source: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gets_what_it_does_not_say_itself() {
        let plain = Location::parse("postgres://ann:pw@server/deals").unwrap();
        let given =
            "postgres://ann:pw@server/deals?connect_timeout=5&fallback_application_name=winback";
        assert_eq!(plain.for_driver(), given);
        assert_eq!(plain.database.as_deref(), Some("deals"));
        let patient = Location::parse("postgresql:///deals?connect_timeout=60").unwrap();
        let given = "postgresql:///deals?connect_timeout=60&fallback_application_name=winback";
        assert_eq!(patient.for_driver(), given);
    }

    #[test]
    fn a_url_may_say_how_many_connections_there_are() {
        let given = "postgres://server/deals?connect_timeout=9&fallback_application_name=winback";
        for url in [
            "postgres://server/deals?connections=32&connect_timeout=9",
            "postgres://server/deals?connect_timeout=9&connections=32",
        ] {
            let location = Location::parse(url).unwrap();
            assert_eq!((location.for_driver(), location.connections), (given, 32));
        }
        assert_eq!(Location::parse("postgres://server/deals").unwrap().connections, 4);
        for wrong in ["0", "1001", "-1", "many", ""] {
            let url = format!("postgres://server/deals?connections={wrong}");
            let error = Location::parse(&url).unwrap_err().to_string();
            let told = format!("{url}: `connections={wrong}`: give a number from 1 to 1000");
            assert_eq!(error, told);
        }
    }

    #[test]
    fn neither_errors_nor_debug_output_show_a_password() {
        let location = Location::parse("postgres://ann:s3cret@server/deals").unwrap();
        assert!(!format!("{location:?} {}", location.unusable("x")).contains("s3cret"));
    }

    #[test]
    fn a_url_that_asks_for_tls_is_known() {
        assert_eq!(asks_for_tls("a=b&sslmode=verify-full"), Some("sslmode=verify-full"));
        assert_eq!(asks_for_tls("sslrootcert=ca.pem"), Some("sslrootcert=ca.pem"));
        assert_eq!(asks_for_tls("sslmode=prefer&sslnegotiation=postgres"), None);
        assert_eq!(asks_for_tls(""), None);
    }

    #[test]
    fn a_url_without_slashes_is_refused_with_what_to_write() {
        let error = Location::parse("postgres:deals").unwrap_err().to_string();
        assert_eq!(error, "postgres:deals: write `postgres://USER@HOST/DATABASE`");
    }
}
