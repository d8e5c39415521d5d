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
}

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
        let mut given = url.to_owned();
        let mut mark = if rest.contains('?') { "&" } else { "?" };
        for (name, value) in DEFAULTS {
            if !options.split('&').any(|option| option.split('=').next() == Some(name)) {
                given = format!("{given}{mark}{name}={value}");
                mark = "&";
            }
        }
        Ok(Self { given, shown, database: database.filter(|name| !name.is_empty()) })
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
