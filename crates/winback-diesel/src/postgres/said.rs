//! What a server, or the client library, says, in words that tell what to do.

use thiserror::Error;

/// A message with advice; the server's own words come below it.
#[derive(Debug, Error)]
#[error("{advice}")]
struct Said {
    advice: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// What stands in a message, and what to do then. The first that fits counts.
const ADVICE: &[(&[&str], &str)] = &[
    (
        &["password authentication failed", "no password supplied", "authentication failed"],
        "the server refuses the login: check the user and the password in the URL, or set `PGPASSWORD`",
    ),
    (
        &["no pg_hba.conf entry"],
        "the server takes no connection like this: ask its administrator to allow it in `pg_hba.conf`",
    ),
    (
        &["role \"", "permission denied"],
        "the user is not known, or lacks a right: check the URL, or `GRANT` it what it needs",
    ),
    (
        &["could not translate host name", "Name or service not known"],
        "no server has this name: check the host in the URL",
    ),
    (
        &["SSL support is not compiled in"],
        "an encrypted connection is asked for, which this build of winback cannot make: use one with the feature `postgres-tls`",
    ),
    (
        &["server does not support SSL"],
        "the server offers no encrypted connection: switch TLS on there, or ask for none in the URL",
    ),
    (
        // How a signature by another key of the same name is told varies with the keys.
        &[
            "does not match host name",
            "certificate verify failed",
            "SSL error: EVP lib",
            "SSL error: provider signature failure",
        ],
        "the server cannot prove who it is: check the host, and that `sslrootcert` in the URL names the authority that signed its certificate",
    ),
    (
        &["root certificate file"],
        "it is not known who could vouch for the server: name a file with the authority's certificate by `sslrootcert` in the URL",
    ),
    (
        &[
            "Connection refused",
            "No such file or directory",
            "timeout expired",
            "No route to host",
            "Network is unreachable",
        ],
        "no server answers there: start it, or check the host and the port in the URL",
    ),
    (
        &[
            "the database system is starting up",
            "the database system is shutting down",
            "in recovery mode",
            "not yet accepting connections",
        ],
        "the server is starting or stopping: try again in a moment",
    ),
    (
        &["too many clients", "remaining connection slots"],
        "the server has no connection left: close some, or raise its `max_connections`",
    ),
    (
        &["due to statement timeout"],
        "the server gave up after five minutes: ask for less at a time",
    ),
    (
        &["No space left on device", "could not extend file", "disk full"],
        "the server's disk is full: free some space, then try again",
    ),
    (
        &["index row size", "index row requires"],
        "a text is too long for the server's indexes: shorten it to 2,000 bytes",
    ),
];

/// Adds what to do to what the server said, if that is known.
pub(crate) fn explained(
    error: Box<dyn std::error::Error + Send + Sync>,
) -> Box<dyn std::error::Error + Send + Sync> {
    match advice(&error.to_string()) {
        Some(advice) => Box::new(Said { advice, source: error }),
        None => error,
    }
}

/// Says that the connection went away before anything was kept.
pub(crate) fn lost(error: diesel::result::Error) -> Box<dyn std::error::Error + Send + Sync> {
    let advice = "the connection to the server was lost, and nothing was changed: try again";
    Box::new(Said { advice, source: Box::new(error) })
}

fn advice(message: &str) -> Option<&'static str> {
    let fits = |signs: &[&str]| signs.iter().any(|sign| message.contains(sign));
    ADVICE.iter().find(|(signs, _)| fits(signs)).map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_servers_get_their_advice() {
        for (message, begins) in [
            (
                "FATAL:  password authentication failed for user \"ann\"",
                "the server refuses the login",
            ),
            ("connection to server at \"db\" failed: Connection refused", "no server answers"),
            ("could not translate host name \"db\" to address", "no server has this name"),
            ("FATAL:  sorry, too many clients already", "the server has no connection left"),
            ("canceling statement due to statement timeout", "the server gave up"),
        ] {
            let error = explained(message.into());
            assert!(error.to_string().starts_with(begins), "{message}: {error}");
            assert_eq!(std::error::Error::source(&*error).unwrap().to_string(), message);
        }
    }

    #[test]
    fn other_messages_stay_as_they_are() {
        assert_eq!(explained("division by zero".into()).to_string(), "division by zero");
    }
}
